"""What questions are measured against: other questions of each language, and what each theme is about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from assistant.insight.grouping import Vectors, levelled
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES, vocabulary

A_LANGUAGE: Final = 60
"""Questions of each language that are taken from the corpus."""

_BY_DESCRIPTION: Final = 0.3
"""How much the description of a theme counts beside the questions that its practices answer."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question that a practice answers, with the practice's themes."""

    text: str
    language: str
    themes: tuple[str, ...]


def known_questions(count: int, practice: Callable[[int], Practice]) -> list[Known]:
    """Some questions that the corpus answers, as many of each language, from practices all over it.

    Args:
        count: How many practices there are.
        practice: Gives the practice of a number.
    """
    found: dict[str, list[Known]] = {language: [] for language in LANGUAGES}
    step = max(count // (2 * A_LANGUAGE), 1)
    for number in [*range(0, count, step), *(n for n in range(count) if n % step)][: 4 * A_LANGUAGE]:
        one = practice(number)
        for question in one.questions[: 2 * len(LANGUAGES)]:
            listed = found.get(question.language, [])
            if len(listed) < A_LANGUAGE and (not listed or listed[-1].themes != tuple(one.themes)):
                listed.append(Known(question.text, question.language, tuple(one.themes)))
    return [known for listed in found.values() for known in listed]


def descriptions() -> dict[str, str]:
    """What each theme is about, by code."""
    return {code: f"{term.label('en')}: {term.description}" for code, term in vocabulary().themes.items()}


@dataclass(frozen=True, slots=True)
class Reference:
    """Vectors to measure others against.

    Args:
        vectors: Of questions that the corpus answers, shape (questions, dimension).
        languages: Code of the language of each.
        themes: Code of each theme.
        middles: For each theme what is in the middle of it, levelled, shape (themes, dimension).
    """

    vectors: Vectors
    languages: tuple[str, ...]
    themes: tuple[str, ...]
    middles: Vectors

    @classmethod
    def of(cls, known: Sequence[Known], vectors: Vectors, described: Vectors) -> Self:
        """Make one.

        Args:
            known: Questions that the corpus answers.
            vectors: Their vectors.
            described: Vectors of what `descriptions` gives, in its order.
        """
        themes = tuple(vocabulary().themes)
        languages = tuple(one.language for one in known)
        own = described - described.mean(axis=0)
        own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
        level = levelled(vectors, languages, vectors[:0], ())
        bears = np.array([[theme in one.themes for one in known] for theme in themes], dtype=np.float32)
        by_question = bears.reshape(len(themes), len(known)) @ level
        by_question /= np.maximum(np.linalg.norm(by_question, axis=1, keepdims=True), 1e-9)
        middles = (1 - _BY_DESCRIPTION) * by_question + _BY_DESCRIPTION * own
        return cls(vectors, languages, themes, middles.astype(np.float32))

    def theme_of(self, vectors: Vectors, languages: Sequence[str]) -> list[str]:
        """The theme that each question is closest to.

        Of questions that the corpus does answer, three in four are closest to a theme of the practice that does.

        Args:
            vectors: Of the questions, as they were embedded.
            languages: Code of the language of each.
        """
        if not len(vectors):
            return []
        level = levelled(vectors, languages, self.vectors, self.languages)
        return [self.themes[number] for number in np.argmax(level @ self.middles.T, axis=1)]
