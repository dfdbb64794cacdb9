"""States of the corpus: what stands published now, and what stood after an earlier revision."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from corpus.catalogue import records
from corpus.catalogue.publishing import Submission
from corpus.catalogue.tables import PracticeRow, PracticeVersionRow, RevisionRow
from corpus.practice import Practice


@dataclass(frozen=True)
class State:
    """What is published at one moment, or would be.

    Args:
        revision: Number of the revision after which it stands; 0 before the first.
        held: The published practices by id, each as its record and that record's digest.
    """

    revision: int
    held: Mapping[str, Submission]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything published; see `Catalogue.digest`."""
        return digest_of((practice_id, self.held[practice_id].digest) for practice_id in sorted(self.held))

    def with_changes(self, submissions: Mapping[str, Submission], withdrawn: Iterable[str] = ()) -> "State":
        """The state after these practices are published and those are withdrawn, of the same revision."""
        gone = set(withdrawn)
        kept = {practice_id: held for practice_id, held in self.held.items() if practice_id not in gone}
        return State(self.revision, {**kept, **submissions})

    def practice(self, practice_id: str) -> Practice:
        """A practice of this state.

        Raises:
            CatalogueError: Its record was written for another version of the format.
            KeyError: It is not published in this state.
        """
        return records.load(practice_id, self.held[practice_id].record)


def digest_of(rows: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over practices.

    Args:
        rows: Id of a practice and digest of its record, ordered by id.
    """
    lines = "".join(f"{practice_id} {digest}\n" for practice_id, digest in rows)
    return hashlib.sha256(lines.encode()).hexdigest()


def latest_revision(session: Session) -> int:
    """Number of the latest revision; 0 before the first."""
    return session.scalar(select(func.max(RevisionRow.number))) or 0


def standing(session: Session) -> State:
    """What is published now."""
    columns = (PracticeRow.id, PracticeRow.record, PracticeRow.digest)
    rows = session.execute(select(*columns).where(PracticeRow.withdrawn_at.is_(None)))
    return State(latest_revision(session), {row.id: Submission(row.record, row.digest) for row in rows})


def state_after(session: Session, revision: int) -> State:
    """What was published after a revision, drawn from the versions of each practice."""
    newest = (
        select(PracticeVersionRow.practice_id, func.max(PracticeVersionRow.number).label("number"))
        .where(PracticeVersionRow.revision <= revision)
        .group_by(PracticeVersionRow.practice_id)
        .subquery()
    )
    same = and_(PracticeVersionRow.practice_id == newest.c.practice_id, PracticeVersionRow.number == newest.c.number)
    columns = (PracticeVersionRow.practice_id, PracticeVersionRow.record, PracticeVersionRow.digest)
    rows = session.execute(select(*columns).join(newest, same).where(PracticeVersionRow.change != "withdrawn"))
    return State(revision, {row.practice_id: Submission(row.record, row.digest) for row in rows})
