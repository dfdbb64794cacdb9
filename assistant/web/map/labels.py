"""Names beside the dots of a map, wherever there is room for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.web.map.views import WIDTH, View

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in units of the view."""

SIZE: Final = 12.0
"""Height of the letters in pixels."""
_LETTER: Final = 0.6
"""Width of a letter, on average, for its height."""
_APART: Final = 3.0
"""Pixels between a dot and its name."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name and where it stands.

    Args:
        text: The name.
        x, y: Where its line begins or ends, in units of the view.
        anchor: Which of these: `start` or `end`.
    """

    text: str
    x: float
    y: float
    anchor: str


def labels_for(
    names: Sequence[str], circles: Sequence[tuple[float, float, float]], view: View, unit: float
) -> list[Label | None]:
    """Find room for names: to the right of a dot, else to its left, else nowhere.

    Args:
        names: The names, those that matter most first.
        circles: The dots they belong to, in the same order: x, y and radius in units.
        view: The view they stand in.
        unit: Units of a pixel.

    Returns:
        For each name its label; None where there is no room that is not taken.
    """
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r in circles]
    found: list[Label | None] = []
    for own, (name, (x, y, radius)) in enumerate(zip(names, circles, strict=True)):
        width, height = len(name) * _LETTER * SIZE * unit, SIZE * unit
        edge = radius + _APART * unit
        label = None
        for anchor, begin in (("start", x + edge), ("end", x - edge - width)):
            box = (begin, y - height / 2, begin + width, y + height / 2)
            fits = box[0] > 0 and box[2] < WIDTH and box[1] > 0 and box[3] < view.height
            if fits and not any(_meet(box, other) for number, other in enumerate(taken) if number != own):
                label = Label(name, begin if anchor == "start" else begin + width, y + 0.35 * height, anchor)
                taken.append(box)
                break
        found.append(label)
    return found


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
