"""The map beside a list: as much of the world as the list needs."""

from typing import Final

from markupsafe import Markup

from assistant.browse import Listing
from assistant.web.frame.visitor import Visitor
from assistant.web.map.dots import Dot, dots_of
from assistant.web.map.drawing import draw_map, place_parameters
from assistant.web.map.views import VIEWS, WORLD, View
from corpus.places import Location

_WIDTH: Final = 480
_CLOSER: Final = ("europe", "arab-states", "north-america", "africa", "latin-america-caribbean", "asia-pacific")
"""Parts of the world, the smallest first."""


def map_beside(listing: Listing, visitor: Visitor, narrowing: list[tuple[str, str]]) -> Markup:
    """The map of a list's practices; a dot leads to those of its city that are in the list.

    Args:
        listing: The list.
        visitor: In whose language it is.
        narrowing: Parameters of the list's address that narrow it; cities among them give way to those of the dot.
    """
    elsewhere = [pair for pair in narrowing if pair[0] != "city"]
    dots = dots_of(listing.practices, listing.served.locations)
    return draw_map(
        dots,
        zoom=_zoom(dots),
        link=lambda group: visitor.url("/practices", [*elsewhere, *place_parameters(group)]),
        wording=visitor.wording,
        width=_WIDTH,
    )


def _zoom(dots: list[Dot]) -> str:
    """The smallest part of the world that shows all dots."""
    placed = [dot.location for dot in dots if dot.location is not None]
    if not placed:
        return WORLD
    return next((name for name in _CLOSER if all(_shows(VIEWS[name], location) for location in placed)), WORLD)


def _shows(view: View, location: Location) -> bool:
    return view.shows(*view.place(location.latitude, location.longitude))
