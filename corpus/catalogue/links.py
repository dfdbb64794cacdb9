"""The addresses that published practices name as their sources, as they were last checked."""

import datetime
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from corpus.catalogue import audit, records, storable
from corpus.catalogue.audit import author
from corpus.catalogue.conflicts import insert
from corpus.catalogue.database import Database
from corpus.catalogue.intake import digest_of
from corpus.catalogue.source_entries import LinkCondition, LinkState
from corpus.catalogue.source_tables import LinkRow
from corpus.catalogue.tables import PracticeRow


class Links:
    """What is known of links. Every method is one transaction and raises `CatalogueError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """Every address that published practices name, with the ids of those practices."""
        with self._database.reading() as session:
            return _addresses(session)

    def states(self) -> list[LinkState]:
        """Every address that published practices name and that was checked, by address."""
        with self._database.reading() as session:
            named = _addresses(session)
            rows = session.scalars(select(LinkRow))
            found = [_state(row, named[row.address]) for row in rows if row.address in named]
        return sorted(found, key=lambda link: link.address)

    def keep(self, link: LinkState) -> None:
        """Keep how a check found an address, in place of what the one before found."""
        values = {
            "address": storable.clean(link.address),
            "state": link.state,
            "status": link.status,
            "failure": storable.clean(link.failure),
            "checked_at": storable.moment(link.checked_at),
            "since": storable.moment(link.since),
            "failing_since": link.failing_since,
            "moved_to": storable.clean(link.moved_to),
            "validators": {name: storable.clean(value) for name, value in link.validators.items()},
            "media_type": storable.clean(link.media_type, 200),
            "sketch": list(link.sketch),
        }
        key = {"address_digest": digest_of(storable.clean(link.address))}
        with self._database.writing() as session:
            keeping = insert(session, LinkRow).values(key | values)
            session.execute(keeping.on_conflict_do_update(index_elements=list(key), set_=values))

    def accept(self, address: str, *, by: str) -> None:
        """Say that an address is right as it is: the next check begins anew with what it finds.

        Raises:
            CatalogueError: Nobody is named.
        """
        with self._database.writing() as session:
            session.execute(delete(LinkRow).where(LinkRow.address_digest == digest_of(storable.clean(address))))
            audit.note(session, author(by), "link.accept", address)

    def dead(self) -> dict[str, datetime.datetime]:
        """Every address that was found dead, with the moment of the check that found it so last."""
        query = select(LinkRow.address, LinkRow.checked_at).where(LinkRow.state == "dead")
        with self._database.reading() as session:
            return {row.address: row.checked_at for row in session.execute(query)}

    def dead_practices(self) -> list[str]:
        """Ids of published practices all of whose sources are dead."""
        with self._database.reading() as session:
            named = _addresses(session)
            dead = set(session.scalars(select(LinkRow.address).where(LinkRow.state == "dead")))
        alive = {practice for address, practices in named.items() if address not in dead for practice in practices}
        return sorted({practice for practices in named.values() for practice in practices} - alive)


def _addresses(session: Session) -> dict[str, tuple[str, ...]]:
    query = select(PracticeRow.id, PracticeRow.record).where(PracticeRow.withdrawn_at.is_(None))
    named: dict[str, set[str]] = {}
    for row in session.execute(query):
        for source in records.load(row.id, row.record).sources:
            named.setdefault(source.url, set()).add(row.id)
    return {address: tuple(sorted(practices)) for address, practices in named.items()}


def _state(row: LinkRow, practices: tuple[str, ...]) -> LinkState:
    return LinkState(
        address=row.address,
        state=cast(LinkCondition, row.state),
        checked_at=row.checked_at,
        since=row.since,
        status=row.status,
        failure=row.failure,
        failing_since=row.failing_since,
        moved_to=row.moved_to,
        validators=row.validators,
        media_type=row.media_type,
        sketch=tuple(row.sketch),
        practices=practices,
    )
