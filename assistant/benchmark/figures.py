"""One figure of the benchmark beside its goal, and how figures are drawn from many times."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Args:
        key: Its name for machines.
        what: What was measured.
        measured: The figure; None where this machine does not tell it.
        unit: `ms`, `s`, `kB`, `MB`, `%` or `1/s`.
        goal: What it is to reach.
        at_least: Whether the goal is the least it may be, not the most.
        detail: What else helps to judge it.
    """

    key: str
    what: str
    measured: float | None
    unit: str
    goal: float
    at_least: bool = False
    detail: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where nothing was measured."""
        if self.measured is None:
            return None
        return self.measured >= self.goal if self.at_least else self.measured <= self.goal

    def as_json(self) -> dict[str, Any]:
        """The figure as plain values, `met` included."""
        return asdict(self) | {"met": self.met}


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed.

    Args:
        values: At least one, in any order.
        share: From 0 to 1: 0.5 for p50, 0.99 for p99.
    """
    ordered = sorted(values)
    whole = -int(-len(ordered) * share // 1)  # rounded up
    return ordered[max(whole, 1) - 1]


def milliseconds(seconds: Sequence[float], share: float) -> float:
    """A quantile of times given in seconds, in milliseconds."""
    return round(quantile(seconds, share) * 1000, 2)
