"""Deletes what is to be forgotten, from SQLite's write-ahead log too."""

import contextlib
import sqlite3
from typing import Final, cast

from sqlalchemy import CursorResult, Delete, Engine

from corpus.catalogue.database import BUSY_SECONDS, Database

_LOG_SECONDS: Final = 0.5


def forget(database: Database, *deletions: Delete) -> int:
    """Delete rows, in one transaction.

    Args:
        database: Where they are.
        deletions: What to delete, in this order.

    Returns:
        How many rows were deleted.
    """
    with database.writing() as session:
        engine = cast(Engine, session.get_bind())
        deleted = sum(cast(CursorResult[tuple[()]], session.execute(deletion)).rowcount for deletion in deletions)
    if deleted and engine.dialect.name == "sqlite":
        _empty_log(engine)
    return deleted


def _empty_log(engine: Engine) -> None:
    """Empty the write-ahead log, in which what was deleted can be read until it is overwritten, some day."""
    connection = engine.raw_connection()  # outside of a transaction, where it could not be done
    try:
        cursor = connection.cursor()
        # Writers wait for it while it waits for readers, so not for long: the next one to forget does it as well.
        cursor.execute(f"PRAGMA busy_timeout = {_LOG_SECONDS * 1000:.0f}")
        with contextlib.suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    finally:
        connection.close()
