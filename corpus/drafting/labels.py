"""Themes, audiences and goals, proposed by nearness to the vocabulary and by what published practices were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from corpus.drafting.centring import Centring
from corpus.drafting.draft import Embed, Proposal, Vectors
from corpus.drafting.linear import Linear, Numbers, unit
from corpus.drafting.reading import Sentence
from corpus.practice import MAX_LABELS, Practice
from corpus.vocabulary import vocabulary

_RIDGE: Final = 0.3
_RARE_COUNT: Final = 0.5
"""How much of a frequent label's lead is taken away: documents of the web are less like each other than records."""
_NEARNESS: Final = 1.5
"""What nearness to a term's description counts beside what was learned. On the corpus, with the practice itself left
out, this puts a right theme first for 80 % of practices and finds 66 % of all in the first four; nearness to the
description alone 53 % and 40 %, what was learned alone 78 % and 65 %."""
_WORDS: Final = {"audiences": 0.2}
"""What the words for an audience count: a right one first for 86 % in place of 79 %."""
_ENOUGH: Final = 30
"""Practices from which labels are learned, at least; with fewer, only descriptions count."""
_FEWEST: Final = {"themes": 1, "audiences": 1, "sdgs": 0}
_PLAIN: Final = 0.2
"""A label beyond the first is proposed from this certainty on."""
_LEARNING_IS: Final = "4"  # the goal of learning, which all that is in the corpus serves


@dataclass(frozen=True, slots=True)
class _Field:
    """What is known about one field of labels.

    Args:
        codes: The terms.
        described: Vectors of their descriptions, centred, shape (terms, dimension).
        learned: What published practices teach, or None.
        curve: Slope and offset that turn a score into a probability.
    """

    codes: tuple[str, ...]
    described: Numbers
    learned: Linear | None
    curve: tuple[float, float]


class Labels:
    """Proposes labels.

    Args:
        embed: Embeds the descriptions.
        centring: Takes out what vectors owe to their script.
        practices: Published practices, one for each row of `vectors`.
        vectors: A vector of each practice, or several rows of one practice in several languages, centred.
    """

    def __init__(self, embed: Embed, centring: Centring, practices: Sequence[Practice], vectors: Numbers) -> None:
        self._centring = centring
        self._fields: dict[str, _Field] = {}
        for name in ("themes", "audiences", "sdgs"):
            terms = getattr(vocabulary(), name)
            texts = [f"{term.labels['en']}. {term.description}".strip() for term in terms.values()]
            described = embed(texts).astype(np.float64)
            described = unit(described - described.mean(axis=0))
            wanted = np.array([[float(code in map(str, getattr(each, name))) for code in terms] for each in practices])
            enough = len({practice.id for practice in practices}) >= _ENOUGH
            learned = Linear.fit(vectors, wanted, _RIDGE) if enough else None
            curve = _curve(vectors, wanted, described, practices) if enough else (8.0, -2.5)
            self._fields[name] = _Field(tuple(terms), described, learned, curve)

    def propose(self, sentences: Sequence[Sentence], vectors: Vectors, title: str, language: str) -> list[Proposal]:
        """Propose labels for a document.

        Args:
            sentences: The sentences that tell of the practice.
            vectors: Their vectors, and that of the title in the last row.
            title: The title.
            language: Language of the text.

        Returns:
            Proposals for "themes", "audiences" and "sdgs", each resting on the sentences nearest to what is proposed.
        """
        texts = [*(sentence.text for sentence in sentences), title]
        centred = self._centring.together(texts, vectors)
        middle = self._centring.together(texts, unit(vectors.astype(np.float64).mean(axis=0))[None, :])
        proposals = []
        for name, known in self._fields.items():
            scores = _scores(middle, known.described, known.learned)[0]
            if name in _WORDS:
                scores = scores + _WORDS[name] * _named(" ".join(texts), language, known.codes)
            slope, offset = known.curve
            likely = 1 / (1 + np.exp(-(slope * scores + offset)))
            order = [int(number) for number in np.argsort(-likely)]
            chosen = [number for number in order[:MAX_LABELS] if likely[number] >= _PLAIN] or order[: _FEWEST[name]]
            if chosen:
                proposals.append(self._proposal(name, known, chosen, likely, sentences, centred))
        return proposals

    def _proposal(
        self,
        name: str,
        known: _Field,
        chosen: list[int],
        likely: Numbers,
        sentences: Sequence[Sentence],
        centred: Numbers,
    ) -> Proposal:
        by_sentence = _scores(centred[: len(sentences)], known.described, known.learned)
        rests = [sentences[int(by_sentence[:, number].argmax())].rest for number in chosen] if len(sentences) else []
        terms = getattr(vocabulary(), name)
        note = ", ".join(f"{terms[known.codes[number]].labels['en']} {likely[number]:.0%}" for number in chosen)
        value: list[Any] = [known.codes[number] for number in chosen]
        if name == "sdgs":
            value = sorted(map(int, value))
        certainty = float(np.mean([likely[number] for number in chosen]))
        return Proposal(name, value, round(certainty, 2), tuple(dict.fromkeys(rests)), note)


def _scores(vectors: Numbers, described: Numbers, learned: Linear | None) -> Numbers:
    near: Numbers = vectors @ described.T
    return _NEARNESS * near + (learned.scores(vectors) - _RARE_COUNT * learned.offset if learned else 0.0)


def _named(text: str, language: str, codes: Sequence[str]) -> Numbers:
    """Give for each audience how often the text names it, damped."""
    counts = np.zeros(len(codes))
    for code, _, _ in vocabulary().find_audiences(text, language):
        counts[codes.index(code)] += 1
    result: Numbers = np.log1p(counts)
    return result


def _curve(vectors: Numbers, wanted: Numbers, described: Numbers, practices: Sequence[Practice]) -> tuple[float, float]:
    """Learn what a score is worth: on practices that the model was not fitted on, by logistic regression."""
    groups = {identifier: number for number, identifier in enumerate(dict.fromkeys(each.id for each in practices))}
    fold = np.array([groups[practice.id] % 5 for practice in practices])
    scores = np.zeros_like(wanted)
    for number in range(5):
        left_out = fold == number
        model = Linear.fit(vectors[~left_out], wanted[~left_out], _RIDGE)
        scores[left_out] = _scores(vectors[left_out], described, model)
    x, y = scores.ravel(), wanted.ravel()
    slope, offset = 8.0, -3.0
    for _ in range(25):  # Newton's method
        likely = 1 / (1 + np.exp(-(slope * x + offset)))
        spread = likely * (1 - likely) + 1e-9
        gradient = np.array([(x * (y - likely)).sum(), (y - likely).sum()])
        curvature = np.array([[(spread * x * x).sum(), (spread * x).sum()], [(spread * x).sum(), spread.sum()]])
        step = np.linalg.solve(curvature + 1e-6 * np.eye(2), gradient)
        slope, offset = slope + float(step[0]), offset + float(step[1])
    return slope, offset
