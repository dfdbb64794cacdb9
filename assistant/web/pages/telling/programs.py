"""How programs ask: examples that work, what there is, what can go wrong, and how much is allowed."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from assistant.assistant import MAX_LIMIT
from assistant.question import MAX_CHARACTERS
from assistant.web.body_limit import MAX_BYTES
from assistant.web.frame.renderer import pages_of
from assistant.web.pages.telling import examples
from assistant.web.widget import line_to_copy
from assistant.wording import Wording

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that programs call."""

    method: str
    path: str
    gives: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A status other than success."""

    status: int
    means: str


@router.get("/api")
async def programs(request: Request) -> Response:
    """How programs ask."""
    pages = pages_of(request)
    visitor = pages.visitor(request)
    return pages.render(
        request,
        "programs.html",
        visitor=visitor,
        examples=examples,
        endpoints=_endpoints(visitor.wording),
        staff_endpoints=_staff_endpoints(visitor.wording),
        events=_events(visitor.wording),
        failures=_failures(visitor.wording),
        characters=MAX_CHARACTERS,
        kilobytes=MAX_BYTES // 1024,
        most=MAX_LIMIT,
        per_minute=request.app.state.assistant.settings.rate_limit,
        line=line_to_copy(visitor.origin, visitor.language),
    )


def _endpoints(wording: Wording) -> list[Endpoint]:
    return [
        Endpoint("POST", "/api/ask", wording("An answer, with the practices that it cites and their sources.")),
        Endpoint("GET", "/api/search", wording("Practices by words and filters, and what each further filter leaves.")),
        Endpoint("GET", "/api/practices/{id}", wording("Everything in the record of one practice.")),
        Endpoint("GET", "/api/practices/{id}/similar", wording("Practices that treat what this one treats.")),
        Endpoint("GET", "/api/vocabulary", wording("Themes, audiences, regions, goals and countries, with labels.")),
        Endpoint("POST", "/api/feedback", wording("Keeps whether an answer helped.")),
        Endpoint("GET", "/feed.atom", wording("New and changed practices, as an Atom feed.")),
    ]


def _staff_endpoints(wording: Wording) -> list[Endpoint]:
    """What `assistant.web.staff_api` offers."""
    return [
        Endpoint("GET", "/api/staff/status", wording("How things stand: what is served, what waits, what runs.")),
        Endpoint("GET", "/api/staff/sources", wording("Every source.")),
        Endpoint("POST", "/api/staff/sources", wording("Adds a page, a site map or a feed.")),
        Endpoint("POST", "/api/staff/uploads", wording("Adds files.")),
        Endpoint("GET", "/api/staff/drafts", wording("The drafts that wait, or those in another state.")),
        Endpoint("POST", "/api/staff/refresh", wording("Looks for what is new, changed or gone.")),
        Endpoint("POST", "/api/staff/publish", wording("Publishes what is approved.")),
        Endpoint("POST", "/api/staff/rollback", wording("Goes back to an earlier state, or forward again.")),
        Endpoint("GET", "/api/staff/jobs/{id}", wording("How far long work is, or what came of it.")),
    ]


def _events(wording: Wording) -> list[tuple[str, str]]:
    """What `assistant.web.streaming` sends, in its order."""
    return [
        ("looking", wording("The search has begun; among how many practices.")),
        ("understood", wording("What the words of the question say: its language, places, people.")),
        ("lead", wording("The phrase that the answer begins with.")),
        ("refused", wording("In its place where there is no answer: why, and what to say.")),
        ("practice", wording("One practice each, with the sentences that cite it and its sources.")),
        ("suggestions", wording("Questions that can be answered.")),
        ("done", wording("The end; with what to send to ask further.")),
        ("problem", wording("The end where something went wrong: a problem document.")),
    ]


def _failures(wording: Wording) -> list[Failure]:
    return [
        Failure(404, wording("There is no such practice or address.")),
        Failure(413, wording("The request is too large.")),
        Failure(422, wording("Something in the request is wrong; the document names the field.")),
        Failure(429, wording("Too many requests; the header says after how many seconds to try again.")),
        Failure(503, wording("Not ready, or the database is away; try again later.")),
    ]
