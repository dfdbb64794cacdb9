"""The countries: all of them by region, and each with its cities and their practices."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.assistant import Assistant
from assistant.browse import Listing, look_through
from assistant.details import ListedPractice
from assistant.live import Served
from assistant.web.frame.breadcrumbs import Crumb, breadcrumb_list
from assistant.web.frame.problem_page import WayOn, problem_page
from assistant.web.frame.rendering import Pages
from assistant.web.pages.practices.counting import practices_in_cities
from assistant.web.pages.practices.map_beside import map_beside
from assistant.web.workers import off_the_loop
from corpus.countries import is_country
from corpus.places import label_of
from corpus.places.spelling import key_of
from corpus.vocabulary import vocabulary

router = APIRouter(include_in_schema=False)

_MOST: Final = 10_000
_THEMES: Final = 10


@dataclass(frozen=True, slots=True)
class Country:
    """A country in a list.

    Args:
        code: ISO 3166-1 alpha-2.
        label: Its name.
        practices: How many there are.
        cities: Their cities, one after the other.
    """

    code: str
    label: str
    practices: int
    cities: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region with its countries."""

    code: str
    label: str
    practices: int
    countries: list[Country]


@dataclass(frozen=True, slots=True)
class City:
    """A city with its practices."""

    name: str
    practices: list[ListedPractice]


@router.get("/countries")
async def countries(request: Request) -> Response:
    """The countries that practices are of, by region."""
    pages: Pages = request.app.state.pages
    visitor = pages.visitor(request)
    served: Served = request.app.state.assistant.live.served
    regions = by_region(served, visitor.language)
    return pages.render(
        request,
        "countries.html",
        visitor=visitor,
        regions=regions,
        counted=practices_in_cities(visitor.wording, len(served.contents), len(set(served.contents.cities))),
        total=sum(len(region.countries) for region in regions),
    )


@router.get("/countries/{code}")
async def country(request: Request, code: str) -> Response:
    """One country."""
    pages: Pages = request.app.state.pages
    visitor = pages.visitor(request)
    wording, language = visitor.wording, visitor.language
    ways = [WayOn(wording("All countries"), "/countries")]
    if not code.isascii() or not is_country(code.upper()):  # "ß" in capital letters is "SS"
        return problem_page(request, 404, title=wording("There is no such country"), ways=ways)
    if code != code.upper():
        return RedirectResponse(visitor.url(f"/countries/{quote(code.upper())}", visitor.query), status_code=308)
    assistant: Assistant = request.app.state.assistant
    listing = await off_the_loop(
        request, look_through, assistant, filters={"countries": [code]}, sort="city", language=language
    )
    label = label_of(code, language)
    if not listing.numbers:
        said = wording("There is no practice from {country} in the collection yet.", country=label)
        return problem_page(request, 404, title=label, said=said, ways=ways)
    region = listing.practices[0].region
    region_label = vocabulary().regions[region].label(language)
    crumbs = [Crumb(wording("Countries"), "/countries"), Crumb(label, f"/countries/{code}")]
    return pages.render(
        request,
        "country.html",
        visitor=visitor,
        code=code,
        label=label,
        region=region,
        region_label=region_label,
        crumbs=crumbs,
        breadcrumbs=breadcrumb_list(visitor, crumbs),
        counted=practices_in_cities(wording, len(listing.numbers), listing.cities),
        cities=_cities(listing),
        themes=[
            (theme, vocabulary().themes[theme].label(language)) for theme in list(listing.facets["themes"])[:_THEMES]
        ],
        map=map_beside(listing, visitor, [("country", code)]),
        beside=[
            other
            for found in by_region(listing.served, language)
            for other in found.countries
            if found.code == region and other.code != code
        ],
    )


def by_region(served: Served, language: str) -> list[Region]:
    """The countries of a snapshot's practices by region, in the order of the vocabulary.

    Args:
        served: The snapshot.
        language: Language of the names.
    """
    contents = served.contents
    cities: dict[tuple[str, str], dict[str, int]] = {}
    for number, (code, city) in enumerate(contents.cities):
        found = cities.setdefault((contents.practice(number).region, code), {})
        found[city] = found.get(city, 0) + 1
    made = []
    for region, term in vocabulary().regions.items():
        listed = [
            Country(code, label_of(code, language), sum(found.values()), " · ".join(sorted(found, key=key_of)))
            for (where, code), found in cities.items()
            if where == region
        ]
        if listed:
            practices = sum(country.practices for country in listed)
            in_order = sorted(listed, key=lambda country: key_of(country.label))
            made.append(Region(region, term.label(language), practices, in_order))
    return made


def _cities(listing: Listing) -> list[City]:
    """The practices city by city; they come in that order."""
    cities: dict[str, list[ListedPractice]] = {}
    for practice in listing.page(_MOST).practices:
        cities.setdefault(practice.city, []).append(practice)
    return [City(name, practices) for name, practices in cities.items()]
