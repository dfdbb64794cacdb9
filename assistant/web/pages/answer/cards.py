"""A practice in an answer as its page shows it: the evidence, why it fits, and where its facts were read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from assistant.answer import Answer, AnswerSentence, CitedPractice, CitedSource
from assistant.web.frame.visitor import Visitor
from corpus.places import label_of
from corpus.vocabulary import vocabulary

_SOURCES: Final = 3
"""Sources that are shown at once; the others are folded away."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text that is not the site's own, with its language; None where that is not known."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """A source as a link.

    Args:
        address: Of the page; None where it is none of the web.
        name: Its publisher, or its title where the practice has several of one publisher.
        title: Its title.
        said: The web site that it is on, where its name does not say it, and the year in which it was published.
    """

    address: str | None
    name: str
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class Card:
    """A practice in an answer.

    Args:
        practice: As the assistant cites it.
        country: Name of its country, in the page's language.
        evidence: The sentences that answer the question; none where they all stand above it.
        section: Label of the section that fits best; None where it is the summary.
        passage: The passage that fits best, where that is not the summary.
        theme: Code and label of a theme: one that it shares with others in the answer, if there is one.
        audiences: Labels of the people named in the question whom it serves.
        sources, more_sources: Those shown at once, and the others.
        cited: Whether there is a sentence above that cites it.
    """

    practice: CitedPractice
    country: str
    evidence: Sequence[Words]
    section: str | None
    passage: Words | None
    theme: tuple[str, str]
    audiences: Sequence[str]
    sources: Sequence[Source]
    more_sources: Sequence[Source]
    cited: bool


def card_of(practice: CitedPractice, answer: Answer, visitor: Visitor) -> Card:
    """A practice as it is shown in an answer.

    Args:
        practice: The practice.
        answer: The answer.
        visitor: In whose language the page is.
    """
    said = [sentence for sentence in answer.answer if practice.number in sentence.citations]
    evidence = words_of(said, practice) if said else [Words(practice.summary, practice.language)]
    words = vocabulary()
    section = words.sections.get(practice.passage.section)
    serves = [code for code in answer.understood.audiences if code in practice.audiences]
    sources = _sources(practice.sources)
    people = [words.audiences[code].label(visitor.language) for code in serves]
    theme = _shared_theme(practice, answer.practices, serves)
    return Card(
        practice=practice,
        country=label_of(practice.country, visitor.language),
        evidence=[] if answer.understood.about else evidence,
        section=section.label(visitor.language) if section else None,
        passage=Words(practice.passage.text, practice.passage.language) if section else None,
        theme=(theme, words.themes[theme].label(visitor.language)),
        audiences=people,
        sources=sources[:_SOURCES],
        more_sources=sources[_SOURCES:],
        cited=bool(said),
    )


def words_of(sentences: Sequence[AnswerSentence], practice: CitedPractice) -> list[Words]:
    """Sentences of a practice with their languages: summaries are translated, the rest of a record is in English."""
    return [
        Words(sentence.text, practice.language if sentence.text in practice.summary else "en") for sentence in sentences
    ]


def _shared_theme(practice: CitedPractice, practices: Sequence[CitedPractice], people: Sequence[str]) -> str:
    """The theme that most of the practices share, rather one that does not name the same people again."""
    shared = Counter(theme for other in practices for theme in other.themes)
    return max(practice.themes, key=lambda theme: (theme not in people, shared[theme]))


def _sources(sources: Sequence[CitedSource]) -> list[Source]:
    publishers = Counter(source.publisher for source in sources)
    return [
        Source(
            address=source.url if is_web_address(source.url) else None,
            name=source.publisher if publishers[source.publisher] == 1 else source.title,
            title=source.title,
            said=_where_and_when(source),
        )
        for source in sources
    ]


def _where_and_when(source: CitedSource) -> str:
    host = (urlsplit(source.url).hostname or "").removeprefix("www.") if is_web_address(source.url) else ""
    named = host if host != source.publisher else ""
    return ", ".join(filter(None, (named, str(source.published or ""))))


def is_web_address(address: str) -> bool:
    """Whether an address can stand in a link: one of a web page, and nothing that a browser would run."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
