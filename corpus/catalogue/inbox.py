"""The inbox: what channels delivered and was not dealt with yet."""

import datetime
from collections.abc import Sequence

from sqlalchemy import delete, select, update

from corpus.catalogue import storable
from corpus.catalogue.chat_tables import InboxRow
from corpus.catalogue.conflicts import insert
from corpus.catalogue.database import Database
from corpus.catalogue.entries import Waiting
from corpus.catalogue.forgetting import forget


class Inbox:
    """What a channel delivered and was not dealt with yet.

    It is kept before the channel is told that it arrived, so that nothing is lost when the process dies, and
    nothing is dealt with twice. Every method is one transaction and raises `CatalogueError` where the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, channel: str, updates: Sequence[Waiting]) -> list[int]:
        """Keep updates, all or none. One that is known, dealt with or not, is left as it is.

        Args:
            channel: Which delivered them, such as `telegram`.
            updates: Their payloads come back unchanged, but for NUL and halves of surrogate pairs.

        Returns:
            The numbers that were not known yet, in the order of the updates.

        Raises:
            ValueError: A name, a number or a moment cannot be stored; nothing was kept.
        """
        storable.name(channel)
        rows: dict[int, dict[str, object]] = {}
        for waiting in updates:
            row = {
                "channel": channel,
                "number": storable.number(waiting.number),
                "payload": storable.clean(waiting.payload, limit=None),
                "received_at": storable.moment(waiting.received),
            }
            rows.setdefault(waiting.number, row)
        if not rows:
            return []
        with self._database.writing() as session:
            keeping = insert(session, InboxRow).on_conflict_do_nothing().returning(InboxRow.number)
            # In the order of the numbers, so that two processes on a server cannot wait for each other for ever.
            new = set(session.scalars(keeping, [rows[number] for number in sorted(rows)]))
        return [number for number in rows if number in new]

    def waiting(self, channel: str) -> list[Waiting]:
        """What is not dealt with yet, by number."""
        columns = (InboxRow.number, InboxRow.payload, InboxRow.received_at)
        query = (
            select(*columns)
            .where(InboxRow.channel == storable.name(channel), InboxRow.done_at.is_(None))
            .order_by(InboxRow.number)
        )
        with self._database.reading() as session:
            return [Waiting(row.number, row.payload, row.received_at) for row in session.execute(query)]

    def done(self, channel: str, number: int) -> None:
        """Say that an update is dealt with: its payload is forgotten, its number is not.

        Args:
            channel: Which delivered it.
            number: One that is not known, or is dealt with already, changes nothing.

        Raises:
            ValueError: The name or the number cannot be stored.
        """
        dealt_with = (
            update(InboxRow)
            .where(
                InboxRow.channel == storable.name(channel),
                InboxRow.number == storable.number(number),
                InboxRow.done_at.is_(None),
            )
            .values(payload="", done_at=datetime.datetime.now(datetime.UTC))
            .execution_options(synchronize_session=False)
        )
        with self._database.writing() as session:
            session.execute(dealt_with)

    def forget_before(self, moment: datetime.datetime) -> int:
        """Forget the numbers of updates that were dealt with before a moment. What waits is never forgotten.

        Args:
            moment: With a time zone; so far back that the channel will not deliver again what is older.

        Returns:
            How many were forgotten.

        Raises:
            ValueError: The moment has no time zone.
        """
        return forget(self._database, delete(InboxRow).where(InboxRow.done_at < storable.moment(moment)))
