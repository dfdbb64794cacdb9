"""Answers over HTTP from a real server: to one client, then to many at once, and the memory that it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.benchmark.client import Load, put_under_load
from assistant.benchmark.figures import Figure, milliseconds
from assistant.benchmark.memory import Memory
from assistant.benchmark.processes import ServerProcess
from assistant.benchmark.sizes import Progress


@dataclass(frozen=True, slots=True)
class Serving:
    """What a server under load gave.

    Args:
        one: With one client.
        many: With many clients.
        clients: How many.
        memory: Of the server after both.
    """

    one: Load
    many: Load
    clients: int
    memory: Memory

    @property
    def answers_a_second(self) -> float:
        """Answers a second to all clients together."""
        return round(len(self.many.seconds) / self.many.wall_seconds, 1)

    def figures(self) -> list[Figure]:
        """The figures with their goals."""
        crowd = f"{self.clients} clients"
        return [
            Figure(
                "http_p50",
                "Over HTTP, one client, p50",
                milliseconds(self.one.seconds, 0.5),
                "ms",
                15,
                detail=f"{len(self.one.seconds)} questions; p99 {milliseconds(self.one.seconds, 0.99):g} ms",
            ),
            Figure(
                "http_throughput",
                f"Over HTTP, {crowd}, answers a second",
                self.answers_a_second,
                "1/s",
                120,
                at_least=True,
                detail=f"{len(self.many.seconds)} questions; the clients took {self.many.client_share:.0%} of a core",
            ),
            Figure(
                "http_p99",
                f"Over HTTP, {crowd}, p99",
                milliseconds(self.many.seconds, 0.99),
                "ms",
                250,
                detail=f"p50 {milliseconds(self.many.seconds, 0.5):g} ms",
            ),
            Figure("memory_serving", "Memory of the server after the load", self.memory.resident, "MB", 500),
            Figure("memory_peak", "Memory of the server at its peak", self.memory.peak, "MB", 500),
        ]


def measure_serving(
    server: ServerProcess,
    warm_up: Sequence[str],
    sequential: Sequence[str],
    concurrent: Sequence[str],
    clients: int,
    progress: Progress,
) -> Serving:
    """Put a server under load.

    Args:
        server: The running server; it must keep no answers.
        warm_up: Asked before, untimed.
        sequential: Asked one after the other.
        concurrent: Asked by all clients together.
        clients: How many.
        progress: Told how far it is.

    Raises:
        BenchmarkError: The server failed to answer.
    """
    put_under_load(server.port, warm_up, 1)
    one = put_under_load(
        server.port, sequential, 1, lambda done: progress("answering one client", done, len(sequential))
    )
    step = f"answering {clients} clients"
    many = put_under_load(server.port, concurrent, clients, lambda done: progress(step, done, len(concurrent)))
    return Serving(one, many, clients, server.memory())
