"""An answer as its page shows it: what was understood, the answer at a glance, and each practice with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from assistant.answer import Answer
from assistant.compose import refusal
from assistant.language import detect_language
from assistant.web.frame.visitor import Visitor
from assistant.web.pages.answer.asked import AskedPage
from assistant.web.pages.answer.cards import Card, Words, card_of, words_of
from assistant.web.pages.answer.chips import Addresses, Chip, chips, place_words
from assistant.wording import Wording
from corpus.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Glance:
    """What an answer says of one practice, or of one of its sections, in a few sentences.

    Args:
        heading: The city, or the section; None for neither.
        number: The practice that the sentences are taken from.
        sentences: The sentences.
    """

    heading: str | None
    number: int
    sentences: Sequence[Words]


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as its page shows it.

    Args:
        answer: The answer.
        asked: What the page's address asks.
        found: What a visitor who listens to the page is told.
        lead: The phrase that it begins with, or why there is no answer.
        kept: Whether staff will see the question.
        chips: What was understood.
        glances: The answer in short.
        cards: The practices.
        heading: What stands above them.
        elsewhere: The page without any place or filter, where these left no answer.
        more: The page with more practices, where there may be some.
        suggestions: Other questions that the corpus can answer.
    """

    answer: Answer
    asked: AskedPage
    found: str
    lead: Words
    kept: bool
    chips: Sequence[Chip]
    glances: Sequence[Glance]
    cards: Sequence[Card]
    heading: str
    elsewhere: str | None = None
    more: str | None = None
    suggestions: Sequence[Words] = field(default_factory=tuple)

    @property
    def in_brief(self) -> str:
        """The lead with the cities: what stands beside a link to the page."""
        cities = [] if self.answer.understood.about else [glance.heading or "" for glance in self.glances]
        return f"{self.lead.text} {', '.join(cities)}".strip()


def shown_answer(answer: Answer, asked: AskedPage, visitor: Visitor) -> ShownAnswer:
    """Make what the page of an answer shows.

    Args:
        answer: The answer.
        asked: What the page's address asks.
        visitor: In whose language the page is.
    """
    understood = answer.understood
    kept = not answer.answered and answer.note is None and understood.wish is None
    full = answer.answered and understood.about is None and len(answer.practices) == asked.limit
    address = Addresses(asked, visitor)
    everywhere = tuple(dict.fromkeys((*asked.ignore, *place_words(answer))))
    return ShownAnswer(
        answer=answer,
        asked=asked,
        found=_found(answer, visitor.wording),
        lead=Words(_lead(answer, kept), answer.language),
        kept=kept,
        chips=list(chips(answer, asked, visitor)),
        glances=_glances(answer, visitor),
        cards=[card_of(practice, answer, visitor) for practice in answer.practices],
        heading=_heading(answer, visitor.wording),
        elsewhere=address(filters={}, ignore=everywhere) if answer.reason == "filters_too_narrow" else None,
        more=address(f"practice-{asked.limit + 1}", limit=asked.more) if full and asked.more else None,
        suggestions=[Words(text, _language_of(text, answer.language)) for text in answer.suggestions],
    )


def _found(answer: Answer, wording: Wording) -> str:
    if answer.answered:
        return wording.plural("{count} practice found", "{count} practices found", len(answer.practices))
    return wording("No answer found")


def _lead(answer: Answer, kept: bool) -> str:
    if answer.answered:
        return answer.answer[0].text
    wording = Wording(answer.language)
    if answer.note is None and answer.reason == "no_match" and not kept:
        return wording("Nothing in the collection answers this yet.")
    return answer.note or refusal(answer.reason or "no_match", wording, near=False)


def _heading(answer: Answer, wording: Wording) -> str:
    if answer.answered:
        return wording.plural("The practice", "The practices", len(answer.practices))
    return wording("Practices shown before") if answer.note else wording("The nearest practices")


def _glances(answer: Answer, visitor: Visitor) -> list[Glance]:
    """The answer in short: of each practice its first sentence, and of one that was asked about all that was said."""
    practices = {practice.number: practice for practice in answer.practices}
    said = [sentence for sentence in answer.answer if sentence.citations]
    if answer.understood.about:
        sections = vocabulary().sections
        return [
            Glance(sections[section].label(visitor.language) if section else None, 1, words_of(group, practices[1]))
            for section, group in ((section, list(group)) for section, group in groupby(said, lambda one: one.section))
        ]
    # The lead promises that what came of them is told beside each: the sentence on that is the last one.
    most = 2 if answer.understood.wish == "proven" else 1
    return [
        Glance(practices[number].city, number, words_of(list(group)[:most], practices[number]))
        for number, group in groupby(said, lambda one: one.citations[0])
    ]


def _language_of(text: str, expected: str) -> str | None:
    """The language of a question that the corpus knows, which is the answer's or English; None where unsure."""
    if expected == "en":
        return "en"
    language = detect_language(text, expected)
    return language if language in (expected, "en") else None
