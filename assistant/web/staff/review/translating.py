"""Titles and summaries in other languages: what lacks, and a form that shows the English beside the empty field."""

import json
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from assistant.web.frame.rendering import language_names
from assistant.web.staff.access import Editor, Signed, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.review.comparing import record_of
from assistant.web.staff.review.faults import lacks
from assistant.web.staff.review.form import sent_form
from assistant.web.staff.review.practices import proposed, proposed_told
from assistant.web.staff.review.record_fields import OTHER_LANGUAGES, marks_of, value_of, with_values
from assistant.web.staff.review.shelf import shelf_of, standing
from corpus.places import label_of
from corpus.practice import Practice

router = APIRouter(include_in_schema=False)

PER_PAGE: Final = 50


@router.get("/staff/translations")
async def lacking(
    request: Request, signed: Editor, language: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """By language, how many practices lack it, and which."""
    visitor = visitor_of_staff(request)
    shelf = shelf_of(request)
    entries = await in_catalogue(request, shelf.entries)
    counts = {code: sum(code in entry.lacking for entry in entries) for code in OTHER_LANGUAGES}
    chosen = language if language in OTHER_LANGUAGES else ""
    listed = [entry for entry in entries if (chosen in entry.lacking if chosen else entry.lacking)]
    start = (page - 1) * PER_PAGE
    return await staff_page(
        request,
        signed,
        "staff/translations.html",
        visitor=visitor,
        counts=counts,
        chosen=chosen,
        entries=listed[start : start + PER_PAGE],
        total=len(entries),
        page=page,
        more=len(listed) > start + PER_PAGE,
        country_name=lambda code: label_of(code, visitor.language),
    )


@router.get("/staff/practices/{practice_id}/translate")
async def translate(request: Request, signed: Editor, practice_id: str, language: str = "") -> Response:
    """The English beside the fields of each language that lacks."""
    practice = await in_catalogue(request, lambda catalogue: standing(catalogue, practice_id))
    if practice is None:
        return await staff_page(request, signed, "staff/practice_missing.html", status=404)
    return await _form(request, signed, practice, language, record_of(practice))


@router.post("/staff/practices/{practice_id}/translate")
async def keep(request: Request, signed: Editor, practice_id: str) -> Response:
    """Propose the translations that were entered; approved at once where that is asked for."""
    sent = await sent_form(request)
    visitor = visitor_of_staff(request)
    practice = await in_catalogue(request, lambda catalogue: standing(catalogue, practice_id))
    if practice is None:
        return await staff_page(request, signed, "staff/practice_missing.html", status=404)
    entered = {name: value for name, value in sent.values.items() if name.startswith("translations.")}
    changed = sent.changes(record_of(practice))
    record = with_values(record_of(practice), {name: entered[name] for name in entered.keys() & changed.keys()})
    language = sent.said.get("language", "")
    kept, fault = await proposed(request, signed, practice, record, sent)
    if kept is None:
        return await _form(request, signed, practice, language, record, fault=fault, status=422)
    path = visitor.url("/staff/translations", language=language if language in OTHER_LANGUAGES else "")
    return await back_to(request, signed, path, proposed_told(kept, request))


async def _form(
    request: Request,
    signed: Signed,
    practice: Practice,
    language: str,
    record: dict[str, object],
    *,
    fault: str = "",
    status: int = 200,
) -> Response:
    visitor = visitor_of_staff(request)
    there = practice.languages()
    open_ones = [code for code in OTHER_LANGUAGES if code not in there]
    chosen = language if language in OTHER_LANGUAGES else next(iter(open_ones), OTHER_LANGUAGES[0])
    faults = lacks(record, practice, visitor.wording, whole=True) if fault else []
    return await staff_page(
        request,
        signed,
        "staff/practice_translate.html",
        visitor=visitor,
        status=status,
        practice=practice,
        chosen=chosen,
        there=there,
        order=[chosen, *(code for code in OTHER_LANGUAGES if code != chosen)],
        names=language_names(),
        value=lambda code, part: value_of(record, f"translations.{code}.{part}"),
        problems={lack.field: lack.problem for lack in faults},
        marks=json.dumps(marks_of(record_of(practice))),
        fault=fault,
    )
