"""An INSERT that can say what is to happen with a row that is there already."""

from typing import TYPE_CHECKING

from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from corpus.catalogue.tables import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert(session: Session, table: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`.

    Looking first and inserting then would not do: on a server, another process may insert in between.

    Args:
        session: Tells which database it is for.
        table: Into which to insert.
    """
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  (costs nothing here, but 50 ms for SQLite)

        return postgresql.insert(table)
    return sqlite.insert(table)
