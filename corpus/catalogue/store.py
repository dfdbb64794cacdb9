"""The catalogue: what is published, everything that ever was, and what people asked and thought."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from sqlalchemy import delete, select

from corpus.catalogue import audit, publishing
from corpus.catalogue.asked import Asked, AskedQuestion
from corpus.catalogue.audit import Audit
from corpus.catalogue.database import Database
from corpus.catalogue.drafts import Drafts
from corpus.catalogue.entries import Changes, Feedback, UnansweredQuestion
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.forgetting import forget
from corpus.catalogue.inbox import Inbox
from corpus.catalogue.jobs import Jobs
from corpus.catalogue.masking import masked
from corpus.catalogue.people import People
from corpus.catalogue.reading import Reading
from corpus.catalogue.settling import Settled, Upcoming, approved, settle
from corpus.catalogue.sources import Sources
from corpus.catalogue.staff import Staff
from corpus.catalogue.states import State, standing
from corpus.catalogue.storable import clean
from corpus.catalogue.tables import FeedbackRow, PracticeRow
from corpus.catalogue.tasks import Tasks
from corpus.practice import Practice


class Catalogue(Reading):
    """The database of practices; safe to share between threads, and between processes that each open it.

    Every method is one transaction and raises `CatalogueError` where the database fails.
    """

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

    @property
    def sources(self) -> Sources:
        """Where documents come from, and what was read from them."""
        return Sources(self._database)

    @property
    def drafts(self) -> Drafts:
        """The queue of drafts."""
        return Drafts(self._database)

    @property
    def jobs(self) -> Jobs:
        """The office's long work."""
        return Jobs(self._database)

    @property
    def asked(self) -> Asked:
        """What was asked."""
        return Asked(self._database)

    @property
    def tasks(self) -> Tasks:
        """What the office has to do about it."""
        return Tasks(self._database)

    @property
    def audit(self) -> Audit:
        """Every change that staff made."""
        return Audit(self._database)

    @property
    def staff(self) -> Staff:
        """Who may change what is published, from where they are signed in, and which scripts may."""
        return Staff(self._database)

    def add(self, practices: Iterable[Practice], *, by: str) -> Changes:
        """Publish practices: all of them, or none where anything fails.

        What is published in the same words already stays as it is, and what was withdrawn is restored.

        Args:
            practices: In any order.
            by: Who makes the change.

        Raises:
            CatalogueError: Two different practices have the same id, or nobody is named.
        """
        author = audit.author(by)
        submissions = publishing.prepare(practices)
        with self._database.writing(alone=True) as session:
            changes = publishing.add(session, submissions, author)
            if changes.revision:
                audit.note(session, author, "corpus.publish", changes.revision)
            return changes

    def upcoming(self) -> Upcoming:
        """What is published and what was approved to go into it, both as they were at one moment."""
        with self._database.reading() as session:
            return Upcoming(standing(session), approved(session))

    def publish(self, practices: Iterable[Practice], *, drafts: Sequence[Settled], expecting: int, by: str) -> Changes:
        """Publish practices and mark the drafts that they come from, all or nothing.

        Args:
            practices: In any order.
            drafts: The drafts.
            expecting: Number of the latest revision when the drafts were read.
            by: Who publishes them.

        Raises:
            MovedOnError: The corpus or one of the drafts was changed meanwhile.
            CatalogueError: Two different practices have the same id, or nobody is named.
        """
        author = audit.author(by)
        submissions = publishing.prepare(practices)
        with self._database.writing(alone=True) as session:
            publishing.expect(session, expecting)
            changes = publishing.add(session, submissions, author)
            settle(session, drafts, changes.revision or expecting, author)
            return changes

    def roll_back(self, to: State, *, expecting: int, by: str) -> Changes:
        """Publish just what stood after an earlier revision, as a new revision that says where it came from.

        Args:
            to: What stood then.
            expecting: Number of the latest revision when that was read.
            by: Who rolls back.

        Raises:
            MovedOnError: The corpus was changed meanwhile.
            CatalogueError: Nobody is named.
        """
        author = audit.author(by)
        with self._database.writing(alone=True) as session:
            publishing.expect(session, expecting)
            changes = publishing.become(session, to.held, author, to.revision)
            audit.note(session, author, "corpus.rollback", to.revision)
            return changes

    def withdraw(self, ids: Iterable[str], *, by: str, expecting: int | None = None) -> Changes:
        """Withdraw practices: all of them, or none where anything fails. Their history is kept.

        Args:
            ids: Practices; one that is withdrawn already counts as unchanged.
            by: Who makes the change.
            expecting: Number of the latest revision when that was decided; any if left out.

        Raises:
            MovedOnError: There is a later revision than was expected.
            CatalogueError: Some ids are unknown (all are named), or nobody is named.
        """
        author = audit.author(by)
        wanted = [clean(practice_id) for practice_id in ids]
        with self._database.writing(alone=True) as session:
            if expecting is not None:
                publishing.expect(session, expecting)
            changes = publishing.withdraw(session, wanted, author)
            for practice_id in changes.withdrawn:
                audit.note(session, author, "practice.withdraw", practice_id)
            return changes

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
        entry = AskedQuestion(question=question, language=language, answered=False, reason=reason, filters=filters)
        self.asked.keep([entry])

    def unanswered(self, limit: int = 100) -> list[UnansweredQuestion]:
        """The latest questions without an answer, newest first."""
        return [
            UnansweredQuestion(
                entry.question,
                entry.language,
                entry.reason,
                entry.filters,
                datetime.datetime.combine(entry.day, datetime.time(), datetime.UTC),
            )
            for entry in self.asked.latest(limit, answered=False)
        ]

    def keep_feedback(
        self, question: str, *, practice_id: str | None, helpful: bool, comment: str | None, language: str
    ) -> None:
        """Remember what a reader thought of an answer. Nothing is kept about who the reader is.

        Addresses and numbers to reach somebody at are blotted out of what was written.

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
            question=masked(clean(question)),
            practice_id=None if practice_id is None else clean(practice_id),
            helpful=helpful,
            comment=None if comment is None else masked(clean(comment)),
            language=clean(language),
            given_at=datetime.datetime.now(datetime.UTC),
        )
        with self._database.writing() as session:
            if row.practice_id is not None and session.get(PracticeRow, row.practice_id) is None:
                raise CatalogueError(f"The catalogue holds no practice {row.practice_id}.")
            session.add(row)

    def feedback(
        self, limit: int = 100, *, since: datetime.datetime | None = None, helpful: bool | None = None
    ) -> list[Feedback]:
        """The latest feedback, newest first.

        Args:
            limit: How much at most.
            since: The first moment that counts, with a time zone.
            helpful: Only that of readers whom the answer helped, or only that of the others.
        """
        query = select(FeedbackRow).order_by(FeedbackRow.given_at.desc(), FeedbackRow.id.desc())
        if since is not None:
            query = query.where(FeedbackRow.given_at >= since)
        if helpful is not None:
            query = query.where(FeedbackRow.helpful.is_(helpful))
        with self._database.reading() as session:
            return [
                Feedback(row.question, row.practice_id, row.helpful, row.comment, row.language, row.given_at)
                for row in session.scalars(query.limit(max(limit, 0)))
            ]

    def forget_before(self, moment: datetime.datetime) -> int:
        """Delete the questions and the feedback that are older than a moment, and what tasks still hold of either.

        Args:
            moment: With a time zone.

        Returns:
            How many questions and judgements were deleted.

        Raises:
            ValueError: The moment has no time zone.
        """
        questions = self.asked.forget_before(moment)
        self.tasks.forget_before(moment)
        return questions + forget(self._database, delete(FeedbackRow).where(FeedbackRow.given_at < moment))
