"""Loads a prepared model in the background, so that a process does something else meanwhile."""

from collections.abc import Sequence
from concurrent.futures import Future
from threading import Thread

from index.model.embedder import OnnxEmbedder, Progress, Vectors
from index.model.prepare import PreparedModel


class BackgroundEmbedder:
    """An embedder that can be handed on at once: whoever needs vectors waits until it is loaded.

    Half a second of loading takes place outside Python, beside whatever the process does until then.

    Args:
        model: What `prepare_model` returned.
        threads: Threads of one embedding; by default one per processor, four at most.
    """

    def __init__(self, model: PreparedModel, threads: int | None = None) -> None:
        self._model = model
        self._loading: Future[OnnxEmbedder] = Future()
        # A process that ends early does not wait for it.
        Thread(target=self._load, args=(threads,), name="load-model", daemon=True).start()

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._model.dimension

    @property
    def fingerprint(self) -> str:
        """Names model and prefixes: equal fingerprints give equal vectors."""
        return self._model.fingerprint

    def loaded(self) -> OnnxEmbedder:
        """Wait until the model is loaded.

        Raises:
            ModelError: The prepared files cannot be loaded.
        """
        return self._loading.result()

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions; see `Embedder`."""
        return self.loaded().embed_queries(texts)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages; see `Embedder`."""
        return self.loaded().embed_passages(texts, progress)

    def count_tokens(self, text: str) -> int:
        """Ids that a passage takes up; see `Embedder`."""
        return self.loaded().count_tokens(text)

    def _load(self, threads: int | None) -> None:
        try:
            self._loading.set_result(OnnxEmbedder(self._model, threads))
        except BaseException as error:  # it is told to whoever waits
            self._loading.set_exception(error)
