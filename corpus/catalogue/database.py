"""Opens the catalogue's database and hands out transactions: on a SQLite file, or on a PostgreSQL server."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from corpus.catalogue import migration
from corpus.catalogue.errors import CatalogueError, plain_errors

BUSY_SECONDS: Final = 10
"""How long to wait for another process that is writing."""

# Number of the advisory lock on PostgreSQL; any will do that no other program takes.
_ONE_WRITER: Final = 0x70726563


class Database:
    """A database with the tables of the catalogue, shared by all threads of a process."""

    def __init__(self, name: str, engine: Engine) -> None:
        self.name = name
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect, and create or migrate the tables where that is needed.

        Args:
            url: An SQLAlchemy address, such as `sqlite:///data/catalogue.db` or `postgresql://user@host/name`.

        Raises:
            CatalogueError: The address is wrong, or the database cannot be opened or is not ours.
        """
        try:
            address = make_url(url)
        except (ArgumentError, ValueError):
            raise CatalogueError(
                "The address of the database is no SQLAlchemy URL, such as sqlite:///data/catalogue.db."
            ) from None
        database = cls(_name(address), _engine(address))
        try:
            database._prepare()
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that reads one state of the database.

        Raises:
            CatalogueError: The database failed.
        """
        with plain_errors(self.name), Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Session]:
        """A transaction that is committed at the end, and undone if anything is raised.

        Args:
            alone: Keep out every other transaction that is `alone`. SQLite has one writer at a time anyway.

        Raises:
            CatalogueError: The database failed, or another process kept it busy too long.
        """
        with plain_errors(self.name), Session(self._writer) as session, session.begin():
            if alone:
                _keep_others_out(session.connection())
            yield session

    def _prepare(self) -> None:
        with plain_errors(self.name):
            with self._engine.connect() as connection:
                current = migration.is_current(connection, self.name)
            if self._engine.dialect.name == "sqlite":
                self._log_ahead()
            if current:
                return
            with self._writer.begin() as connection:
                _keep_others_out(connection)
                if not migration.is_current(connection, self.name):  # another process may have been faster
                    migration.upgrade(connection)

    def _log_ahead(self) -> None:
        """Switch a SQLite file to write-ahead logging, so that nobody who reads waits for a writer."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            # Not in a transaction, where SQLite ignores it. It also does not wait for others here, so we do.
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise DBAPIError.instance("PRAGMA journal_mode", None, error, sqlite3.Error) from error
            finally:
                connection.close()
            time.sleep(0.02)


def _name(address: URL) -> str:
    if address.get_backend_name() == "sqlite":
        return address.database or "in memory"
    return address.set(query={}).render_as_string(hide_password=True)


def _engine(address: URL) -> Engine:
    backend = address.get_backend_name()
    options: dict[str, Any]
    if backend == "sqlite":
        options = {
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False},
            "poolclass": QueuePool,
        }
        if address.database in (None, "", ":memory:"):
            # Each connection would have a database of its own, so there is one, for which threads take turns.
            options |= {"pool_size": 1, "max_overflow": 0}
    elif backend == "postgresql":
        # A server that does not answer holds nobody for longer than a page waits for it.
        waiting = {"connect_timeout": BUSY_SECONDS}
        options = {"pool_pre_ping": True, "isolation_level": "READ COMMITTED", "connect_args": waiting}
    else:
        raise CatalogueError(f"The catalogue can be kept in SQLite or PostgreSQL, not in {backend}.")
    try:
        # Without parameters, errors never carry what people asked into a log.
        engine = create_engine(address, hide_parameters=True, **options)
    except ModuleNotFoundError as error:
        raise CatalogueError(f"To reach this database, install the Python package {error.name}.") from error
    except ArgumentError as error:
        raise CatalogueError(f"The address of the database is wrong: {address.drivername} is unknown.") from error
    if backend == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # `_begin_sqlite` begins transactions; the driver would do it too late
    for pragma in (
        "foreign_keys = ON",
        "synchronous = FULL",  # what was committed survives a power cut
        "secure_delete = ON",  # what is to be forgotten is overwritten
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: one that has read before could not wait for another writer any more.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_others_out(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_WRITER})
