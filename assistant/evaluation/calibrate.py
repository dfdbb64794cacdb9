"""Fits the decision to answer or refuse on judged questions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from assistant.assistant import Assistant
from assistant.confidence import FEATURES, Calibration, Decision, Features
from assistant.evaluation.errors import CalibrationError
from assistant.evaluation.judged import JudgedQuestion
from index.search import Scores

OFF_SUBJECT: Final = frozenset({"out-of-scope", "chit-chat", "hostile", "noise"})
_STRENGTH: Final = 0.3
"""Inverse of the penalty on large weights: few questions, so a strong one."""
_SORT_STRENGTH: Final = 1.0
_FOLDS: Final = 10

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sample:
    """One judged question as the decision sees it; what it says of the question's sort is not known yet."""

    judged: JudgedQuestion
    features: Features
    vector: Scores


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
            samples.append(Sample(judged, evidence.features, evidence.background.vector))
        progress(number)
    return samples


def calibrate(model: str, samples: Sequence[Sample], answered: Vectors, refused_answerable: float) -> Calibration:
    """Fit the decisions.

    Args:
        model: Name of the embedding model.
        samples: The judged questions, of every kind.
        answered: Vectors of questions that practices are known to answer, other than those judged.
        refused_answerable: Share of answerable questions that may be refused; sets the point at which to refuse, on
            probabilities given to each question by a fit that has not seen it.

    Raises:
        CalibrationError: There are too few questions of a kind.
    """
    features = np.stack([sample.features for sample in samples])
    vectors = np.stack([sample.vector for sample in samples])
    answerable = np.array([sample.judged.answerable for sample in samples])
    off_subject = np.array([sample.judged.kind in OFF_SUBJECT for sample in samples])
    if min(answerable.sum(), (~answerable).sum(), off_subject.sum(), len(answered)) < _FOLDS:
        raise CalibrationError(f"Give at least {_FOLDS} answerable, unanswerable and off-subject questions.")
    unseen = np.zeros(len(samples))
    for learn, test in _folds(answerable):
        sorts = _unseen_sorts(vectors[learn], answerable[learn], answered)
        decision = _fit(_with_sorts(features[learn], sorts), answerable[learn])
        sort = _fit_sort(vectors[learn], answerable[learn], answered)
        judged = _with_sorts(features[test], [sort.logit(vector) for vector in vectors[test]])
        unseen[test] = [decision.probability(row) for row in judged]
    whole = _with_sorts(features, _unseen_sorts(vectors, answerable, answered))
    return Calibration(
        model=model,
        answerable=replace(
            _fit(whole, answerable), threshold=float(np.quantile(unseen[answerable], refused_answerable))
        ),
        on_subject=_fit(whole, ~off_subject),
        sort=_fit_sort(vectors, answerable, answered),
        measured=_measured(samples, answerable, unseen, refused_answerable),
    )


def _measured(
    samples: Sequence[Sample],
    answerable: npt.NDArray[np.bool_],
    unseen: npt.NDArray[np.float64],
    chosen: float,
) -> dict[str, Any]:
    """What refusing costs and gains, on probabilities from fits that have not seen the question."""
    curve = [
        {
            "refused_answerable": share,
            "refused_unanswerable": round(
                float((unseen[~answerable] < np.quantile(unseen[answerable], share)).mean()), 3
            ),
        }
        for share in (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15)
    ]
    return {"questions": len(samples), "answerable": int(answerable.sum()), "chosen": chosen, "curve": curve}


def _fit(features: Features, yes: npt.NDArray[np.bool_], strength: float = _STRENGTH) -> Decision:
    """Fit a logistic regression on standardised features, with its weights for the features as they are."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  (serving needs none of it)

    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1
    model = LogisticRegression(C=strength, max_iter=2000, class_weight="balanced")
    model.fit((features - mean) / spread, yes)
    weights = model.coef_[0] / spread
    return Decision(tuple(map(float, weights)), float(model.intercept_[0] - weights @ mean), 0.5)


def _fit_sort(vectors: Vectors, answerable: npt.NDArray[np.bool_], answered: Vectors) -> Decision:
    """Learn which questions the corpus answers from questions that it is known to answer and those that it does not.

    The judged questions that it answers are left out: they show later what the decision makes of unknown ones.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    every = np.vstack([answered, vectors[~answerable]])
    yes = np.arange(len(every)) < len(answered)
    model = LogisticRegression(C=_SORT_STRENGTH, max_iter=2000, class_weight="balanced").fit(every, yes)
    return Decision(tuple(map(float, model.coef_[0])), float(model.intercept_[0]), 0.5)


def _unseen_sorts(vectors: Vectors, answerable: npt.NDArray[np.bool_], answered: Vectors) -> npt.NDArray[np.float64]:
    """What each question's sort looks like to a fit that has not seen the question."""
    sorts = np.zeros(len(answerable))
    for learn, test in _folds(answerable):
        sort = _fit_sort(vectors[learn], answerable[learn], answered)
        sorts[test] = [sort.logit(vector) for vector in vectors[test]]
    return sorts


def _with_sorts(features: Features, sorts: Sequence[float] | npt.NDArray[np.float64]) -> Features:
    whole = features.copy()
    whole[:, FEATURES.index("sort")] = sorts
    return whole


def _folds(answerable: npt.NDArray[np.bool_]) -> Iterator[tuple[Any, Any]]:
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415

    yield from StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(answerable, answerable)
