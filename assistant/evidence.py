"""Chooses the sentences of a practice that answer a question, word for word as the record has them."""

import re
from operator import itemgetter
from typing import Final, NamedTuple

from assistant.asked_for import AskedFor, asked_for, tells_money, tells_number
from index.contents import Contents, ShownPassage
from index.passages import Kind
from index.search import Hit, Scores, Searcher

_MUCH_WEAKER: Final = 0.05
"""A second sentence is left out where its weight is this much below the first one's."""
_TOPIC: Final = 0.5
"""How much of the practice's own subject is taken off a question before its sentences are weighed. Every sentence of a
record is near to a question about its subject, and those that repeat the subject nearest of all; what is left asks for
the cost, the number or the way. Measured on `tests/quality/evidence/judged.jsonl`: the heaviest sentence is the best
for 56 % of the questions without this and 69 % with it (51 % and 61 % of the half kept for testing)."""
_LEANS_ON_OTHERS: Final = re.compile(
    r"(?:It|Its|They|Their|Them|He|She|His|Her|These|Those|This|That|Such|Here|There|Both|Each|Others?|Another|One|"
    r"Also|But|And|So|Then|However|In each|In all)\b"
)
_LEANING_COST: Final = 0.02
"""Taken off a sentence that begins with a word for something said before: alone, it says less than it seems to."""

_OPENING_GAIN: Final = 0.01
"""Added to a summary's first sentence, which most often says who did what for whom."""
_WHY: Final = "challenge"
"""Why a city acted is no answer to what it did, unless the reason is asked for."""
_TELLS_GAIN: Final = 0.03
"""Added to a sentence that tells of money or a number where such is asked for: the model alone hardly tells "how much"
from "how". With this and the reasons, the heaviest sentence is the best one for 61 % in place of 52 % of the half kept
for testing (95 % interval of the gain 2 to 17 %)."""
_REASON_GAIN: Final = 0.02
"""Added to a sentence that says why the city acted where the reason is asked for."""


def choose_sentences(searcher: Searcher, hit: Hit, vector: Scores, language: str, question: str = "") -> list[str]:
    """One or two sentences of a practice: what the city did and what came of it.

    Args:
        searcher: Searched for the question.
        hit: The practice.
        vector: The question's vector.
        language: The answer's language. In English a sentence of the body can stand beside one of the summary; in any
            other language the translated summary is all there is.
        question: The question's words, which can ask for money, a number or a reason.

    Returns:
        Sentences in the order in which they stand in the record.
    """
    ranked = rank_sentences(searcher, hit, vector, language, question)
    first = next(sentence for sentence in ranked if sentence.in_summary)
    second = next((sentence for sentence in ranked if sentence.place != first.place), None)
    chosen = [first] if second is None or second.weight < first.weight - _MUCH_WEAKER else [first, second]
    return [sentence.text for sentence in sorted(chosen, key=lambda sentence: sentence.place)]


def rank_sentences(searcher: Searcher, hit: Hit, vector: Scores, language: str, question: str = "") -> list["Weighed"]:
    """Every sentence of a practice that may be shown, the one first that answers a question best.

    Args:
        searcher: Searched for the question.
        hit: The practice.
        vector: The question's vector.
        language: The answer's language.
        question: The question's words, which can ask for money, a number or a reason.
    """
    if language not in hit.practice.languages():
        language = "en"
    aimed = vector - _TOPIC * _topic(searcher.contents, hit.number)
    summary = searcher.weigh_passages(hit.number, aimed, Kind.SUMMARY_SENTENCE, language)
    body = searcher.weigh_passages(hit.number, aimed, Kind.SENTENCE, language)
    wanted = asked_for(question)
    weighed = [
        Weighed(
            _weight(cosine, passage, place == 0) + (_gain(wanted, passage) if any(wanted) else 0.0),
            place,
            place < len(summary),
            passage.text,
        )
        for place, (cosine, passage) in enumerate(summary + body)
        if passage.section != _WHY or wanted.reason
    ]
    weighed.sort(key=itemgetter(0), reverse=True)
    return weighed


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
        Weighed(_weight(cosine, passage, False), place, False, passage.text)
        for place, (cosine, passage) in enumerate(searcher.weigh_passages(number, vector, Kind.SENTENCE, "en"))
        if passage.section == section
    ]
    chosen = sorted(weighed, reverse=True)[:most]
    return [sentence.text for sentence in sorted(chosen, key=lambda sentence: sentence.place)]


def _topic(contents: Contents, number: int) -> Scores:
    """The vector of a practice's title, place and summary in English, the language that every record has."""
    return contents.vectors.vector(contents.rows_in(number, Kind.SUMMARY, "en")[0])


def _weight(cosine: float, passage: ShownPassage, opens: bool) -> float:
    leaning = passage.language == "en" and bool(_LEANS_ON_OTHERS.match(passage.text))
    return cosine + _OPENING_GAIN * opens - _LEANING_COST * leaning


def _gain(wanted: AskedFor, passage: ShownPassage) -> float:
    """What a sentence gains by telling what is asked for."""
    gain = _REASON_GAIN if wanted.reason and passage.section == _WHY else 0.0
    gain += _TELLS_GAIN if wanted.number and tells_number(passage.text) else 0.0
    return gain + (_TELLS_GAIN if wanted.money and tells_money(passage.text) else 0.0)


class Weighed(NamedTuple):
    """A sentence with its weight and its place in the record."""

    weight: float
    place: int
    in_summary: bool
    text: str
