"""Tables in text files: values separated by commas, semicolons, tabs or bars (CSV)."""

import csv
import io
from typing import Final

from corpus.document import Document
from corpus.readers.charset import decode
from corpus.readers.errors import damaged, too_large
from corpus.readers.language import language_of, sample_of_rows
from corpus.readers.limits import MAX_CHARACTERS, MAX_ROWS
from corpus.readers.table import Line, no_rows, table_of

_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 20_000
_LOOKED_AT: Final = 40


def read_separated(body: bytes, *, charset: str | None = None) -> Document:
    """Read a CSV file.

    Args:
        body: The file.
        charset: The encoding that it came with, or None.

    Returns:
        A document with columns and rows; the number of a row is that of its first line.

    Raises:
        ReadError: It has no rows, a quoted text in it has no end, or it is too large.
    """
    text = decode(body, charset)
    delimiter = ","
    if text[:4].lower() == "sep=":  # how some spreadsheets say what separates
        first, _, text = text.partition("\n")
        delimiter = first[4:5] or ","
        lines = _parse(text, delimiter if delimiter not in "\r\n" else ",", 1)
    else:
        delimiter = _delimiter(text)
        lines = _parse(text, delimiter, 0)
    table = table_of(lines)
    if not table.rows:
        raise no_rows()
    return Document(
        media="csv",
        title=table.title,
        language=language_of(sample_of_rows(table.rows)),
        columns=table.columns,
        rows=table.rows,
    )


def _delimiter(text: str) -> str:
    """What cuts the first rows into the same number of cells, and into the most."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample.rpartition("\n")[0] or sample

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
        except csv.Error:
            return (0.0, 0)
        widths = widths[:_LOOKED_AT]
        if not widths or max(widths) < 2:
            return (0.0, 0)
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)

    return max(_DELIMITERS, key=fit)


def _parse(text: str, delimiter: str, before: int) -> list[Line]:
    csv.field_size_limit(MAX_CHARACTERS)
    try:
        return _rows(text, delimiter, before, strict=True)
    except csv.Error:
        # Programs quote carelessly (`"a" b`), which reads all the same; a quote without end would swallow the rest.
        try:
            lines = _rows(text, delimiter, before, strict=False)
        except csv.Error as error:
            raise damaged(str(error)) from error
        if lines and "\n" in lines[-1].cells[-1]:
            raise damaged(f"the quoted text that begins in line {lines[-1].number} has no end") from None
        return lines


def _rows(text: str, delimiter: str, before: int, *, strict: bool) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    lines: list[Line] = []
    begins = 0
    for cells in reader:
        if len(lines) > MAX_ROWS:
            raise too_large(f"it has more than {MAX_ROWS:,} rows")
        if any(cells):
            lines.append(Line(begins + before + 1, cells))
        begins = reader.line_num
    return lines
