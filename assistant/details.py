"""One practice in full, and the vocabulary, as they are shown."""

import datetime

from pydantic import BaseModel, Field

from assistant.answer import CitedPassage, CitedSource
from assistant.shown import ShownPractice, in_brief
from corpus.places import label_of
from corpus.practice import Practice, Translation
from corpus.vocabulary import LANGUAGES, Term, vocabulary
from index.contents import Contents


class ListedPractice(ShownPractice):
    """A practice in a list."""

    score: float | None = Field(None, description="How well it fits the query; absent without one.")
    passage: CitedPassage | None = Field(None, description="The passage that fits best; absent without a query.")


class SectionShown(BaseModel):
    """A section of a record."""

    section: str
    label: str
    text: str
    language: str = "en"


class QuestionShown(BaseModel):
    """A question that the practice answers."""

    language: str
    text: str


class FullPractice(ListedPractice):
    """Everything in a practice's record."""

    sections: list[SectionShown]
    translations: dict[str, Translation]
    sources: list[CitedSource]
    questions: list[QuestionShown]
    checked: datetime.date


class TermShown(BaseModel):
    """A word of a vocabulary."""

    code: str
    label: str
    practices: int


class Terms(BaseModel):
    """The vocabularies, each word with its label and the number of practices that have it."""

    language: str
    languages: list[str]
    themes: list[TermShown]
    audiences: list[TermShown]
    regions: list[TermShown]
    sdgs: list[TermShown]
    countries: list[TermShown]
    sections: dict[str, str]


def listed(
    practice: Practice,
    language: str,
    base: str,
    *,
    score: float | None = None,
    passage: CitedPassage | None = None,
) -> ListedPractice:
    """A practice as it stands in a list.

    Args:
        practice: The practice.
        language: Language of title and summary where they were translated.
        base: Address of the site.
        score: How well it fits a query, where there is one.
        passage: The passage that fits best, likewise.
    """
    score = None if score is None else round(score, 4)
    return ListedPractice(**in_brief(practice, language, base), score=score, passage=passage)


def full_practice(practice: Practice, language: str, base: str = "") -> FullPractice:
    """A practice with everything in its record; labels, title and summary in a language where they exist in it."""
    labels = vocabulary().sections
    return FullPractice(
        **listed(practice, language, base).model_dump(),
        sections=[
            SectionShown(section=section.code, label=labels[section.code].label(language), text=section.text)
            for section in practice.sections
        ],
        translations={str(code): translation for code, translation in practice.translations.items()},
        sources=[CitedSource(**source.model_dump()) for source in practice.sources],
        questions=[QuestionShown(language=question.language, text=question.text) for question in practice.questions],
        checked=practice.checked,
    )


def terms(contents: Contents, language: str) -> Terms:
    """The vocabularies, with how many practices of a snapshot have each word."""
    counted = contents.facet_counts()
    words = vocabulary()

    def shown(facet: str, known: dict[str, Term]) -> list[TermShown]:
        return [
            TermShown(code=code, label=term.label(language), practices=counted[facet].get(code, 0))
            for code, term in known.items()
        ]

    countries = [
        TermShown(code=code, label=label_of(code, language), practices=number)
        for code, number in counted["countries"].items()
    ]
    return Terms(
        language=language,
        languages=list(LANGUAGES),
        themes=shown("themes", dict(words.themes)),
        audiences=shown("audiences", dict(words.audiences)),
        regions=shown("regions", dict(words.regions)),
        sdgs=shown("sdgs", dict(words.sdgs)),
        countries=sorted(countries, key=lambda country: country.label),
        sections={code: term.label(language) for code, term in words.sections.items()},
    )
