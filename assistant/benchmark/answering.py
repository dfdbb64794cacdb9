"""Question to answer in process: warm, every question new, and how much of it is the embedding."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.assistant import Assistant
from assistant.benchmark.figures import Figure, milliseconds
from assistant.benchmark.sizes import Progress
from assistant.confidence import calibration_for
from assistant.live import LiveIndex
from assistant.settings import Settings
from index.model import Embedder, OnnxEmbedder, PreparedModel
from index.snapshot import SnapshotStore


class TimedEmbedder:
    """An embedder that adds up how long it embeds questions.

    Args:
        embedder: Does the work.

    Attributes:
        seconds: Spent embedding questions so far.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.seconds = 0.0
        self._embedder = embedder

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._embedder.dimension

    @property
    def fingerprint(self) -> str:
        """That of the embedder that does the work."""
        return self._embedder.fingerprint

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of questions."""
        started = time.perf_counter()
        try:
            return self._embedder.embed_queries(texts)
        finally:
            self.seconds += time.perf_counter() - started

    def embed_passages(self, texts: Sequence[str], progress: object = None) -> npt.NDArray[np.float32]:
        """Vectors of passages."""
        return self._embedder.embed_passages(texts)

    def count_tokens(self, text: str) -> int:
        """Ids that a passage takes up."""
        return self._embedder.count_tokens(text)


@dataclass(frozen=True, slots=True)
class Answering:
    """Times of answers in process, in seconds, one a question.

    Args:
        whole: Question to answer.
        embedding: The part spent embedding the question.
        answered: The questions that were answered, not refused.
    """

    whole: list[float]
    embedding: list[float]
    answered: list[str]

    @property
    def rest(self) -> list[float]:
        """Everything but the embedding."""
        return [whole - embedding for whole, embedding in zip(self.whole, self.embedding, strict=True)]

    def figures(self) -> list[Figure]:
        """The figures with their goals."""
        asked = f"{len(self.whole)} questions, {len(self.answered)} of them answered"
        share = sum(self.rest) / sum(self.whole)
        return [
            Figure(
                "answer_p50", "Question to answer, warm, p50", milliseconds(self.whole, 0.5), "ms", 12, detail=asked
            ),
            Figure("answer_p99", "Question to answer, warm, p99", milliseconds(self.whole, 0.99), "ms", 30),
            Figure(
                "answer_rest_p50",
                "Everything but the embedding, p50",
                milliseconds(self.rest, 0.5),
                "ms",
                4,
                detail=f"{share:.0%} of the time; p99 {milliseconds(self.rest, 0.99):g} ms",
            ),
        ]


def measure_answering(
    settings: Settings, model: PreparedModel, warm_up: Sequence[str], questions: Sequence[str], progress: Progress
) -> Answering:
    """Ask every question once, without the memory of answers.

    Args:
        settings: Of a home with an index.
        model: The prepared model.
        warm_up: Asked before, untimed.
        questions: Asked one after the other.
        progress: Told how far it is.
    """
    embedder = TimedEmbedder(OnnxEmbedder(model, settings.threads or None))
    forgetful = settings.model_copy(update={"cached_answers": 0})
    whole, embedding, answered = [], [], []
    live = LiveIndex(SnapshotStore(settings.snapshots), embedder)
    with Assistant(forgetful, live, embedder, calibration_for(settings.model, settings.home)) as assistant:
        for question in warm_up:
            assistant.ask(question, keep=False)
        for number, question in enumerate(questions, 1):
            before = embedder.seconds
            started = time.perf_counter()
            answer = assistant.ask(question, keep=False)
            whole.append(time.perf_counter() - started)
            embedding.append(embedder.seconds - before)
            if answer.answered:
                answered.append(question)
            progress("answering in process", number, len(questions))
    return Answering(whole, embedding, answered)
