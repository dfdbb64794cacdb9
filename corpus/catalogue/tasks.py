"""Tasks of the office: what to look for, because people asked for it in vain."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.catalogue import audit
from corpus.catalogue.asked_tables import TaskRow
from corpus.catalogue.database import Database
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.masking import masked
from corpus.catalogue.storable import clean

MAX_TITLE: Final = 300
"""Characters of a task's title; longer ones are cut."""

MAX_QUESTIONS: Final = 50
"""Questions kept with a task at most."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something for the office to do.

    Args:
        id: Its number.
        title: What it is about, often one of the questions.
        language: Code of the title's language; empty where that is not known.
        questions: Some of the questions that it comes from; none once they were to be forgotten.
        askings: How often it had been asked when the task was made.
        created_at, created_by: When it was made, and who of the staff made it.
        done_at, done_by: When it was done, and who said so; None while it is not.
    """

    id: int
    title: str
    language: str
    questions: tuple[str, ...]
    askings: int
    created_at: datetime.datetime
    created_by: str
    done_at: datetime.datetime | None = None
    done_by: str | None = None


class Tasks:
    """Keeps the tasks. Every method is one transaction, and every change stands in the audit log.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, title: str, questions: Sequence[str] = (), *, by: str, askings: int = 0, language: str = "") -> Task:
        """Note a task; where one of the same title is still to be done, it is that one.

        Args:
            title: What it is about; cut to `MAX_TITLE` characters.
            questions: The questions it comes from; the first `MAX_QUESTIONS` are kept.
            by: Who notes it.
            askings: How often it has been asked.
            language: Code of the title's language.

        Raises:
            CatalogueError: The title is empty.
        """
        title = masked(clean(title, MAX_TITLE)).strip()
        if not title:
            raise CatalogueError("A task needs a title.")
        same = select(TaskRow).where(TaskRow.title == title, TaskRow.done_at.is_(None)).limit(1)
        with self._database.writing(alone=True) as session:
            row = session.scalar(same)
            if row is None:
                row = TaskRow(
                    title=title,
                    language=clean(language),
                    questions=[masked(clean(question)) for question in questions[:MAX_QUESTIONS]],
                    askings=max(askings, 0),
                    created_at=datetime.datetime.now(datetime.UTC),
                    created_by=clean(by),
                )
                session.add(row)
                session.flush()
                audit.note(session, by, "task.add", row.id)
            return _task(row)

    def all(self, *, done: bool | None = None, limit: int = 200) -> list[Task]:
        """The tasks, the newest first.

        Args:
            done: Only those that are done, or only those that are not.
            limit: How many at most.
        """
        query = select(TaskRow).order_by(TaskRow.id.desc()).limit(max(limit, 0))
        if done is not None:
            query = query.where(TaskRow.done_at.is_not(None) if done else TaskRow.done_at.is_(None))
        with self._database.reading() as session:
            return [_task(row) for row in session.scalars(query)]

    def close(self, number: int, *, by: str) -> Task:
        """Say that a task is done; one that is stays as it is.

        Raises:
            CatalogueError: There is no such task.
        """
        with self._database.writing() as session:
            row = _one(session, number)
            if row.done_at is None:
                row.done_at, row.done_by = datetime.datetime.now(datetime.UTC), clean(by)
                audit.note(session, by, "task.close", number)
            return _task(row)

    def reopen(self, number: int, *, by: str) -> Task:
        """Say that a task is not done after all.

        Raises:
            CatalogueError: There is no such task.
        """
        with self._database.writing() as session:
            row = _one(session, number)
            if row.done_at is not None:
                row.done_at = row.done_by = None
                audit.note(session, by, "task.reopen", number)
            return _task(row)

    def forget_before(self, moment: datetime.datetime) -> int:
        """Delete old tasks that are done, and of the others the questions, which people wrote; titles are staff's.

        Args:
            moment: With a time zone; what was made before it is old.

        Returns:
            How many tasks were deleted or lost their questions.
        """
        changed = 0
        with self._database.writing() as session:
            for row in session.scalars(select(TaskRow).where(TaskRow.created_at < moment)):
                if row.done_at is not None:
                    session.delete(row)
                elif row.questions:
                    row.questions = []
                else:
                    continue
                changed += 1
        return changed


def _one(session: Session, number: int) -> TaskRow:
    row = session.get(TaskRow, number) if 0 < number < 2**31 else None
    if row is None:
        raise CatalogueError(f"There is no task {number}.")
    return row


def _task(row: TaskRow) -> Task:
    return Task(
        row.id,
        row.title,
        row.language,
        tuple(row.questions),
        row.askings,
        row.created_at,
        row.created_by,
        row.done_at,
        row.done_by,
    )
