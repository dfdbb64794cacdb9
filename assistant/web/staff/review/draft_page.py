"""Puts the page of one draft together: its fields, the document beside them, what it lacks, what it is like."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response

from assistant.web.staff.access import Signed, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.review.comparing import record_of
from assistant.web.staff.review.faults import lacks
from assistant.web.staff.review.field_views import Shown, field_views, source_rows
from assistant.web.staff.review.passages import marked
from assistant.web.staff.review.record_fields import marks_of, value_of
from assistant.web.staff.review.shelf import standing
from assistant.web.staff.review.words import field_name, likeness_told, notes_told, reject_reasons, state_names
from corpus.catalogue import Catalogue, KeptDraft, StoredDocument
from corpus.places import label_of
from corpus.practice import Practice


@dataclass(frozen=True, slots=True)
class Found:
    """What the catalogue holds of a draft.

    Args:
        kept: The draft.
        document: What it was drawn from, if that is kept.
        updates: The practice that it updates.
        alike: Published practices that it resembles, with what they share.
        waiting: How many drafts wait.
    """

    kept: KeptDraft
    document: StoredDocument | None
    updates: Practice | None
    alike: tuple[tuple[Practice, str], ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody tried to do with a draft and what came in between.

    Args:
        record: The record with what they typed, to stand in the form; None for the draft's own.
        theirs: For fields that somebody else changed too, what those wrote.
        fault: Why it was not done, or empty.
        reason: What they typed as a reason.
        conflict: Whether somebody else changed the draft meanwhile.
    """

    record: Mapping[str, Any] | None = None
    theirs: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    reason: str = ""
    conflict: bool = False


def find(catalogue: Catalogue, number: int) -> Found | None:
    """What the catalogue holds of a draft; None where there is none.

    Raises:
        CatalogueError: The catalogue failed.
    """
    kept = catalogue.drafts.get(number)
    if kept is None:
        return None
    document = None if kept.document_id is None else catalogue.sources.document(kept.document_id)
    updates = standing(catalogue, kept.practice_id) if kept.state == "waiting" else None
    likely: dict[str, str] = {one.practice_id: one.how for one in kept.alike}
    for practice_id in (kept.practice_id, kept.record.get("id")):
        if isinstance(practice_id, str) and practice_id:
            likely.setdefault(practice_id, "")
    alike = []
    if kept.state == "waiting":
        alike = [(practice, how) for one, how in likely.items() if (practice := catalogue.practice(one)) is not None]
    return Found(kept, document, updates, tuple(alike), catalogue.drafts.counts()["waiting"])


async def draft_page(
    request: Request, signed: Signed, found: Found, *, attempt: Attempt = Attempt(), status: int = 200
) -> Response:
    """The page of a draft.

    Args:
        request: The request.
        signed: Who is signed in.
        found: The draft.
        attempt: What was typed and not done, if this answers a form.
        status: HTTP status.
    """
    visitor = visitor_of_staff(request)
    wording = visitor.wording
    kept = found.kept
    record = kept.record if attempt.record is None else attempt.record
    document = found.document.document if found.document else None
    source = marked(document, kept.proposals)
    lacking = lacks(record, found.updates, wording, whole=kept.whole) if kept.state == "waiting" else []
    shown = Shown(
        record=record,
        proposals=kept.proposals,
        rests=source.rests,
        lacks=lacking,
        published=None if found.updates is None else record_of(found.updates),
        whole=kept.whole,
        theirs=attempt.theirs,
    )
    fields = field_views(shown, wording)
    return await staff_page(
        request,
        signed,
        "staff/draft.html",
        visitor=visitor,
        status=status,
        draft=kept,
        heading=str(value_of(record, "title") or _other_title(record) or wording("Draft without a title")),
        state=state_names(wording)[kept.state],
        notes=notes_told(kept.reason, wording) if kept.reason and kept.state == "waiting" else [],
        fields=fields,
        sources=source_rows(value_of(record, "sources")),
        marks=json.dumps(marks_of(kept.record)),
        lacks=lacking,
        updates=found.updates,
        alike=[(practice, likeness_told(how, wording)) for practice, how in found.alike],
        source=source,
        document=document,
        stored=found.document,
        address=web_address(kept.address),
        reasons=reject_reasons(wording),
        attempt=attempt,
        others=[field_name(name, wording) for name in attempt.theirs],
        waiting=found.waiting,
        field_name=lambda name: field_name(name, wording),
        country_name=lambda code: label_of(code, visitor.language),
    )


async def found_or_missing(request: Request, signed: Signed, number: int) -> Found | Response:
    """What the catalogue holds of a draft, or the page that says that there is none."""
    found = await in_catalogue(request, lambda catalogue: find(catalogue, number))
    if found is None:
        return await staff_page(request, signed, "staff/draft_missing.html", status=404)
    return found


def web_address(address: str) -> str | None:
    """An address that may become a link; None for any other."""
    try:
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _other_title(record: Mapping[str, Any]) -> str:
    translations = record.get("translations")
    listed = translations.values() if isinstance(translations, Mapping) else ()
    return next((str(one["title"]) for one in listed if isinstance(one, Mapping) and one.get("title")), "")
