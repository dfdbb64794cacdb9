"""The decision to answer rests on named features and on a calibration fitted for the model in use."""

import json
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from assistant.assistant import Assistant
from assistant.confidence import (
    CALIBRATION_FILE,
    FEATURES,
    Calibration,
    Decision,
    calibration_for,
    describe,
    own_calibration_file,
)
from index.search import Query


@pytest.fixture(scope="module")
def shipped_calibration() -> Calibration:
    return Calibration.parse(CALIBRATION_FILE.read_text("utf-8"))


class TestDecision:
    def test_is_a_logistic_regression(self) -> None:
        decision = Decision(weights=(2.0, -1.0), bias=0.5, threshold=0.5)
        assert decision.logit(np.array([1.0, 0.5])) == pytest.approx(2.0)
        assert decision.probability(np.array([1.0, 0.5])) == pytest.approx(0.880797, abs=1e-6)
        assert decision.probability(np.array([-1.0, 0.0])) == pytest.approx(0.182426, abs=1e-6)

    def test_says_yes_from_its_threshold_on(self) -> None:
        even = np.array([0.0])
        assert Decision((1.0,), 0.0, 0.5).accepts(even)
        assert not Decision((1.0,), 0.0, 0.51).accepts(even)

    @pytest.mark.parametrize("value", [1e6, -1e6])
    def test_is_sure_without_overflowing(self, value: float) -> None:
        assert Decision((1.0,), 0.0, 0.5).probability(np.array([value])) == pytest.approx(float(value > 0))


class TestCalibration:
    def test_the_one_shipped_weighs_every_feature(self, shipped_calibration: Calibration, assistant: Assistant) -> None:
        assert len(shipped_calibration.answerable.weights) == len(FEATURES)
        assert len(shipped_calibration.on_subject.weights) == len(FEATURES)
        assert len(shipped_calibration.sort.weights) == len(assistant.vector("a question"))
        assert 0 < shipped_calibration.answerable.threshold < 1
        assert shipped_calibration.measured["questions"] > shipped_calibration.measured["answerable"] > 100

    def test_comes_back_as_it_was_written(self, shipped_calibration: Calibration) -> None:
        assert Calibration.parse(shipped_calibration.render()) == shipped_calibration

    @pytest.mark.parametrize("features", [["score"], [*FEATURES, "mood"], list(reversed(FEATURES))])
    def test_one_for_other_features_is_refused(self, shipped_calibration: Calibration, features: list[str]) -> None:
        data = json.loads(shipped_calibration.render()) | {"features": features}
        with pytest.raises(ValueError, match=r"made for other features.*precedent calibrate"):
            Calibration.parse(json.dumps(data))

    def test_another_model_s_vectors_say_nothing_of_the_sort(self, shipped_calibration: Calibration) -> None:
        assert shipped_calibration.sort_of(np.ones(7, dtype=np.float32)) == 0.0
        assert shipped_calibration.sort_of(np.ones(384, dtype=np.float32)) != 0.0

    def test_one_made_at_home_for_the_model_comes_first(self, shipped_calibration: Calibration, tmp_path: Path) -> None:
        assert calibration_for(shipped_calibration.model, tmp_path) == shipped_calibration
        data = json.loads(shipped_calibration.render()) | {"measured": {"made": "here"}}
        own_calibration_file("some/model", tmp_path).write_text(json.dumps(data))
        assert calibration_for("some/model", tmp_path).measured == {"made": "here"}
        assert calibration_for(shipped_calibration.model, tmp_path) == shipped_calibration

    @pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"features": ["score"]}', "\udcff"])
    def test_one_made_at_home_that_cannot_be_read_is_told_and_passed_over(
        self, shipped_calibration: Calibration, tmp_path: Path, text: str
    ) -> None:
        own = own_calibration_file(shipped_calibration.model, tmp_path)
        own.write_text(text, "utf-8", errors="surrogateescape")
        with capture_logs() as logs:
            assert calibration_for(shipped_calibration.model, tmp_path) == shipped_calibration
        assert [(entry["event"], entry["file"]) for entry in logs] == [("calibration_not_used", str(own))]

    def test_a_model_without_one_is_warned_of(self, tmp_path: Path) -> None:
        with capture_logs() as logs:
            borrowed = calibration_for("some/model", tmp_path)
        assert borrowed.sort_of(np.ones(384, dtype=np.float32)) == 0.0
        assert [(entry["event"], entry["model"]) for entry in logs] == [("not_calibrated", "some/model")]


def test_a_better_fit_describes_itself_as_better(assistant: Assistant) -> None:
    searcher = assistant.live.served.searcher

    def described(text: str) -> dict[str, float]:
        found = searcher.search(Query(text, "en", limit=24))
        features = describe(text, "en", found, found, sort=0.5)
        assert len(features) == len(FEATURES)
        assert np.isfinite(features).all()
        return dict(zip(FEATURES, features, strict=True))

    near, far = described("lifelong learning festival week in Cork with free events"), described("the price of gold")
    for name in ("score", "above_fifth", "summary", "section", "words", "words_each"):
        assert near[name] > far[name], name
    assert near["sort"] == far["sort"] == 0.5
    assert near["foreign"] == 0


@pytest.mark.parametrize(("language", "foreign"), [("ja", 1), ("tr", 1), ("zh", 0), ("fr", 0), ("en", 0)])
def test_a_language_the_product_does_not_speak_is_described_so(
    assistant: Assistant, language: str, foreign: int
) -> None:
    found = assistant.live.served.searcher.search(Query("図書館", language, limit=24))
    by_name = dict(zip(FEATURES, describe("図書館", language, found, found, sort=0.0), strict=True))
    assert by_name["foreign"] == foreign
