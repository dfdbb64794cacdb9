import json
import logging
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.model import DEFAULT_MODEL, ModelError, OnnxEmbedder, PreparedModel, prepare_model
from index.model.prepare import model_folder
from tests.index.texts import BY_SCRIPT

TEXTS = ["How do cities help?", "", "x " * 300, "city 12", *BY_SCRIPT.values()]
FILES = {"model.json", "model.onnx", "tokenizer.json", "sentence-transformers"}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def prepared(small_model: Path, cache: Path) -> PreparedModel:
    return prepare_model(str(small_model), cache)


@pytest.fixture(scope="module")
def original(small_model: Path) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(small_model), device="cpu")


def leftovers(cache: Path) -> list[Path]:
    return list(cache.glob(".unfinished-*"))


def worst(one: Any, other: Any) -> float:
    return float((np.asarray(one) * np.asarray(other)).sum(axis=1).min())


def test_any_sentence_transformers_folder_gives_its_vectors(prepared: PreparedModel, original: Any) -> None:
    embedder = OnnxEmbedder(prepared)
    assert (prepared.dimension, prepared.max_tokens, prepared.padding) == (32, 64, 0)
    assert worst(embedder.embed_queries(TEXTS), original.encode(TEXTS, prompt_name="query")) > 0.999
    assert worst(embedder.embed_passages(TEXTS), original.encode(TEXTS, prompt_name="passage")) > 0.999
    assert worst(embedder.embed_queries(TEXTS), original.encode(TEXTS)) < 0.99


def test_a_prefix_that_is_set_wins_over_the_models_own(small_model: Path, cache: Path, original: Any) -> None:
    model = prepare_model(str(small_model), cache, query_prefix="city ", passage_prefix="")
    assert (model.query_prefix, model.passage_prefix) == ("city ", "")
    embedder = OnnxEmbedder(model)
    assert worst(embedder.embed_queries(TEXTS), original.encode([f"city {text}" for text in TEXTS])) > 0.999
    assert worst(embedder.embed_passages(TEXTS), original.encode(TEXTS)) > 0.999


def test_equal_fingerprints_are_equal_models(small_model: Path, prepared: PreparedModel, tmp_path: Path) -> None:
    again = prepare_model(str(small_model), tmp_path)
    other = prepare_model(str(small_model), tmp_path, query_prefix="city ")
    assert again.fingerprint == prepared.fingerprint != other.fingerprint
    assert again.folder != other.folder


def test_nothing_but_what_is_served_is_left(prepared: PreparedModel, cache: Path) -> None:
    assert {path.name for path in prepared.folder.iterdir()} == FILES
    assert not leftovers(cache)


def test_who_may_read_other_folders_may_read_the_prepared_one(prepared: PreparedModel, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert prepared.folder.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_model_is_prepared_once(small_model: Path, prepared: PreparedModel, cache: Path) -> None:
    steps: list[str] = []
    assert prepare_model(str(small_model), cache, report=steps.append) == prepared
    assert steps == []


def test_what_an_earlier_version_prepared_is_removed(small_model: Path, tmp_path: Path) -> None:
    earlier, damaged = tmp_path / "earlier-00000000", tmp_path / "damaged-00000000"
    for folder, described in ((earlier, '{"format": 1}'), (damaged, "{")):
        folder.mkdir()
        (folder / "model.json").write_text(described)
    prepared = prepare_model(str(small_model), tmp_path)
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {prepared.folder.name, damaged.name}


def test_two_at_once_prepare_once(small_model: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    with ThreadPoolExecutor(2) as threads:
        futures = [threads.submit(prepare_model, str(small_model), tmp_path, report=steps.append) for _ in range(2)]
        first, second = (future.result() for future in futures)
    assert first == second
    assert len(steps) == len(set(steps)) == 2


def test_a_damaged_description_is_made_anew(small_model: Path, tmp_path: Path) -> None:
    folder = model_folder(str(small_model), tmp_path)
    folder.mkdir()
    for content in ("", "[]", '{"format": 0}', '{"format": 1, "unknown": true}'):
        (folder / "model.json").write_text(content)
        with pytest.raises(ModelError, match="Prepare it with: precedent setup"):
            PreparedModel.load(folder)
    model = prepare_model(str(small_model), tmp_path)
    assert {path.name for path in model.folder.iterdir()} == FILES
    assert json.loads((folder / "model.json").read_text("utf-8"))["name"] == str(small_model)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_an_interruption_leaves_nothing(small_model: Path, tmp_path: Path, interruption: type[BaseException]) -> None:
    def interrupt(step: str) -> None:
        if step.startswith("exporting"):
            raise interruption

    with pytest.raises(interruption):
        prepare_model(str(small_model), tmp_path, report=interrupt)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


KILLED = """
import os, signal, sys
from pathlib import Path
from index.model import prepare_model
prepare_model(sys.argv[1], Path(sys.argv[2]), report=lambda step: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_after_a_kill_it_begins_again_and_clears_up(small_model: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(small_model), str(tmp_path)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == -9
    assert len(leftovers(tmp_path)) == 1
    assert not model_folder(str(small_model), tmp_path).exists()
    model = prepare_model(str(small_model), tmp_path)
    assert OnnxEmbedder(model).embed_queries(["city"]).shape == (1, 32)
    assert not leftovers(tmp_path)


def test_an_unknown_name_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    started = time.perf_counter()
    with pytest.raises(ModelError, match=r"'nobody/no-such-model' is not to be had .* Set PRECEDENT_MODEL"):
        prepare_model("nobody/no-such-model", tmp_path)
    assert time.perf_counter() - started < 10
    assert not leftovers(tmp_path)


def test_a_folder_that_holds_no_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="is not to be had"):
        prepare_model(str(tmp_path / "empty"), tmp_path / "cache")


def test_preparing_leaves_logging_as_it_was(small_model: Path, tmp_path: Path) -> None:
    before = logging.getLogger().level
    prepare_model(str(small_model), tmp_path)
    assert logging.getLogger().level == before


def test_folders_are_named_after_their_model(tmp_path: Path) -> None:
    assert model_folder(DEFAULT_MODEL, tmp_path).name.startswith("multilingual-e5-small-")
    hostile = model_folder("../../etc/pass wd", tmp_path)
    assert hostile.parent == tmp_path and hostile.name.startswith("pass-wd-")
    assert model_folder("a/x", tmp_path) != model_folder("b/x", tmp_path)
