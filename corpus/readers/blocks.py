"""Collects the blocks of a document: cleaned, in order, within bounds."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from corpus.document import Block, BlockKind
from corpus.readers.errors import too_large
from corpus.readers.limits import MAX_BLOCKS, MAX_CHARACTERS

_NOT_TEXT: Final = re.compile(
    # Control characters that are no white space, soft hyphens, marks of direction and width, halves of pairs, and
    # code points that are no characters. The joiners U+200C and U+200D stay: Persian and Indic scripts need them.
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\uffff]"
)
_LABEL: Final = 60
"""Characters of a cell that can be the name of what stands beside it."""
_LONG: Final = 200
"""Characters from which a cell is rather a text than a value."""


def clean(text: str) -> str:
    """Text on one line: composed (NFC), no control characters, single spaces."""
    return unicodedata.normalize("NFC", " ".join(_NOT_TEXT.sub("", text).split()))


class Blocks:
    """Headings, paragraphs and items as a reader finds them. What is empty after cleaning is left out."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._characters = 0

    def heading(self, text: str, level: int, page: int | None = None) -> None:
        """Add a heading; a level out of 1 to 6 is brought within.

        Raises:
            ReadError: The document holds more than the limits allow, as with the other methods.
        """
        self._add("heading", text, min(max(level, 1), 6), page)

    def paragraph(self, text: str, page: int | None = None) -> None:
        """Add a paragraph."""
        self._add("paragraph", text, 0, page)

    def item(self, text: str, page: int | None = None) -> None:
        """Add an item of a list."""
        self._add("item", text, 0, page)

    def cells(self, cells: Sequence[Sequence[str]], page: int | None = None) -> None:
        """Add a row of a table within a text.

        Forms are often laid out as tables: a short cell beside a long text is the heading of that text, and a short
        cell beside a value names it ("City: Cork"). Any other row is its cells with a bar between them.

        Args:
            cells: The paragraphs of each cell, in reading order.
            page: As of a block.
        """
        filled = [lines for lines in ([line for line in map(clean, cell) if line] for cell in cells) if lines]
        if len(filled) == 2 and len(filled[0]) == 1 and len(filled[0][0]) <= _LABEL:
            (label,), texts = filled
            if len(texts) > 1 or len(texts[0]) > _LONG:
                self.heading(label.rstrip(": "), 3, page)
                for text in texts:
                    self.paragraph(text, page)
            else:
                self.paragraph(f"{label.rstrip(': ')}: {texts[0]}", page)
        elif len(filled) == 1 or any(len(lines) > 1 for lines in filled):
            for lines in filled:
                for line in lines:
                    self.paragraph(line, page)
        else:
            self.paragraph(" | ".join(lines[0] for lines in filled), page)

    def done(self) -> tuple[Block, ...]:
        """What was collected."""
        return tuple(self._blocks)

    def _add(self, kind: BlockKind, text: str, level: int, page: int | None) -> None:
        text = clean(text)
        if not text:
            return
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise too_large(f"it holds more than {MAX_CHARACTERS:,} characters of text")
        if len(self._blocks) == MAX_BLOCKS:
            raise too_large(f"it holds more than {MAX_BLOCKS:,} paragraphs")
        self._blocks.append(Block(kind, text, level, page))
