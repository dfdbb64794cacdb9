"""From the rows of a sheet or text file to a table: where its heading is, what its columns are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from corpus.document import Row
from corpus.readers.blocks import clean
from corpus.readers.errors import ReadError, empty, too_large
from corpus.readers.limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS

_LOOKED_AT: Final = 30
"""Rows among which the heading is looked for."""
_LONGEST_NAME: Final = 200
"""Characters of a column's name at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in the file.

    Args:
        number: Its number there, from 1.
        cells: Text of each cell, empty where there is none.
        spread: Positions that only repeat the cell before them, because it is merged with them.
    """

    number: int
    cells: Sequence[str]
    spread: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, and the title that stands above them."""

    title: str | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def table_of(lines: Sequence[Line]) -> Table:
    """Make a table of rows.

    Args:
        lines: The rows, empty ones included or not.

    Returns:
        The table below the first row that can be its heading: two texts or more, most of them different, over at least
        half of the columns in use. A single text above it is the title. No rows where there is nothing below a heading.

    Raises:
        ReadError: It is too wide, too long, or holds too much text.
    """
    lines = [line for line in (_cleaned(line) for line in lines) if any(line.cells)]
    if len(lines) > MAX_ROWS:
        raise too_large(f"it has more than {MAX_ROWS:,} rows")
    width = max((_last(line) for line in lines), default=0)
    if width > MAX_COLUMNS:
        raise too_large(f"it has more than {MAX_COLUMNS} columns")
    if sum(len(cell) for line in lines for cell in line.cells) > MAX_CHARACTERS:
        raise too_large(f"it holds more than {MAX_CHARACTERS:,} characters of text")
    at = _heading(lines)
    if at is None:
        return Table(None, (), ())
    names, below = _names(lines, at, width)
    above = [{cell for cell in line.cells if cell} for line in lines[:at]]
    title = next((text for texts in above if len(texts) == 1 for text in texts), None)
    rows = tuple(
        Row(line.number, {name: cell for name, cell in zip(names, line.cells, strict=False) if cell})
        for line in lines[below:]
    )
    used = {name for row in rows for name in row.cells}
    named = set(lines[at].cells)
    return Table(title, tuple(name for name in names if name in used or name in named), rows)


def no_rows() -> ReadError:
    """The error of a file without rows."""
    return empty("there is no row below a heading; give the table a first row with the names of its columns")


def _cleaned(line: Line) -> Line:
    return Line(line.number, tuple(map(clean, line.cells)), line.spread)


def _last(line: Line) -> int:
    return max((position for position, cell in enumerate(line.cells, 1) if cell), default=0)


def _is_number(text: str) -> bool:
    return text.replace(" ", "").replace(",", "").replace(".", "").lstrip("-+").rstrip("%").isdigit()


def _heading(lines: Sequence[Line]) -> int | None:
    """Position of the row that names the columns."""
    usual = max((_filled(line) for line in lines), default=0)
    for position, line in enumerate(lines[:_LOOKED_AT]):
        cells = [cell for place, cell in enumerate(line.cells) if cell and place not in line.spread]
        if len(cells) < max(min(2, usual), usual / 2):
            continue
        years = sum(map(_is_number, cells))
        if years * 2 <= len(cells) and len(set(cells)) > 0.6 * len(cells) and max(map(len, cells)) <= _LONGEST_NAME:
            return position
        if _filled(line) == usual:
            break  # this is data: what names the columns would stand above it
    return 0 if lines else None


def _filled(line: Line) -> int:
    return sum(1 for place, cell in enumerate(line.cells) if cell and place not in line.spread)


def _names(lines: Sequence[Line], at: int, width: int) -> tuple[list[str], int]:
    """The columns' names, each once, and the position of the first row of data.

    Where cells of the heading are merged over several columns, the row below names these.
    """
    heading = [*lines[at].cells, *[""] * width][:width]
    below = at + 1
    if lines[at].spread and below < len(lines):
        under = [*lines[below].cells, *[""] * width][:width]
        groups = {heading[place] for place in lines[at].spread if heading[place]}
        parts = [cell for place, cell in enumerate(under) if heading[place] in groups and cell]
        if parts and len(set(parts)) == len(parts) and not any(map(_is_number, parts)) and max(map(len, parts)) <= 60:
            both = [dict.fromkeys(part for part in pair if part) for pair in zip(heading, under, strict=True)]
            heading = [
                " ".join(names) if name in groups else name or below_it
                for name, below_it, names in zip(heading, under, both, strict=True)
            ]
            below += 1
    names: list[str] = []
    taken: set[str] = set()
    for place, name in enumerate(heading):
        wanted = name[:_LONGEST_NAME] or f"Column {_letters(place)}"
        unique, again = wanted, 2
        while unique in taken:
            unique, again = f"{wanted} ({again})", again + 1
        taken.add(unique)
        names.append(unique)
    return names, below


def _letters(place: int) -> str:
    """A, B, … Z, AA, … as spreadsheets name their columns."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
