"""Which sentences tell of the challenge, of what was done, of results, of adapting it; and which of none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from corpus.drafting.centring import Centring
from corpus.drafting.cues import cues
from corpus.drafting.draft import Proposal, Vectors
from corpus.drafting.linear import Linear, Numbers, softmax
from corpus.drafting.reading import Sentence
from corpus.drafting.years import plain_digits, years_in
from corpus.practice import SECTIONS

KINDS: Final = (*SECTIONS, "furniture", "portrait", "legal", "news")
_MOST: Final = {"challenge": 4, "what-was-done": 9, "results": 7, "adapting-it": 5}
"""Sentences of a section at most: the format asks for three to eight."""
_RIDGE: Final = 3.0
_SHARPNESS: Final = 7.0
"""What scores, which lie about 0 to 1, are multiplied by before they become probabilities."""
_HEADING, _CUE, _NUMBER, _CHANGE = 3.0, 0.6, 0.4, -0.9
"""What a heading, a word and a number add to the logarithm of a probability, and a change of kind takes off."""
MOSTLY_OTHER: Final = 0.48
"""Share of a document from which it is of another kind. Of the documents written for the tests, those with a practice
have up to 0.38, those without 0.55 and more."""
_UNLIKELY: Final = -1.0
"""What is added to the logarithm for a portrait, a law or news in a document that holds a practice."""
_PLACE: Final = np.array([-0.8, 0.0, 0.4, 0.8, 0.2, 0.0, 0.0, 0.0])
"""What standing at the end of a document adds to each kind, and half of it at the beginning takes off."""
_TELLING: Final = 0.3
"""Share of a heading that the word for a section has to make up; where it begins with it, a tenth will do."""
_CAREFUL: Final = 0.7
"""How far rare kinds of examples are made to count as much as frequent ones; 1 is wholly."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The sentences of a document by kind.

    Args:
        kinds: The kind of each sentence, one of `KINDS`.
        shares: How likely each kind is for each sentence, shape (sentences, kinds).
        headed: For each sentence, the section that a heading above it names, or "".
        other: The share of the document that speaks of none of the sections, 0 to 1.
    """

    kinds: tuple[str, ...]
    shares: Numbers
    headed: tuple[str, ...]
    other: float = 0.0

    @property
    def doing(self) -> list[float]:
        """For each sentence, how likely it tells what was done or what came of it."""
        wanted = [KINDS.index("what-was-done"), KINDS.index("results")]
        return [float(row[wanted].sum()) for row in self.shares]

    def certainty(self, number: int) -> float:
        """How likely a sentence is of its kind."""
        return float(self.shares[number][KINDS.index(self.kinds[number])])


class SectionSorter:
    """Sorts sentences by what they speak of.

    Args:
        centring: Takes out what vectors owe to their script.
        examples: Sentences with their kind.
        vectors: The vectors of the examples.
    """

    def __init__(self, centring: Centring, examples: Sequence[tuple[str, str]], vectors: Vectors) -> None:
        self._centring = centring
        wanted = np.array([[float(kind == each) for each in KINDS] for _, kind in examples])
        frequent = wanted.sum(axis=0)
        importance = np.array([1.0 / max(frequent[KINDS.index(kind)], 1.0) ** _CAREFUL for _, kind in examples])
        centred = centring.each([text for text, _ in examples], vectors)
        self._model = Linear.fit(centred, wanted, _RIDGE, importance)

    def sort(self, sentences: Sequence[Sentence], vectors: Vectors) -> Sorted:
        """Sort the sentences of a document.

        Args:
            sentences: The sentences, in order.
            vectors: Their vectors.

        Returns:
            Their kinds. Neighbours tend to be of one kind: a single sentence changes it only if it clearly differs.
        """
        if not sentences:
            return Sorted((), np.zeros((0, len(KINDS))), ())
        scores = self._model.scores(self._centring.together([sentence.text for sentence in sentences], vectors))
        weights = np.log(softmax(_SHARPNESS * scores) + 1e-6)
        headed = tuple(section_of_headings(sentence.headings) for sentence in sentences)
        other = float(softmax(weights)[:, len(SECTIONS) :].sum(axis=1).mean())
        for number, sentence in enumerate(sentences):
            weights[number] += _hints(sentence, headed[number])
            weights[number] += _PLACE * (number / len(sentences) - 0.5)
        if other < MOSTLY_OTHER:
            weights[:, len(SECTIONS) + 1 :] += _UNLIKELY
        smooth = _smooth(weights, [sentence.headings for sentence in sentences])
        return Sorted(tuple(KINDS[kind] for kind in smooth), softmax(weights), headed, other)


def section_of_headings(headings: Sequence[str]) -> str:
    """The section that the innermost telling heading names, or "" where none does."""
    for heading in reversed(headings):
        if section := section_of_heading(heading):
            return section
    return ""


def section_of_heading(heading: str) -> str:
    """The section that a heading names by its words, or ""."""
    found: list[tuple[float, str]] = []
    for code, pattern in cues().headings.items():
        if match := pattern.search(heading):
            # A heading that is nothing but the word says more than a long one that holds it.
            share = len(match[0]) / max(len(heading), 1)
            found.append((share + (0.2 if match.start() == 0 else -0.001 * match.start()), code))
    share, code = max(found, default=(0.0, ""))
    return code if share >= _TELLING else ""


def propose_sections(sentences: Sequence[Sentence], order: Sorted) -> list[Proposal]:
    """Make the sections of a draft out of the document's own sentences.

    Args:
        sentences: The document's sentences.
        order: Their kinds.

    Returns:
        Proposals for "sections.…", in the order of the format; each rests on the sentences that it holds.
    """
    proposals = []
    for code in SECTIONS:
        numbers = [number for number, kind in enumerate(order.kinds) if kind == code]
        numbers.sort(key=lambda number: (-order.certainty(number), number))
        chosen = sorted(numbers[: _MOST[code]])
        if chosen:
            held = [sentences[number] for number in chosen]
            certainty = sum(order.certainty(number) for number in chosen) / len(chosen)
            proposals.append(
                Proposal(
                    f"sections.{code}",
                    " ".join(sentence.text for sentence in held),
                    round(min(certainty, 0.95), 2),
                    tuple(sentence.rest for sentence in held),
                    "Word for word from the source: to be told in words of your own.",
                )
            )
    return proposals


def _hints(sentence: Sentence, headed: str) -> Numbers:
    """Give what heading, words and numbers add for each kind."""
    added = np.zeros(len(KINDS))
    for code, pattern in cues().sentences.items():
        added[KINDS.index(code)] += _CUE * min(len(set(pattern.findall(sentence.text))), 2)
    if headed:
        added[KINDS.index(headed)] += _HEADING
    numbers = re.findall(r"\d[\d.,\u00a0 ]*", plain_digits(sentence.text))
    if len(numbers) > len(years_in(sentence.text)):
        added[KINDS.index("results")] += _NUMBER
    return added


def _smooth(weights: Numbers, headings: Sequence[tuple[str, ...]]) -> list[int]:
    """Find the likeliest run of kinds, where a change costs something unless a heading stands between."""
    best = weights[0].copy()
    came_from: list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = []
    for number in range(1, len(weights)):
        cost = _CHANGE if headings[number] == headings[number - 1] else _CHANGE / 4
        moves = best[:, None] + cost * (1 - np.eye(len(KINDS)))
        came = moves.argmax(axis=0)
        came_from.append(came.astype(np.int64))
        best = moves[came, np.arange(len(KINDS))] + weights[number]
    path = [int(best.argmax())]
    for came in reversed(came_from):
        path.append(int(came[path[-1]]))
    return path[::-1]
