"""One draft beside its source; the one after and before it; all of its source."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from assistant.web.staff.access import Editor, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.review.draft_page import draft_page, found_or_missing, web_address
from assistant.web.staff.review.passages import whole
from corpus.catalogue import Catalogue

router = APIRouter(include_in_schema=False)

BLOCKS: Final = 150
"""Blocks of a document on one page."""
MAX_NUMBER: Final = 2**53
Number = Annotated[int, Path(ge=1, le=MAX_NUMBER)]
_AT_ONCE: Final = 50


@router.get("/staff/drafts/{number}")
async def draft(request: Request, signed: Editor, number: Number) -> Response:
    """A draft beside its source."""
    found = await found_or_missing(request, signed, number)
    return found if isinstance(found, Response) else await draft_page(request, signed, found)


@router.get("/staff/drafts/{number}/next")
async def following(request: Request, signed: Editor, number: Number) -> Response:
    """The next draft that waits."""
    visitor = visitor_of_staff(request)
    other = await in_catalogue(request, lambda catalogue: catalogue.drafts.next_after(number))
    if other is None:
        said = visitor.wording("No other draft waits.")
        return await back_to(request, signed, visitor.url("/staff"), said)
    return RedirectResponse(visitor.url(f"/staff/drafts/{other}"), status_code=303)


@router.get("/staff/drafts/{number}/previous")
async def previous(request: Request, signed: Editor, number: Number) -> Response:
    """The draft that waits before this one."""
    visitor = visitor_of_staff(request)
    other = await in_catalogue(request, lambda catalogue: _before(catalogue, number))
    path = f"/staff/drafts/{other}" if other is not None else "/staff"
    return RedirectResponse(visitor.url(path), status_code=303)


@router.get("/staff/drafts/{number}/source")
async def source(
    request: Request, signed: Editor, number: Number, start: Annotated[int, Query(ge=1, le=10**7)] = 1
) -> Response:
    """All of the document that a draft was drawn from, a part at a time."""
    found = await found_or_missing(request, signed, number)
    if isinstance(found, Response):
        return found
    document = found.document.document if found.document else None
    total = len(document.rows or document.blocks) if document else 0
    return await staff_page(
        request,
        signed,
        "staff/draft_source.html",
        draft=found.kept,
        document=document,
        stored=found.document,
        stretch=whole(document, start - 1, BLOCKS) if document else None,
        total=total,
        start=start,
        earlier=max(1, start - BLOCKS) if start > 1 else None,
        later=start + BLOCKS if start - 1 + BLOCKS < total else None,
        address=web_address(found.kept.address),
    )


def _before(catalogue: Catalogue, number: int) -> int | None:
    """The draft that waits with the highest number below this one."""
    for offset in range(0, 100 * _AT_ONCE, _AT_ONCE):
        page = catalogue.drafts.queue(order="newest", limit=_AT_ONCE, offset=offset)
        lower = [one.id for one in page if one.id < number]
        if lower or len(page) < _AT_ONCE:
            return max(lower, default=None)
    return None
