"""What is done with a draft: saved, approved, rejected, treated as an update, opened again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from fastapi import APIRouter, HTTPException, Request, Response

from assistant.web.staff.access import Editor, Signed, back_to, in_catalogue, visitor_of_staff
from assistant.web.staff.review.draft import Number
from assistant.web.staff.review.draft_page import Attempt, Found, draft_page, find, found_or_missing
from assistant.web.staff.review.errors import error_told
from assistant.web.staff.review.faults import lacks
from assistant.web.staff.review.form import Sent, sent_form
from assistant.web.staff.review.record_fields import mark_of, value_of, with_values
from assistant.web.staff.review.shelf import standing
from assistant.wording import Wording
from corpus.catalogue import Catalogue, CatalogueError, DraftConflictError, KeptDraft
from corpus.countries import is_country
from corpus.drafting.regions import region_of

router = APIRouter(include_in_schema=False)

ACTS: Final = ("save", "approve", "reject", "treat", "merge", "reopen")
MAX_REASON: Final = 400
AS_NEW: Final = "new"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went.

    Args:
        how: `done`; `lacking` where something is missing; `conflict` where somebody else was first; `refused`.
        kept: The draft as it stands now.
        error: Why it was refused.
    """

    how: Literal["done", "lacking", "conflict", "refused", "no reason"]
    kept: KeptDraft
    error: CatalogueError | None = None


@router.post("/staff/drafts/{number}")
async def decide(request: Request, signed: Editor, number: Number) -> Response:
    """Do something with a draft, and save what was typed with it."""
    sent = await sent_form(request)
    if sent.act not in ACTS:
        raise HTTPException(422, "The form does not say what is to be done.")
    visitor = visitor_of_staff(request)
    found = await found_or_missing(request, signed, number)
    if isinstance(found, Response):
        return found
    outcome = await in_catalogue(request, lambda catalogue: carry_out(catalogue, found.kept, sent, signed.name))
    kept = outcome.kept
    if outcome.how != "done":
        return await _again(request, signed, sent, outcome)
    if sent.act == "merge":
        return await back_to(request, signed, visitor.url(f"/staff/drafts/{number}/merge"))
    told = _told(sent.act, kept, visitor.wording)
    if sent.act in ("approve", "reject"):
        following = await in_catalogue(request, lambda catalogue: catalogue.drafts.next_after(number))
        path = f"/staff/drafts/{following}" if following is not None else "/staff"
        return await back_to(request, signed, visitor.url(path), told)
    return await back_to(request, signed, visitor.url(f"/staff/drafts/{number}"), told)


def carry_out(catalogue: Catalogue, kept: KeptDraft, sent: Sent, by: str) -> Outcome:
    """Do what a form asks for.

    Args:
        catalogue: The catalogue.
        kept: The draft as it stood a moment ago.
        sent: The form.
        by: Who sent it.
    """
    drafts = catalogue.drafts
    try:
        if sent.version != kept.version:
            raise DraftConflictError(kept)
        if sent.act == "reopen":
            kept = drafts.reopen(kept.id, version=kept.version, by=by)
        if kept.state == "waiting" and sent.act != "reject" and (changes := sent.changes(kept.record)):
            kept = drafts.edit(kept.id, edited(kept, changes), version=kept.version, by=by)
        if sent.act == "approve":
            practice = standing(catalogue, kept.practice_id)
            if kept.state == "waiting" and lacks(kept.record, practice, Wording("en"), whole=kept.whole):
                return Outcome("lacking", kept)
            kept = drafts.approve(kept.id, version=kept.version, by=by)
        elif sent.act == "reject":
            reason = reason_of(sent)
            if not reason:
                return Outcome("no reason", kept)
            kept = drafts.reject(kept.id, version=kept.version, by=by, reason=reason)
        elif sent.act == "treat":
            chosen = sent.said.get("treat", "")
            practice_id = None if chosen in ("", AS_NEW) else chosen
            if practice_id != kept.practice_id:
                kept = drafts.treat(kept.id, practice_id=practice_id, version=kept.version, by=by)
    except DraftConflictError as conflict:
        return Outcome("conflict", conflict.current)
    except CatalogueError as error:
        return Outcome("refused", catalogue.drafts.get(kept.id) or kept, error)
    return Outcome("done", kept)


def edited(kept: KeptDraft, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a draft with what was typed."""
    record = with_values(kept.record, changes)
    country = str(record.get("country", "")).lower()
    if kept.practice_id is None and not str(record.get("id", "")).startswith(f"{country}-"):
        record.pop("id", None)  # an id begins with the country: it gets another one when it is approved
    if not record.get("region") and is_country(country.upper()):
        record["region"] = region_of(country.upper())
    return record


def reason_of(sent: Sent) -> str:
    """Why a draft is rejected: one of the common reasons, own words, or both."""
    parts = (sent.said.get("reason", ""), sent.said.get("words", ""))
    return " ".join(" ".join(part.split()) for part in parts if part.strip())[:MAX_REASON]


async def _again(request: Request, signed: Signed, sent: Sent, outcome: Outcome) -> Response:
    """The draft's page with all that was typed, and why it was not done."""
    wording = visitor_of_staff(request).wording
    kept = outcome.kept
    found = await in_catalogue(request, lambda catalogue: find(catalogue, kept.id))
    if found is None:  # pragma: no cover  (drafts are never deleted while they are looked at)
        raise HTTPException(404)
    conflict = outcome.how == "conflict"
    changes = sent.changes(found.kept.record)
    attempt = Attempt(
        record=with_values(found.kept.record, changes) if changes else None,
        theirs=_theirs(sent, found) if conflict else {},
        fault=_why(outcome, wording),
        reason=sent.said.get("words", "")[:MAX_REASON],
        conflict=conflict,
    )
    return await draft_page(request, signed, found, attempt=attempt, status=409 if conflict else 422)


def _theirs(sent: Sent, found: Found) -> dict[str, Any]:
    """The fields that both changed, as the other one left them."""
    record = found.kept.record
    changed = sent.changes(record)
    return {name: value for name in changed if mark_of(value := value_of(record, name)) != sent.marks.get(name)}


def _why(outcome: Outcome, wording: Wording) -> str:
    if outcome.how == "lacking":
        return wording("It is saved, but cannot be approved yet: see what is missing.")
    if outcome.how == "no reason":
        return wording("Say why: whoever looks at the source next wants to know.")
    return error_told(outcome.error, wording) if outcome.error else ""


def _told(act: str, kept: KeptDraft, wording: Wording) -> str:
    title = str(value_of(kept.record, "title") or kept.source_name or kept.id)
    if act == "approve":
        return wording("Approved: {title}. It goes out with the next publishing.", title=title)
    if act == "reject":
        return wording("Rejected: {title}.", title=title)
    if act == "reopen":
        return wording("The draft waits again.")
    if act == "treat" and kept.practice_id is None:
        return wording("The draft is treated as a new practice.")
    if act == "treat":
        return wording("The draft is treated as an update.")
    return wording("Saved.")
