"""The decision to answer is learned from judged questions, and what is chosen is what is measured."""

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.confidence import FEATURES, Calibration
from assistant.evaluation.calibrate import Sample, calibrate, collect
from assistant.evaluation.errors import CalibrationError
from assistant.evaluation.judged import read_judged
from tests.assistant.conftest import QUALITY


@pytest.fixture(scope="module")
def samples(assistant: Assistant) -> list[Sample]:
    questions = read_judged([QUALITY / "answerable.jsonl", QUALITY / "unanswerable.jsonl"])[::2]
    done: list[int] = []
    collected = collect(assistant, questions, done.append)
    assert done[-1] == len(questions) >= len(collected)
    assert all(len(sample.features) == len(FEATURES) for sample in collected)
    return collected


@pytest.fixture(scope="module")
def answered(assistant: Assistant) -> np.ndarray:
    return assistant.embed(assistant.questions()[::40])


def test_what_is_fitted_tells_the_answerable_from_the_rest(samples: list[Sample], answered: np.ndarray) -> None:
    fitted = calibrate("a-model", samples, answered, refused_answerable=0.05)
    assert (fitted.model, fitted.measured["questions"], fitted.measured["chosen"]) == ("a-model", len(samples), 0.05)
    reread = Calibration.parse(fitted.render())
    taken = {True: 0, False: 0}
    for sample in samples:
        features = sample.features.copy()
        features[FEATURES.index("sort")] = reread.sort_of(sample.vector)
        taken[sample.judged.answerable] += reread.answerable.accepts(features)
    answerable = sum(sample.judged.answerable for sample in samples)
    assert taken[True] / answerable >= 0.85
    assert taken[False] / (len(samples) - answerable) <= 0.4
    shares = [point["refused_unanswerable"] for point in fitted.measured["curve"]]
    assert shares == sorted(shares)


def test_refusing_more_raises_the_bar(samples: list[Sample], answered: np.ndarray) -> None:
    thresholds = [calibrate("m", samples, answered, share).answerable.threshold for share in (0.01, 0.2)]
    assert thresholds[0] < thresholds[1]


def test_too_few_questions_of_a_kind_are_refused(samples: list[Sample], answered: np.ndarray) -> None:
    only_answerable = [sample for sample in samples if sample.judged.answerable]
    with pytest.raises(CalibrationError, match="Give at least 10"):
        calibrate("m", only_answerable, answered, 0.05)
    with pytest.raises(CalibrationError, match="Give at least 10"):
        calibrate("m", samples, answered[:5], 0.05)
