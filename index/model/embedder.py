"""Embeds questions and passages with a prepared model, through onnxruntime alone."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from index.model.errors import ModelError
from index.model.prepare import PreparedModel
from index.model.tokenizer import load_tokenizer

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int], None]
"""Called with the number of texts done since the last call."""

_BATCH_TEXTS: Final = 8
_BATCH_TOKENS: Final = 512
"""A batch holds at most this many ids, padding included: more would fall out of the processor's cache."""
_BATCHES_AT_ONCE: Final = 2
"""Batches under way together, for not all of one keeps every processor busy. With small batches it gains a fifth."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length. Safe to call from several threads."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def fingerprint(self) -> str:
        """Names model and prefixes: equal fingerprints give equal vectors."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, dimension)."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages, shape (texts, dimension), in the order given."""

    def count_tokens(self, text: str) -> int:
        """Ids that a passage takes up, special tokens and prefix included."""


class OnnxEmbedder:
    """Serves a prepared model.

    Args:
        model: What `prepare_model` returned.
        threads: Threads of one embedding; by default one per processor, four at most.

    Raises:
        ModelError: The prepared files cannot be loaded.
    """

    def __init__(self, model: PreparedModel, threads: int | None = None) -> None:
        # Both take their time outside Python: together they take little longer than the longer one.
        with ThreadPoolExecutor(max_workers=1) as beside:
            tokenizer = beside.submit(load_tokenizer, model.folder, model.max_tokens, model.padding)
            self._session = _open_session(model.folder, threads or min(os.cpu_count() or 1, 4))
            self._tokenizer = tokenizer.result()
        self._model = model

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._model.dimension

    @property
    def fingerprint(self) -> str:
        """Names model and prefixes: equal fingerprints give equal vectors."""
        return self._model.fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, dimension), each of unit length."""
        return self._embed([self._model.query_prefix + _clean(text) for text in texts])

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages, shape (texts, dimension), each of unit length, in the order given."""
        return self._embed([self._model.passage_prefix + _clean(text) for text in texts], progress)

    def count_tokens(self, text: str) -> int:
        """Ids that a passage takes up, special tokens and prefix included."""
        return len(self._tokenizer.encode(self._model.passage_prefix + _clean(text)))

    def _embed(self, texts: list[str], progress: Progress | None = None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        rows = [self._tokenizer.encode(text) for text in texts]
        # Rows of like length share a batch, so that little is spent on padding.
        order = sorted(range(len(rows)), key=lambda number: len(rows[number]))
        batches = list(_batches(order, [len(row) for row in rows]))
        if len(batches) == 1:  # a question, which is not to wait for a thread
            vectors[order] = self._run([rows[number] for number in order])
            if progress:
                progress(len(order))
            return vectors
        with ThreadPoolExecutor(_BATCHES_AT_ONCE) as threads:
            made = threads.map(lambda numbers: self._run([rows[number] for number in numbers]), batches)
            for numbers, values in zip(batches, made, strict=True):
                vectors[numbers] = values
                if progress:
                    progress(len(numbers))
        return vectors

    def _run(self, rows: list[list[int]]) -> Vectors:
        length = max(map(len, rows))
        ids = np.full((len(rows), length), self._tokenizer.padding, dtype=np.int64)
        mask = np.zeros((len(rows), length), dtype=np.int64)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            mask[number, : len(row)] = 1
        result: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return result


def _batches(order: Sequence[int], lengths: Sequence[int]) -> Iterator[Sequence[int]]:
    """Divide rows, given in the order of their lengths, into batches."""
    start = 0
    while start < len(order):
        stop = start + 1
        while (
            stop < len(order)
            and stop - start < _BATCH_TEXTS
            and (stop - start + 1) * lengths[order[stop]] <= _BATCH_TOKENS
        ):
            stop += 1
        yield order[start:stop]
        start = stop


def _open_session(folder: Path, threads: int) -> Any:
    import onnxruntime  # noqa: PLC0415  (a tenth of a second that only an embedding needs)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Waiting threads sleep. Spinning makes a lone question a fifth quicker, but takes the processor from the questions
    # beside it: of sixteen clients' answers a second it cost a tenth and more, even for 0.2 ms at a time.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    # The graph was optimised when it was prepared; doing so at every start would only cost time.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    try:
        return onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own kinds, which it does not export
        raise ModelError(f"The model in {folder} cannot be loaded: {error}") from error


def _clean(text: str) -> str:
    """Half of a surrogate pair is no text: no tokenizer takes it."""
    return text.encode("utf-8", "replace").decode("utf-8")
