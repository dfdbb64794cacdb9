"""Figures for Prometheus: how many questions, with what outcome, in what time."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.answer import Answer
from assistant.live import Served

_SECONDS = (0.002, 0.004, 0.008, 0.012, 0.02, 0.03, 0.05, 0.1, 0.25, 1.0)


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "precedent_questions",
            "Questions answered or refused.",
            ["outcome", "language"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "precedent_answer_seconds",
            "Time to an answer, without the network.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._practices = Gauge("precedent_practices", "Practices that are served.", registry=self._registry)
        self._snapshot = Gauge(
            "precedent_snapshot_info", "The snapshot that is served.", ["snapshot"], registry=self._registry
        )

    def count(self, answer: Answer) -> None:
        """Count an answer."""
        self._questions.labels(answer.reason or "answered", answer.language).inc()
        self._seconds.observe(answer.took_ms / 1000)

    def render(self, served: Served) -> bytes:
        """All figures in the Prometheus text format."""
        self._practices.set(len(served.contents))
        self._snapshot.clear()
        self._snapshot.labels(served.snapshot).set(1)
        return generate_latest(self._registry)
