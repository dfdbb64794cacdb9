"""Spreadsheets (XLSX): a row a row, below the row that names the columns."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, Final

import openpyxl  # type: ignore[import-untyped]

from corpus.document import Document, Row
from corpus.readers.blocks import clean
from corpus.readers.errors import damaged, too_large
from corpus.readers.language import language_of, sample_of_rows
from corpus.readers.limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, check_members, open_packed
from corpus.readers.table import Line, Table, no_rows, table_of

_END_OF_DATA: Final = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UNCALCULATED: Final = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\bt=\"str\")[^>]*>\s*<(?:\w+:)?f\b[^<]*(?:/>|</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MAX_MERGED: Final = 20_000
_SHEET: Final = "Sheet"


def read_spreadsheet(body: bytes) -> Document:
    """Read a spreadsheet.

    Args:
        body: The file.

    Returns:
        A document with columns and rows. Merged cells count for each of their cells; dates are in ISO 8601, and
        formulas stand for the results that were saved with them. Hidden sheets are left out. Of several sheets that are
        shown, the rows stand one after the other, and a column names the sheet.

    Raises:
        ReadError: It is damaged, empty or too large, or its formulas were saved without results.
    """
    with open_packed(body) as packed:
        check_members(packed)
        try:
            with warnings.catch_warnings():  # of styles and extensions that are not kept
                warnings.simplefilter("ignore")
                workbook = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
                try:
                    tables = [(sheet.title, table_of(list(_lines(sheet, packed)))) for sheet in _shown(workbook)]
                    about = workbook.properties
                finally:
                    workbook.close()
        except (KeyError, ValueError, AttributeError, TypeError, SyntaxError, LookupError, OSError) as error:
            raise damaged("its parts do not fit together") from error
        except zipfile.BadZipFile as error:
            raise damaged("a part of it cannot be unpacked") from error
    table = _together([(name, table) for name, table in tables if table.rows])
    return Document(
        media="xlsx",
        title=clean(about.title or "") or table.title,
        language=language_of(sample_of_rows(table.rows)),
        publisher=clean(about.creator or "").replace("openpyxl", "") or None,
        columns=table.columns,
        rows=table.rows,
    )


def _shown(workbook: Any) -> list[Any]:
    return [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]


def _together(tables: list[tuple[str, Table]]) -> Table:
    if not tables:
        raise no_rows()
    if len(tables) == 1:
        return tables[0][1]
    columns = dict.fromkeys(name for _, table in tables for name in table.columns)
    sheet = _SHEET
    while sheet in columns:
        sheet += " *"
    rows = tuple(Row(row.number, {**row.cells, sheet: name}) for name, table in tables for row in table.rows)
    if len(rows) > MAX_ROWS:
        raise too_large(f"it has more than {MAX_ROWS:,} rows")
    title = next((table.title for _, table in tables if table.title), None)
    return Table(title, (*columns, sheet), rows)


def _lines(sheet: Any, packed: zipfile.ZipFile) -> Iterator[Line]:
    """The rows of a sheet, with its merged cells filled."""
    merged = _merged(packed, sheet._worksheet_path)
    values: dict[tuple[int, int], str] = {}
    characters = 0
    sheet.reset_dimensions()  # what a sheet declares of its size is not always so
    for number, row in enumerate(sheet.iter_rows(), 1):
        if len(row) > MAX_COLUMNS and any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            raise too_large(f"it has more than {MAX_COLUMNS} columns")
        cells = [_text(cell) for cell in row[:MAX_COLUMNS]]
        spread = set()
        for (column, anchor), last in merged.get(number, {}).items():
            value = values.get((column, anchor), cells[column] if number == anchor and column < len(cells) else "")
            values[(column, anchor)] = value
            cells += [""] * (last + 1 - len(cells))
            for place in range(column, last + 1):
                if place != column or number != anchor:
                    cells[place] = value
                if place != column:
                    spread.add(place)
        characters += sum(map(len, cells))
        if characters > MAX_CHARACTERS:
            raise too_large(f"it holds more than {MAX_CHARACTERS:,} characters of text")
        if any(cells):
            yield Line(number, cells, frozenset(spread))


def _merged(packed: zipfile.ZipFile, path: str) -> dict[int, dict[tuple[int, int], int]]:
    """For each row the merged cells that reach into it: first column and first row, to the last column.

    Raises:
        ReadError: The sheet holds formulas without results, which would be missing.
    """
    kept, tail, at_end = b"", b"", False
    with packed.open(path) as part:
        while chunk := part.read(2**20):
            if at_end:
                tail += chunk
                if len(tail) > 2**22:
                    break
                continue
            kept += chunk
            if _UNCALCULATED.search(kept):
                raise damaged("its formulas were saved without their results")
            end = _END_OF_DATA.search(kept)
            if end:
                at_end, tail = True, kept[end.end() :]
            kept = kept[-4096:]
    rows: dict[int, dict[tuple[int, int], int]] = {}
    total = 0
    for match in _MERGED.finditer(tail):
        left, top, right, bottom = _number(match[1]), int(match[2]), _number(match[3]), int(match[4])
        if right >= MAX_COLUMNS:  # a title over a whole sheet's width is shown once
            right = left
        total += min(bottom - top + 1, MAX_ROWS)
        if total > _MAX_MERGED:
            raise too_large("it has too many merged cells")
        for row in range(top, min(bottom, top + MAX_ROWS) + 1):
            rows.setdefault(row, {})[(left, top)] = right
    return rows


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _text(cell: Any) -> str:  # noqa: PLR0911  (a line a type)
    """A cell's value as a person reads it."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:.10g}%"
        return str(int(value)) if isinstance(value, int) or value.is_integer() else f"{value:.15g}"
    return str(value)
