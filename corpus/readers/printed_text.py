"""From the lines of printed pages to headings, paragraphs and items of lists."""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from corpus.readers.blocks import Blocks, clean
from corpus.readers.page_layout import Line, Piece, lines_of

_BULLET: Final = re.compile(r"[•‣▪▫■□●○◦–—➢➤►▶✓✔❖⁃∙·\uf0b7\uf0a7\uf0d8\uf076\uf0fc*-]\s+|o\s(?=[A-Z])")
_NUMBERED: Final = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S")
_PAGE_NUMBER: Final = re.compile(
    r"(?:page|p\.|página|seite|стр\.?|第|صفحة)?\s*[-–—|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–—|]?"
    r"\s*(?:(?:/|of|de|von|sur|из)\s*\d{1,4})?\s*页?",
    re.I,
)
_HYPHENS: Final = "-\u2010\u00ad\x02\ufffe"
_ENDED: Final = (".", "!", "?", ":", ";", "。", "！", "？", "؟", "…", "”", "»", '."', ".)")
_EDGE: Final = 3
"""Lines at the top and bottom of a page that can be repeated on others."""
_HEADING: Final = 1.13
"""How much larger than the body the type of a heading is."""
_LONGEST_HEADING: Final = 200
_HEADING_LINES: Final = 4


@dataclass(slots=True)
class _Paragraph:
    text: str
    size: float
    bold: bool
    page: int
    item: bool
    lines: int = 1
    cells: tuple[str, ...] = ()


def without_repeated(pages: Sequence[Sequence[Piece]], heights: Sequence[float]) -> list[list[Piece]]:
    """The pages without page numbers, and without the lines at their top and bottom that stand on many of them.

    Args:
        pages: The pieces of each page.
        heights: Height of each page.
    """
    edges = [_edges(pieces) for pieces in pages]
    seen = Counter(key for lines in edges for key in {_key(line, at) for line, at in lines})
    least = max(3, len(pages) // 5)
    body = median(piece.height for pieces in pages for piece in pieces) if any(pages) else 0.0
    kept = []
    for pieces, lines, height in zip(pages, edges, heights, strict=True):
        dropped = {
            id(piece)
            for line, at in lines
            if _is_at_edge(line, height) and line.size < 1.3 * body
            if seen[_key(line, at)] >= least or (_is_page_number(line) and at in (0, -1))
            for piece in line.pieces
        }
        kept.append([piece for piece in pieces if id(piece) not in dropped])
    return kept


def fill(blocks: Blocks, pages: Sequence[Sequence[Sequence[Line]]]) -> None:
    """Turn lines into blocks.

    Args:
        blocks: Where they are added.
        pages: Columns of lines, for each page.
    """
    lines = [line for columns in pages for column in columns for line in column]
    if not lines:
        return
    body = _body_size(lines)
    spacing = _usual_spacing(pages)
    words = Counter(word for line in lines for word in re.findall(r"\w[\w-]*\w", line.text.lower()))
    paragraphs: list[_Paragraph] = []
    for number, columns in enumerate(pages, 1):
        for column in columns:
            for paragraph in _paragraphs(column, number, spacing, words):
                if paragraphs and _goes_on(paragraphs[-1], paragraph):
                    paragraphs[-1].text = joined(paragraphs[-1].text, paragraph.text, words)
                    paragraphs[-1].lines += paragraph.lines
                else:
                    paragraphs.append(paragraph)
    sizes = sorted(
        {round(part.size, 1) for part in paragraphs if not part.cells and _is_larger(part, body)}, reverse=True
    )
    levels = _levels(sizes)
    for part in paragraphs:
        if part.cells:
            blocks.cells([[cell] for cell in part.cells], part.page)
        elif _is_larger(part, body):
            blocks.heading(part.text, levels[round(part.size, 1)], part.page)
        elif _is_bold_heading(part):
            blocks.heading(part.text, max(levels.values(), default=1) + 1, part.page)
        elif part.item:
            blocks.item(_BULLET.sub("", part.text, count=1), part.page)
        else:
            blocks.paragraph(part.text, part.page)


def joined(before: str, after: str, words: Counter[str]) -> str:
    """Two lines as one, with a word that was parted at the line's end put together again.

    Args:
        before: The first line.
        after: The second.
        words: How often each word stands in the document: by it, "well-" and "known" keep their hyphen.
    """
    if len(before) > 1 and before[-1] in _HYPHENS and before[-2].isalpha() and after[:1].isalpha():
        first, second = re.split(r"\s", before[:-1])[-1], re.split(r"[\s.,;:!?)]", after)[0]
        together, apart = (first + second).lower(), f"{first}-{second}".lower()
        if before[-1] == "\u00ad" or words[together] or (after[0].islower() and not words[apart]):
            return before[:-1] + after
        return f"{before[:-1]}-{after}"
    if before and after and _is_unspaced(before[-1]) and _is_unspaced(after[0]):
        return before + after
    return f"{before} {after}"


def _is_unspaced(letter: str) -> bool:
    """Chinese, Japanese and Thai are written without spaces, and so go on at the line's end."""
    return unicodedata.east_asian_width(letter) in "WF" or "\u0e00" <= letter <= "\u0e7f"


def _edges(pieces: Iterable[Piece]) -> list[tuple[Line, int]]:
    """The first and last lines of a page, each with its position: 0, 1, 2 from the top, -1, -2, -3 from the bottom."""
    lines = lines_of(pieces)
    top = [(line, at) for at, line in enumerate(lines[:_EDGE])]
    bottom = [(line, -at) for at, line in enumerate(reversed(lines[_EDGE:][-_EDGE:]), 1)]
    return top + bottom


def _key(line: Line, at: int) -> tuple[str, int, bool]:
    return re.sub(r"\d+", "#", clean(line.text).lower()), round(line.bottom / 6), at >= 0


def _is_at_edge(line: Line, height: float) -> bool:
    return line.bottom > 0.9 * height or line.top < 0.1 * height


def _is_page_number(line: Line) -> bool:
    return _PAGE_NUMBER.fullmatch(line.text.strip()) is not None


def _body_size(lines: Sequence[Line]) -> float:
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0]


def _usual_spacing(pages: Sequence[Sequence[Sequence[Line]]]) -> float:
    """White space between two lines of a paragraph, in heights of a line."""
    gaps = [
        (upper.bottom - lower.top) / lower.size
        for columns in pages
        for column in columns
        for upper, lower in itertools.pairwise(column)
        if lower.size > 0
    ]
    near = sorted(gap for gap in gaps if gap < 1.5)
    return near[len(near) // 3] if near else 0.0  # most gaps are within paragraphs


def _paragraphs(column: Sequence[Line], page: int, spacing: float, words: Counter[str]) -> Iterator[_Paragraph]:
    current: _Paragraph | None = None
    before: Line | None = None
    left = median(line.left for line in column) if column else 0.0
    right = max((line.right for line in column), default=0.0)
    for line in column:
        text = line.text.strip()
        item = _BULLET.match(text) is not None or _NUMBERED.match(text) is not None
        if current is not None and before is not None and not item and not _begins(line, before, spacing, left, right):
            current.text = joined(current.text, text, words)
            current.lines += 1
        else:
            if current is not None:
                yield current
            cells = tuple(piece.text for piece in line.pieces) if line.is_row else ()
            current = _Paragraph(text, line.size, line.bold, page, item and not cells, cells=cells)
        before = line
    if current is not None:
        yield current


def _begins(line: Line, before: Line, spacing: float, left: float, right: float) -> bool:
    """Whether a line is the first of a paragraph."""
    if line.is_row or before.is_row or abs(line.size - before.size) > 0.08 * before.size or line.bold != before.bold:
        return True
    gap = (before.bottom - line.top) / line.size
    if gap > spacing + 0.35 or gap < -1.5:
        return True
    if before.text.rstrip().endswith(_ENDED):
        short = (before.left - left if line.backwards else right - before.right) > 0.2 * (right - left)
        indented = not line.backwards and line.left - before.left > 0.8 * line.size
        return short or indented
    return False


def _goes_on(before: _Paragraph, after: _Paragraph) -> bool:
    """Whether a paragraph is the rest of the one before it, from another column or page."""
    if (
        after.item
        or after.cells
        or before.cells
        or before.bold != after.bold
        or abs(before.size - after.size) > 0.08 * before.size
    ):
        return False
    text, rest = before.text.rstrip(), after.text
    if not rest or text.endswith(_ENDED) or before.lines + after.lines < 3:
        return False
    return rest[0].islower() or text[-1] in _HYPHENS or text[-1] == ","


def _is_larger(part: _Paragraph, body: float) -> bool:
    return part.size > _HEADING * body and part.lines <= _HEADING_LINES and len(part.text) <= _LONGEST_HEADING


def _is_bold_heading(part: _Paragraph) -> bool:
    text = part.text.rstrip()
    return (
        part.bold and len(text) <= 120 and not text.endswith((".", ",", ";", "。", "؟")) and any(map(str.isalpha, text))
    )


def _levels(sizes: Sequence[float]) -> dict[float, int]:
    """Level of each size of type, the largest first; sizes that differ by a twentieth are one."""
    levels: dict[float, int] = {}
    level, last = 0, 0.0
    for size in sizes:
        if not last or size < 0.95 * last:
            level, last = level + 1, size
        levels[size] = min(level, 6)
    return levels
