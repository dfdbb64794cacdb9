"""A draft is merged into a practice: first which one, then which fields."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from assistant.web.staff.access import Editor, Signed, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.review.comparing import Compared, compared, record_of
from assistant.web.staff.review.draft import Number
from assistant.web.staff.review.draft_page import Found, found_or_missing
from assistant.web.staff.review.errors import error_told
from assistant.web.staff.review.form import sent_form
from assistant.web.staff.review.record_fields import FIELDS, OTHER_LANGUAGES, value_of
from assistant.web.staff.review.shelf import shelf_of, standing
from assistant.web.staff.review.words import field_name, likeness_told
from assistant.wording import Wording
from corpus.catalogue import Catalogue, CatalogueError, DraftConflictError
from corpus.places import label_of
from corpus.practice import Practice

router = APIRouter(include_in_schema=False)

SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a draft that can be merged. `comparisons` are its fields, each with its name."""

    name: str
    label: str
    comparisons: tuple[tuple[str, Compared], ...]
    new: bool


@router.get("/staff/drafts/{number}/merge")
async def choose(request: Request, signed: Editor, number: Number, q: str = "", into: str = "") -> Response:
    """Which practice, then which fields."""
    found = await found_or_missing(request, signed, number)
    if isinstance(found, Response):
        return found
    return await _page(request, signed, found, into, q)


@router.post("/staff/drafts/{number}/merge")
async def merge(request: Request, signed: Editor, number: Number) -> Response:
    """Merge the fields that were chosen."""
    sent = await sent_form(request)
    visitor = visitor_of_staff(request)
    into = sent.said.get("into", "")
    found = await found_or_missing(request, signed, number)
    if isinstance(found, Response):
        return found

    def work(catalogue: Catalogue) -> int | None:
        catalogue.drafts.merge(
            number, version=sent.version, by=signed.name, practice_id=into, fields=list(dict.fromkeys(sent.chosen))
        )
        return catalogue.drafts.next_after(number)

    try:
        following = await in_catalogue(request, work)
    except DraftConflictError as conflict:
        said = visitor.wording("Somebody else changed the draft meanwhile: look at it as it is now.")
        path = visitor.url(f"/staff/drafts/{conflict.current.id}")
        return await back_to(request, signed, path, said, kind="fault")
    except CatalogueError as error:
        return await _page(
            request, signed, found, into, "", fault=error_told(error, visitor.wording), chosen=sent.chosen, status=422
        )
    said = visitor.wording("Merged. The practice goes out with the next publishing.")
    path = f"/staff/drafts/{following}" if following is not None else "/staff"
    return await back_to(request, signed, visitor.url(path), said)


async def _page(
    request: Request,
    signed: Signed,
    found: Found,
    into: str,
    query: str,
    *,
    fault: str = "",
    chosen: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    visitor = visitor_of_staff(request)
    wording = visitor.wording
    shelf = shelf_of(request)
    kept = found.kept
    practice = await in_catalogue(request, lambda catalogue: standing(catalogue, into)) if into else None
    results = await in_catalogue(request, lambda catalogue: shelf.find(catalogue, query)) if query.strip() else []
    return await staff_page(
        request,
        signed,
        "staff/draft_merge.html",
        visitor=visitor,
        status=status,
        draft=kept,
        heading=value_of(kept.record, "title") or wording("Draft without a title"),
        open=kept.state == "waiting",
        practice=practice,
        unknown=bool(into) and practice is None,
        parts=parts(practice, kept.record, wording) if practice else [],
        chosen=chosen,
        query=query,
        results=results[:SHOWN],
        count=len(results),
        alike=[(one, likeness_told(how, wording)) for one, how in found.alike],
        fault=fault,
        country_name=lambda code: label_of(code, visitor.language),
    )


def parts(practice: Practice, record: dict[str, object], wording: Wording) -> list[Part]:
    """What of a draft differs from a practice, part by part; a translation is one part."""
    before, language = record_of(practice), wording.language
    names = [name for name in FIELDS if not name.startswith("translations.") and name != "sources"]
    found = []
    for name in (*names, *(f"translations.{code}" for code in OTHER_LANGUAGES)):
        fields = [name] if name in FIELDS else [f"{name}.title", f"{name}.summary"]
        comparisons = []
        for field in fields:
            both = compared(field, before, record, language, laid_over=True)
            if both is not None and both.how in ("changed", "added"):
                comparisons.append((field_name(field, wording), both))
        if comparisons:
            new = all(both.how == "added" for _, both in comparisons)
            found.append(Part(name, field_name(name, wording), tuple(comparisons), new))
    return found
