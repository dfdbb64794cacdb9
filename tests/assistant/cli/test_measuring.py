"""`precedent evaluate` and `precedent calibrate` on small files."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.confidence import FEATURES, Calibration, own_calibration_file
from assistant.publishing import build_index, open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from index.model import DEFAULT_MODEL, PreparedModel
from tests.assistant.cli.conftest import Run
from tests.assistant.conftest import QUALITY


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A few judged questions: some with an answer, some without."""
    lines = [
        line
        for name in ("answerable", "unanswerable")
        for line in (QUALITY / f"{name}.jsonl").read_text("utf-8").splitlines()[::13]
    ]
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def small_home(
    home: Settings, model: PreparedModel, shipped: list[Practice], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A home with so few practices that calibrating on them is quick."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "models").symlink_to(home.models.resolve())
    shutil.copy(home.vector_cache, folder)
    settings = Settings(home=folder, _env_file=None)
    with open_catalogue(settings) as catalogue:
        catalogue.add(shipped[::20], by="tests")
    build_index(settings, model)
    return folder


def test_evaluate_reports(run: Run, home: Settings, few: Path) -> None:
    measured = run("evaluate", str(few), "--json", home=home.home).json
    asked = len(few.read_text("utf-8").splitlines())
    assert measured["all"]["questions"] == asked
    assert sum(group["questions"] for group in measured["languages"].values()) == asked
    assert measured["all"]["recall_5"] > 0.5
    assert measured["uncited_sentences"] == 0
    shown = run("evaluate", str(few), "--worst", "1", home=home.home)
    assert shown.code == 0
    for part in ("R@1", "nDCG@10", "refused, unanswerable", "all", "word for word", "ms (p50)", "wanted "):
        assert part in shown.out


def test_evaluate_reports_on_evidence(run: Run, home: Settings, tmp_path: Path) -> None:
    few = tmp_path / "sentences.jsonl"
    few.write_text("\n".join((QUALITY / "evidence" / "judged.jsonl").read_text("utf-8").splitlines()[::9]), "utf-8")
    measured = run("evaluate", "--evidence", str(few), "--json", home=home.home).json
    assert measured["all"]["questions"] == len(few.read_text("utf-8").splitlines())
    assert 0 < measured["all"]["precision_1"] <= 1
    shown = run("evaluate", "--evidence", str(few), "--worst", "2", home=home.home)
    assert shown.code == 0
    for part in ("P@1", "among those shown", "tune", "test", "results", "best "):
        assert part in shown.out
    assert run("evaluate", str(few), "--evidence", str(few), home=home.home).code == 2
    assert run("evaluate", home=home.home).code == 2


def test_calibrate_writes_a_calibration_that_is_then_used(run: Run, small_home: Path, tmp_path: Path) -> None:
    for name in ("answerable", "unanswerable"):
        lines = (QUALITY / f"{name}.jsonl").read_text("utf-8").splitlines()
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines[::4]), "utf-8")
    files = (str(tmp_path / "answerable.jsonl"), str(tmp_path / "unanswerable.jsonl"))
    output = tmp_path / "made.json"
    ended = run("calibrate", *files, "--output", str(output), "--refused-answerable", "0.1", home=small_home)
    assert ended.code == 0
    assert "refusing 10% of the answerable refuses" in ended.out
    made = Calibration.parse(output.read_text("utf-8"))
    assert (made.model, len(made.answerable.weights), made.measured["chosen"]) == (DEFAULT_MODEL, len(FEATURES), 0.1)
    own = own_calibration_file(DEFAULT_MODEL, small_home)
    assert not own.exists()
    never = replace(made, answerable=replace(made.answerable, threshold=1.1))
    own.write_text(never.render(), "utf-8")
    assert run("ask", "How do cities run a learning festival?", "--json", home=small_home).json["answered"] is False


@pytest.mark.parametrize("command", ["evaluate", "calibrate"])
@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "wrong.jsonl:1: not a judged question"), ('{"id": 7}', "wrong.jsonl:1"), (None, "wrong.jsonl")],
)
def test_a_file_that_cannot_be_used_is_named(
    run: Run, home: Settings, tmp_path: Path, command: str, text: str | None, said: str
) -> None:
    path = tmp_path / "wrong.jsonl"
    if text is not None:
        path.write_text(text)
    ended = run(command, str(path), home=home.home)
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err


def test_too_few_questions_to_calibrate_on(run: Run, small_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text((QUALITY / "answerable.jsonl").read_text("utf-8").splitlines()[0], "utf-8")
    ended = run("calibrate", str(path), "--output", str(tmp_path / "made.json"), home=small_home)
    assert ended.code == 1
    assert "Give at least 10 answerable" in ended.err
    assert not (tmp_path / "made.json").exists()


def test_wrong_use(run: Run, home: Settings) -> None:
    assert run("evaluate", home=home.home).code == 2
    assert run("calibrate", "x.jsonl", "--refused-answerable", "0.9", home=home.home).code == 2
