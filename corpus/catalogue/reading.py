"""Reads what is published, and everything that ever was."""

from typing import cast

from sqlalchemy import select

from corpus.catalogue import records
from corpus.catalogue.database import Database
from corpus.catalogue.entries import ChangeKind, PracticeVersion, Publication, Published, Revision
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.states import State, digest_of, latest_revision, standing, state_after
from corpus.catalogue.storable import clean
from corpus.catalogue.tables import PracticeRow, PracticeVersionRow, RevisionRow
from corpus.practice import Practice


class Reading:
    """What of the catalogue is only read: the practices, their versions, the revisions.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

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
            revision = latest_revision(session)
        practices = [records.load(practice_id, record) for practice_id, record, _ in rows]
        return Published(practices, digest_of((practice_id, digest) for practice_id, _, digest in rows), revision)

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
        return next(iter(self.revisions(limit=1)), None)

    def revisions(self, limit: int = 100, offset: int = 0) -> list[Revision]:
        """The changes of the corpus, newest first."""
        query = select(RevisionRow).order_by(RevisionRow.number.desc()).limit(max(limit, 0)).offset(max(offset, 0))
        with self._database.reading() as session:
            return [_revision(row) for row in session.scalars(query)]

    def state(self, revision: int | None = None) -> State:
        """What is published now, or what was after an earlier revision.

        Args:
            revision: Number of the revision; the latest if left out.

        Raises:
            CatalogueError: There is no such revision.
        """
        with self._database.reading() as session:
            latest = latest_revision(session)
            if revision is None or revision == latest:
                return standing(session)
            if not 0 < revision < latest:
                known = f"revisions 1 to {latest}" if latest else "no revision yet"
                raise CatalogueError(f"There is no revision {revision}: the catalogue has {known}.")
            return state_after(session, revision)

    def digest(self) -> str:
        """SHA-256 over everything published: two catalogues with equal practices have equal digests."""
        query = select(PracticeRow.id, PracticeRow.digest).where(PracticeRow.withdrawn_at.is_(None))
        with self._database.reading() as session:
            rows = session.execute(query).all()
        return digest_of(sorted((row.id, row.digest) for row in rows))


def _revision(row: RevisionRow) -> Revision:
    counts = (row.added, row.changed, row.withdrawn, row.restored)
    return Revision(row.number, row.made_at, row.made_by, *counts, came_from=row.came_from)
