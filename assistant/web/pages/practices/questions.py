"""Questions that practices answer, to be asked with a click."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from corpus.practice import Practice

_LONGEST: Final = 100
"""Characters of a question that is read at a glance."""


@dataclass(frozen=True, slots=True)
class Answerable:
    """A question that a practice answers."""

    text: str
    language: str


def answerable(practices: Iterable[Practice], language: str, count: int) -> list[Answerable]:
    """Questions, each of another practice, in a language, and in English where there are too few.

    Args:
        practices: The practices, those that matter most first.
        language: The visitor's.
        count: How many at most.
    """
    found: list[Answerable] = []
    practices = list(practices)
    for wanted in dict.fromkeys((language, "en")):
        for practice in practices:
            if len(found) == count:
                return found
            asked = (q.text for q in practice.questions if q.language == wanted and _reads_well(q.text))
            text = next(asked, None)
            if text is not None:
                found.append(Answerable(text, wanted))
    return found


def _reads_well(text: str) -> bool:
    whole = text[:1] == text[:1].upper() and text.endswith(("?", "؟", "？"))
    return whole and len(text) <= _LONGEST
