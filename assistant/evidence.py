"""Chooses the sentences of a practice that answer a question, word for word as the record has them."""

import re
from typing import Final, NamedTuple

from index.contents import ShownPassage
from index.passages import Kind
from index.search import Hit, Scores, Searcher

_MUCH_WEAKER: Final = 0.06
"""A second sentence is left out where its cosine is this much below the first one's."""
_LEANS_ON_OTHERS: Final = re.compile(
    r"(?:It|Its|They|Their|Them|He|She|His|Her|These|Those|This|That|Such|Here|There|Both|Each|Others?|Another|One|"
    r"Also|But|And|So|Then|However|In each|In all)\b"
)
_LEANING_COST: Final = 0.03
"""Taken off a sentence that begins with a word for something said before: alone, it says less than it seems to."""

_OPENING_GAIN: Final = 0.02
"""Added to a summary's first sentence, which most often says who did what for whom."""
_WHY: Final = "challenge"
"""Why a city acted is no answer to what it did."""


def choose_sentences(searcher: Searcher, hit: Hit, vector: Scores, language: str) -> list[str]:
    """One or two sentences of a practice: what the city did and what came of it.

    Args:
        searcher: Searched for the question.
        hit: The practice.
        vector: The question's vector.
        language: The answer's language. In English a sentence of the body can stand beside one of the summary; in any
            other language the translated summary is all there is.

    Returns:
        Sentences in the order in which they stand in the record.
    """
    if language not in hit.practice.languages():
        language = "en"
    summary = searcher.weigh_passages(hit.number, vector, Kind.SUMMARY_SENTENCE, language)
    body = searcher.weigh_passages(hit.number, vector, Kind.SENTENCE, language)
    weighed = [
        _Weighed(_weight(cosine, passage, place == 0), place, passage.text)
        for place, (cosine, passage) in enumerate(summary + body)
        if passage.section != _WHY
    ]
    first = max(weighed[: len(summary)])
    second = max((sentence for sentence in weighed if sentence.place != first.place), default=None)
    chosen = [first] if second is None or second.weight < first.weight - _MUCH_WEAKER else [first, second]
    return [sentence.text for sentence in sorted(chosen, key=lambda sentence: sentence.place)]


def choose_of_section(searcher: Searcher, number: int, vector: Scores, section: str, most: int) -> list[str]:
    """The most telling sentences of one section of a practice's record.

    Args:
        searcher: Searched for the question.
        number: The practice's number in the snapshot.
        vector: The question's vector.
        section: Code of the section.
        most: How many sentences to give at most.

    Returns:
        Sentences in the order in which they stand in the record; none where it lacks the section.
    """
    weighed = [
        _Weighed(_weight(cosine, passage, False), place, passage.text)
        for place, (cosine, passage) in enumerate(searcher.weigh_passages(number, vector, Kind.SENTENCE, "en"))
        if passage.section == section
    ]
    chosen = sorted(weighed, reverse=True)[:most]
    return [sentence.text for sentence in sorted(chosen, key=lambda sentence: sentence.place)]


def _weight(cosine: float, passage: ShownPassage, opens: bool) -> float:
    leaning = passage.language == "en" and bool(_LEANS_ON_OTHERS.match(passage.text))
    return cosine + _OPENING_GAIN * opens - _LEANING_COST * leaning


class _Weighed(NamedTuple):
    """A sentence with its weight and its place in the record."""

    weight: float
    place: int
    text: str
