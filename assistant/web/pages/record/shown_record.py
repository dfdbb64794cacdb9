"""A practice's record as a page shows it: labels in the visitor's language, and of every text the language it is in."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.places import label_of
from corpus.practice import AskedQuestion, Practice, Source
from corpus.vocabulary import LANGUAGES, Term, vocabulary


@dataclass(frozen=True, slots=True)
class Labelled:
    """A word of a vocabulary: its code and its label in the visitor's language."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of the body, in paragraphs; it is in English."""

    code: str
    label: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source; `address` is None where it is no address of the web, and must not become a link."""

    title: str
    publisher: str
    published: int | None
    host: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Titled:
    """The title in one language."""

    language: str
    title: str


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """Everything in a record.

    Args:
        language: Language of title and summary: the visitor's where they were translated, else English.
        own_questions: Questions that it answers, in the visitor's language.
        other_questions: Those in other languages.
        titles: The title in every other language that it exists in.
    """

    id: str
    title: str
    summary: str
    language: str
    city: str
    country: str
    country_name: str
    region: Labelled
    start: int | None
    end: int | None
    themes: tuple[Labelled, ...]
    audiences: tuple[Labelled, ...]
    goals: tuple[Labelled, ...]
    sections: tuple[ShownSection, ...]
    sources: tuple[ShownSource, ...]
    own_questions: tuple[AskedQuestion, ...]
    other_questions: tuple[AskedQuestion, ...]
    titles: tuple[Titled, ...]
    checked: datetime.date


def shown_record(practice: Practice, language: str) -> ShownRecord:
    """A record as a visitor is shown it.

    Args:
        practice: The practice.
        language: The visitor's.
    """
    words = vocabulary()
    written = language if language in practice.languages() else "en"
    order = {code: place for place, code in enumerate(LANGUAGES)}
    questions = sorted(practice.questions, key=lambda question: order[question.language])
    return ShownRecord(
        id=practice.id,
        title=practice.title_in(written),
        summary=practice.summary_in(written),
        language=written,
        city=practice.city,
        country=practice.country,
        country_name=label_of(practice.country, language),
        region=_labelled(words.regions, [practice.region], language)[0],
        start=practice.start,
        end=practice.end,
        themes=_labelled(words.themes, practice.themes, language),
        audiences=_labelled(words.audiences, practice.audiences, language),
        goals=_labelled(words.sdgs, practice.sdgs, language),
        sections=tuple(
            ShownSection(section.code, words.sections[section.code].label(language), _paragraphs(section.text))
            for section in practice.sections
        ),
        sources=tuple(_source(source) for source in practice.sources),
        own_questions=tuple(question for question in questions if question.language == language),
        other_questions=tuple(question for question in questions if question.language != language),
        titles=tuple(Titled(code, practice.title_in(code)) for code in practice.languages() if code != written),
        checked=practice.checked,
    )


def _labelled(terms: Mapping[str, Term], codes: Iterable[object], language: str) -> tuple[Labelled, ...]:
    return tuple(Labelled(str(code), terms[str(code)].label(language)) for code in codes)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip())


def _source(source: Source) -> ShownSource:
    try:
        parts = urlsplit(source.url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # an address that only looks like one
        return ShownSource(source.title, source.publisher, source.published, "", None)
    address = source.url if parts.scheme in ("http", "https") and host else None
    return ShownSource(source.title, source.publisher, source.published, host, address)
