"""Which practices an address names to be compared."""

from collections.abc import Iterable, Sequence
from typing import Final

MOST: Final = 4
"""Practices that are compared at most: more would not fit beside each other."""
_LONGEST: Final = 120


def ids_of(values: Iterable[str]) -> list[str]:
    """The ids that parameters name, each once, in their order: `ids=a,b` and `ids=a&ids=b` are the same.

    Args:
        values: The values of the parameters.
    """
    named = [part.strip() for value in list(values)[:50] for part in value[:4000].split(",")]
    return list(dict.fromkeys(part for part in named if part and len(part) <= _LONGEST))


def joined(ids: Sequence[str]) -> str:
    """The ids as one value of a parameter."""
    return ",".join(ids)
