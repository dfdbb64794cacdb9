"""The queue: drafts that wait for a person, and what else does."""

import datetime
from dataclasses import dataclass
from typing import Annotated, Final, get_args

from babel.dates import format_timedelta
from fastapi import APIRouter, Query, Request, Response

from assistant.web.staff.access import Editor, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.review.attention import Matter, matters
from assistant.web.staff.review.record_fields import OTHER_LANGUAGES, value_of
from assistant.web.staff.review.shelf import Shelf, shelf_of, standing
from assistant.web.staff.review.words import notes_told, order_names, state_names
from assistant.wording import Wording
from corpus.catalogue import Catalogue, KeptDraft, Source
from corpus.catalogue.drafts import Order
from corpus.catalogue.source_entries import DraftState
from corpus.places import label_of

router = APIRouter(include_in_schema=False)

PER_PAGE: Final = 25
_LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in the queue.

    Args:
        title: Its title, in whatever language there is one.
        place: City and country, as far as they are known.
        updates: Title of the practice that it updates, or empty.
        lacking: How many fields are to be seen to; None where it is decided.
        age: How long ago it came.
        notes: What a reviewer has to know of it.
    """

    draft: KeptDraft
    title: str
    place: str
    updates: str
    lacking: int | None
    age: str
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows."""

    listed: list[Listed]
    more: bool
    counts: dict[DraftState, int]
    sources: list[Source]
    matters: list[Matter]
    published: int


@router.get("/staff")
async def queue(
    request: Request,
    signed: Editor,
    state: str = "waiting",
    source: str = "",
    order: str = "oldest",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """The drafts in a state, and what else needs a person."""
    visitor = visitor_of_staff(request)
    wording = visitor.wording
    chosen: DraftState = next((one for one in get_args(DraftState) if one == state), "waiting")
    by: Order = next((one for one in get_args(Order) if one == order), "oldest")
    source_id = int(source) if source.isdecimal() and len(source) < 15 else None
    shelf = shelf_of(request)

    def work(catalogue: Catalogue) -> Seen:
        kept = catalogue.drafts.queue(
            state=chosen, source_id=source_id, order=by, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE
        )
        sources = catalogue.sources.all()
        counts = catalogue.drafts.counts()
        return Seen(
            _listed(catalogue, shelf, kept[:PER_PAGE], wording),
            len(kept) > PER_PAGE,
            counts if source_id is None else catalogue.drafts.counts(source_id),
            sources,
            matters(request, catalogue, sources, counts["approved"], wording),
            len(shelf.entries(catalogue)),
        )

    seen = await in_catalogue(request, work)
    return await staff_page(
        request,
        signed,
        "staff/queue.html",
        visitor=visitor,
        seen=seen,
        states=state_names(wording),
        orders=order_names(wording),
        state=chosen,
        order=by,
        source=source_id,
        page=page,
        filtered=source_id is not None,
    )


def _listed(catalogue: Catalogue, shelf: Shelf, drafts: list[KeptDraft], wording: Wording) -> list[Listed]:
    titles = {entry.id: entry.title for entry in shelf.entries(catalogue)} if drafts else {}
    now = datetime.datetime.now(datetime.UTC)
    listed = []
    for kept in drafts:
        waits = kept.state == "waiting"
        city, country = value_of(kept.record, "city"), value_of(kept.record, "country")
        place = [city, label_of(country, wording.language) if country else ""]
        listed.append(
            Listed(
                kept,
                _title(kept) or wording("Draft without a title"),
                " · ".join(part for part in place if part)[:_LONGEST_TITLE],
                titles.get(kept.practice_id or "", kept.practice_id or ""),
                shelf.counts.of(kept, standing(catalogue, kept.practice_id)) if waits else None,
                str(format_timedelta(kept.created_at - now, add_direction=True, locale=wording.language)),
                notes_told(kept.reason, wording) if kept.reason else [],
            )
        )
    return listed


def _title(kept: KeptDraft) -> str:
    titles = [value_of(kept.record, "title")]
    titles += [value_of(kept.record, f"translations.{code}.title") for code in OTHER_LANGUAGES]
    titles += [str(proposal.value) for proposal in kept.proposals if proposal.field.endswith(".title")]
    return next((title[:_LONGEST_TITLE] for title in titles if title.strip()), "")
