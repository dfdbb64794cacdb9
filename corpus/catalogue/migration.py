"""Brings the tables of a database up to the newest numbered migration, or says why that cannot be."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

import corpus.migrations
from corpus.catalogue.errors import CatalogueError

_FOLDER: Final = Path(str(corpus.migrations.__file__)).parent


def numbers() -> list[str]:
    """Numbers of the migrations that this program knows, oldest first."""
    return sorted(file.name.partition("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*.py"))


def is_current(connection: Connection, name: str) -> bool:
    """Whether the tables are those of this program.

    Alembic is not imported for it, so that opening a catalogue costs little.

    Args:
        connection: The database.
        name: What the database is called in errors.

    Returns:
        True if nothing is to be done, False if `upgrade` is needed.

    Raises:
        CatalogueError: The database is newer than this program, or was made by another one.
    """
    tables = set(inspect(connection).get_table_names())
    known = numbers()
    number = None
    if "alembic_version" in tables:
        number = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if number is None and tables - {"alembic_version"}:
        raise CatalogueError(f"The database {name} belongs to another program: give this one its own.")
    if number is not None and number not in known:
        raise CatalogueError(
            f"The catalogue {name} was made by a newer version of this program"
            f" (its tables have number {number}, known up to {known[-1]}): update the program."
        )
    return number == known[-1]


def upgrade(connection: Connection) -> None:
    """Apply all migrations that are missing.

    Args:
        connection: The database, in a transaction that keeps other writers out; all or nothing happens.
    """
    from alembic import command  # noqa: PLC0415  (slow to import, and rarely needed)
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
