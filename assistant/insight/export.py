"""Tables for spreadsheet programs."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

Cell = str | int | float | None

_FORMULA: Final = re.compile(r"(^|;)([\s\u200b\ufeff\"']*)(?=[=+\-@＝＋－＠])")
"""Where a formula could begin. In many countries programs part cells at semicolons, whatever quotation marks say."""


def csv_of(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV, UTF-8 with a mark at the beginning, without which spreadsheet programs take it for another one.

    What people wrote could begin as a formula does, and would be computed by whoever opens it: such a cell gets an
    apostrophe before it, which those programs do not show.

    Args:
        heading: Names of the columns.
        rows: What stands in them.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in heading])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig", "replace")


def harmless(cell: Cell) -> Cell:
    """What stands in a cell, in one line, so that no program computes it."""
    if isinstance(cell, str):
        return _FORMULA.sub(r"\1'\2", " ".join(cell.splitlines()).replace("\t", " "))
    return cell
