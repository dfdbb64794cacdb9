"""Refreshes: what looks at sources found, kept as it comes, until it is taken over."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from corpus.catalogue import audit, intake, storable
from corpus.catalogue.conflicts import insert
from corpus.catalogue.database import Database
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.intake import Incoming, Taking
from corpus.catalogue.source_entries import Find, Look, Run
from corpus.catalogue.source_tables import DocumentRow, FindRow, LookRow, RunRow, SourceRow
from corpus.document import Document

GOES_ON_FOR: Final = datetime.timedelta(days=1)
"""A refresh that was interrupted goes on within this time; after it, everything is looked at anew."""
KEPT_FOR: Final = datetime.timedelta(days=14)
"""What was found and not taken over is forgotten after this time."""
MAX_DOCUMENT: Final = 10_000_000
"""Characters of a document with its structure; a longer one is not kept."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address of a source from earlier refreshes."""

    digest: str
    text_digest: str
    validators: Mapping[str, str]
    read: bool
    gone: bool


class Runs:
    """Refreshes. Every method is one transaction and raises `CatalogueError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, sources: Sequence[int], now: datetime.datetime | None = None) -> Run:
        """Begin to look at sources, or go on with the look at the same ones that was interrupted.

        Args:
            sources: Their numbers.
            now: The moment; now if left out.
        """
        now = storable.moment(now or datetime.datetime.now(datetime.UTC))
        wanted = sorted(set(sources))
        open_runs = select(RunRow).where(RunRow.looked_at.is_(None), RunRow.started_at > now - GOES_ON_FOR)
        with self._database.writing(alone=True) as session:
            _forget(session, now)
            for row in session.scalars(open_runs.order_by(RunRow.id.desc())):
                if row.sources == wanted:
                    return _run(row)
            row = RunRow(sources=wanted, started_at=now)
            session.add(row)
            session.flush()
            return _run(row)

    def get(self, run_id: int) -> Run | None:
        """The refresh with this number, or None."""
        with self._database.reading() as session:
            row = session.get(RunRow, run_id)
            return None if row is None else _run(row)

    def latest(self) -> Run | None:
        """The latest refresh that looked at everything and was not taken over yet, or None."""
        since = datetime.datetime.now(datetime.UTC) - KEPT_FOR
        query = select(RunRow).where(
            RunRow.looked_at.is_not(None), RunRow.taken_at.is_(None), RunRow.started_at > since
        )
        with self._database.reading() as session:
            row = session.scalar(query.order_by(RunRow.id.desc()).limit(1))
            return None if row is None else _run(row)

    def known(self, source_id: int) -> dict[str, Known]:
        """What is known of each address of a source."""
        columns = (
            DocumentRow.address,
            DocumentRow.digest,
            DocumentRow.text_digest,
            DocumentRow.validators,
            DocumentRow.document.is_not(None),
            DocumentRow.gone_at.is_not(None),
        )
        with self._database.reading() as session:
            rows = session.execute(select(*columns).where(DocumentRow.source_id == source_id))
            return {row[0]: Known(*row[1:]) for row in rows}

    def keep(self, run_id: int, find: Find) -> None:
        """Keep what was found at one address; where that was found already, nothing changes.

        Raises:
            CatalogueError: The document is too long to be kept.
        """
        dumped = None if find.document is None else storable.clean(find.document.dump(), limit=None)
        if dumped is not None and len(dumped) > MAX_DOCUMENT:
            raise CatalogueError(f"The document has more than {MAX_DOCUMENT:,} characters: cut it into several.")
        values = {
            "run_id": run_id,
            "source_id": find.source_id,
            "address": storable.clean(find.address),
            "address_digest": intake.digest_of(storable.clean(find.address)),
            "state": find.state,
            "title": storable.clean(find.title, 400),
            "failure": storable.clean(find.failure),
            "document": dumped,
            "digest": find.digest,
            "text_digest": find.text_digest,
            "validators": {name: storable.clean(value) for name, value in find.validators.items()},
            "found_at": datetime.datetime.now(datetime.UTC),
            "taken": False,
        }
        with self._database.writing() as session:
            session.execute(insert(session, FindRow).values(values).on_conflict_do_nothing())

    def looked(self, run_id: int, look: Look, trouble: str = "") -> None:
        """Keep how the look at one source ended.

        Args:
            run_id: The refresh.
            look: How it ended.
            trouble: What is wrong with a source that is one document, which was looked at and cannot be read.
        """
        values = {"failure": storable.clean(look.failure), "held": storable.clean(look.held)}
        key = {"run_id": run_id, "source_id": look.source_id}
        now = datetime.datetime.now(datetime.UTC)
        tried = values | {"failure": storable.clean(look.failure or trouble), "last_tried": now}
        with self._database.writing() as session:
            keeping = insert(session, LookRow).values(key | values)
            session.execute(keeping.on_conflict_do_update(index_elements=list(key), set_=values))
            session.execute(update(SourceRow).where(SourceRow.id == look.source_id).values(tried))

    def end_look(self, run_id: int) -> None:
        """Say that every source was looked at."""
        ended = update(RunRow).where(RunRow.id == run_id, RunRow.looked_at.is_(None))
        with self._database.writing() as session:
            session.execute(ended.values(looked_at=datetime.datetime.now(datetime.UTC)))

    def looks(self, run_id: int) -> dict[int, Look]:
        """How the looks at sources ended, by the sources' numbers."""
        columns = (LookRow.source_id, LookRow.failure, LookRow.held)
        with self._database.reading() as session:
            rows = session.execute(select(*columns).where(LookRow.run_id == run_id))
            return {row.source_id: Look(*row) for row in rows}

    def finds(self, run_id: int, *, source_id: int | None = None, untaken: bool = False) -> list[Find]:
        """What a refresh found, in the order in which it came, without the documents.

        Args:
            run_id: The refresh.
            source_id: Of this source only.
            untaken: Only what was not taken over yet.
        """
        left_out = ("document", "run_id", "address_digest", "found_at", "taken")
        columns = [column for column in FindRow.__table__.columns if column.name not in left_out]
        query = select(*columns).where(FindRow.run_id == run_id).order_by(FindRow.id)
        if source_id is not None:
            query = query.where(FindRow.source_id == source_id)
        if untaken:
            query = query.where(FindRow.taken.is_(False))
        with self._database.reading() as session:
            return [Find(**row._mapping) for row in session.execute(query)]

    def document(self, find: Find) -> Document | None:
        """The document of what is new or changed, or None where it was taken over already."""
        with self._database.reading() as session:
            dumped = session.scalar(select(FindRow.document).where(FindRow.id == find.id))
            return None if dumped is None else Document.load(dumped)

    def take(self, find: Find, incoming: Sequence[Incoming] = (), no_draft: str = "") -> Taking | None:
        """Take over what was found at one address: its document and the drafts of it, together or not at all.

        Args:
            find: What was found.
            incoming: The drafts of its document.
            no_draft: Why there is none, as a sentence.

        Returns:
            What it did; or None where it was taken over already.
        """
        claim = update(FindRow).where(FindRow.id == find.id, FindRow.taken.is_(False)).values(taken=True)
        with self._database.writing() as session:
            row = session.get(FindRow, find.id)
            if row is None or cast(CursorResult[Any], session.execute(claim)).rowcount == 0:
                return None
            return intake.take(session, row, incoming, no_draft)

    def fail(self, find: Find, failure: str) -> bool:
        """Say that nothing could be drafted from what was found at one address: the next refresh finds it again.

        Args:
            find: What was found.
            failure: Why not, as a sentence.

        Returns:
            Whether it was still to be taken over.
        """
        values = {"taken": True, "state": "failed", "failure": storable.clean(failure), "document": None}
        claim = update(FindRow).where(FindRow.id == find.id, FindRow.taken.is_(False)).values(values)
        with self._database.writing() as session:
            if cast(CursorResult[Any], session.execute(claim)).rowcount == 0:
                return False
            intake.take(session, session.get_one(FindRow, find.id), (), "")
            return True

    def take_unchanged(self, run_id: int, source_id: int) -> int:
        """Take over what is unchanged or failed at a source, all of it at once; gives how much that is."""
        with self._database.writing() as session:
            query = select(FindRow).where(
                FindRow.run_id == run_id,
                FindRow.source_id == source_id,
                FindRow.state.in_(("unchanged", "failed")),
                FindRow.taken.is_(False),
            )
            rows = list(session.scalars(query))
            for row in rows:
                row.taken = True
                intake.take(session, row, (), "")
            return len(rows)

    def end(self, run_id: int, sources: Sequence[int], by: str, *, finished: bool) -> None:
        """Say that what was found at sources is taken over.

        Args:
            run_id: The refresh.
            sources: Numbers of the sources.
            by: Who took it over.
            finished: Whether nothing of this refresh is left to be taken over.
        """
        now = datetime.datetime.now(datetime.UTC)
        with self._database.writing() as session:
            done = update(SourceRow).where(SourceRow.id.in_(sources)).values(last_done=now, held="")
            session.execute(done)
            if finished:
                session.execute(update(RunRow).where(RunRow.id == run_id).values(taken_at=now))
            names = ", ".join(str(number) for number in sorted(sources))
            audit.note(session, by, "source.refresh", run_id, f"sources {names}" if names else "")


def _forget(session: Session, now: datetime.datetime) -> None:
    """Forget what refreshes found that are taken over, or too old to be. Their numbers are not given again."""
    old = select(RunRow.id).where(RunRow.taken_at.is_not(None) | (RunRow.started_at < now - KEPT_FOR))
    for table in (FindRow, LookRow):
        session.execute(delete(table).where(table.run_id.in_(old)).execution_options(synchronize_session=False))


def _run(row: RunRow) -> Run:
    return Run(row.id, tuple(row.sources), row.started_at, row.looked_at, row.taken_at)
