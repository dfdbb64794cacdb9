"""Where an axis ends, so that the numbers at it are round."""

from math import floor, log10


def top_of(highest: int) -> int:
    """The end of an axis: the smallest of 2, 4, 10, 20, 40, 100 … that holds the highest number.

    Args:
        highest: The highest number to be shown.
    """
    if highest <= 2:
        return 2
    unit: int = 10 ** floor(log10(highest))
    return next(step * unit for step in (1, 2, 4, 10, 20) if step * unit >= highest)
