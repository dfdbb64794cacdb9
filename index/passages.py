"""Passages: what gets searched. Every practice is seen from five sides, each side a kind of passage.

Kind               Text                                                     Why
summary            title, place and summary, one in each language           what it is about, in the asker's language
section            title, place and one section, cut to the model's length  the whole of one aspect
sentence           one sentence of the body                                 a detail, and the evidence that is shown
summary-sentence   one sentence of the summary, in each language            the evidence that is shown in that language
question           a question that the practice answers                     the words of people who ask
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from corpus.places import label_of
from corpus.practice import SECTIONS, Practice
from corpus.sentences import split_sentences

CountTokens = Callable[[str], int]


class Kind(IntEnum):
    """The side from which a passage shows its practice."""

    SUMMARY = 0
    SECTION = 1
    SENTENCE = 2
    SUMMARY_SENTENCE = 3
    QUESTION = 4


NO_SECTION = ""
SECTION_CODES = (NO_SECTION, *SECTIONS)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a practice.

    Args:
        kind: The side from which it shows the practice.
        language: Language of the text.
        section: Code of the section it was taken from; empty for summaries and questions.
        text: What a person is shown: it stands so in the record.
        embedded: What is turned into a vector: the text with the context that a reader of the record would have.
    """

    kind: Kind
    language: str
    section: str
    text: str
    embedded: str


def cut_passages(practice: Practice, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
    """Cut a practice into its passages, ordered by kind.

    Args:
        practice: The practice.
        count_tokens: Length of a text in the model's tokens.
        max_tokens: The model's length; a longer section is cut at sentence ends.

    Returns:
        The passages. A single sentence longer than the model's length stays whole; the model then reads its beginning.
    """
    return [
        *_summaries(practice),
        *_sections(practice, count_tokens, max_tokens),
        *_sentences(practice),
        *_summary_sentences(practice),
        *(
            Passage(Kind.QUESTION, question.language, NO_SECTION, question.text, question.text)
            for question in practice.questions
        ),
    ]


def _place(practice: Practice, language: str) -> str:
    return f"{practice.city}, {label_of(practice.country, language)}"


def _summaries(practice: Practice) -> Iterator[Passage]:
    for language in practice.languages():
        summary = practice.summary_in(language)
        context = f"{practice.title_in(language)}. {_place(practice, language)}."
        yield Passage(Kind.SUMMARY, language, NO_SECTION, summary, f"{context} {summary}")


def _sections(practice: Practice, count_tokens: CountTokens, max_tokens: int) -> Iterator[Passage]:
    for section in practice.sections:
        context = f"{practice.title}. {_place(practice, 'en')}. {section.heading}:"
        for text in _pieces(section.text, context, count_tokens, max_tokens):
            yield Passage(Kind.SECTION, "en", section.code, text, f"{context} {text}")


def _pieces(text: str, context: str, count_tokens: CountTokens, max_tokens: int) -> Iterator[str]:
    if count_tokens(f"{context} {text}") <= max_tokens:
        yield text
        return
    held: list[str] = []
    for sentence in split_sentences(text):
        if held and count_tokens(" ".join([context, *held, sentence])) > max_tokens:
            yield " ".join(held)
            held = []
        held.append(sentence)
    if held:
        yield " ".join(held)


def _sentences(practice: Practice) -> Iterator[Passage]:
    for section in practice.sections:
        for sentence in split_sentences(section.text):
            yield Passage(Kind.SENTENCE, "en", section.code, sentence, sentence)


def _summary_sentences(practice: Practice) -> Iterator[Passage]:
    for language in practice.languages():
        for sentence in split_sentences(practice.summary_in(language)):
            yield Passage(Kind.SUMMARY_SENTENCE, language, NO_SECTION, sentence, sentence)
