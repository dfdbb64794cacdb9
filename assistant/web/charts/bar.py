"""A bar in a row of a table, which says the numbers: the bar is for the eye alone."""

from typing import Final

from markupsafe import Markup

WIDTH: Final = 200
HEIGHT: Final = 12


def draw_bar(lower: int, upper: int = 0, *, most: int, mirrored: bool = False) -> Markup:
    """A bar of one or two parts, as an `svg` element of the class `bar` that stretches with its cell.

    Args:
        lower: The number at the beginning, drawn dark.
        upper: The number after it, drawn light.
        most: The number that is as long as the cell.
        mirrored: Whether it grows from the right, where that is how the page is read.
    """
    unit = WIDTH / max(most, lower + upper, 1)
    parts = ""
    for kind, start, number in (("chart-lower", 0, lower), ("chart-upper", lower, upper)):
        if number > 0:
            wide = number * unit
            x = WIDTH - start * unit - wide if mirrored else start * unit
            parts += f'<rect class="{kind}" x="{max(x, 0):.2f}" y="0" width="{wide:.2f}" height="{HEIGHT}"/>'
    return Markup(  # noqa: S704  (numbers alone)
        f'<svg class="bar" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>'
    )
