"""The sources of the corpus, and what was read from them."""

import datetime
from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from sqlalchemy import Row, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from corpus.catalogue import audit
from corpus.catalogue.audit import author
from corpus.catalogue.conflicts import insert
from corpus.catalogue.database import Database
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.intake import digest_of
from corpus.catalogue.links import Links
from corpus.catalogue.runs import Runs
from corpus.catalogue.source_entries import LinkState, Source, SourceKind, StoredDocument
from corpus.catalogue.source_tables import DocumentRow, DraftRow, FindRow, LookRow, SourceRow
from corpus.catalogue.storable import clean
from corpus.document import Document

MAX_ADDRESS: Final = 2_000
MAX_LINE: Final = 400
_MAX_COLUMNS: Final = 200
_CHANGEABLE: Final = frozenset({"name", "publisher", "pattern", "columns", "paused", "kind"})


class Sources:
    """Where documents come from. Every method is one transaction and raises `CatalogueError` where the database fails.

    What is changed here is noted in the audit log.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def runs(self) -> Runs:
        """Refreshes, and what they found."""
        return Runs(self._database)

    @property
    def links(self) -> Links:
        """The addresses that published practices name, as they were last checked."""
        return Links(self._database)

    def add(
        self,
        kind: SourceKind,
        address: str,
        *,
        by: str,
        name: str = "",
        publisher: str = "",
        pattern: str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Source:
        """Add a source.

        Args:
            kind: What it is.
            address: A URL, an absolute path, or the name of what was uploaded or pasted.
            by: Who adds it.
            name: What people are to call it; its address where empty.
            publisher: Who stands behind it.
            pattern: Only these addresses of a site map, a feed or a folder, with `*` for anything.
            columns: Which column of a table is which field of the format.

        Returns:
            The source; where the address is one already, that one, unchanged.

        Raises:
            CatalogueError: The kind is unknown, the address is empty or too long, or nobody is named.
        """
        if kind not in get_args(SourceKind):
            raise CatalogueError(f"There is no kind of source called {clean(str(kind), 40)}.")
        address = _address(address)
        values = {
            "kind": kind,
            "address": address,
            "address_digest": digest_of(address),
            "name": clean(name.strip() or address, MAX_LINE),
            "publisher": clean(publisher.strip(), MAX_LINE),
            "pattern": _pattern(pattern),
            "columns": _columns(columns),
            "paused": False,
            "added_at": datetime.datetime.now(datetime.UTC),
            "added_by": author(by),
            "failure": "",
            "held": "",
        }
        with self._database.writing() as session:
            adding = insert(session, SourceRow).values(values).on_conflict_do_nothing().returning(SourceRow.id)
            number = session.scalar(adding)
            if number is not None:
                audit.note(session, by, "source.add", number, address)
            return _one(session, SourceRow.address_digest == values["address_digest"])

    def all(self) -> list[Source]:
        """Every source, by name."""
        with self._database.reading() as session:
            found = [_source(row) for row in session.execute(_query())]
        return sorted(found, key=lambda source: (source.name.casefold(), source.id))

    def get(self, source_id: int) -> Source | None:
        """The source with this number, or None."""
        with self._database.reading() as session:
            row = session.execute(_query().where(SourceRow.id == source_id)).one_or_none()
            return None if row is None else _source(row)

    def at(self, address: str) -> Source | None:
        """The source with this address, or None."""
        with self._database.reading() as session:
            which = SourceRow.address_digest == digest_of(clean(address.strip(), MAX_ADDRESS))
            row = session.execute(_query().where(which)).one_or_none()
            return None if row is None else _source(row)

    def change(self, source_id: int, *, by: str, **fields: Any) -> Source:
        """Change what is known of a source.

        Args:
            source_id: Its number.
            by: Who changes it.
            fields: `name`, `publisher`, `pattern`, `columns`, `paused` or `kind`, with their new values.

        Raises:
            CatalogueError: There is no such source or field, or nobody is named.
        """
        unknown = sorted(set(fields) - _CHANGEABLE)
        if unknown or fields.get("kind", "page") not in get_args(SourceKind):
            raise CatalogueError(f"This cannot be changed of a source: {', '.join(unknown) or fields['kind']}.")
        with self._database.writing() as session:
            before = _one(session, SourceRow.id == source_id)
            values = dict(fields)
            if "name" in values:
                values["name"] = clean(str(values["name"]).strip() or before.address, MAX_LINE)
            if "publisher" in values:
                values["publisher"] = clean(str(values["publisher"]).strip(), MAX_LINE)
            if "pattern" in values:
                values["pattern"] = _pattern(values["pattern"])
            if "columns" in values:
                values["columns"] = _columns(values["columns"])
            if values:
                session.execute(update(SourceRow).where(SourceRow.id == source_id).values(values))
            audit.note(session, author(by), "source.change", source_id, ", ".join(sorted(fields)))
            return _one(session, SourceRow.id == source_id)

    def remove(self, source_id: int, by: str) -> None:
        """Remove a source. Its drafts that wait and that nobody edited are rejected; whatever a person touched stays.

        Raises:
            CatalogueError: There is no such source, or nobody is named.
        """
        now = datetime.datetime.now(datetime.UTC)
        rejected: dict[str, Any] = {"state": "rejected", "version": DraftRow.version + 1}
        rejected |= {
            "reason": "Its source was removed.",
            "decided_by": author(by),
            "decided_at": now,
            "changed_at": now,
        }
        drafts, documents = DraftRow.source_id == source_id, DocumentRow.source_id == source_id
        kept = select(DraftRow.document_id).where(DraftRow.document_id.is_not(None))
        changes = (
            update(DraftRow).where(drafts, DraftRow.state == "waiting", DraftRow.edited_by == "").values(rejected),
            update(DraftRow).where(drafts).values(source_id=None),
            delete(DocumentRow).where(documents, DocumentRow.id.not_in(kept)),
            update(DocumentRow).where(documents).values(source_id=None),
            delete(FindRow).where(FindRow.source_id == source_id),
            delete(LookRow).where(LookRow.source_id == source_id),
            delete(SourceRow).where(SourceRow.id == source_id),
        )
        with self._database.writing() as session:
            source = _one(session, SourceRow.id == source_id)
            session.expunge_all()
            for change in changes:
                session.execute(change.execution_options(synchronize_session=False))
            audit.note(session, by, "source.remove", source_id, source.address)

    def documents(self, source_id: int) -> list[StoredDocument]:
        """The documents of a source, by address, without their text."""
        columns = [
            column for column in DocumentRow.__table__.columns if column.name not in ("document", "address_digest")
        ]
        query = select(*columns).where(DocumentRow.source_id == source_id)
        with self._database.reading() as session:
            found = [StoredDocument(document=None, **row._mapping) for row in session.execute(query)]
        return sorted(found, key=lambda document: document.address)

    def document(self, document_id: int) -> StoredDocument | None:
        """The document with this number, with its text; or None."""
        with self._database.reading() as session:
            row = session.get(DocumentRow, document_id)
            if row is None:
                return None
            return StoredDocument(
                id=row.id,
                source_id=row.source_id,
                address=row.address,
                document=None if row.document is None else Document.load(row.document),
                digest=row.digest,
                text_digest=row.text_digest,
                validators=row.validators,
                fetched_at=row.fetched_at,
                gone_at=row.gone_at,
                failure=row.failure,
                no_draft=row.no_draft,
            )

    def gone_practices(self) -> dict[str, list[str]]:
        """Practices that rest on documents which are gone from their source: id to the documents' addresses."""
        rests = or_(DraftRow.state == "published", DraftRow.state == "approved")
        query = (
            select(DraftRow.practice_id, DocumentRow.address)
            .join(DocumentRow, DraftRow.document_id == DocumentRow.id)
            .where(rests, DocumentRow.gone_at.is_not(None), DraftRow.practice_id.is_not(None))
            .distinct()
        )
        gone: dict[str, list[str]] = {}
        with self._database.reading() as session:
            for practice_id, address in sorted((str(row[0]), str(row[1])) for row in session.execute(query)):
                gone.setdefault(practice_id, []).append(address)
        return gone

    def link_states(self) -> list[LinkState]:
        """Every address that published practices name, as it was last checked; see `Links.states`."""
        return self.links.states()

    def dead_practices(self) -> list[str]:
        """Ids of published practices all of whose sources are dead; see `Links.dead_practices`."""
        return self.links.dead_practices()


def _query() -> Select[Any]:
    held = (
        select(func.count())
        .where(DocumentRow.source_id == SourceRow.id, DocumentRow.gone_at.is_(None), DocumentRow.document.is_not(None))
        .scalar_subquery()
    )
    waiting = (
        select(func.count()).where(DraftRow.source_id == SourceRow.id, DraftRow.state == "waiting").scalar_subquery()
    )
    return select(SourceRow, held.label("documents"), waiting.label("waiting"))


def _one(session: Session, which: Any) -> Source:
    row = session.execute(_query().where(which).execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise CatalogueError("There is no such source: see which there are with: precedent corpus sources")
    return _source(row)


def _source(row: Row[Any]) -> Source:
    source: SourceRow = row[0]
    return Source(
        id=source.id,
        kind=cast(SourceKind, source.kind),
        address=source.address,
        name=source.name,
        publisher=source.publisher,
        pattern=source.pattern,
        columns=source.columns,
        paused=source.paused,
        added_at=source.added_at,
        added_by=source.added_by,
        last_tried=source.last_tried,
        last_done=source.last_done,
        failure=source.failure,
        held=source.held,
        documents=row.documents,
        waiting=row.waiting,
    )


def _address(address: str) -> str:
    address = address.strip()
    if not 0 < len(address) <= MAX_ADDRESS or not address.isprintable():
        raise CatalogueError(f"An address has 1 to {MAX_ADDRESS} characters, all of which can be seen.")
    return clean(address)


def _pattern(pattern: str | None) -> str | None:
    return clean((pattern or "").strip(), MAX_ADDRESS) or None


def _columns(columns: Mapping[str, str] | None) -> dict[str, str] | None:
    if columns is None:
        return None
    if len(columns) > _MAX_COLUMNS:
        raise CatalogueError(f"A table has at most {_MAX_COLUMNS} columns that mean something.")
    return {clean(str(name), MAX_LINE): clean(str(field), MAX_LINE) for name, field in columns.items()} or None
