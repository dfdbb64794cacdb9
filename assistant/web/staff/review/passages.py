"""The document that a draft was drawn from, with the passages marked on which its fields rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from corpus.document import Document
from corpus.drafting import Proposal, Rest

AROUND: Final = 2
"""Blocks that are shown before and after one that a field rests on; further ones are folded."""
SHORT: Final = 40
"""A document of so few blocks is not folded at all."""
MOST_CHARACTERS: Final = 120_000
"""Of a longer document the folded parts are left out: there is a page for all of it."""
MOST_RESTS: Final = 12
"""Passages that are shown of one field."""
LONG_PIECE: Final = 3_000
_KEPT_OF_IT: Final = 1_200

Spot = tuple[int, str | None, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block: plain, or marked for the fields that rest on it. `cut` stands where text was left out."""

    text: str
    fields: tuple[str, ...] = ()
    id: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block or a cell. Of a cell, `column` is its heading."""

    kind: str
    pieces: tuple[Piece, ...]
    level: int = 0
    page: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks that follow each other: open, folded, or left out. `first` is the number of the first, from 0."""

    how: Literal["open", "folded", "left out"]
    first: int
    count: int
    blocks: tuple[ShownBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRest:
    """A passage that a field rests on; without an id where the document does not hold it any more."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A document with its marks.

    Args:
        stretches: The document in order.
        rests: For each field what it rests on.
        tabular: Whether its blocks are rows of a table.
        total: How many blocks or rows it has.
    """

    stretches: tuple[Stretch, ...]
    rests: dict[str, tuple[ShownRest, ...]]
    tabular: bool
    total: int


def marked(document: Document | None, proposals: Iterable[Proposal]) -> Marked:
    """Mark in a document what proposals rest on.

    Args:
        document: The document; None where there is none any more.
        proposals: With their passages, as they were found in this document or an earlier state of it.
    """
    spots: dict[Spot, set[str]] = {}
    rests: dict[str, list[tuple[Rest, Spot | None]]] = {}
    for proposal in proposals:
        for rest in proposal.rests_on[:MOST_RESTS]:
            spot = _spot(document, rest) if document else None
            rests.setdefault(proposal.field, []).append((rest, spot))
            if spot:
                spots.setdefault(spot, set()).add(proposal.field)
    ids: dict[Spot, str] = {}
    stretches = _stretches(document, spots, ids) if document else ()
    shown = {
        field: tuple(ShownRest(rest.text, ids.get(spot, "") if spot else "") for rest, spot in listed)
        for field, listed in rests.items()
    }
    total = len(document.rows or document.blocks) if document else 0
    return Marked(stretches, shown, bool(document and document.rows), total)


def whole(document: Document, first: int, count: int) -> Stretch:
    """A part of a document without marks, nothing folded.

    Args:
        document: The document.
        first: Number of its first block or row, from 0.
        count: How many.
    """
    last = min(first + count, len(document.rows or document.blocks))
    blocks = [block for number in range(first, last) for block in _blocks(document, number, {}, {}, cut=False)]
    return Stretch("open", first, max(last - first, 0), tuple(blocks))


def _spot(document: Document, rest: Rest) -> Spot | None:
    """Where a passage stands: at its place, or wherever the document has it now."""
    if rest.column is not None or document.rows:
        if 0 <= rest.block < len(document.rows) and rest.column is not None:
            cell = document.rows[rest.block].cells.get(rest.column, "")
            if rest.text and cell[rest.start : rest.end] == rest.text:
                return (rest.block, rest.column, rest.start, rest.end)
        return None
    if not rest.text:
        return None
    if 0 <= rest.block < len(document.blocks):
        text = document.blocks[rest.block].text
        if text[rest.start : rest.end] == rest.text and rest.start >= 0:
            return (rest.block, None, rest.start, rest.end)
    for number, block in enumerate(document.blocks):
        if (start := block.text.find(rest.text)) >= 0:
            return (number, None, start, start + len(rest.text))
    return None


def _stretches(document: Document, spots: dict[Spot, set[str]], ids: dict[Spot, str]) -> tuple[Stretch, ...]:
    total = len(document.rows or document.blocks)
    rested = {spot[0] for spot in spots}
    around = 0 if document.rows else AROUND
    near = {number + step for number in rested for step in range(-around, around + 1)}
    if not document.rows:
        near |= {0, 1, 2}
    elif not rested:
        near = {0, 1, 2}
    if total <= SHORT and not document.rows:
        near = set(range(total))
    folded = "left out" if document.rows or len(document.text) > MOST_CHARACTERS else "folded"
    stretches: list[Stretch] = []
    for first, last in _runs(total, near):
        shown = first in near
        how: Literal["open", "folded", "left out"] = "open" if shown else folded  # type: ignore[assignment]
        blocks = () if how == "left out" else [
            block for number in range(first, last) for block in _blocks(document, number, spots, ids, cut=True)
        ]  # fmt: skip
        stretches.append(Stretch(how, first, last - first, tuple(blocks)))
    return tuple(stretches)


def _runs(total: int, near: set[int]) -> Iterable[tuple[int, int]]:
    first = 0
    for number in range(1, total + 1):
        if number == total or (number in near) != (first in near):
            yield first, number
            first = number


def _blocks(
    document: Document, number: int, spots: dict[Spot, set[str]], ids: dict[Spot, str], *, cut: bool
) -> Iterable[ShownBlock]:
    if document.rows:
        row = document.rows[number]
        yield ShownBlock("row", (Piece(str(row.number)),))
        for column, text in row.cells.items():
            yield ShownBlock("cell", _pieces(text, (number, column), spots, ids, cut), column=column)
        return
    block = document.blocks[number]
    yield ShownBlock(block.kind, _pieces(block.text, (number, None), spots, ids, cut), block.level, block.page)


def _pieces(
    text: str, where: tuple[int, str | None], spots: dict[Spot, set[str]], ids: dict[Spot, str], cut: bool
) -> tuple[Piece, ...]:
    """A text in stretches, broken wherever a passage begins or ends."""
    here = [spot for spot in spots if spot[:2] == where]
    edges = sorted({0, len(text), *(edge for spot in here for edge in spot[2:])})
    pieces: list[Piece] = []
    for start, end in pairwise(edges):
        covering = [spot for spot in here if spot[2] <= start and end <= spot[3]]
        if not covering:
            pieces.extend(_shortened(text[start:end]) if cut else [Piece(text[start:end])])
            continue
        identifier = ""
        if beginning := [spot for spot in covering if spot[2] == start]:
            identifier = f"p{len(ids) + 1}"
            ids |= dict.fromkeys(beginning, identifier)
        fields = sorted({field for spot in covering for field in spots[spot]})
        for place, piece in enumerate(_shortened(text[start:end]) if cut else [Piece(text[start:end])]):
            pieces.append(piece if piece.cut else Piece(piece.text, tuple(fields), identifier if place == 0 else ""))
    return tuple(pieces)


def _shortened(text: str) -> Sequence[Piece]:
    if len(text) <= LONG_PIECE:
        return [Piece(text)]
    return [Piece(text[:_KEPT_OF_IT]), Piece("", cut=True), Piece(text[-_KEPT_OF_IT:])]
