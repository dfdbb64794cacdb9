"""Looks for changes, shows what was found, and makes drafts of it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Request, Response

from assistant.web.staff.access import Editor, Signed, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.jobs.results import changes_told
from assistant.web.staff.jobs.starting import begin, token_of_form
from assistant.web.staff.sources.finding import Found, found_in
from assistant.web.staff.sources.words import failure_told, held_told

router = APIRouter(include_in_schema=False)

SHOWN: Final = 50
"""Of each state of a source, so many documents are named."""
Number = Annotated[int, Path(ge=1, le=2**31)]
Once = Annotated[str, Form(max_length=64)]


@router.post("/staff/sources/look")
async def look(request: Request, signed: Editor, once: Once = "") -> Response:
    """Look for changes in all sources."""
    return await begin(request, signed, "refresh", {}, once)


@router.post("/staff/sources/{number}/look")
async def look_at_one(request: Request, signed: Editor, number: Number, once: Once = "") -> Response:
    """Look for changes in one source."""
    source = await in_catalogue(request, lambda catalogue: catalogue.sources.get(number))
    if source is None or not source.refreshes:
        return await source_missing(request, signed)
    return await begin(request, signed, "refresh", {"sources": [number]}, once)


@router.get("/staff/sources/found/{run}")
async def found(request: Request, signed: Editor, run: Number) -> Response:
    """What a look found, before anything is made of it."""
    wording = visitor_of_staff(request).wording
    seen = await in_catalogue(request, lambda catalogue: found_in(catalogue, run))
    if seen is None or seen.when is None:
        return await source_missing(request, signed)
    counts = {"new": seen.count("new"), "changed": seen.count("changed"), "gone": seen.count("gone")}
    return await staff_page(
        request,
        signed,
        "staff/sources_found.html",
        found=seen,
        told=changes_told(counts, wording) or wording("Nothing has changed."),
        drafts=counts["new"] + counts["changed"] > 0,
        failure_told=lambda text: failure_told(text, wording, named=False),
        held_told=lambda text: held_told(text, wording),
        most=SHOWN,
        once=token_of_form(),
    )


@router.post("/staff/sources/found/{run}")
async def take(
    request: Request,
    signed: Editor,
    run: Number,
    anyway: Annotated[list[str], Form()] = [],  # noqa: B006  (FastAPI copies defaults)
    once: Once = "",
) -> Response:
    """Make drafts of what a look found; of sources that are held back, where that was chosen."""
    seen = await in_catalogue(request, lambda catalogue: found_in(catalogue, run))
    if seen is None:
        return await source_missing(request, signed)
    return await begin(request, signed, "take", arguments_to_take(seen, anyway), once)


def arguments_to_take(seen: Found, anyway: list[str]) -> dict[str, Any]:
    """What to take over: every source that is not held back, and of the others those that were chosen."""
    held = {one.source.id for one in seen.held}
    chosen = {int(number) for number in anyway if number.isdecimal() and len(number) < 10} & held
    if not chosen:
        return {"run": seen.run}
    sources = [one.source.id for one in seen.sources if one.source.id not in held - chosen]
    return {"run": seen.run, "sources": sorted(sources), "anyway": True}


async def source_missing(request: Request, signed: Signed) -> Response:
    """The page in place of a source, or of what was found, that is not there any more."""
    wording = visitor_of_staff(request).wording
    return await staff_page(
        request,
        signed,
        "staff/refused.html",
        status=404,
        heading=wording("This is not here any more"),
        sentence=wording("Somebody may have removed it. What was found is kept for two weeks."),
    )
