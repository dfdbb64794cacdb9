"""How long a new process takes: to answer one question on the command line, and to be ready to serve."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from assistant.benchmark.figures import Figure
from assistant.benchmark.memory import Memory
from assistant.benchmark.processes import ServerProcess, run_command
from assistant.benchmark.sizes import Progress
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Starting:
    """Times of new processes, in seconds, one a process.

    Args:
        ask: Whole runs of `precedent ask`.
        ready: From a server's start until it was ready.
        memory: Of the server last started, when it was ready.
    """

    ask: list[float]
    ready: list[float]
    memory: Memory

    def figures(self) -> list[Figure]:
        """The figures with their goals."""
        return [
            Figure(
                "ask_cold", "precedent ask, a new process", round(median(self.ask), 3), "s", 1.5, detail=_runs(self.ask)
            ),
            Figure("server_ready", "Server ready", round(median(self.ready), 3), "s", 3, detail=_runs(self.ready)),
            Figure("memory_ready", "Memory of the server when ready", self.memory.resident, "MB", 500),
        ]


def measure_asking(settings: Settings, questions: Sequence[str], progress: Progress) -> list[float]:
    """Run `precedent ask` once for each question, each time in a new process.

    Raises:
        BenchmarkError: A run failed.
    """
    seconds = []
    for number, question in enumerate(questions, 1):
        # After "--", a question that begins with a dash is no option.
        seconds.append(run_command(settings, "ask", "--", question))
        progress("asking from new processes", number, len(questions))
    return seconds


def measure_starts(settings: Settings, count: int, progress: Progress) -> list[float]:
    """Start a server and end it again, so many times; the seconds until it was ready.

    Raises:
        BenchmarkError: It did not become ready.
    """
    seconds = []
    for number in range(1, count + 1):
        with ServerProcess(settings) as server:
            seconds.append(server.ready_seconds)
        progress("starting servers", number, count)
    return seconds


def _runs(seconds: Sequence[float]) -> str:
    if len(seconds) == 1:
        return "one run"
    return f"median of {len(seconds)}, {min(seconds):.2f} to {max(seconds):.2f} s"
