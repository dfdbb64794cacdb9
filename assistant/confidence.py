"""Decides whether the evidence is good enough: two logistic regressions, fitted on judged questions.

The first gives the probability that the corpus answers the question, from how well the best practice fits and how far it
stands out from the rest. The second, asked only where the first says no, tells a question about the work of cities from one
that is about something else. `precedent calibrate` fits both and chooses the points at which they say no.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from corpus.vocabulary import LANGUAGES
from index.analysis import words_of
from index.passages import Kind
from index.search import Found

Features = npt.NDArray[np.float64]

CALIBRATION_FILE: Final = Path(__file__).with_name("calibration.json")

FEATURES: Final = (
    "score", "above_fifth", "above_twentieth", "summary", "section", "sentence", "summary_sentence", "question",
    "best_question", "words", "words_each", "best_words_each", "length", "foreign", "unspaced",
)  # fmt: skip


def describe(text: str, language: str, found: Found, background: Found) -> Features:
    """What the decision rests on, in the order of `FEATURES`.

    Args:
        text: The question.
        language: Its language.
        found: What was found within the filters; it must have a hit.
        background: What was found without them: the measure of how good a fit is for this question.
    """
    best = found.hits[0]
    sides = np.where(np.isnan(best.best), best.score, best.best).astype(float)
    length = max(len(set(words_of(text, language))), 1)
    questions = [hit.best[Kind.QUESTION] for hit in background.hits if not math.isnan(hit.best[Kind.QUESTION])]
    return np.array(
        [
            best.score,
            best.score - _rank(background, 5),
            best.score - _rank(background, 20),
            *sides,
            max(questions, default=best.score),
            best.words,
            best.words / length,
            background.words_best / length,
            math.log(length),
            language not in LANGUAGES,
            language in ("zh", "ja", "ko"),
        ],
        dtype=float,
    )


def _rank(found: Found, rank: int) -> float:
    return float(found.scores[min(rank, len(found.scores) - 1)])


@dataclass(frozen=True, slots=True)
class Decision:
    """A logistic regression and the point at which it says yes.

    Args:
        weights: One a feature, for features as `describe` gives them.
        bias: Added to their sum.
        threshold: Probability from which on it says yes.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: Features) -> float:
        """Estimated probability of yes."""
        logit = float(np.dot(self.weights, features)) + self.bias
        return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))

    def accepts(self, features: Features) -> bool:
        """Whether it says yes."""
        return self.probability(features) >= self.threshold


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted on judged questions.

    Args:
        answerable: Whether the corpus answers the question.
        on_subject: Whether a question that it does not answer is about the work of cities at all.
        measured: Where the figures come from, for people.
    """

    answerable: Decision
    on_subject: Decision
    measured: dict[str, Any]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `render` wrote.

        Raises:
            ValueError: It was fitted on other features.
        """
        data = json.loads(text)
        if tuple(data["features"]) != FEATURES:
            raise ValueError("The calibration was made for other features. Make it anew: precedent calibrate")
        return cls(_decision(data["answerable"]), _decision(data["on_subject"]), data["measured"])

    def render(self) -> str:
        """The calibration as JSON."""
        data = {
            "features": list(FEATURES),
            "answerable": _plain(self.answerable),
            "on_subject": _plain(self.on_subject),
            "measured": self.measured,
        }
        return json.dumps(data, indent=1) + "\n"


@cache
def shipped_calibration() -> Calibration:
    """The calibration for the default model and the corpus shipped."""
    return Calibration.parse(CALIBRATION_FILE.read_text("utf-8"))


def _decision(data: dict[str, Any]) -> Decision:
    return Decision(tuple(map(float, data["weights"])), float(data["bias"]), float(data["threshold"]))


def _plain(decision: Decision) -> dict[str, Any]:
    return {
        "weights": [round(weight, 5) for weight in decision.weights],
        "bias": round(decision.bias, 5),
        "threshold": round(decision.threshold, 5),
    }
