"""The office's long work: who asked for it, which process does it, how far it is, how it ended.

Work of one lane is done one at a time: what changes the corpus, and what looks at the sources. A process at work says
so every few seconds; where it does not any more, its job is shown as interrupted and can be started again.
"""

import datetime
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from corpus.catalogue import audit
from corpus.catalogue.database import Database
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.job_tables import JobRow
from corpus.catalogue.storable import clean

JobKind = Literal["refresh", "take", "links", "weekly", "publish", "rollback"]
JobState = Literal["waiting", "running", "done", "failed", "interrupted"]

LANES: Final[Mapping[str, str]] = {
    "publish": "corpus",
    "rollback": "corpus",
    "refresh": "sources",
    "take": "sources",
    "links": "sources",
    "weekly": "sources",
}
"""Which work must not be done beside which: that of the same lane."""

SILENT_SECONDS: Final = 60
"""A process of which nothing was heard for so long has died, or its machine has."""

_ENDED: Final = ("done", "failed")


class JobRefusedError(CatalogueError):
    """Work of the same lane is being done. `running` is that job."""

    def __init__(self, running: "Job") -> None:
        since = f"{running.asked_at:%H:%M} UTC"
        super().__init__(f"{running.by} started '{running.kind}' at {since}: wait until it is done, then try again.")
        self.running = running


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work.

    Args:
        id: Its number.
        kind: What is done.
        state: `waiting` until a process has taken it up.
        arguments: What it is done with.
        by: Who asked for it.
        asked_at, begun_at, ended_at: When.
        step, done, total: What is being done now, and how far that is.
        result: What came of it, once it is done.
        reason: Why it failed, or empty.
    """

    id: int
    kind: JobKind
    state: JobState
    arguments: Mapping[str, Any]
    by: str
    asked_at: datetime.datetime
    begun_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    step: str
    done: int
    total: int
    result: Mapping[str, Any]
    reason: str

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in ("waiting", "running")


class Jobs:
    """Keeps the office's long work.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, kind: JobKind, arguments: Mapping[str, Any], by: str) -> Job:
        """Ask for work; it waits until a process takes it up with `begin`.

        Args:
            kind: What is to be done.
            arguments: What with; anything that JSON can hold.
            by: Who asks.

        Raises:
            JobRefusedError: Work of the same lane is being done.
        """
        with self._database.writing(alone=True) as session:
            return _start(session, kind, arguments, by)

    def start_when_due(self, kind: JobKind, every: datetime.timedelta, since: datetime.datetime, by: str) -> Job | None:
        """Ask for work that is done again and again, if its time has come.

        Of several processes that ask at the same moment, one gets the job.

        Args:
            kind: What is to be done.
            every: How long after it was last asked for.
            since: When to count from where it never was.
            by: Who asks.

        Returns:
            The job; None where it is not due, or where other work of its lane is being done.
        """
        latest = select(JobRow.asked_at).where(JobRow.kind == kind).order_by(JobRow.id.desc()).limit(1)
        with self._database.writing(alone=True) as session:
            last = session.scalar(latest) or since
            if _now() - last < every or _rival(session, kind):
                return None
            return _start(session, kind, {}, by)

    def again(self, job_id: int, by: str) -> Job:
        """Ask once more for work that failed or was interrupted.

        Raises:
            CatalogueError: There is no such job, it has not ended, or it was done.
            JobRefusedError: Work of the same lane is being done.
        """
        with self._database.writing(alone=True) as session:
            row = _row(session, job_id)
            if _state(row) not in ("failed", "interrupted"):
                raise CatalogueError(f"Job {job_id} is {_state(row)}: there is nothing to do again.")
            return _start(session, cast(JobKind, row.kind), row.arguments, by)

    def begin(self, job_id: int, process: int | None = None) -> Job:
        """Take up a job.

        Args:
            job_id: The job.
            process: Number of the process that does it; this one if left out.

        Raises:
            CatalogueError: There is no such job, or another process has taken it up or ended it.
        """
        with self._database.writing(alone=True) as session:
            row = _row(session, job_id)
            if row.state != "waiting":
                raise CatalogueError(f"Job {job_id} was taken up before: it is {_state(row)}.")
            row.state, row.begun_at, row.beat_at = "running", _now(), _now()
            row.host, row.process = socket.gethostname(), process or os.getpid()
            return _job(row)

    def progress(self, job_id: int, step: str, done: int, total: int) -> None:
        """Keep how far a job is, and that its process is alive.

        Raises:
            CatalogueError: There is no such job.
        """
        with self._database.writing() as session:
            row = _row(session, job_id)
            row.step, row.done, row.total, row.beat_at = clean(step), done, total, _now()

    def beat(self, job_id: int) -> None:
        """Keep that the process of a job is alive.

        Raises:
            CatalogueError: There is no such job.
        """
        with self._database.writing() as session:
            _row(session, job_id).beat_at = _now()

    def finish(self, job_id: int, result: Mapping[str, Any]) -> None:
        """End a job that was done; `result` is what came of it, as JSON can hold it."""
        self._end(job_id, "done", dict(result), "")

    def fail(self, job_id: int, reason: str) -> None:
        """End a job that could not be done; one that has ended stays as it is."""
        self._end(job_id, "failed", {}, reason)

    def get(self, job_id: int) -> Job | None:
        """The job with this number, or None."""
        with self._database.reading() as session:
            row = session.get(JobRow, job_id)
            return None if row is None else _job(row)

    def latest(self, limit: int = 20) -> list[Job]:
        """The latest jobs, newest first."""
        query = select(JobRow).order_by(JobRow.id.desc()).limit(max(limit, 0))
        with self._database.reading() as session:
            return [_job(row) for row in session.scalars(query)]

    def running(self) -> list[Job]:
        """The jobs that wait or are being done, oldest first."""
        with self._database.reading() as session:
            return [_job(row) for row in _open(session) if _state(row) in ("waiting", "running")]

    def forget_before(self, moment: datetime.datetime) -> list[int]:
        """Delete the jobs that were asked for before a moment and are not being done; returns their numbers."""
        with self._database.writing() as session:
            old = session.scalars(select(JobRow).where(JobRow.asked_at < moment))
            ids = [row.id for row in old if _state(row) not in ("waiting", "running")]
            session.execute(delete(JobRow).where(JobRow.id.in_(ids)))
            return ids

    def _end(self, job_id: int, state: str, result: dict[str, Any], reason: str) -> None:
        with self._database.writing(alone=True) as session:
            row = _row(session, job_id)
            if row.state not in _ENDED:
                row.state, row.result, row.reason, row.ended_at = state, result, clean(reason), _now()


def _start(session: Session, kind: JobKind, arguments: Mapping[str, Any], by: str) -> Job:
    if rival := _rival(session, kind):
        raise JobRefusedError(rival)
    author = audit.author(by)
    now = _now()
    row = JobRow(kind=kind, state="waiting", arguments=dict(arguments), asked_by=author, asked_at=now, beat_at=now)
    row.host, row.step, row.done, row.total, row.result, row.reason = socket.gethostname(), "", 0, 0, {}, ""
    session.add(row)
    session.flush()
    audit.note(session, author, "job.start", row.id, kind)
    return _job(row)


def _rival(session: Session, kind: str) -> Job | None:
    """The job of the same lane that waits or is being done."""
    beside = (_job(row) for row in _open(session) if LANES[row.kind] == LANES[kind])
    return next((job for job in beside if not job.ended), None)


def _open(session: Session) -> list[JobRow]:
    query = select(JobRow).where(or_(JobRow.state == "waiting", JobRow.state == "running")).order_by(JobRow.id)
    return list(session.scalars(query))


def _row(session: Session, job_id: int) -> JobRow:
    row = session.get(JobRow, job_id)
    if row is None:
        raise CatalogueError(f"There is no job {job_id}.")
    return row


def _job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        kind=cast(JobKind, row.kind),
        state=_state(row),
        arguments=row.arguments,
        by=row.asked_by,
        asked_at=row.asked_at,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        step=row.step,
        done=row.done,
        total=row.total,
        result=row.result,
        reason=row.reason,
    )


def _state(row: JobRow) -> JobState:
    if row.state in _ENDED:
        return cast(JobState, row.state)
    silent = (_now() - row.beat_at).total_seconds() > SILENT_SECONDS
    gone = row.process is not None and row.host == socket.gethostname() and not _runs(row.process)
    return "interrupted" if silent or gone else cast(JobState, row.state)


def _runs(process: int) -> bool:
    """Whether a process of this machine runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
