"""The benchmark measures every figure, on the smallest scale; whether a goal is met is not for a test to say."""

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from assistant.benchmark import BenchmarkError, Sizes, measure_all, show
from assistant.benchmark.client import put_under_load
from assistant.benchmark.figures import Figure, milliseconds, quantile
from assistant.benchmark.homes import lent_home
from assistant.benchmark.memory import memory_of
from assistant.benchmark.processes import ServerProcess, environment, run_command
from assistant.benchmark.questions import mixed_questions, questions_of_each_language, spread
from assistant.settings import Settings
from corpus.practice import Practice

UNITS = {
    "answer_p50": "ms",
    "answer_p99": "ms",
    "answer_rest_p50": "ms",
    "http_p50": "ms",
    "http_throughput": "1/s",
    "http_p99": "ms",
    "page_p50": "ms",
    "home_bytes": "kB",
    "answer_bytes": "kB",
    "memory_serving": "MB",
    "memory_peak": "MB",
    "ask_cold": "s",
    "server_ready": "s",
    "memory_ready": "MB",
    "build_speed": "%",
    "refresh_cost": "%",
}
SMALLEST = Sizes(
    questions=8, warm_up=1, sequential=3, concurrent=8, clients=4, pages=2, commands=1, starts=1, practices=2
)


@pytest.fixture(scope="module")
def steps() -> dict[str, tuple[int, int]]:
    return {}


@pytest.fixture(scope="module")
def measured(home: Settings, steps: dict[str, tuple[int, int]]) -> dict[str, Any]:
    before = sorted(home.home.iterdir())
    everything = measure_all(home, SMALLEST, lambda step, done, total: steps.update({step: (done, total)}))
    assert sorted(home.home.iterdir()) == before
    return everything


def test_every_figure_is_measured(measured: dict[str, Any]) -> None:
    figures = {figure["key"]: figure for figure in measured["figures"]}
    assert {key: figure["unit"] for key, figure in figures.items()} == UNITS
    for figure in figures.values():
        assert figure["measured"] is None or figure["measured"] > 0
        assert figure["goal"] > 0
        assert figure["what"]
        assert figure["met"] in (True, False) or figure["measured"] is None
    assert figures["answer_rest_p50"]["measured"] < figures["answer_p99"]["measured"]


def test_as_much_is_measured_as_was_asked_for(measured: dict[str, Any]) -> None:
    raw = measured["raw"]
    assert len(raw["answering"]["whole"]) == len(raw["answering"]["embedding"]) == SMALLEST.questions
    assert len(raw["serving"]["one"]["seconds"]) == SMALLEST.sequential
    assert len(raw["serving"]["many"]["seconds"]) == SMALLEST.concurrent
    assert {len(taken) for taken in raw["pages"]["seconds"].values()} == {SMALLEST.pages}
    assert raw["pages"]["answer_bytes"] > raw["pages"]["home_bytes"] > 1000
    assert len(raw["starting"]["ask"]) == SMALLEST.commands
    assert len(raw["starting"]["ready"]) == SMALLEST.starts
    assert raw["building"]["practices"] == SMALLEST.practices
    assert raw["building"]["changed"] == 1


def test_the_embedding_is_a_part_of_the_answer(measured: dict[str, Any]) -> None:
    answering = measured["raw"]["answering"]
    pairs = zip(answering["whole"], answering["embedding"], strict=True)
    assert all(0 < embedding < whole for whole, embedding in pairs)


def test_the_machine_is_described(measured: dict[str, Any]) -> None:
    assert measured["machine"].keys() >= {"processor", "cores", "memory_mb", "python", "onnxruntime", "faiss"}
    assert measured["machine"]["cores"] == os.cpu_count()


def test_other_programs_are_told_of_where_they_take_much(
    measured: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    share = measured["machine"]["taken_by_others"]
    assert share is None or 0 <= share <= 1
    for taken, told in ((0.4, True), (0.01, False), (None, False)):
        show(measured | {"machine": measured["machine"] | {"taken_by_others": taken}})
        assert ("Other programs took" in capsys.readouterr().out) is told


def test_every_step_is_told_to_its_end(measured: dict[str, Any], steps: dict[str, tuple[int, int]]) -> None:
    assert len(steps) >= 7
    assert all(done == total for done, total in steps.values())


def test_it_is_json_and_a_table(measured: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(json.dumps(measured)) == measured
    show(measured)
    shown = capsys.readouterr().out
    assert f"Python {measured['machine']['python']}" in shown
    for figure in measured["figures"]:
        assert figure["what"].split(",")[0] in shown


@pytest.mark.parametrize(
    ("measured", "at_least", "met"),
    [(10.0, False, True), (10.1, False, False), (10.0, True, True), (9.9, True, False), (None, True, None)],
)
def test_a_goal_is_the_most_or_the_least(measured: float | None, at_least: bool, met: bool | None) -> None:
    figure = Figure("key", "what", measured, "ms", 10, at_least=at_least)
    assert figure.met is met
    assert figure.as_json()["met"] is met


def test_quantiles_are_values_that_were_measured() -> None:
    hundred = [float(value) for value in range(100, 0, -1)]
    assert [quantile(hundred, share) for share in (0, 0.01, 0.5, 0.99, 1)] == [1, 1, 50, 99, 100]
    assert quantile([7.0], 0.99) == 7
    assert milliseconds([0.0123456], 0.5) == 12.35


def test_questions_differ_and_come_in_every_language(shipped: list[Practice]) -> None:
    asked = mixed_questions(shipped, 200)
    language = {question.text: question.language for practice in shipped for question in practice.questions}
    assert len(set(asked)) == 200
    shares = [sum(language[text] == code for text in asked) for code in set(language.values())]
    assert max(shares) - min(shares) <= 1
    assert mixed_questions(list(reversed(shipped)), 200) == asked
    assert {language[text] for text in questions_of_each_language(shipped, 1)} == set(language.values())
    assert spread(range(10), 3) == [0, 3, 6]
    assert spread(range(3), 10) == [0, 1, 2]


def test_a_corpus_without_questions_cannot_be_asked(shipped: list[Practice]) -> None:
    silent = [practice.model_copy(update={"questions": []}) for practice in shipped[:2]]
    with pytest.raises(BenchmarkError, match="names questions"):
        mixed_questions(silent, 5)


def test_processes_get_the_settings_and_no_others(monkeypatch: pytest.MonkeyPatch, home: Settings) -> None:
    monkeypatch.setenv("PRECEDENT_LANGUAGE", "fr")
    monkeypatch.setenv("PRECEDENT_NO_SETTING", "1")
    settings = home.model_copy(update={"allowed_origins": ["https://a.example", "https://b.example"]})
    given = environment(settings)
    assert given["PRECEDENT_LANGUAGE"] == "en"
    assert given["PRECEDENT_ALLOWED_ORIGINS"] == "https://a.example,https://b.example"
    assert "PRECEDENT_NO_SETTING" not in given
    assert given["PATH"] == os.environ["PATH"]


def test_a_lent_home_leaves_the_catalogue_alone(home: Settings) -> None:
    with lent_home(home, index=True) as lent:
        assert lent.home != home.home
        assert lent.snapshots.resolve() == home.snapshots.resolve()
        assert str(lent.home.resolve()) in lent.database_url
        assert lent.cached_answers == 0
    assert not lent.home.exists()
    assert home.snapshots.is_dir()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"precedent serve ended at once: .+"):
        ServerProcess(Settings(home=tmp_path, _env_file=None))


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="precedent ask failed: No prepared model"):
        run_command(Settings(home=tmp_path, _env_file=None), "ask", "where")


def test_nobody_listening_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(BenchmarkError, match="did not answer under load"):
            put_under_load(taken.getsockname()[1], ["where"], 2)


def test_memory_of_a_process_is_in_megabytes() -> None:
    memory = memory_of(os.getpid())
    assert memory.resident is not None
    assert 10 < memory.resident < 100_000
    assert memory.peak is None or memory.peak >= memory.resident / 2
