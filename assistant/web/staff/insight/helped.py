"""Questions that helped, each to become a question of the practice that answered it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import ValidationError

from assistant.insight.helped import HelpedQuestion, helped_questions, with_question
from assistant.web.staff.access import Editor, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.insight.names import language_name
from corpus.catalogue import Catalogue, CatalogueError
from corpus.practice import Practice

router = APIRouter(include_in_schema=False)

_READ, _SHOWN = 5_000, 100
ADDRESS = "/staff/insight/helped"


@router.get(ADDRESS)
async def helped(request: Request, signed: Editor) -> Response:
    """What was asked before a practice was marked as helpful."""
    language = visitor_of_staff(request).language
    found, practices = await in_catalogue(request, _found)
    return await staff_page(
        request,
        signed,
        "staff/insight_helped.html",
        found=[(one, practices[one.practice_id]) for one in found[:_SHOWN]],
        language_name=lambda code: language_name(code, language),
    )


@router.post(ADDRESS)
async def propose(
    request: Request, signed: Editor, practice: Annotated[str, Form()], question: Annotated[str, Form()]
) -> Response:
    """Put the practice with the question into the queue."""
    visitor = visitor_of_staff(request)

    def work(catalogue: Catalogue) -> bool:
        found, practices = _found(catalogue)
        chosen = next((one for one in found if (one.practice_id, one.question) == (practice, question)), None)
        if chosen is None:
            return False
        try:
            catalogue.drafts.propose(with_question(practices[practice], chosen), by=signed.name)
        except (CatalogueError, ValidationError):
            return False
        return True

    done = await in_catalogue(request, work)
    said = (
        visitor.wording("It waits in the queue as an update of the practice.")
        if done
        else visitor.wording("The practice or the question has changed. Look again.")
    )
    return await back_to(request, signed, visitor.url(ADDRESS), said, kind="done" if done else "fault")


def _found(catalogue: Catalogue) -> tuple[list[HelpedQuestion], dict[str, Practice]]:
    practices = catalogue.practices()
    found = helped_questions(catalogue.feedback(_READ), practices)
    return found, {practice.id: practice for practice in practices}
