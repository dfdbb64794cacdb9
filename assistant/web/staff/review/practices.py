"""The published practices: found, changed, withdrawn."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from assistant.web.staff.access import Editor, Publisher, Signed, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.review.comparing import record_of
from assistant.web.staff.review.errors import error_told
from assistant.web.staff.review.faults import lacks
from assistant.web.staff.review.field_views import Shown, field_views, source_rows
from assistant.web.staff.review.form import Sent, sent_form
from assistant.web.staff.review.record_fields import marks_of, value_of, with_values
from assistant.web.staff.review.shelf import shelf_of, standing
from corpus.catalogue import Catalogue, CatalogueError, KeptDraft
from corpus.faults import RecordError
from corpus.places import label_of
from corpus.practice import Practice

router = APIRouter(include_in_schema=False)

PER_PAGE: Final = 50


@router.get("/staff/practices")
async def practices(
    request: Request, signed: Editor, q: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """Published practices, all or those found."""
    visitor = visitor_of_staff(request)
    shelf = shelf_of(request)
    found = await in_catalogue(request, lambda catalogue: shelf.find(catalogue, q))
    start = (page - 1) * PER_PAGE
    return await staff_page(
        request,
        signed,
        "staff/practices.html",
        visitor=visitor,
        entries=found[start : start + PER_PAGE],
        count=len(found),
        query=q,
        page=page,
        more=len(found) > start + PER_PAGE,
        country_name=lambda code: label_of(code, visitor.language),
    )


@router.get("/staff/practices/{practice_id}/edit")
async def edit(request: Request, signed: Editor, practice_id: str) -> Response:
    """A practice as a form."""
    practice = await in_catalogue(request, lambda catalogue: standing(catalogue, practice_id))
    if practice is None:
        return await staff_page(request, signed, "staff/practice_missing.html", status=404)
    return await _form(request, signed, practice)


@router.post("/staff/practices/{practice_id}/edit")
async def propose(request: Request, signed: Editor, practice_id: str) -> Response:
    """Put what was changed into the queue; approved at once where that is asked for."""
    sent = await sent_form(request)
    visitor = visitor_of_staff(request)
    practice = await in_catalogue(request, lambda catalogue: standing(catalogue, practice_id))
    if practice is None:
        return await staff_page(request, signed, "staff/practice_missing.html", status=404)
    changes = sent.changes(record_of(practice))
    record = with_values(record_of(practice), changes)
    if sent.said.get("checked"):
        record["checked"] = datetime.now(UTC).date().isoformat()
    kept, fault = await proposed(request, signed, practice, record, sent)
    if kept is None:
        return await _form(request, signed, practice, record=record, fault=fault, status=422)
    path = visitor.url("/staff/practices" if kept.state == "approved" else f"/staff/drafts/{kept.id}")
    return await back_to(request, signed, path, proposed_told(kept, request))


async def proposed(
    request: Request, signed: Signed, practice: Practice, record: Mapping[str, Any], sent: Sent
) -> tuple[KeptDraft | None, str]:
    """Propose a record in place of a practice's, and approve it where the form says so.

    Returns:
        The draft; or None, and why there is none.
    """
    wording = visitor_of_staff(request).wording

    def work(catalogue: Catalogue) -> KeptDraft:
        from corpus.drafting import finish  # noqa: PLC0415

        kept = catalogue.drafts.propose(finish(record, id=practice.id), by=signed.name)
        if sent.act == "approve":
            kept = catalogue.drafts.approve(kept.id, version=kept.version, by=signed.name)
        return kept

    try:
        return await in_catalogue(request, work), ""
    except RecordError:
        return None, wording("Something is missing: see below.")
    except CatalogueError as error:
        return None, error_told(error, wording)


def proposed_told(kept: KeptDraft, request: Request) -> str:
    """What became of a change that was proposed."""
    wording = visitor_of_staff(request).wording
    title = value_of(kept.record, "title")
    if kept.state == "approved":
        return wording("Approved: {title}. It goes out with the next publishing.", title=title)
    return wording("Your change waits in the queue.")


async def _form(
    request: Request,
    signed: Signed,
    practice: Practice,
    *,
    record: Mapping[str, Any] | None = None,
    fault: str = "",
    status: int = 200,
) -> Response:
    visitor = visitor_of_staff(request)
    wording = visitor.wording
    before = record_of(practice)
    shown = before if record is None else record
    lacking = lacks(shown, practice, wording, whole=True) if record is not None else []
    views = Shown(
        record=shown, rests={}, lacks=lacking, published=None if record is None else before, whole=True, theirs={}
    )
    return await staff_page(
        request,
        signed,
        "staff/practice_edit.html",
        visitor=visitor,
        status=status,
        practice=practice,
        fields=field_views(views, wording),
        sources=source_rows(value_of(shown, "sources")),
        marks=json.dumps(marks_of(before)),
        lacks=lacking,
        fault=fault,
    )


@router.get("/staff/practices/{practice_id}/withdraw")
async def ask_to_withdraw(request: Request, signed: Publisher, practice_id: str) -> Response:
    """Whether a practice is really to be withdrawn."""
    practice = await in_catalogue(request, lambda catalogue: catalogue.practice(practice_id))
    if practice is None:
        return await staff_page(request, signed, "staff/practice_missing.html", status=404)
    return await staff_page(request, signed, "staff/practice_withdraw.html", practice=practice)


@router.post("/staff/practices/{practice_id}/withdraw")
async def withdraw(request: Request, signed: Publisher, practice_id: str) -> Response:
    """Withdraw a practice. The index follows by itself."""
    visitor = visitor_of_staff(request)
    try:
        await in_catalogue(request, lambda catalogue: catalogue.withdraw([practice_id], by=signed.name))
    except CatalogueError as error:
        told = error_told(error, visitor.wording)
        return await back_to(request, signed, visitor.url("/staff/practices"), told, kind="fault")
    said = visitor.wording("The practice is withdrawn. The site follows within a minute.")
    return await back_to(request, signed, visitor.url("/staff/practices"), said)
