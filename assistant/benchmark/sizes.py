"""How much is measured: every count is bounded, so that a benchmark ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Progress = Callable[[str, int, int], None]
"""Called with what is being measured, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured.

    Args:
        questions: Different questions answered in process.
        warm_up: Questions of each language asked before anything is timed.
        sequential: Different questions asked over HTTP one after the other.
        concurrent: Different questions asked over HTTP by all clients together.
        clients: Clients that ask at the same time.
        pages: Visits to each kind of page.
        commands: Runs of `precedent ask`.
        starts: Starts of the server.
        practices: Practices of which an index is built. Of two hundred, one per cent is two.
    """

    questions: int = 300
    warm_up: int = 5
    sequential: int = 200
    concurrent: int = 1000
    clients: int = 16
    pages: int = 30
    commands: int = 5
    starts: int = 3
    practices: int = 200


QUICK: Final = Sizes(
    questions=70, warm_up=2, sequential=50, concurrent=160, pages=10, commands=1, starts=1, practices=20
)
"""For a first look, in about a quarter of the time; with so few a p99 says little."""
