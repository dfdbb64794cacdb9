"""The catalogue: what is published, everything that ever was, and what people asked and thought."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self, cast

from sqlalchemy import CursorResult, delete, func, select

from corpus.catalogue import publishing, records
from corpus.catalogue.database import Database
from corpus.catalogue.entries import (
    ChangeKind,
    Changes,
    Feedback,
    PracticeVersion,
    Publication,
    Published,
    Revision,
    UnansweredQuestion,
)
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.inbox import Inbox
from corpus.catalogue.people import People
from corpus.catalogue.storable import clean
from corpus.catalogue.tables import (
    FeedbackRow,
    PracticeRow,
    PracticeVersionRow,
    RevisionRow,
    UnansweredQuestionRow,
)
from corpus.practice import Practice


class Catalogue:
    """The database of practices; safe to share between threads, and between processes that each open it.

    Every method is one transaction and raises `CatalogueError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a catalogue; a new or an older one gets its tables first.

        Args:
            url: An SQLAlchemy address: `sqlite:///data/catalogue.db`, `sqlite://` (in memory, to try
                things out) or `postgresql+psycopg://user:password@host/name`.

        Raises:
            CatalogueError: The address is wrong, or the database cannot be opened, is newer than this
                program, or belongs to another one.
        """
        return cls(Database.open(url))

    def close(self) -> None:
        """Close all connections to the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def people(self) -> People:
        """What is kept about people who ask in chats."""
        return People(self._database)

    @property
    def inbox(self) -> Inbox:
        """What channels delivered and was not dealt with yet."""
        return Inbox(self._database)

    def add(self, practices: Iterable[Practice], *, by: str) -> Changes:
        """Publish practices: all of them, or none where anything fails.

        What is published in the same words already stays as it is, and what was withdrawn is restored.

        Args:
            practices: In any order.
            by: Who makes the change.

        Raises:
            CatalogueError: Two different practices have the same id, or nobody is named.
        """
        author = _author(by)
        submissions = publishing.prepare(practices)
        with self._database.writing(alone=True) as session:
            return publishing.add(session, submissions, author)

    def withdraw(self, ids: Iterable[str], *, by: str) -> Changes:
        """Withdraw practices: all of them, or none where anything fails. Their history is kept.

        Args:
            ids: Practices; one that is withdrawn already counts as unchanged.
            by: Who makes the change.

        Raises:
            CatalogueError: Some ids are unknown (all are named), or nobody is named.
        """
        author = _author(by)
        wanted = [clean(practice_id) for practice_id in ids]
        with self._database.writing(alone=True) as session:
            return publishing.withdraw(session, wanted, author)

    def practices(self) -> list[Practice]:
        """All published practices, ordered by id.

        Raises:
            CatalogueError: A record was written for another version of the format; it is named.
        """
        query = select(PracticeRow.id, PracticeRow.record).where(PracticeRow.withdrawn_at.is_(None))
        with self._database.reading() as session:
            rows = session.execute(query).all()
        # Ordered here, because PostgreSQL orders text by the language of the server.
        return [records.load(practice_id, record) for practice_id, record in sorted(rows)]

    def published(self) -> Published:
        """Everything published, with the digest of just that: what an index is to be built from.

        Raises:
            CatalogueError: A record was written for another version of the format; it is named.
        """
        query = select(PracticeRow.id, PracticeRow.record, PracticeRow.digest).where(PracticeRow.withdrawn_at.is_(None))
        with self._database.reading() as session:
            rows = sorted((row.id, row.record, row.digest) for row in session.execute(query))
            revision = session.scalar(select(func.max(RevisionRow.number))) or 0
        practices = [records.load(practice_id, record) for practice_id, record, _ in rows]
        return Published(practices, _digest((practice_id, digest) for practice_id, _, digest in rows), revision)

    def publications(self) -> list[Publication]:
        """When each published practice came and changed, the latest change first."""
        columns = (PracticeRow.id, PracticeRow.first_published_at, PracticeRow.last_published_at)
        query = select(*columns).where(PracticeRow.withdrawn_at.is_(None))
        with self._database.reading() as session:
            found = [Publication(*row) for row in session.execute(query)]
        return sorted(found, key=lambda one: (-one.last.timestamp(), one.practice_id))

    def practice(self, practice_id: str) -> Practice | None:
        """The published practice with this id, or None.

        Raises:
            CatalogueError: Its record was written for another version of the format.
        """
        query = select(PracticeRow.record).where(
            PracticeRow.id == clean(practice_id), PracticeRow.withdrawn_at.is_(None)
        )
        with self._database.reading() as session:
            record = session.scalar(query)
        return None if record is None else records.load(practice_id, record)

    def history(self, practice_id: str) -> list[PracticeVersion]:
        """Every version of a practice, oldest first; empty for one that never was."""
        query = (
            select(PracticeVersionRow, RevisionRow)
            .join(RevisionRow, PracticeVersionRow.revision == RevisionRow.number)
            .where(PracticeVersionRow.practice_id == clean(practice_id))
            .order_by(PracticeVersionRow.number)
        )
        with self._database.reading() as session:
            return [
                PracticeVersion(
                    practice_id=version.practice_id,
                    number=version.number,
                    change=cast(ChangeKind, version.change),
                    when=revision.made_at,
                    by=revision.made_by,
                    revision=revision.number,
                    digest=version.digest,
                    record=version.record,
                )
                for version, revision in session.execute(query)
            ]

    def revision(self) -> Revision | None:
        """The latest change of the corpus, or None while it is empty."""
        with self._database.reading() as session:
            row = session.scalar(select(RevisionRow).order_by(RevisionRow.number.desc()).limit(1))
            if row is None:
                return None
            return Revision(row.number, row.made_at, row.made_by, row.added, row.changed, row.withdrawn, row.restored)

    def digest(self) -> str:
        """SHA-256 over everything published: two catalogues with equal practices have equal digests."""
        query = select(PracticeRow.id, PracticeRow.digest).where(PracticeRow.withdrawn_at.is_(None))
        with self._database.reading() as session:
            rows = session.execute(query).all()
        return _digest(sorted((row.id, row.digest) for row in rows))

    def keep_unanswered(
        self, question: str, *, language: str, reason: str, filters: Mapping[str, Sequence[str]]
    ) -> None:
        """Remember a question for which the corpus holds no answer. Nothing is kept about who asked.

        Args:
            question: As it was asked; cut to `MAX_TEXT` characters.
            language: Code of its language.
            reason: Why there was no answer.
            filters: The filters that were set, values by kind.
        """
        row = UnansweredQuestionRow(
            question=clean(question),
            language=clean(language),
            reason=clean(reason),
            filters={clean(kind): [clean(value) for value in values] for kind, values in filters.items()},
            asked_at=datetime.datetime.now(datetime.UTC),
        )
        with self._database.writing() as session:
            session.add(row)

    def unanswered(self, limit: int = 100) -> list[UnansweredQuestion]:
        """The latest questions without an answer, newest first."""
        query = select(UnansweredQuestionRow).order_by(
            UnansweredQuestionRow.asked_at.desc(), UnansweredQuestionRow.id.desc()
        )
        with self._database.reading() as session:
            return [
                UnansweredQuestion(row.question, row.language, row.reason, row.filters, row.asked_at)
                for row in session.scalars(query.limit(max(limit, 0)))
            ]

    def keep_feedback(
        self, question: str, *, practice_id: str | None, helpful: bool, comment: str | None, language: str
    ) -> None:
        """Remember what a reader thought of an answer. Nothing is kept about who the reader is.

        Args:
            question: To which the answer was given; cut to `MAX_TEXT` characters.
            practice_id: The practice that was judged, or None for the whole answer.
            helpful: Whether it helped.
            comment: In the reader's words, or None; cut to `MAX_TEXT` characters.
            language: Code of the language of the page or chat.

        Raises:
            CatalogueError: There never was a practice with this id.
        """
        row = FeedbackRow(
            question=clean(question),
            practice_id=None if practice_id is None else clean(practice_id),
            helpful=helpful,
            comment=None if comment is None else clean(comment),
            language=clean(language),
            given_at=datetime.datetime.now(datetime.UTC),
        )
        with self._database.writing() as session:
            if row.practice_id is not None and session.get(PracticeRow, row.practice_id) is None:
                raise CatalogueError(f"The catalogue holds no practice {row.practice_id}.")
            session.add(row)

    def feedback(self, limit: int = 100) -> list[Feedback]:
        """The latest feedback, newest first."""
        query = select(FeedbackRow).order_by(FeedbackRow.given_at.desc(), FeedbackRow.id.desc())
        with self._database.reading() as session:
            return [
                Feedback(row.question, row.practice_id, row.helpful, row.comment, row.language, row.given_at)
                for row in session.scalars(query.limit(max(limit, 0)))
            ]

    def forget_before(self, moment: datetime.datetime) -> int:
        """Delete the unanswered questions and the feedback that are older than a moment.

        Args:
            moment: With a time zone.

        Returns:
            How many were deleted.

        Raises:
            ValueError: The moment has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("the moment before which to forget needs a time zone")
        with self._database.writing() as session:
            results = [
                session.execute(delete(UnansweredQuestionRow).where(UnansweredQuestionRow.asked_at < moment)),
                session.execute(delete(FeedbackRow).where(FeedbackRow.given_at < moment)),
            ]
            return sum(cast(CursorResult[tuple[()]], result).rowcount for result in results)


def _author(by: str) -> str:
    author = clean(by).strip()
    if not author:
        raise CatalogueError("A change of the corpus needs the name of whoever makes it.")
    return author


def _digest(rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"{practice_id} {digest}\n" for practice_id, digest in rows)
    return hashlib.sha256(lines.encode()).hexdigest()
