"""What this is, how answers are made, what was measured, and where things come from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from babel.numbers import format_percent
from fastapi import APIRouter, Request, Response

from assistant.live import Served
from assistant.web.frame.renderer import pages_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on judged questions with the collection that comes with the program; percent."""

    questions: int
    languages: int
    first: int
    first_five: int
    rightly_refused: int
    wrongly_refused: int


MEASURED: Final = Measured(148, 15, first=90, first_five=98, rightly_refused=98, wrongly_refused=1)
"""As README.md says."""


@dataclass(frozen=True, slots=True)
class Collection:
    """How much there is."""

    practices: int
    cities: int
    countries: int
    refreshed: date


@dataclass(frozen=True, slots=True)
class Contact:
    """How whoever runs the site is reached."""

    name: str
    address: str


@router.get("/about")
async def about(request: Request) -> Response:
    """What this is."""
    pages = pages_of(request)
    visitor = pages.visitor(request)
    return pages.render(
        request,
        "about.html",
        visitor=visitor,
        collection=collection_of(request.app.state.assistant.live.served),
        measured=MEASURED,
        percent=lambda value: format_percent(value / 100, locale=visitor.language),
        contact=contact_of(request.app.state.assistant.settings.contact),
    )


def collection_of(served: Served) -> Collection:
    """How much a snapshot holds."""
    facets = served.contents.facets
    return Collection(
        practices=len(served.contents),
        cities=len(facets.values("cities")),
        countries=len(facets.values("countries")),
        refreshed=datetime.fromisoformat(served.contents.manifest.created).date(),
    )


def contact_of(setting: str) -> Contact | None:
    """How whoever runs the site is reached, as a link; None where they do not say.

    Args:
        setting: An e-mail address, the address of a page, or nothing.
    """
    if not setting:
        return None
    return Contact(setting, setting if setting.startswith(("http://", "https://")) else f"mailto:{setting}")
