"""The themes: all of them, and each with its practices, its questions and the themes beside it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from assistant.assistant import Assistant
from assistant.browse import look_through
from assistant.details import listed
from assistant.live import Served
from assistant.web.frame.breadcrumbs import Crumb, breadcrumb_list
from assistant.web.frame.problem_page import WayOn, problem_page
from assistant.web.frame.rendering import Pages
from assistant.web.pages.practices.counting import practices_in_cities
from assistant.web.pages.practices.questions import answerable
from assistant.web.workers import off_the_loop
from assistant.wording import Wording
from corpus.vocabulary import Term, vocabulary

router = APIRouter(include_in_schema=False)

_SHOWN: Final = 12
"""Practices of a theme that its own page shows; the list of practices has them all."""
_QUESTIONS: Final = 6
_NEIGHBOURS: Final = 8


@dataclass(frozen=True, slots=True)
class Counted:
    """A word of a vocabulary with how many practices have it."""

    code: str
    label: str
    practices: int


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """Themes that belong together."""

    label: str
    themes: list[Counted]


@router.get("/themes")
async def themes(request: Request) -> Response:
    """All themes, with how many practices there are of each."""
    pages: Pages = request.app.state.pages
    visitor = pages.visitor(request)
    served: Served = request.app.state.assistant.live.served
    counts = served.contents.facet_counts()["themes"]
    return pages.render(
        request,
        "themes.html",
        visitor=visitor,
        groups=grouped(counts, visitor.wording),
        themes=len(counts),
        practices=len(served.contents),
    )


@router.get("/themes/{code}")
async def theme(request: Request, code: str) -> Response:
    """One theme."""
    pages: Pages = request.app.state.pages
    visitor = pages.visitor(request)
    wording, language = visitor.wording, visitor.language
    words = vocabulary()
    if code not in words.themes:
        ways = [WayOn(wording("All themes"), "/themes")]
        return problem_page(request, 404, title=wording("There is no such theme"), ways=ways)
    assistant: Assistant = request.app.state.assistant
    listing = await off_the_loop(request, look_through, assistant, filters={"themes": [code]}, language=language)
    term = words.themes[code]
    # A record names first the theme that tells most about it.
    practices = sorted(listing.practices, key=lambda practice: practice.themes.index(code))
    crumbs = [Crumb(wording("Themes"), "/themes"), Crumb(term.label(language), f"/themes/{code}")]
    beside = Counter(other for practice in practices for other in practice.themes if other != code)
    regions = listing.facets["regions"]
    return pages.render(
        request,
        "theme.html",
        visitor=visitor,
        code=code,
        term=term,
        crumbs=crumbs,
        breadcrumbs=breadcrumb_list(visitor, crumbs),
        counted=practices_in_cities(wording, len(practices), listing.cities),
        total=len(practices),
        practices=[listed(practice, language, assistant.settings.public_url) for practice in practices[:_SHOWN]],
        questions=answerable(practices, language, _QUESTIONS),
        regions=_counted({code: regions[code] for code in words.regions if code in regions}, words.regions, language),
        neighbours=_counted(dict(beside.most_common(_NEIGHBOURS)), words.themes, language),
    )


def grouped(counts: dict[str, int], wording: Wording) -> list[ThemeGroup]:
    """The themes in groups, by name within a group.

    Args:
        counts: How many practices there are of each; a theme without any is shown with none.
        wording: The visitor's language.
    """
    known = vocabulary().themes
    made = {
        wording("Learning through life"): (
            "early-childhood",
            "family-learning",
            "schools-youth",
            "second-chance-education",
            "adult-literacy",
            "older-adults",
            "intergenerational",
        ),
        wording("Skills and work"): (
            "digital-skills",
            "employment-entrepreneurship",
            "workplace-learning",
            "higher-education-partnerships",
            "recognition-guidance",
            "open-online-learning",
            "science-innovation",
        ),
        wording("Living together"): (
            "citizenship-peace",
            "neighbourhood-communities",
            "migrants-refugees",
            "disability-inclusion",
            "gender-equality",
        ),
        wording("Health, nature and culture"): (
            "health-wellbeing",
            "climate-sustainability",
            "emergency-response",
            "arts-heritage",
            "sport-outdoor",
        ),
        wording("Places and occasions"): ("learning-spaces", "libraries-museums-culture", "learning-festivals"),
        wording("How cities organise it"): ("governance-strategy", "financing", "monitoring-data"),
    }
    placed = {code for codes in made.values() for code in codes}
    made[wording("Further themes")] = tuple(code for code in known if code not in placed)
    return [
        ThemeGroup(label, themes)
        for label, codes in made.items()
        if (themes := _by_label({code: counts.get(code, 0) for code in codes if code in known}, wording.language))
    ]


def _by_label(counts: dict[str, int], language: str) -> list[Counted]:
    return sorted(_counted(counts, vocabulary().themes, language), key=lambda theme: theme.label.casefold())


def _counted(counts: dict[str, int], terms: Mapping[str, Term], language: str) -> list[Counted]:
    return [Counted(code, terms[code].label(language), practices) for code, practices in counts.items()]
