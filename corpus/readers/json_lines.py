"""JSON: a list of objects, an object that holds such a list, or an object a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from corpus.document import Document, Row
from corpus.readers.blocks import clean
from corpus.readers.charset import decode
from corpus.readers.errors import damaged, empty, too_large
from corpus.readers.language import language_of, sample_of_rows
from corpus.readers.limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_DEPTH, MAX_ROWS

_LISTS: Final = ("items", "results", "practices", "records", "data", "entries", "features", "rows")
"""Names under which the list is usually found."""


def read_json(body: bytes, *, charset: str | None = None) -> Document:
    """Read JSON: a list of objects, `{"items": […]}`, or one object.

    Args:
        body: The file.
        charset: The encoding that it came with, or None.

    Returns:
        A row an object; values within values have the names of both ("place.city").

    Raises:
        ReadError: It is no JSON, is nested too deeply, or holds no object.
    """
    value = _parse(decode(body, charset), "")
    title, objects = _objects(value)
    return _document("json", enumerate(objects, 1), title)


def read_json_lines(body: bytes, *, charset: str | None = None) -> Document:
    """Read JSON Lines: an object a line.

    Args:
        body: The file.
        charset: The encoding that it came with, or None.

    Returns:
        As `read_json`; the number of a row is that of its line.

    Raises:
        ReadError: As `read_json`; the line is named.
    """

    def objects() -> Iterator[tuple[int, Mapping[str, Any]]]:
        for number, line in enumerate(decode(body, charset).split("\n"), 1):
            if line.strip():
                value = _parse(line, f"line {number}: ")
                if not isinstance(value, dict):
                    raise damaged(f"line {number}: not an object")
                yield number, value

    return _document("jsonl", objects(), None)


def flat(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Names and texts of a value and all values in it.

    Args:
        value: What JSON or YAML can hold.
        name: Name of the value.
        depth: How deep it stands.

    Yields:
        Dotted name and text; the values of a list have the name of the list.

    Raises:
        ReadError: It is nested too deeply.
    """
    if depth > MAX_DEPTH:
        raise too_large(f"its values are nested more than {MAX_DEPTH} deep")
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from flat(inner, name, depth + 1)
    elif value is not None:
        yield name or "value", ("true" if value else "false") if isinstance(value, bool) else str(value)


def _parse(text: str, where: str) -> Any:
    try:
        # Numbers are kept as they are written. There is no number that is none: such a cell is empty.
        return json.loads(text, parse_int=str, parse_float=_number, parse_constant=lambda _: None)
    except RecursionError as error:
        raise too_large(f"{where}its values are nested too deeply") from error
    except ValueError as error:
        raise damaged(f"{where}{str(error).partition(' (char')[0]}") from error


def _number(text: str) -> str:
    return text.removesuffix(".0")


def _objects(value: Any) -> tuple[str | None, list[Mapping[str, Any]]]:
    if isinstance(value, dict):
        title = value.get("title")
        lists = {key: inner for key, inner in value.items() if _is_list_of_objects(inner)}
        chosen = next((key for key in _LISTS if key in lists), next(iter(lists)) if len(lists) == 1 else None)
        if chosen is not None and (chosen in _LISTS or len(value) <= 3):
            return title if isinstance(title, str) else None, lists[chosen]
        return None, [value]
    if _is_list_of_objects(value):
        return None, value
    raise empty("it is no list of objects; give a list, or a line an object")


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(inner, dict) for inner in value)


def _document(media: Any, objects: Iterable[tuple[int, Mapping[str, Any]]], title: str | None) -> Document:
    columns: dict[str, None] = {}
    rows: list[Row] = []
    characters = 0
    for number, value in objects:
        cells: dict[str, list[str]] = {}
        for name, text in flat(value):
            cleaned = clean(text)
            if cleaned:
                cells.setdefault(clean(name) or "value", []).append(cleaned)
                characters += len(cleaned)
        if characters > MAX_CHARACTERS:
            raise too_large(f"it holds more than {MAX_CHARACTERS:,} characters of text")
        if not cells:
            continue
        columns.update(dict.fromkeys(cells))
        if len(columns) > MAX_COLUMNS:
            raise too_large(f"its objects have more than {MAX_COLUMNS} different names")
        if len(rows) == MAX_ROWS:
            raise too_large(f"it holds more than {MAX_ROWS:,} objects")
        rows.append(Row(number, {name: "; ".join(texts) for name, texts in cells.items()}))
    if not rows:
        raise empty("its objects have no values")
    return Document(
        media=media,
        title=clean(title or "") or None,
        language=language_of(sample_of_rows(rows)),
        columns=tuple(columns),
        rows=tuple(rows),
    )
