"""Drafts between their table and what the catalogue hands out."""

import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from corpus.catalogue import intake
from corpus.catalogue.audit import author
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.source_entries import DraftState, KeptDraft
from corpus.catalogue.source_tables import DocumentRow, DraftRow
from corpus.practice import Practice

if TYPE_CHECKING:
    from corpus.drafting import Alike, Proposal


class DraftConflictError(CatalogueError):
    """Somebody else changed the draft meanwhile; `current` is how it stands now."""

    def __init__(self, current: KeptDraft) -> None:
        self.current = current
        who = current.decided_by or current.edited_by or "a refresh"
        super().__init__(f"Draft {current.id} was changed meanwhile by {who}: look at it as it is now.")


def query() -> "Select[DraftRow, datetime.datetime | None]":
    """Drafts, each with the moment since when its document is gone."""
    return select(DraftRow, DocumentRow.gone_at).outerjoin(DocumentRow, DraftRow.document_id == DocumentRow.id)


def get(session: Session, draft_id: int) -> KeptDraft:
    """A draft as it stands now.

    Raises:
        CatalogueError: There is no such draft.
    """
    session.expire_all()
    row = session.execute(query().where(DraftRow.id == draft_id)).one_or_none()
    if row is None:
        raise CatalogueError(f"There is no draft {draft_id}: see which there are with: precedent corpus review")
    return kept(row)


def row_of(session: Session, draft_id: int, version: int) -> DraftRow:
    """The row of a draft in the version that was seen.

    Raises:
        DraftConflictError: It was changed since.
        CatalogueError: There is no such draft.
    """
    row = session.get(DraftRow, draft_id)
    if row is None or row.version != version:
        raise DraftConflictError(get(session, draft_id))
    return row


def decision(by: str) -> dict[str, Any]:
    """What is kept of a decision: by whom and when."""
    return {"decided_by": author(by), "decided_at": datetime.datetime.now(datetime.UTC)}


def row_for(practice: Practice, *, state: DraftState, base: str | None) -> DraftRow:
    """A draft that is a whole practice, written over the one that `base` is the digest of."""
    now = datetime.datetime.now(datetime.UTC)
    record = practice.model_dump(mode="json")
    key = f"practice {practice.id}"
    return DraftRow(
        version=1,
        state=state,
        source_name="",
        address="",
        key=key,
        key_digest=intake.key_digest(key),
        drafted_digest=intake.digest_of(practice.model_dump_json()),
        record=record,
        proposals=[],
        alike=[],
        practice_id=practice.id,
        base=base,
        edited_by="",
        created_at=now,
        changed_at=now,
        decided_by="",
        reason="",
    )


def kept(found: "Row[DraftRow, datetime.datetime | None]") -> KeptDraft:
    """A row of `query` as what is handed out."""
    row: DraftRow = found[0]
    return KeptDraft(
        id=row.id,
        version=row.version,
        state=cast(DraftState, row.state),
        source_id=row.source_id,
        source_name=row.source_name,
        document_id=row.document_id,
        address=row.address,
        key=row.key,
        record=row.record,
        proposals=_proposals(row.proposals),
        practice_id=row.practice_id,
        alike=_alike(row.alike),
        created_at=row.created_at,
        changed_at=row.changed_at,
        edited_by=row.edited_by,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        revision=row.revision,
        merged_from=row.merged_from,
        gone_at=found[1],
        whole=row.base is not None,
    )


def _proposals(found: list[Any]) -> "list[Proposal]":
    if not found:
        return []
    from corpus.drafting.draft import Proposal, Rest  # noqa: PLC0415  (loads numpy)

    return [Proposal(**{**one, "rests_on": tuple(Rest(**rest) for rest in one["rests_on"])}) for one in found]


def _alike(found: list[Any]) -> "list[Alike]":
    if not found:
        return []
    from corpus.drafting import Alike  # noqa: PLC0415

    return [Alike(**one) for one in found]
