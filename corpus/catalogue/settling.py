"""Approved drafts on their way into the corpus: read for it, and marked in the transaction that publishes them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from corpus.catalogue import audit
from corpus.catalogue.errors import MovedOnError
from corpus.catalogue.source_tables import DraftRow
from corpus.catalogue.states import State


@dataclass(frozen=True, slots=True)
class Approved:
    """A draft that was approved.

    Args:
        id, version: Which draft, and as which of its versions it was approved.
        practice_id: The practice that it updates; None for a new one.
        base: Digest of the practice over which it was written, where that is known.
        record: The fields of the practice.
    """

    id: int
    version: int
    practice_id: str | None
    base: str | None
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What is published, and what was approved to go into it, in the order in which it was approved."""

    state: State
    approved: Sequence[Approved]


@dataclass(frozen=True, slots=True)
class Settled:
    """A draft that becomes a practice: which draft in which version, and the id of the practice."""

    id: int
    version: int
    practice_id: str


def approved(session: Session) -> list[Approved]:
    """The approved drafts, the one decided first first."""
    query = select(DraftRow).where(DraftRow.state == "approved").order_by(DraftRow.decided_at, DraftRow.id)
    return [Approved(row.id, row.version, row.practice_id, row.base, row.record) for row in session.scalars(query)]


def settle(session: Session, drafts: Sequence[Settled], revision: int | None, by: str) -> None:
    """Mark drafts as published.

    Args:
        session: The transaction that publishes them.
        drafts: The drafts.
        revision: The revision that holds them; None where the corpus held all that they say already.
        by: Who publishes them.

    Raises:
        MovedOnError: One of them is not approved any more, or not in this version.
    """
    now = datetime.datetime.now(datetime.UTC)
    for draft in drafts:
        unchanged = (DraftRow.id == draft.id, DraftRow.version == draft.version, DraftRow.state == "approved")
        values = {"state": "published", "version": draft.version + 1, "practice_id": draft.practice_id}
        moment = {"revision": revision, "changed_at": now}
        result = session.execute(update(DraftRow).where(*unchanged).values(values | moment))
        if cast(CursorResult[tuple[()]], result).rowcount != 1:
            raise MovedOnError(f"Draft {draft.id} was changed meanwhile: try again.")
        audit.note(session, by, "draft.publish", draft.id, draft.practice_id)
