"""Tells a document that holds no practice, and says plainly why."""

from __future__ import annotations

from collections import Counter
from typing import Final

from corpus.document import Document
from corpus.drafting.cues import cues
from corpus.drafting.reading import Reading, count_words
from corpus.drafting.sections import KINDS, MOSTLY_OTHER, Sorted

REASONS: Final = {
    "empty": "There is hardly any text in it.",
    "cookies": "It holds a notice about cookies or a check for robots, and not the page behind it.",
    "error-page": "It says that the page does not exist or cannot be shown.",
    "menu": "It is a list of links or headings, without sentences that tell what was done.",
    "legal": "It reads like a legal text: rules, and nothing that was done.",
    "portrait": "It describes a place, and nothing that was done for learning there.",
    "news": "It reads like news or opinion, and tells of nothing that a city set up.",
    "nothing-done": "No sentences in it tell what was done.",
}
"""Code and sentence of every reason."""

_FEWEST_WORDS: Final = 35
_FEWEST_DOING: Final = 2
"""Sentences that tell what was done or what came of it; fewer make no practice."""
_DOING: Final = ("what-was-done", "results", "adapting-it")
_OTHER: Final = ("legal", "portrait", "news")


def why_bare(document: Document, reading: Reading) -> str:
    """Judge a document by its form alone.

    Args:
        document: The document, of blocks.
        reading: Its sentences.

    Returns:
        Code of the reason why it can hold no practice, or "".
    """
    words = sum(count_words(sentence.text) for sentence in reading.sentences)
    text = document.text
    opening = " ".join([document.title or "", text[:300]])
    if words < 2 * _FEWEST_WORDS:
        if cues().errors.search(opening):
            return "error-page"
        if len(cues().cookies.findall(text)) >= 2:
            return "cookies"
    lines = [block for block in document.blocks if block.kind != "heading"]
    short = sum(count_words(block.text) < 7 for block in lines)
    if len(document.blocks) >= 6 and short >= 0.75 * max(len(lines), 1) and words < 3 * _FEWEST_WORDS:
        return "menu"
    return "empty" if words < _FEWEST_WORDS else ""


def why_nothing_done(order: Sorted) -> str:
    """Judge a document by what its sentences speak of.

    Args:
        order: The kinds of its sentences.

    Returns:
        Code of the reason why it holds no practice, or "".
    """
    counts = Counter(order.kinds)
    if order.other < MOSTLY_OTHER and sum(counts[code] for code in _DOING) >= _FEWEST_DOING:
        return ""
    others = {kind: float(order.shares[:, KINDS.index(kind)].sum()) for kind in _OTHER}
    foremost = max(others, key=lambda kind: others[kind])
    return foremost if order.other >= MOSTLY_OTHER and others[foremost] >= 0.2 * len(order.kinds) else "nothing-done"
