from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.practice import Practice
from index.model import BackgroundEmbedder, Embedder, ModelError, OnnxEmbedder, PreparedModel
from tests.index.texts import BY_SCRIPT


@pytest.fixture(scope="module", params=[OnnxEmbedder, BackgroundEmbedder])
def embedder(request: pytest.FixtureRequest, model: PreparedModel) -> Embedder:
    """Whichever way it is loaded, it gives the same."""
    made: Embedder = request.param(model)
    return made


TEXTS = [*BY_SCRIPT.values(), "a", "", " ".join(BY_SCRIPT.values()), *(f"city {n} " * n for n in range(1, 40))]


def test_vectors_are_of_unit_length(embedder: Embedder) -> None:
    for vectors in (embedder.embed_queries(TEXTS[:15]), embedder.embed_passages(TEXTS[:15])):
        assert vectors.shape == (15, embedder.dimension) == (15, 384)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_order_and_size_of_a_batch_make_next_to_no_difference(embedder: Embedder, shipped: list[Practice]) -> None:
    # Eight bits are shared out over a whole batch, so that its other texts show in the last digits.
    texts = [practice.summary_in(language) for practice in shipped[:12] for language in practice.languages()]
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts[:14]])
    order = np.random.default_rng(3).permutation(len(texts))
    together = embedder.embed_passages(texts)
    shuffled = embedder.embed_passages([texts[number] for number in order])
    assert (together[:14] * alone).sum(axis=1).min() > 0.99
    assert (shuffled * together[order]).sum(axis=1).min() > 0.99
    assert (together @ alone.T).argmax(axis=0).tolist() == list(range(14))


def test_questions_and_passages_take_their_prefixes(embedder: Embedder, model: PreparedModel) -> None:
    bare = OnnxEmbedder(replace(model, query_prefix="", passage_prefix=""))
    text = TEXTS[0]
    asked, told = embedder.embed_queries([text])[0], embedder.embed_passages([text])[0]
    assert asked @ bare.embed_queries([f"query: {text}"])[0] == pytest.approx(1, abs=1e-5)
    assert told @ bare.embed_passages([f"passage: {text}"])[0] == pytest.approx(1, abs=1e-5)
    assert asked @ told < 0.99


def test_nothing_gives_nothing(embedder: Embedder) -> None:
    assert embedder.embed_queries([]).shape == embedder.embed_passages([]).shape == (0, 384)


def test_half_of_a_surrogate_pair_is_embedded_as_unknown(embedder: Embedder) -> None:
    broken, mended = embedder.embed_queries(["libraries \ud83d in parks \udfff", "libraries ? in parks ?"])
    assert broken @ mended == pytest.approx(1, abs=1e-4)
    assert embedder.count_tokens("\ud800") > 0


def test_a_text_of_5000_words_is_read_to_the_models_length(embedder: Embedder) -> None:
    long = "learning in the neighbourhood " * 1_250
    assert embedder.count_tokens(long) == 512
    whole, beginning = embedder.embed_passages([long, "learning in the neighbourhood " * 200])
    assert np.linalg.norm(whole) == pytest.approx(1, abs=1e-4)
    assert whole @ beginning > 0.999


def test_progress_adds_up(embedder: Embedder) -> None:
    steps: list[int] = []
    embedder.embed_passages([f"city {number}" for number in range(70)], steps.append)
    assert sum(steps) == 70
    assert max(steps) <= 32


def test_threads_get_what_they_asked_for(embedder: Embedder, shipped: list[Practice]) -> None:
    titles = [practice.title for practice in shipped[:40]]
    expected = [embedder.embed_queries([title])[0] for title in titles]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda title: embedder.embed_queries([title])[0], titles))
    assert all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def test_a_damaged_graph_is_named(model: PreparedModel, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes((model.folder / "model.onnx").read_bytes()[:10_000])
    with pytest.raises(ModelError, match="cannot be loaded"):
        OnnxEmbedder(replace(model, folder=tmp_path))


def test_a_model_that_cannot_be_loaded_says_so_to_whoever_waits_for_it(model: PreparedModel, tmp_path: Path) -> None:
    embedder = BackgroundEmbedder(replace(model, folder=tmp_path))
    assert (embedder.dimension, embedder.fingerprint) == (model.dimension, model.fingerprint)
    for wait in (embedder.loaded, lambda: embedder.embed_queries(["libraries"])):
        with pytest.raises(ModelError):
            wait()
