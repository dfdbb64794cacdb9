"""The home page, and the choice of a language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from assistant.live import Served
from assistant.suggestions import reads_well
from assistant.web.frame.renderer import pages_of
from assistant.web.frame.visitor import COOKIE
from corpus.vocabulary import LANGUAGES, vocabulary

router = APIRouter(include_in_schema=False)

_EXAMPLES: Final = 6
_REMEMBERED: Final = 365 * 24 * 3600
"""Seconds for which a chosen language is remembered."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with."""

    question: str
    language: str
    theme: str


@router.get("/")
async def home(request: Request) -> Response:
    """One field to ask, and what there is to ask about."""
    pages = pages_of(request)
    visitor = pages.visitor(request)
    served: Served = request.app.state.assistant.live.served
    examples = examples_of(served, visitor.language, _EXAMPLES + 1)
    placeholder = examples.pop().question if examples else ""
    facets = served.contents.facets
    counts = {
        "practices": len(served.contents),
        "cities": len(facets.values("cities")),
        "countries": len(facets.values("countries")),
    }
    return pages.render(
        request,
        "home.html",
        visitor=visitor,
        placeholder=placeholder,
        examples=examples,
        counts=counts,
        refreshed=datetime.fromisoformat(served.contents.manifest.created).date(),
    )


@router.post("/language")
async def choose_language(language: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Remember the language that a visitor chose, and show the page again in it."""
    # Only a path of this site: an address that begins with two slashes would be another host.
    target = back if back.startswith("/") and not back.startswith(("//", "/\\")) and len(back) < 4000 else "/"
    response = RedirectResponse(target, status_code=303)
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=_REMEMBERED, samesite="lax", httponly=True)
    return response


def examples_of(served: Served, language: str, count: int) -> list[Example]:
    """Questions that practices answer, of as many themes, in a language where there are any in it.

    Args:
        served: The snapshot they are drawn from; the same one gives the same questions.
        language: The visitor's.
        count: How many at most.
    """
    themes = vocabulary().themes
    found: list[Example] = []
    seen: set[str] = set()
    for number in range(len(served.contents)):
        practice = served.contents.practice(number)
        theme = practice.themes[0]
        if theme in seen:
            continue
        asked = [
            question
            for wanted in (language, "en")
            for question in practice.questions
            if question.language == wanted and reads_well(question.text)
        ]
        if asked:
            seen.add(theme)
            found.append(Example(asked[0].text, str(asked[0].language), themes[theme].label(language)))
        if len(found) == count:
            break
    return found
