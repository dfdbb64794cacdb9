"""Takes what a refresh found into the catalogue: the document, and its drafts beside what people decided before."""

import datetime
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.catalogue import storable
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.source_tables import DocumentRow, DraftRow, FindRow, SourceRow

if TYPE_CHECKING:
    from corpus.drafting import Alike, Draft

MAX_TEXT: Final = 20_000
"""Characters of one text of a draft, as in the format."""
MAX_RECORD: Final = 200_000
"""Characters of the whole record of a draft, as JSON."""
MAX_PROPOSALS: Final = 1_000_000
SURE: Final = 0.75
"""Likeness from which two that do the same in one city are taken for one practice."""
_MAX_DEPTH: Final = 8
LEFT_OUT: Final = "The document no longer holds this."


@dataclass(frozen=True, slots=True)
class Incoming:
    """A draft as it comes from a document, with the published practices that it resembles."""

    draft: "Draft"
    alike: "Sequence[Alike]" = ()


@dataclass(slots=True)
class Taking:
    """What taking over a document did: numbers of the drafts that are new, that changed, and that it holds no more."""

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


def take(session: Session, find: FindRow, incoming: Sequence[Incoming], no_draft: str) -> Taking:
    """Take over what was found at one address.

    Args:
        session: The transaction.
        find: What was found; its own copy of the document is let go.
        incoming: The drafts of its document.
        no_draft: Why there is none.
    """
    dumped, find.document = find.document, None
    which = (DocumentRow.source_id == find.source_id, DocumentRow.address_digest == find.address_digest)
    document = session.scalar(select(DocumentRow).where(*which))
    if document is None:
        document = DocumentRow(
            source_id=find.source_id,
            address=find.address,
            address_digest=find.address_digest,
            digest="",
            text_digest="",
            validators={},
            failure="",
            no_draft="",
        )
        session.add(document)
    elif document.fetched_at is not None and document.fetched_at > find.found_at:
        return Taking()  # another refresh has seen it since
    if find.state == "gone":
        document.gone_at = document.gone_at or find.found_at
        return Taking()
    document.failure = find.failure
    if find.state == "failed":
        return Taking()
    document.digest, document.text_digest = find.digest, find.text_digest
    document.validators = find.validators
    document.fetched_at, document.gone_at = find.found_at, None
    if dumped is None:
        return Taking()
    document.document, document.no_draft = dumped, storable.clean(no_draft)
    session.flush()
    return keep_drafts(session, document, incoming)


def keep_drafts(session: Session, document: DocumentRow, incoming: Sequence[Incoming]) -> Taking:
    """Put the drafts of a document into the queue, beside those that it gave before.

    A draft that waits and that nobody edited is brought up to date. Where a person edited or decided it, and the
    document now says something else, a new one waits: an update, where the decision made it a practice. What a person
    rejected is not proposed again in the same words.
    """
    taking = Taking()
    source = None if document.source_id is None else session.get(SourceRow, document.source_id)
    now = datetime.datetime.now(datetime.UTC)
    before = list(session.scalars(select(DraftRow).where(DraftRow.document_id == document.id).order_by(DraftRow.id)))
    for one in incoming:
        values = values_of(one)
        earlier = [row for row in before if row.key_digest == values["key_digest"]]
        last = earlier[-1] if earlier else None
        same = [row for row in earlier if row.drafted_digest == values["drafted_digest"]]
        if any(row is last or row.state == "rejected" for row in same):
            for row in same:
                if row.state == "waiting" and row.reason == LEFT_OUT:  # it is back
                    row.reason, row.version, row.changed_at = values["reason"], row.version + 1, now
            continue
        if last is not None and last.state == "waiting" and not last.edited_by:
            for name, value in values.items():
                setattr(last, name, value)
            last.version, last.changed_at = last.version + 1, now
            taking.changed.append(last.id)
            continue
        updates = next((_becomes(row) for row in reversed(earlier) if row.state in ("approved", "published")), None)
        row = DraftRow(
            **values | ({"practice_id": updates} if updates else {}),
            version=1,
            state="waiting",
            source_id=document.source_id,
            source_name=source.name if source else "",
            document_id=document.id,
            address=document.address,
            edited_by="",
            created_at=now,
            changed_at=now,
            decided_by="",
        )
        session.add(row)
        session.flush()
        taking.added.append(row.id)
    keys = {key_digest(one.draft.key) for one in incoming}
    for row in before:
        if row.state == "waiting" and row.key_digest not in keys and not row.edited_by and row.reason != LEFT_OUT:
            row.reason, row.version, row.changed_at = LEFT_OUT, row.version + 1, now
            taking.left_out.append(row.id)
    return taking


def values_of(one: Incoming) -> dict[str, Any]:
    """What is kept of a draft that comes from a document.

    Raises:
        CatalogueError: It is too big, or nested too deeply.
    """
    record = cleaned_record(one.draft.record)
    proposals = [_cleaned(asdict(proposal)) for proposal in one.draft.proposals]
    if len(json.dumps(proposals)) > MAX_PROPOSALS:
        proposals = [proposal | {"rests_on": []} for proposal in proposals]
    return {
        "key": storable.clean(one.draft.key),
        "key_digest": key_digest(one.draft.key),
        "record": record,
        "drafted_digest": digest_of(json.dumps(record | {"checked": None}, sort_keys=True)),  # the day changes nothing
        "proposals": proposals,
        "alike": [_cleaned(asdict(alike)) for alike in one.alike],
        "practice_id": next((alike.practice_id for alike in one.alike[:1] if _is_sure(alike)), None),
        "base": None,  # of one that was approved once, and waits again: this record is laid over the practice
        "reason": one_line(one.draft.note),
    }


def _is_sure(alike: "Alike") -> bool:
    """Whether a draft is taken for an update until somebody says otherwise; else somebody has to say."""
    return alike.how in ("same text", "same source") or alike.likeness >= SURE


def _becomes(row: DraftRow) -> str | None:
    """The practice that a decided draft became."""
    return row.practice_id or row.record.get("id")


def one_line(text: str) -> str:
    """A text for a person to read, cleaned."""
    return storable.clean(text.strip())


def key_digest(key: str) -> str:
    """What the key of a draft is looked up by."""
    return digest_of(storable.clean(key))


def digest_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def cleaned_record(record: Any) -> dict[str, Any]:
    """The fields of a draft as plain data that can be stored: bounded, and cleaned of what no database takes.

    Raises:
        CatalogueError: It is no such thing, or too big.
    """
    cleaned = _cleaned(record)
    if not isinstance(cleaned, dict):
        raise CatalogueError("A draft is a set of fields.")
    if len(json.dumps(cleaned, ensure_ascii=False)) > MAX_RECORD:
        raise CatalogueError(f"A draft has at most {MAX_RECORD:,} characters.")
    return cleaned


def _cleaned(value: Any, depth: int = 0) -> Any:
    if depth > _MAX_DEPTH:
        raise CatalogueError("The fields of a draft are nested too deeply.")
    if isinstance(value, str):
        return storable.clean(value, MAX_TEXT)
    if isinstance(value, dict):
        return {storable.clean(str(name), 400): _cleaned(part, depth + 1) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part, depth + 1) for part in value]
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return storable.clean(str(value), MAX_TEXT)
