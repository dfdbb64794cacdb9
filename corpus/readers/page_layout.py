"""The order in which the text of a printed page is read: lines, and the columns that they stand in."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

_BINS: Final = 400
"""Positions over the width of a page at which a gutter between columns is looked for."""
_MAX_CROSSING: Final = 0.35
"""Share of a page's lines that may run across a gutter: titles, wide tables."""
_MIN_LINES: Final = 4
"""Lines of a column at least."""
_FULL: Final = 0.5
"""How much of a column's width its lines fill, half of them at least: the cells of a table fill less."""
_CELL: Final = 1.6
"""White space between the cells of a table, in heights of a letter."""
_MAX_DEPTH: Final = 3
"""Times that a column is looked at for columns in it."""


@dataclass(slots=True)
class Piece:
    """Text that stands together on a line, with its box (the origin is at the lower left) and how it is set."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool = False
    backwards: bool = False
    """Written from right to left."""

    height: float = 0.0
    """Of most letters' boxes: what stands for the size of the type."""

    def __post_init__(self) -> None:
        self.height = self.height or self.top - self.bottom

    @property
    def middle(self) -> float:
        """Height on the page."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Line:
    """Pieces side by side, in reading order."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Text of the line."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def is_row(self) -> bool:
        """Whether its pieces stand so far apart that they are cells of a table."""
        ordered = sorted(self.pieces, key=lambda piece: piece.left)
        return any(after.left - before.right > _CELL * before.height for before, after in itertools.pairwise(ordered))

    @property
    def left(self) -> float:
        """Where it begins, as seen from the left."""
        return min(piece.left for piece in self.pieces)

    @property
    def right(self) -> float:
        """Where it ends, as seen from the left."""
        return max(piece.right for piece in self.pieces)

    @property
    def top(self) -> float:
        """Upper edge."""
        return max(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return min(piece.bottom for piece in self.pieces)

    @property
    def size(self) -> float:
        """Height of most of its letters."""
        return max(self.pieces, key=lambda piece: len(piece.text)).height

    @property
    def bold(self) -> bool:
        """Whether all of it is set bold."""
        return all(piece.bold for piece in self.pieces)

    @property
    def backwards(self) -> bool:
        """Whether most of it is written from right to left."""
        letters = sum(len(piece.text) if piece.backwards else -len(piece.text) for piece in self.pieces)
        return letters > 0


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    """Pieces as lines, from top to bottom: what overlaps for half of its height stands on the same line."""
    lines: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle):
        line = lines[-1] if lines else None
        if line is not None:
            shared = min(line.top, piece.top) - max(line.bottom, piece.bottom)
            if shared >= 0.5 * min(piece.height, line.top - line.bottom):
                line.pieces.append(piece)
                continue
        lines.append(Line([piece]))
    for line in lines:
        backwards = line.backwards
        line.pieces.sort(key=lambda piece: -piece.right if backwards else piece.left)
    return lines


def columns_of(pieces: Sequence[Piece], depth: int = 0) -> list[list[Line]]:
    """Lines of a page in reading order, a list for each column or part of one.

    Args:
        pieces: The page's pieces, in any order.
        depth: How often the page was divided already.

    Returns:
        Columns one after the other, from the right where the text is written from right to left. A line that runs
        across columns stands between what is above and what is below it.
    """
    gutter = _gutter(pieces) if depth < _MAX_DEPTH else None
    if gutter is None:
        lines = lines_of(pieces)
        return [lines] if lines else []
    backwards = sum(len(piece.text) if piece.backwards else -len(piece.text) for piece in pieces) > 0
    result: list[list[Line]] = []
    across: list[Piece] = []
    beside: list[Piece] = []

    def flush() -> None:
        if across:
            result.append(lines_of(across))
            across.clear()
        sides = (
            [piece for piece in beside if piece.right <= gutter],
            [piece for piece in beside if piece.right > gutter],
        )
        for side in reversed(sides) if backwards else sides:
            result.extend(columns_of(side, depth + 1))
        beside.clear()

    for piece in sorted(pieces, key=lambda piece: -piece.middle):
        if piece.left < gutter < piece.right:
            if beside:
                flush()
            across.append(piece)
        else:
            beside.append(piece)
    flush()
    return result


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where the page is empty from top to bottom, but for a few lines that run across; None where it has one column."""
    if len(pieces) < 2 * _MIN_LINES:
        return None
    left = min(piece.left for piece in pieces)
    width = max(piece.right for piece in pieces) - left
    if width <= 0:
        return None
    covered = [0] * (_BINS + 1)
    for piece in pieces:
        first = int((piece.left - left) / width * _BINS)
        covered[first] += 1
        covered[min(int((piece.right - left) / width * _BINS) + 1, _BINS)] -= 1
    count = 0
    for place, change in enumerate(covered):
        count += change
        covered[place] = count
    inner = range(int(_BINS * 0.15), int(_BINS * 0.85))
    allowed = _MAX_CROSSING * len(pieces)
    places = sorted((place for place in inner if covered[place] <= allowed), key=lambda place: covered[place])
    tried: list[int] = []
    for place in places:
        if any(abs(place - other) < _BINS // 50 for other in tried):
            continue
        tried.append(place)
        at = left + (place + 0.5) / _BINS * width
        if _is_gutter(pieces, at, width):
            return at
        if len(tried) == 12:
            break
    return None


def _is_gutter(pieces: Sequence[Piece], at: float, width: float) -> bool:
    sides = [piece for piece in pieces if piece.right <= at], [piece for piece in pieces if piece.left >= at]
    if len(pieces) - len(sides[0]) - len(sides[1]) > _MAX_CROSSING * len(pieces):
        return False
    for side in sides:
        lines = lines_of(side)
        if len(lines) < _MIN_LINES:
            return False
        extent = max(piece.right for piece in side) - min(piece.left for piece in side)
        if extent < 0.12 * width or median(line.right - line.left for line in lines) < _FULL * extent:
            return False
        if sum(len(piece.text) for piece in side) < 12 * len(lines):
            return False  # numbers, or labels of a form
    first, second = sides
    beside = min(max(piece.top for piece in first), max(piece.top for piece in second)) - max(
        min(piece.bottom for piece in first), min(piece.bottom for piece in second)
    )
    shorter = min(max(piece.top for piece in side) - min(piece.bottom for piece in side) for side in sides)
    return beside > 0.5 * shorter
