"""Asks one practice: which sentences of its record come nearest to a question, and whether it says anything about it.

A sentence is weighed by how far its cosine stands out from those of other practices' sentences, in standard deviations:
a cosine alone says little, since some questions are near to everything. Rare words that the question shares with the
nearest sentences speak for them as well. Measured on `tests/quality/within/judged.jsonl`, 235 questions
to 30 practices of which the records answer 136 (the first 22 practices chose the bounds, the other 8 confirmed them):

certainty   of questions answered   of questions not answered   what a visitor is told
says        74 %                    17 %                        these sentences come nearest
near        21 %                    28 %                        it may not be told; these come nearest
nothing      5 %                    55 %                        it is not told

So no phrase claims that a sentence answers. For 84 % of the questions answered (in English) one that answers is shown.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from assistant.assistant import Assistant
from assistant.language import detect_language
from assistant.question import clean_question
from corpus.vocabulary import LANGUAGES
from index.analysis import words_of
from index.contents import Contents, ShownPassage
from index.passages import Kind
from index.search import Scores, Searcher

Certainty = Literal["says", "near", "nothing"]

SHOWN: Final = 3
"""Sentences that are shown at most."""
_SAYS: Final = 3.5
_NEAR: Final = 2.0
_WORDS_COUNT: Final = 3.0
"""What it adds to the weight where every word of the question stands in the nearest sentences."""
_COMPARED: Final = 300
"""Practices whose sentences make up what others stand out from, spread over the snapshot."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a record.

    Args:
        text: As it stands there, word for word.
        section: Code of its section, or `summary`.
        language: Its language.
    """

    text: str
    section: str
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a practice's record says about a question.

    Args:
        question: The question, cleaned.
        language: Language that it was asked in.
        certainty: Whether the sentences say something about it, are merely the nearest, or there are none.
        sentences: The nearest first.
        weight: What the certainty rests on.
    """

    question: str
    language: str
    certainty: Certainty
    sentences: list[Said]
    weight: float


def ask_within(assistant: Assistant, practice_id: str, question: str, language: str) -> Told:
    """Ask one practice.

    Args:
        assistant: The assistant whose snapshot is asked.
        practice_id: The practice.
        question: At most 1,000 characters, in any language.
        language: The asker's language; sentences of the summary are given in it where it was translated.

    Raises:
        KeyError: There is no such practice.
        QuestionError: The question is empty or too long.
    """
    searcher = assistant.live.served.searcher
    number = searcher.contents.number_of[practice_id]
    text = clean_question(question)
    asked_in = detect_language(text, language)
    vector = assistant.vector(text)
    body = _weighed(searcher, number, vector, Kind.SENTENCE, "en")
    summary = _weighed(searcher, number, vector, Kind.SUMMARY_SENTENCE, "en")
    by_weight = sorted(body + summary, key=lambda item: -item[0])
    if not by_weight:
        return Told(text, asked_in, "nothing", [], 0.0)
    weight = by_weight[0][0] + _WORDS_COUNT * _share_of_words(searcher, number, text, asked_in, by_weight[:SHOWN])
    certainty: Certainty = "says" if weight >= _SAYS else "near" if weight >= _NEAR else "nothing"
    if language != "en" and language in searcher.contents.practice(number).languages():
        translated = _weighed(searcher, number, vector, Kind.SUMMARY_SENTENCE, language)
        by_weight = sorted(body + translated, key=lambda item: -item[0])
    shown = [] if certainty == "nothing" else by_weight[:SHOWN]
    return Told(text, asked_in, certainty, [_said(passage) for _, passage in shown], round(weight, 3))


def _said(passage: ShownPassage) -> Said:
    return Said(passage.text, passage.section or "summary", passage.language)


def _weighed(
    searcher: Searcher, number: int, vector: Scores, kind: Kind, language: str
) -> list[tuple[float, ShownPassage]]:
    """A practice's sentences, each with how far it stands out from those of other practices."""
    others = searcher.contents.vectors.products(vector, _compared(searcher.contents, kind, language))
    if not len(others):
        return []
    middle, spread = float(others.mean()), max(float(others.std()), 1e-6)
    weighed = searcher.weigh_passages(number, vector, kind, language)
    return [((cosine - middle) / spread, passage) for cosine, passage in weighed]


def _compared(contents: Contents, kind: Kind, language: str) -> npt.NDArray[np.int64]:
    step = max(len(contents) // _COMPARED, 1)
    rows = [row for number in range(0, len(contents), step) for row in contents.rows_in(number, kind, language)]
    return np.array(rows, dtype=np.int64)


def _share_of_words(
    searcher: Searcher, number: int, question: str, language: str, nearest: list[tuple[float, ShownPassage]]
) -> float:
    """The share of a question's words that stand in the nearest sentences, or in the summary of its own language.

    A word counts for as much as it is rare: that of the record and of every other says nothing.
    """
    contents = searcher.contents
    if language != "en" and language in LANGUAGES:
        rows = contents.rows_in(number, Kind.SUMMARY_SENTENCE, language)
        texts = [contents.passage(row).text for row in rows]
    else:
        texts = [passage.text for _, passage in nearest]
    said = {word for text in texts for word in words_of(text, language)}
    rarity = {
        word: math.log((len(contents) + 1) / (1 + contents.words.practices_with(word, language)))
        for word in words_of(question, language)
    }
    total = sum(rarity.values())
    return sum(rare for word, rare in rarity.items() if word in said) / total if total else 0.0
