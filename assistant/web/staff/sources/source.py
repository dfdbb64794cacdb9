"""One source: its documents, and what can be changed of it."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Query, Request, Response

from assistant.web.staff.access import Editor, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.jobs.starting import token_of_form
from assistant.web.staff.jobs.words import work_name
from assistant.web.staff.sources.page import running_job, shown_source
from assistant.web.staff.sources.refreshing import source_missing
from assistant.web.staff.sources.words import failure_told, no_draft_told
from assistant.wording import Wording
from corpus.catalogue import Catalogue, CatalogueError, Job, Source, StoredDocument

router = APIRouter(include_in_schema=False)

PER_PAGE: Final = 100
LISTS: Final = ("sitemap", "feed", "folder")
"""Kinds of which a pattern chooses documents."""
Number = Annotated[int, Path(ge=1, le=2**31)]
Line = Annotated[str, Form(max_length=400)]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows."""

    source: Source
    documents: list[StoredDocument]
    running: Job | None
    table: bool


@router.get("/staff/sources/{number}")
async def source_page(
    request: Request, signed: Editor, number: Number, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:
    """A source with its documents."""
    return await _page(request, signed, number, page)


@router.post("/staff/sources/{number}")
async def change(
    request: Request,
    signed: Editor,
    number: Number,
    name: Line = "",
    publisher: Line = "",
    pattern: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Change name, publisher and pattern of a source."""
    visitor = visitor_of_staff(request)

    def work(catalogue: Catalogue) -> bool:
        source = catalogue.sources.get(number)
        if source is None:
            return False
        said: dict[str, Any] = {"name": name.strip() or source.address, "publisher": publisher.strip()}
        if source.kind in LISTS:
            said["pattern"] = pattern.strip() or None
        changes = {part: value for part, value in said.items() if value != getattr(source, part)}
        if changes:
            catalogue.sources.change(number, by=signed.name, **changes)
        return True

    if not await in_catalogue(request, work):
        return await source_missing(request, signed)
    return await back_to(request, signed, visitor.url(f"/staff/sources/{number}"), visitor.wording("Saved."))


@router.post("/staff/sources/{number}/pause")
async def pause(request: Request, signed: Editor, number: Number, paused: Annotated[bool, Form()] = True) -> Response:
    """Leave a source out of refreshes, or take it in again."""
    visitor = visitor_of_staff(request)
    try:
        await in_catalogue(request, lambda catalogue: catalogue.sources.change(number, by=signed.name, paused=paused))
    except CatalogueError:
        if await in_catalogue(request, lambda catalogue: catalogue.sources.get(number)) is None:
            return await source_missing(request, signed)
        raise
    said = (
        visitor.wording("The source is paused: it is left out until you take it up again.")
        if paused
        else visitor.wording("The source is taken up again.")
    )
    return await back_to(request, signed, visitor.url(f"/staff/sources/{number}"), said)


@router.get("/staff/sources/{number}/remove")
async def ask_to_remove(request: Request, signed: Editor, number: Number) -> Response:
    """Whether a source is really to be removed."""
    source = await in_catalogue(request, lambda catalogue: catalogue.sources.get(number))
    if source is None:
        return await source_missing(request, signed)
    return await staff_page(request, signed, "staff/source_remove.html", source=source)


@router.post("/staff/sources/{number}/remove")
async def remove(request: Request, signed: Editor, number: Number) -> Response:
    """Remove a source; what was published from it stays."""
    visitor = visitor_of_staff(request)

    def work(catalogue: Catalogue) -> Source | None:
        source = catalogue.sources.get(number)
        if source is not None:
            catalogue.sources.remove(number, signed.name)
        return source

    source = await in_catalogue(request, work)
    path = visitor.url("/staff/sources")
    if source is None:
        return await back_to(request, signed, path)
    return await back_to(request, signed, path, visitor.wording("{name} is removed.", name=source.name))


async def _page(request: Request, signed: Editor, number: int, page: int) -> Response:
    wording = visitor_of_staff(request).wording

    def work(catalogue: Catalogue) -> Seen | None:
        source = catalogue.sources.get(number)
        if source is None:
            return None
        documents = sorted(catalogue.sources.documents(number), key=_order)
        return Seen(source, documents, running_job(catalogue), _is_table(catalogue, source, documents))

    seen = await in_catalogue(request, work)
    if seen is None:
        return await source_missing(request, signed)
    start = (page - 1) * PER_PAGE
    return await staff_page(
        request,
        signed,
        "staff/source.html",
        shown=shown_source(seen.source, wording),
        source=seen.source,
        lists=seen.source.kind in LISTS,
        documents=[(one, state_told(one, wording)) for one in seen.documents[start : start + PER_PAGE]],
        count=len(seen.documents),
        page=page,
        more=len(seen.documents) > start + PER_PAGE,
        running=seen.running,
        work=work_name(seen.running, wording) if seen.running else "",
        table=seen.table,
        once=token_of_form(),
    )


def state_told(document: StoredDocument, wording: Wording) -> tuple[str, str]:
    """How a document fares: a word by which it is styled, and a sentence."""
    if document.gone_at is not None:
        return "gone", wording("Gone from its source. What was published from it stays.")
    if document.failure:
        return "failed", failure_told(document.failure, wording, named=False)
    if document.no_draft:
        return "bare", no_draft_told(document.no_draft, wording)
    return "read", wording("Read")


def _order(document: StoredDocument) -> tuple[bool, bool, str]:
    return (not document.failure, document.gone_at is None, document.address)


def _is_table(catalogue: Catalogue, source: Source, documents: list[StoredDocument]) -> bool:
    """Whether its columns can be told: it is a table, or was one when somebody did."""
    if source.columns is not None:
        return True
    if len(documents) != 1 or documents[0].gone_at is not None:
        return False
    whole = catalogue.sources.document(documents[0].id)
    return whole is not None and whole.document is not None and bool(whole.document.columns)
