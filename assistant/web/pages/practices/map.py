"""The map: every city with a practice as a dot on the land, and the same as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fastapi import APIRouter, Request, Response

from assistant.assistant import Assistant
from assistant.browse import Listing
from assistant.web.frame.renderer import pages_of
from assistant.web.frame.visitor import Visitor
from assistant.web.map.dots import Dot, dots_of, within
from assistant.web.map.drawing import draw_map, legend, place_parameters
from assistant.web.map.views import VIEWS, WORLD, label
from assistant.web.pages.practices.chosen import Chosen
from assistant.web.pages.practices.counting import practices_in_cities
from assistant.web.pages.practices.facets import chips
from assistant.web.workers import off_the_loop
from corpus.places import label_of

router = APIRouter(include_in_schema=False)


class _City(NamedTuple):
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Row:
    """A city in the table.

    Args:
        city: Its name.
        country: That of its country, in the visitor's language.
        practices: How many there are of it.
        address: Where they are listed.
        dotted: Whether the map has a dot for it.
        approximate: Whether that dot lies only near it.
    """

    city: str
    country: str
    practices: int
    address: str
    dotted: bool
    approximate: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the world that can be shown.

    Args:
        name: Its name.
        address: The page that shows it.
        shown: Whether it is shown now.
    """

    name: str
    address: str
    shown: bool


@router.get("/map")
async def world_map(request: Request) -> Response:
    """Where the practices are; what narrows the list of practices narrows the map."""
    pages = pages_of(request)
    visitor = pages.visitor(request)
    assistant: Assistant = request.app.state.assistant
    chosen = await off_the_loop(request, Chosen.of, request.query_params, assistant.live.served)
    zoom = request.query_params.get("zoom", WORLD)
    zoom = zoom if zoom in VIEWS else WORLD
    listing = await off_the_loop(request, chosen.look_through, assistant, visitor.language)
    everywhere = _dots(listing)
    dots = everywhere if zoom == WORLD else [dot for dot, _, _ in within(VIEWS[zoom], everywhere)]
    practices = sum(dot.practices for dot in dots)
    beside_cities = [pair for pair in chosen.narrowing if pair[0] != "city"]

    def list_of(dots: Sequence[Dot]) -> str:
        return visitor.url("/practices", [*beside_cities, *place_parameters(dots)])

    def page_of(parameters: list[tuple[str, str]], zoom: str) -> str:
        return visitor.url("/map", parameters, zoom=None if zoom == WORLD else zoom)

    return pages.render(
        request,
        "map.html",
        visitor=visitor,
        chosen=chosen,
        chips=[(chip.label, page_of(chip.left, zoom)) for chip in chips(chosen, visitor.wording)],
        kept=[pair for pair in (*chosen.narrowing, ("zoom", zoom)) if pair[0] != "q" and pair != ("zoom", WORLD)],
        parts=[Part(label(name, visitor.wording), page_of(chosen.narrowing, name), name == zoom) for name in VIEWS],
        map=draw_map(dots, zoom=zoom, link=list_of, wording=visitor.wording),
        legend=legend(),
        counted=practices_in_cities(visitor.wording, practices, len(dots)),
        elsewhere=len(listing.numbers) - practices,
        rows=_rows(dots, visitor, list_of),
    )


def _dots(listing: Listing) -> list[Dot]:
    """The cities of a list's practices."""
    served = listing.served
    places = (served.contents.cities[number] for number in listing.numbers)
    return dots_of((_City(city, country) for country, city in places), served.locations)


def _rows(dots: Sequence[Dot], visitor: Visitor, list_of: Callable[[Sequence[Dot]], str]) -> list[Row]:
    """The cities of the table, by country and name."""
    rows = [
        Row(
            dot.city,
            label_of(dot.country, visitor.language),
            dot.practices,
            list_of([dot]),
            dot.location is not None,
            dot.location is not None and dot.location.approximate,
        )
        for dot in dots
    ]
    return sorted(rows, key=lambda row: (row.country.casefold(), row.city.casefold()))
