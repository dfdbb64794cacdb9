"""Fits the decision to answer or refuse on judged questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from assistant.assistant import Assistant
from assistant.confidence import Calibration, Decision, Features
from assistant.evaluation.judged import JudgedQuestion

OFF_SUBJECT: Final = frozenset({"out-of-scope", "chit-chat", "hostile", "noise"})
_STRENGTH: Final = 0.3
"""Inverse of the penalty on large weights: few questions, so a strong one."""
_FOLDS: Final = 10


class CalibrationError(ValueError):
    """The questions do not suffice to calibrate on."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One judged question as the decision sees it."""

    judged: JudgedQuestion
    features: Features


def collect(
    assistant: Assistant,
    questions: Sequence[JudgedQuestion],
    progress: Callable[[int], None] = lambda done: None,
) -> list[Sample]:
    """Describe each question as the decision sees it; questions about places without a practice need no decision."""
    samples = []
    for number, judged in enumerate(questions, 1):
        conversation = assistant.ask(judged.previous, keep=False).conversation if judged.previous else None
        _, evidence = assistant.consider(judged.question, filters=judged.filters, conversation=conversation)
        if evidence.features is not None:
            samples.append(Sample(judged, evidence.features))
        progress(number)
    return samples


def calibrate(samples: Sequence[Sample], refused_answerable: float) -> Calibration:
    """Fit both decisions.

    Args:
        samples: The questions, of every kind.
        refused_answerable: Share of answerable questions that may be refused; sets the point at which to refuse, on
            probabilities given to each question by a fit that has not seen it.

    Raises:
        CalibrationError: There are too few questions of a kind.
    """
    features = np.stack([sample.features for sample in samples])
    answerable = np.array([sample.judged.answerable for sample in samples])
    off_subject = np.array([sample.judged.kind in OFF_SUBJECT for sample in samples])
    if min(answerable.sum(), (~answerable).sum(), off_subject.sum()) < _FOLDS:
        raise CalibrationError(f"Give at least {_FOLDS} answerable, unanswerable and off-subject questions.")
    unseen = _unseen_probabilities(features, answerable)
    threshold = float(np.quantile(unseen[answerable], refused_answerable))
    weights, bias = _fit(features, answerable)
    scope_weights, scope_bias = _fit(features, ~off_subject)
    measured: dict[str, Any] = {
        "questions": len(samples),
        "curve": [
            {
                "refused_answerable": round(share, 3),
                "refused_unanswerable": round(
                    float((unseen[~answerable] < np.quantile(unseen[answerable], share)).mean()), 3
                ),
            }
            for share in (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15)
        ],
        "chosen": refused_answerable,
    }
    return Calibration(Decision(weights, bias, threshold), Decision(scope_weights, scope_bias, 0.5), measured)


def _fit(features: Features, yes: npt.NDArray[np.bool_]) -> tuple[tuple[float, ...], float]:
    """Fit a logistic regression on standardised features, and give its weights for the features as they are."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  (serving needs none of it)

    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1
    model = LogisticRegression(C=_STRENGTH, max_iter=2000, class_weight="balanced")
    model.fit((features - mean) / spread, yes)
    weights = model.coef_[0] / spread
    return tuple(map(float, weights)), float(model.intercept_[0] - weights @ mean)


def _unseen_probabilities(features: Features, yes: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415

    unseen = np.zeros(len(yes))
    for learn, test in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(features, yes):
        weights, bias = _fit(features[learn], yes[learn])
        decision = Decision(weights, bias, 0.5)
        unseen[test] = [decision.probability(row) for row in features[test]]
    return unseen
