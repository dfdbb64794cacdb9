"""Changes the corpus: every change makes one revision, and one new version of each practice it touches."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from corpus.catalogue import records
from corpus.catalogue.entries import ChangeKind, Changes
from corpus.catalogue.errors import CatalogueError, MovedOnError
from corpus.catalogue.tables import PracticeRow, PracticeVersionRow, RevisionRow
from corpus.practice import Practice


@dataclass(frozen=True, slots=True)
class Submission:
    """A practice as it is to be published: its JSON record and that record's digest."""

    record: str
    digest: str


def submit(practice: Practice) -> Submission:
    """Turn one practice into what is kept of it."""
    record = records.dump(practice)
    return Submission(record, records.digest(record))


def prepare(practices: Iterable[Practice]) -> dict[str, Submission]:
    """Turn practices into records, by id; done before a transaction, so that it keeps nobody waiting.

    Raises:
        CatalogueError: Two different practices have the same id.
    """
    submissions: dict[str, Submission] = {}
    for practice in practices:
        submission = submit(practice)
        first = submissions.setdefault(practice.id, submission)
        if first.digest != submission.digest:
            raise CatalogueError(f"Two different practices have the id {practice.id}: rename one of them.")
    return submissions


def expect(session: Session, revision: int) -> None:
    """Make sure that the corpus stands as it was read before.

    Args:
        session: A transaction that keeps other writers out.
        revision: Number of the latest revision when it was read.

    Raises:
        MovedOnError: There is a later one.
    """
    latest = session.scalar(select(func.max(RevisionRow.number))) or 0
    if latest != revision:
        raise MovedOnError(f"The corpus was changed meanwhile (revision {latest} after {revision}): try again.")


def add(session: Session, submissions: Mapping[str, Submission], by: str) -> Changes:
    """Publish what is new or has changed, and restore what was withdrawn.

    Args:
        session: A transaction that keeps other writers out.
        submissions: What `prepare` made.
        by: Who makes the change.
    """
    versions, unchanged = _additions(session, submissions)
    return _commit(session, versions, unchanged, by)


def become(session: Session, held: Mapping[str, Submission], by: str, came_from: int) -> Changes:
    """Publish just this and nothing else: what stood after an earlier revision.

    Args:
        session: A transaction that keeps other writers out.
        held: Everything that is to be published; each was published before.
        by: Who makes the change.
        came_from: Number of the earlier revision.
    """
    versions, unchanged = _additions(session, held)
    leaving = select(PracticeRow).where(PracticeRow.withdrawn_at.is_(None))
    versions += [_withdrawal(row) for row in session.scalars(leaving) if row.id not in held]
    return _commit(session, versions, unchanged, by, came_from)


def _additions(session: Session, submissions: Mapping[str, Submission]) -> tuple[list[PracticeVersionRow], list[str]]:
    columns = (PracticeRow.id, PracticeRow.version, PracticeRow.digest, PracticeRow.withdrawn_at)
    standing = {row.id: row for row in session.execute(select(*columns))}
    versions: list[PracticeVersionRow] = []
    unchanged: list[str] = []
    for practice_id, submission in submissions.items():
        before = standing.get(practice_id)
        if before and before.withdrawn_at is None and before.digest == submission.digest:
            unchanged.append(practice_id)
            continue
        versions.append(
            PracticeVersionRow(
                practice_id=practice_id,
                number=before.version + 1 if before else 1,
                change="added" if before is None else "restored" if before.withdrawn_at else "changed",
                record=submission.record,
                digest=submission.digest,
            )
        )
    return versions, unchanged


def withdraw(session: Session, ids: Iterable[str], by: str) -> Changes:
    """Take practices out of what is published; one that is withdrawn already counts as unchanged.

    Args:
        session: A transaction that keeps other writers out.
        ids: Practices to withdraw.
        by: Who makes the change.

    Raises:
        CatalogueError: No practice has one of these ids.
    """
    rows = {practice_id: session.get(PracticeRow, practice_id) for practice_id in ids}
    unknown = [practice_id for practice_id, row in rows.items() if row is None]
    if unknown:
        names = ", ".join(sorted(unknown))
        raise CatalogueError(f"The catalogue holds no practice {names}: nothing was withdrawn.")
    known = [row for row in rows.values() if row is not None]
    versions = [_withdrawal(row) for row in known if row.withdrawn_at is None]
    unchanged = [row.id for row in known if row.withdrawn_at is not None]
    return _commit(session, versions, unchanged, by)


def _withdrawal(row: PracticeRow) -> PracticeVersionRow:
    return PracticeVersionRow(
        practice_id=row.id,
        number=row.version + 1,
        change="withdrawn",
        record=row.record,
        digest=row.digest,
    )


def _commit(
    session: Session,
    versions: list[PracticeVersionRow],
    unchanged: list[str],
    by: str,
    came_from: int | None = None,
) -> Changes:
    ids: dict[str, list[str]] = {kind: [] for kind in get_args(ChangeKind)}
    for version in versions:
        ids[version.change].append(version.practice_id)
    if not versions:
        return Changes(unchanged=unchanged)
    now = datetime.datetime.now(datetime.UTC)
    revision = 1 + (session.scalar(select(func.max(RevisionRow.number))) or 0)
    counts = {kind: len(members) for kind, members in ids.items()}
    session.add(RevisionRow(number=revision, made_at=now, made_by=by, came_from=came_from, **counts))
    session.flush()
    _stand(session, versions, now)
    for version in versions:
        version.revision = revision
    session.add_all(versions)
    return Changes(**ids, unchanged=unchanged, revision=revision)


def _stand(session: Session, versions: list[PracticeVersionRow], now: datetime.datetime) -> None:
    """Make the practices stand as their new versions say."""
    new: list[dict[str, Any]] = []
    published: list[dict[str, Any]] = []
    withdrawn: list[dict[str, Any]] = []
    for version in versions:
        values: dict[str, Any] = {"id": version.practice_id, "version": version.number}
        if version.change == "withdrawn":
            withdrawn.append(values | {"withdrawn_at": now})
            continue
        values |= {"record": version.record, "digest": version.digest}
        values |= {"last_published_at": now, "withdrawn_at": None}
        if version.change == "added":
            new.append(values | {"first_published_at": now})
        else:
            published.append(values)
    if new:
        session.execute(insert(PracticeRow), new)
    for changed in (published, withdrawn):
        if changed:
            session.execute(update(PracticeRow), changed)
