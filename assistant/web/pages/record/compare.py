"""Practices side by side, section by section."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from assistant.assistant import Assistant
from assistant.browse import browse
from assistant.details import ListedPractice, listed
from assistant.question import MAX_CHARACTERS, QuestionError
from assistant.web.frame.renderer import pages_of
from assistant.web.pages.record.comparable import MOST, ids_of, joined
from assistant.web.pages.record.comparison import compared
from assistant.web.pages.record.shown_record import ShownRecord, shown_record
from assistant.web.workers import off_the_loop

router = APIRouter(include_in_schema=False)

_OFFERED = 6
"""Practices that are offered to be added."""


@dataclass(frozen=True, slots=True)
class Column:
    """A practice that is compared, and what the address would name without it."""

    record: ShownRecord
    others: str


@router.get("/compare")
async def compare(
    request: Request,
    ids: Annotated[list[str], Query()] = [],  # noqa: B006  (FastAPI copies defaults)
    q: str = "",
) -> Response:
    """Two to four practices side by side; with fewer, what could be added."""
    pages = pages_of(request)
    visitor = pages.visitor(request)
    assistant: Assistant = request.app.state.assistant
    named = ids_of(ids)
    known = [practice for practice in map(assistant.practice, named) if practice is not None]
    chosen = known[:MOST]
    chosen_ids = [practice.id for practice in chosen]
    records = [shown_record(practice, visitor.language) for practice in chosen]
    text = q.strip()[:MAX_CHARACTERS]
    offered: list[ListedPractice] = []
    if len(chosen) < MOST:
        offered = await off_the_loop(request, _offered, assistant, chosen_ids, text, visitor.language)
    return pages.render(
        request,
        "compare.html",
        visitor=visitor,
        status=404 if named and not known else 200,
        columns=[Column(record, joined([other for other in chosen_ids if other != record.id])) for record in records],
        comparison=compared(records, visitor.wording) if len(records) > 1 else None,
        missing=len(named) - len(known),
        left_out=len(known) - len(chosen),
        most=MOST,
        ids=joined(chosen_ids),
        query=text,
        offered=[(practice, joined([*chosen_ids, practice.id])) for practice in offered],
    )


def _offered(assistant: Assistant, chosen: Sequence[str], text: str, language: str) -> list[ListedPractice]:
    """Practices to add: those that fit a query, or those similar to what was chosen last."""
    if text:
        try:
            found = browse(assistant, text, language=language, limit=_OFFERED + len(chosen)).practices
        except QuestionError:  # nothing is left of it once what no one can see is taken away
            return []
        return [practice for practice in found if practice.id not in chosen][:_OFFERED]
    if not chosen:
        return []
    try:
        hits = assistant.similar(chosen[-1], _OFFERED + len(chosen))
    except KeyError:  # withdrawn between one line and the next
        return []
    base = assistant.settings.public_url
    return [listed(hit.practice, language, base) for hit in hits if hit.practice.id not in chosen][:_OFFERED]
