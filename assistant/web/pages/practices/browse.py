"""The list of practices: searched, narrowed, sorted, page by page, beside the map."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response
from markupsafe import Markup

from assistant.assistant import Assistant
from assistant.browse import Listing
from assistant.details import ListedPractice
from assistant.web.frame.rendering import Pages
from assistant.web.frame.visitor import Visitor
from assistant.web.pages.practices.chosen import Chosen
from assistant.web.pages.practices.counting import practices_in_cities
from assistant.web.pages.practices.facets import Chip, chips, groups
from assistant.web.pages.practices.map_beside import map_beside
from assistant.web.workers import off_the_loop

router = APIRouter(include_in_schema=False)

PER_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list, ready to be shown."""

    listing: Listing
    practices: list[ListedPractice]
    map: Markup


@dataclass(frozen=True, slots=True)
class Remedy:
    """What can be taken off where nothing fits.

    Args:
        labels: What it is.
        left: Parameters of the address without it.
        practices: How many there are then.
    """

    labels: str
    left: list[tuple[str, str]]
    practices: int


@router.get("/practices")
async def practices(request: Request) -> Response:
    """All practices, or those that fit what is searched for and chosen."""
    pages: Pages = request.app.state.pages
    assistant: Assistant = request.app.state.assistant
    visitor = pages.visitor(request)
    wording = visitor.wording
    chosen = await off_the_loop(request, Chosen.of, request.query_params, assistant.live.served)
    shown = await off_the_loop(request, _show, assistant, chosen, visitor)
    listing = shown.listing
    total = len(listing.numbers)
    last = max(1, ceil(total / PER_PAGE))
    if chosen.page > last:
        raise HTTPException(404)
    taken_off = chips(chosen, wording)
    return pages.render(
        request,
        "browse.html",
        visitor=visitor,
        chosen=chosen,
        listing=listing,
        practices=shown.practices,
        map=shown.map,
        counted=practices_in_cities(wording, total, listing.cities),
        groups=groups(listing, chosen, wording),
        chips=taken_off,
        remedies=[] if total else _remedies(listing, chosen, taken_off),
        last=last,
        address=lambda number: visitor.url("/practices", chosen.parameters(page=number)),
        turns=_turns(chosen.page, last),
    )


def _show(assistant: Assistant, chosen: Chosen, visitor: Visitor) -> Shown:
    listing = chosen.look_through(assistant, visitor.language)
    page = listing.page(PER_PAGE, (chosen.page - 1) * PER_PAGE)
    return Shown(listing, page.practices, map_beside(listing, visitor, chosen.narrowing))


def _remedies(listing: Listing, chosen: Chosen, chips: list[Chip]) -> list[Remedy]:
    """What to take off so that something fits, that which helps most first."""
    found = []
    for part, practices in listing.without.items():
        if practices:
            labels = ", ".join(chip.label for chip in chips if chip.part == part)
            found.append(Remedy(labels, chosen.without(part), practices))
    return sorted(found, key=lambda remedy: -remedy.practices)


def _turns(page: int, last: int) -> list[int | None]:
    """The numbers of pages that are linked: the first, the last, and those around this one; None for a gap."""
    wanted = sorted({1, last, *range(max(1, page - 1), min(last, page + 1) + 1)})
    turns: list[int | None] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before == 2:
            turns.append(number - 1)
        elif number - before > 2:
            turns.append(None)
        turns.append(number)
    return turns
