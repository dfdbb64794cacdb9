"""Composes an answer from evidence: fixed phrases, and sentences of the records with their citations."""

from collections.abc import Sequence
from typing import Final

from assistant.answer import AnswerSentence, CitedPassage, CitedPractice, CitedSource
from assistant.evidence import choose_sentences
from assistant.shown import in_brief
from assistant.wording import Wording
from index.passages import Kind
from index.search import Hit, Scores, Searcher

SUGGESTIONS: Final = 3


def cite(searcher: Searcher, hit: Hit, vector: Scores, number: int, language: str, base: str) -> CitedPractice:
    """A practice as it stands in an answer.

    Args:
        searcher: Searched for the question.
        hit: The practice found.
        vector: The question's vector.
        number: The number by which it is cited.
        language: The answer's language.
        base: Address of the site, before `/practices/…`.
    """
    return CitedPractice(
        **in_brief(hit.practice, language, base),
        number=number,
        passage=cited_passage(searcher, hit, vector),
        score=round(hit.score, 4),
        sources=[CitedSource(**source.model_dump()) for source in hit.practice.sources],
    )


def cited_passage(searcher: Searcher, hit: Hit, vector: Scores) -> CitedPassage:
    """The passage of a practice that fits a question best, as it is shown."""
    passage = searcher.passage(hit, vector)
    return CitedPassage(section=passage.section or "summary", text=passage.text, language=passage.language)


def compose(searcher: Searcher, hits: list[Hit], vector: Scores, wording: Wording) -> list[AnswerSentence]:
    """The sentences of an answer: a lead, then what each practice did and what came of it.

    Args:
        searcher: Searched for the question.
        hits: The practices that answer it, in the order of their numbers.
        vector: The question's vector.
        wording: The answer's language.
    """
    sentences = [
        AnswerSentence(text=lead([(hit.practice.country, hit.practice.city) for hit in hits], wording), citations=[])
    ]
    for number, hit in enumerate(hits, 1):
        for text in choose_sentences(searcher, hit, vector, wording.language):
            sentences.append(AnswerSentence(text=text, citations=[number]))
    return sentences


def lead(places: Sequence[tuple[str, str]], wording: Wording) -> str:
    """The phrase that an answer begins with.

    Args:
        places: Country and city of each practice in the answer.
        wording: The answer's language.
    """
    cities = len(set(places))
    if len(places) == 1:
        return wording("One city's practice answers this:")
    if cities == 1:
        return wording.plural(
            "{count} practice of one city answers this:",
            "{count} practices of one city answer this:",
            len(places),
        )
    return wording.plural(
        "{count} city has done something about this:",
        "{count} cities have done something about this:",
        cities,
    )


def refusal(reason: str, wording: Wording, *, near: bool) -> str:
    """What is said where there is no answer."""
    if reason == "filters_too_narrow":
        said = wording("Nothing in the collection answers this for the place or filters asked for.")
    elif reason == "out_of_scope":
        said = wording("This is outside the collection: it holds what cities have done for lifelong learning.")
    else:
        said = wording(
            "Nothing in the collection answers this yet. The question is kept for the people who add practices."
        )
    return f"{said} {wording('The nearest practices are these:')}" if near else said


def suggest(
    searcher: Searcher, hits: list[Hit], vector: Scores, language: str, asked: str, count: int = SUGGESTIONS
) -> list[str]:
    """Questions near to this one that the corpus can answer, in the asker's language where there are any."""
    suggestions: list[str] = []
    for hit in hits:
        for wanted in (language, "en"):
            questions = searcher.weigh_passages(hit.number, vector, Kind.QUESTION, wanted)
            # A full question reads better on a button than bare words.
            asking = [item for item in questions if item[1].text.rstrip().endswith(("?", "؟", "？"))] or questions
            texts = [passage.text for _, passage in sorted(asking, key=lambda item: -item[0]) if passage.text != asked]
            if texts:
                suggestions.append(texts[0])
                break
        if len(suggestions) == count:
            break
    return suggestions
