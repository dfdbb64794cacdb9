"""Decides whether the evidence is good enough: logistic regressions, fitted on judged questions.

`answerable` gives the probability that the corpus answers the question, from how well the best practice fits, how far
it stands out from the rest, and whether the question is of the sort that the corpus answers. That last one, `sort`, is
read off the question's own vector: learned from questions that the practices answer and from questions that none does.
`on_subject`, asked only where the answer is no, tells a question about the work of cities from one about something
else. `precedent calibrate` fits them and chooses the point at which to refuse.
"""

import hashlib
import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import structlog

from corpus.vocabulary import LANGUAGES
from index.analysis import words_of
from index.passages import Kind
from index.search import Found

log = structlog.get_logger()

Features = npt.NDArray[np.float64]

CALIBRATION_FILE: Final = Path(__file__).with_name("calibration.json")

_TRANSLATED: Final = tuple(language for language in LANGUAGES if language != "en")
FEATURES: Final = (
    "score", "above_fifth", "above_twentieth", "summary", "section", "sentence", "summary_sentence", "question",
    "best_question", "words", "words_each", "best_words_each", "length", "sort", "foreign",
    *_TRANSLATED,
)  # fmt: skip


def describe(text: str, language: str, found: Found, background: Found, sort: float) -> Features:
    """What the decision rests on, in the order of `FEATURES`.

    Args:
        text: The question.
        language: Its language.
        found: What was found within the filters; it must have a hit.
        background: What was found without them: the measure of how good a fit is for this question.
        sort: What `Calibration.sort_of` gives for the question's vector.
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
            sort,
            language not in LANGUAGES,
            *(language == translated for translated in _TRANSLATED),
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

    def logit(self, features: Features) -> float:
        """Logarithm of the odds of yes."""
        return float(np.dot(self.weights, features)) + self.bias

    def probability(self, features: Features) -> float:
        """Estimated probability of yes."""
        logit = self.logit(features)
        return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))

    def accepts(self, features: Features) -> bool:
        """Whether it says yes."""
        return self.probability(features) >= self.threshold


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted on judged questions.

    Args:
        model: Name of the embedding model it was fitted for: its cosines mean other things than another's.
        answerable: Whether the corpus answers the question.
        on_subject: Whether a question that it does not answer is about the work of cities at all.
        sort: Whether a question is of the sort that the corpus answers, from the question's vector alone.
        measured: What was measured in fitting, for people.
    """

    model: str
    answerable: Decision
    on_subject: Decision
    sort: Decision
    measured: dict[str, Any]

    def sort_of(self, vector: npt.NDArray[np.float32]) -> float:
        """How much a question is of the sort that the corpus answers; nought for the vectors of another model."""
        return self.sort.logit(vector.astype(float)) if len(vector) == len(self.sort.weights) else 0.0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `render` wrote.

        Raises:
            ValueError: It was fitted on other features, or is no calibration.
        """
        data = json.loads(text)
        if tuple(data["features"]) != FEATURES:
            raise ValueError("The calibration was made for other features. Make it anew: precedent calibrate")
        answerable, on_subject, sort = (_decision(data[name]) for name in _DECISIONS)
        return cls(data["model"], answerable, on_subject, sort, data["measured"])

    def render(self) -> str:
        """The calibration as JSON, one line a part."""
        data = {"model": self.model, "features": list(FEATURES), "measured": self.measured}
        data |= {name: _plain(getattr(self, name)) for name in _DECISIONS}
        return "{\n" + ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in data.items()) + "\n}\n"


_DECISIONS: Final = ("answerable", "on_subject", "sort")


def calibration_for(model: str, home: Path) -> Calibration:
    """The calibration to decide by: one made in this home for the model, else the one shipped.

    Args:
        model: Name of the embedding model.
        home: Folder in which `precedent calibrate` writes.
    """
    own = own_calibration_file(model, home)
    if own.is_file():
        try:
            return Calibration.parse(own.read_text("utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("calibration_not_used", file=str(own), reason=str(error), mend="precedent calibrate FILE")
    shipped = Calibration.parse(CALIBRATION_FILE.read_text("utf-8"))
    if shipped.model == model:
        return shipped
    log.warning("not_calibrated", model=model, calibrated_for=shipped.model, mend="precedent calibrate FILE")
    # Another model's vectors say nothing to weights that were fitted on these.
    return replace(shipped, sort=Decision((), 0.0, 0.5))


def own_calibration_file(model: str, home: Path) -> Path:
    """Where a calibration made for a model in a home lies."""
    return home / f"calibration-{hashlib.sha256(model.encode()).hexdigest()[:12]}.json"


def _decision(data: dict[str, Any]) -> Decision:
    return Decision(tuple(map(float, data["weights"])), float(data["bias"]), float(data["threshold"]))


def _plain(decision: Decision) -> dict[str, Any]:
    return {
        "weights": [round(weight, 5) for weight in decision.weights],
        "bias": round(decision.bias, 5),
        "threshold": round(decision.threshold, 5),
    }
