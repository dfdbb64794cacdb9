"""How dark a cell of a table is: the number stands in it, so that nobody needs to tell shades apart."""

from math import ceil, isfinite
from typing import Final

LEVELS: Final = 5
"""Shades from 0, which is none, to one less than this."""


def level_of(value: float, most: float) -> int:
    """The shade of a cell.

    Args:
        value: What the cell stands for.
        most: The highest value of the table.

    Returns:
        0 for nothing, else 1 to `LEVELS` - 1, in even steps.
    """
    if not (isfinite(value) and isfinite(most)) or value <= 0 or most <= 0:
        return 0
    return max(1, min(ceil((LEVELS - 1) * min(value / most, 1.0)), LEVELS - 1))
