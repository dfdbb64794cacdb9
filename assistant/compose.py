"""Composes an answer from evidence: fixed phrases, and sentences of the records with their citations."""

from collections.abc import Sequence

from assistant.answer import AnswerSentence, CitedPassage, CitedPractice, CitedSource
from assistant.evidence import choose_of_section, choose_sentences
from assistant.follow_ups import Wish
from assistant.shown import in_brief
from assistant.wording import Wording
from index.search import Hit, Scores, Searcher


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


def compose(
    searcher: Searcher,
    hits: list[Hit],
    vector: Scores,
    wording: Wording,
    wish: Wish | None = None,
    question: str = "",
) -> list[AnswerSentence]:
    """The sentences of an answer: a lead, then what each practice did and what came of it.

    Args:
        searcher: Searched for the question.
        hits: The practices that answer it, in the order of their numbers.
        vector: The question's vector.
        wording: The answer's language.
        wish: What was wished of them.
        question: The question's words, which can ask for money, a number or a reason.
    """
    places = [(hit.practice.country, hit.practice.city) for hit in hits]
    sentences = [AnswerSentence(text=lead(places, wording, wish), citations=[])]
    for number, hit in enumerate(hits, 1):
        texts = choose_sentences(searcher, hit, vector, wording.language, question)
        if wish == "proven" and wording.language == "en":  # the first is of the summary
            texts = texts[:1] + choose_of_section(searcher, hit.number, vector, "results", 1)
        sentences += [AnswerSentence(text=text, citations=[number]) for text in texts]
    return sentences


def lead(places: Sequence[tuple[str, str]], wording: Wording, wish: Wish | None = None) -> str:
    """The phrase that an answer begins with.

    Args:
        places: Country and city of each practice in the answer.
        wording: The answer's language.
        wish: What was wished of them.
    """
    if wish == "cheaper":  # no record gives costs to compare, so nothing is called cheap
        return wording("These speak most of low cost, volunteers or what is free of charge:")
    if wish == "newer":
        return wording("These fit, the most recent first:")
    if wish == "proven":
        return wording("These fit; what came of them is told beside each:")
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
