"""The page of the audit log."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from assistant.web.staff.access import Editor, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.audit.words import action_name
from corpus.catalogue import Catalogue
from corpus.catalogue.audit import Entry

router = APIRouter(include_in_schema=False)

PER_PAGE: Final = 50
_LAST_PAGE: Final = 100_000


@router.get("/staff/audit")
async def audit(
    request: Request, signed: Editor, by: str = "", page: Annotated[int, Query(ge=1, le=_LAST_PAGE)] = 1
) -> Response:
    """Every change, the latest first, or those of one person."""
    visitor = visitor_of_staff(request)

    def work(catalogue: Catalogue) -> tuple[list[Entry], list[str]]:
        # One more than is shown, to know whether there are older ones.
        latest = catalogue.audit.latest(PER_PAGE + 1, (page - 1) * PER_PAGE, by=by or None)
        return latest, catalogue.audit.people()

    entries, everybody = await in_catalogue(request, work)
    return await staff_page(
        request,
        signed,
        "staff/audit.html",
        visitor=visitor,
        entries=[(entry, action_name(entry.action, visitor.wording)) for entry in entries[:PER_PAGE]],
        everybody=everybody,
        by=by,
        page=page,
        older=len(entries) > PER_PAGE,
    )
