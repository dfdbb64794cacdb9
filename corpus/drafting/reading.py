"""A document's sentences, each with where it stands and under which heading; what every page carries is set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from corpus.document import Document
from corpus.drafting.cues import cues
from corpus.drafting.draft import Rest
from corpus.sentences import split_sentences

MAX_SENTENCES: Final = 600
"""Of a longer document only the beginning is drafted from; a practice that begins later is a document of its own."""
_LONGEST: Final = 1_200
_HAN: Final = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]")
_STOP: Final = re.compile(r"[.!?…؟۔।。！？:;”\"»')]$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document.

    Args:
        block: Number of its block.
        start, end: Where it stands in the block's text.
        text: The sentence, as it stands there.
        headings: The headings above it, the outermost first.
        number: Its place among the document's sentences.
        item: Whether it stands in a list.
    """

    block: int
    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    number: int
    item: bool

    @property
    def rest(self) -> Rest:
        """The sentence as what a field rests on."""
        return Rest(self.block, self.start, self.end, self.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, or one part of it, taken apart.

    Args:
        document: The whole document.
        headings: Its headings: number of the block, level, text.
        sentences: The sentences of its text.
        set_aside: How many sentences every page carries: menus, cookies, contacts.
    """

    document: Document
    headings: tuple[tuple[int, int, str], ...]
    sentences: tuple[Sentence, ...]
    set_aside: int


def read(document: Document, blocks: range | None = None) -> Reading:
    """Take a document's text apart.

    Args:
        document: The document; one of rows has no sentences.
        blocks: Numbers of the blocks to read; None for all.

    Returns:
        The reading.
    """
    headings: list[tuple[int, int, str]] = []
    sentences: list[Sentence] = []
    above: list[tuple[int, str]] = []
    seen: set[str] = set()
    set_aside = 0
    for number in blocks if blocks is not None else range(len(document.blocks)):
        block = document.blocks[number]
        if block.kind == "heading":
            above = [(level, text) for level, text in above if level < block.level] + [(block.level, block.text)]
            headings.append((number, block.level, block.text))
            continue
        for start, end in _spans(block.text):
            text = block.text[start:end]
            if len(sentences) >= MAX_SENTENCES:
                return Reading(document, tuple(headings), tuple(sentences), set_aside)
            if text in seen or _is_furniture(text, block.kind == "item"):
                set_aside += 1
                continue
            seen.add(text)
            over = tuple(heading for _, heading in above)
            sentences.append(Sentence(number, start, end, text, over, len(sentences), block.kind == "item"))
    return Reading(document, tuple(headings), tuple(sentences), set_aside)


def count_words(text: str) -> float:
    """Count words; in scripts that put no spaces between them, two characters count as one."""
    return len(re.findall(r"[^\W_]+", _HAN.sub(" ", text))) + len(_HAN.findall(text)) / 2


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text stand; one beyond all measure ends where the measure does."""
    at = 0
    for sentence in split_sentences(text):
        at = text.index(sentence, at)
        yield at, at + min(len(sentence), _LONGEST)
        at += len(sentence)


def _is_furniture(text: str, item: bool) -> bool:
    """Say whether a text belongs to the page and not to what it tells."""
    words = count_words(text)
    if words < 3 or (item and words < 4 and not _STOP.search(text)):
        return True
    found = cues().furniture.search(text)
    return found is not None and (words < 12 or (words < 25 and found.start() < 15))
