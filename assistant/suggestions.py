"""Questions that the corpus can answer: offered beside an answer, in place of one, and to begin with."""

import re
from typing import Final

from index.passages import Kind
from index.search import Hit, Scores, Searcher

SUGGESTIONS: Final = 3
_LOOKED_AT: Final = 12
"""Practices among which questions that read well are looked for before any other."""
_LONGEST: Final = 110
"""Characters of a question that reads well."""
_ENDS: Final = ("?", "؟", "？")
_FIRST_PERSON: Final = re.compile(
    r"\b(?:I|my|we|our|us|je|mon|ma|mes|notre|nos|yo|mi|mis|nuestr[oa]s?|eu|meus?|minhas?|noss[oa]s?|я|мо[йяие]|наш\w*)\b"
    r"|我|جدتي|عندنا",
    re.IGNORECASE,
)


def suggest(
    searcher: Searcher, hits: list[Hit], vector: Scores, language: str, asked: str, count: int = SUGGESTIONS
) -> list[str]:
    """Questions near to one that the corpus can answer, in the asker's language where there are any.

    Args:
        searcher: Searched for the question.
        hits: The practices to which questions are suggested, the nearest first; one question each.
        vector: The question's vector.
        language: The asker's.
        asked: The question; it is not suggested again.
        count: How many to suggest.
    """
    # What reads well comes first; of two that do, or do not, the nearer.
    well: list[str] = []
    others: list[str] = []
    for hit in hits[:_LOOKED_AT]:
        question = _nearest(searcher, hit, vector, language, asked)
        if question:
            (well if reads_well(question) else others).append(question)
        if len(well) == count:
            break
    return (well + others)[:count]


def reads_well(question: str) -> bool:
    """Whether a question can stand for itself: whole, short, and not the words of one person about themselves."""
    whole = question[:1] == question[:1].upper() and question.rstrip().endswith(_ENDS)
    return whole and len(question) <= _LONGEST and not _FIRST_PERSON.search(question)


def _nearest(searcher: Searcher, hit: Hit, vector: Scores, language: str, asked: str) -> str | None:
    """The question of a practice that is nearest, of those that read well where there are any."""
    for wanted in (language, "en"):
        weighed = searcher.weigh_passages(hit.number, vector, Kind.QUESTION, wanted)
        near = [text for _, text in sorted(((-cosine, passage.text) for cosine, passage in weighed)) if text != asked]
        if near:
            ending = [text for text in near if text.rstrip().endswith(_ENDS)]
            return next(filter(reads_well, near), next(iter(ending), near[0]))
    return None
