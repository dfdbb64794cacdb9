"""Chooses the sentences of a practice that answer a question, word for word as the record has them."""

import re
from typing import Final

from index.passages import Kind
from index.search import Hit, Scores, Searcher

_SENTENCES_EACH: Final = 2
_MUCH_WEAKER: Final = 0.06
"""A second sentence is left out where its cosine is this much below the first one's."""
_LEANS_ON_OTHERS: Final = re.compile(
    r"(?:It|Its|They|Their|Them|He|She|His|Her|These|Those|This|That|Such|Here|There|Both|Each|Others?|Another|One|"
    r"Also|But|And|So|Then|However|In each|In all)\b"
)
_LEANING_COST: Final = 0.03
"""Taken off a sentence that begins with a word for something said before: alone, it says less than it seems to."""
_DOING: Final = ("what-was-done", "challenge", "adapting-it")
_RESULTS: Final = "results"


def choose_sentences(searcher: Searcher, hit: Hit, vector: Scores, language: str) -> list[str]:
    """One or two sentences of a practice: what the city did and what came of it.

    Args:
        searcher: Searched for the question.
        hit: The practice.
        vector: The question's vector.
        language: The answer's language. In English sentences of the body stand beside those of the summary; in any
            other language the translated summary is all there is.

    Returns:
        Sentences in the order in which they stand in the record.
    """
    if language not in hit.practice.languages():
        language = "en"
    summary = searcher.sentences(hit.number, vector, [Kind.SUMMARY_SENTENCE], language)
    body = searcher.sentences(hit.number, vector, [Kind.SENTENCE], language)
    weighed = [
        (
            cosine - _LEANING_COST * bool(_LEANS_ON_OTHERS.match(passage.text)),
            place,
            passage.section,
            passage.text,
        )
        for place, (cosine, passage) in enumerate(summary + body)
    ]
    if not weighed:
        return []
    first = max((item for item in weighed if item[2] in ("", *_DOING)), default=max(weighed))
    rest = [item for item in weighed if item[1] != first[1] and item[2] in ("", _RESULTS)]
    chosen = [first]
    if rest:
        second = max(rest)
        if second[0] >= first[0] - _MUCH_WEAKER:
            chosen.append(second)
    return [text for _, _, _, text in sorted(chosen[:_SENTENCES_EACH], key=lambda item: item[1])]
