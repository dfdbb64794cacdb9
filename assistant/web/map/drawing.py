"""Draws the map as SVG: the land, and a dot for each city, which is a link."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from assistant.web.frame.visitor import RIGHT_TO_LEFT
from assistant.web.map.dots import Dot, Group, dots_of, grouped
from assistant.web.map.labels import SIZE, Label, labels_for
from assistant.web.map.views import VIEWS, WIDTH, WORLD, View, label, outlines
from assistant.wording import Wording
from corpus.places import label_of

__all__ = ["Dot", "dots_of", "draw_map", "legend", "place_parameters", "radius_of"]

WIDE: Final = 1056
"""Pixels that a page has for the map on a large screen."""
TALL: Final = 660
"""Pixels that a map may be high, so that it can be seen at once."""
_TARGET: Final = 12.0
"""Half the pixels that there are to hit a dot."""
_SMALLEST, _LARGEST = 4.2, 14.0
_NUMBERED: Final = 5
"""Practices from which on a dot has their number written in it."""
_NAMED: Final = 4
"""Cities that are all named for a dot; of more, only the first three."""
_ROW: Final = 60.0
"""Pixels of height that are read as one row."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A dot as it is explained.

    Args:
        practices: How many it stands for.
        radius: Its radius in pixels.
        numbered: Whether the number stands in it.
    """

    practices: int
    radius: float
    numbered: bool


def draw_map(
    dots: Sequence[Dot],
    *,
    zoom: str | None = None,
    link: Callable[[Sequence[Dot]], str],
    wording: Wording,
    width: int = WIDE,
) -> Markup:
    """The map, as an `svg` element of the class `map`.

    Args:
        dots: The cities, as `dots_of` gives them.
        zoom: The part of the world to show, one of `VIEWS`; the whole of it where None or unknown.
        link: Gives the address that a dot leads to. A dot may stand for several cities that lie close together: it is
            given them all. `place_parameters` turns them into parameters of `/practices`.
        wording: Phrases of the visitor's language.
        width: Pixels for which it is drawn at most. It shrinks with its surroundings.
    """
    part = zoom if zoom is not None and zoom in VIEWS else WORLD
    view = VIEWS[part]
    width = min(width, round(TALL * WIDTH / view.height))
    unit = WIDTH / width
    # A target of 12 pixels beside the largest dot.
    groups = grouped(view, dots, (_LARGEST + _TARGET) * unit)
    names = _labels(groups, view, unit) if part != WORLD else [None] * len(groups)
    ordered = sorted(zip(groups, names, strict=True), key=lambda pair: _reading_order(pair[0], unit, wording.language))
    name = wording("Map: {part}", part=label(part, wording))
    drawn = "".join(_drawn(group, text, unit, link, wording) for group, text in ordered)
    return Markup(  # noqa: S704  (what is not ours in it is escaped)
        f'<svg class="map" viewBox="0 0 {WIDTH} {view.height}" width="{width}" height="{round(view.height / unit)}" '
        f'role="group" aria-label="{escape(name)}" direction="ltr">'
        f'<path class="map-land" fill-rule="evenodd" d="{outlines()[part]}"/>{drawn}</svg>'
    )


def place_parameters(dots: Sequence[Dot]) -> list[tuple[str, str]]:
    """The parameters of `/practices` that list the practices of cities."""
    return [("city", dot.city) for dot in dots]


def radius_of(practices: int) -> float:
    """The radius of a dot in pixels: its area grows with the number of practices, up to a limit."""
    return min(_SMALLEST * sqrt(practices), _LARGEST)


def legend() -> list[LegendEntry]:
    """Dots to explain what their size means."""
    return [LegendEntry(number, round(radius_of(number), 1), number >= _NUMBERED) for number in (1, 3, 10)]


def _drawn(
    group: Group, name: Label | None, unit: float, link: Callable[[Sequence[Dot]], str], wording: Wording
) -> str:
    x, y, practices = round(group.x), round(group.y), group.practices
    radius = radius_of(practices)
    target = ceil(max(_TARGET, radius) * unit) + 1  # the frame around the map takes a little
    written = ""
    if practices >= _NUMBERED:
        size = round(11 * unit)
        number = escape(format_decimal(practices, locale=wording.language))
        at = f'x="{x}" y="{y + round(0.36 * size)}" font-size="{size}"'
        written += f'<text class="map-number" {at} aria-hidden="true">{number}</text>'
    if name is not None:
        at = f'x="{round(name.x)}" y="{round(name.y)}" font-size="{round(SIZE * unit)}" text-anchor="{name.anchor}"'
        written += f'<text class="map-name" {at} aria-hidden="true">{escape(name.text)}</text>'
    return (
        f'<a href="{escape(link(group.dots))}"><title>{escape(_title(group, wording))}</title>'
        f'<circle class="map-target" cx="{x}" cy="{y}" r="{target}"/>'
        f'<circle class="map-dot" cx="{x}" cy="{y}" r="{round(radius * unit)}"/>{written}</a>'
    )


def _title(group: Group, wording: Wording) -> str:
    """What a dot stands for, in words."""
    cities = [dot.city for dot in group.dots]
    if len(cities) == 1:
        country = label_of(group.dots[0].country, wording.language)
        where = wording("{city}, {country}", city=cities[0], country=country)
    else:
        if len(cities) > _NAMED:
            more = len(cities) - (_NAMED - 1)
            cities = [*cities[: _NAMED - 1], wording.plural("{count} more city", "{count} more cities", more)]
        where = format_list(cities, locale=wording.language)
    return wording.plural("{place}: {count} practice", "{place}: {count} practices", group.practices, place=where)


def _labels(groups: Sequence[Group], view: View, unit: float) -> list[Label | None]:
    """The names of dots, for each whether and where there is room."""
    order = sorted(range(len(groups)), key=lambda number: -groups[number].practices)
    names = [_short_name(groups[number]) for number in order]
    circles = [(groups[n].x, groups[n].y, radius_of(groups[n].practices) * unit) for n in order]
    found = dict(zip(order, labels_for(names, circles, view, unit), strict=True))
    return [found[number] for number in range(len(groups))]


def _short_name(group: Group) -> str:
    """The foremost city of a dot, and how many more there are."""
    more = len(group.dots) - 1
    return f"{group.dots[0].city} +{more}" if more else group.dots[0].city


def _reading_order(group: Group, unit: float, language: str) -> tuple[int, float]:
    """Row by row from the top, and within a row as the language is read."""
    return int(group.y / (_ROW * unit)), -group.x if language in RIGHT_TO_LEFT else group.x
