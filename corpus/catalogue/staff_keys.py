"""Keys with which scripts may do what staff may."""

import datetime
import secrets
from typing import Final

from sqlalchemy import select, update

from corpus.catalogue.audit import note
from corpus.catalogue.database import Database
from corpus.catalogue.staff_entries import (
    ApiKey,
    NameTakenError,
    Role,
    Signed,
    UnknownNameError,
    digest_of,
    known_role,
    same_name,
    staff_name,
)
from corpus.catalogue.staff_tables import KeyRow

BEGINNING: Final = "precedent_"
"""With which every key begins, so that people and programs that look for leaked secrets recognise it."""
_SHOWN: Final = len(BEGINNING) + 6
"""Characters of a key that are kept."""


class StaffKeys:
    """The keys.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_key(self, name: str, role: Role, *, by: str) -> str:
        """Make a key.

        Args:
            name: What it is for, in the form of a name of staff.
            role: What it may.
            by: Who makes it.

        Returns:
            The key, which is not kept and cannot be shown again.

        Raises:
            CatalogueError: The name is none or is taken, or there is no such role.
        """
        kept = staff_name(name)
        secret = BEGINNING + secrets.token_urlsafe(32)
        row = KeyRow(
            name=kept,
            same_name=same_name(kept),
            digest=digest_of(secret),
            beginning=secret[:_SHOWN],
            role=known_role(role),
            added_at=datetime.datetime.now(datetime.UTC),
            added_by=by,
        )
        with self._database.writing() as session:
            if session.scalar(select(KeyRow.id).where(KeyRow.same_name == row.same_name)) is not None:
                raise NameTakenError(f"There is a key named {kept} already.")
            session.add(row)
            note(session, by, "key.add", kept, f"{role}, {row.beginning}…")
        return secret

    def key(self, secret: str, now: datetime.datetime) -> Signed | None:
        """Who comes with this key; None if it is none, or not any more."""
        today = now.astimezone(datetime.UTC).date()
        with self._database.reading() as session:
            query = select(KeyRow.id, KeyRow.name, KeyRow.role, KeyRow.used_on)
            row = session.execute(query.where(KeyRow.digest == digest_of(secret))).one_or_none()
        if row is None:
            return None
        if row.used_on != today:
            with self._database.writing() as session:
                session.execute(update(KeyRow).where(KeyRow.id == row.id).values(used_on=today))
        return Signed(name=f"key {row.name}", role=known_role(row.role))

    def revoke_key(self, name: str, *, by: str) -> None:
        """Make a key worthless.

        Raises:
            CatalogueError: There is no such key.
        """
        with self._database.writing() as session:
            row = session.scalar(select(KeyRow).where(KeyRow.same_name == same_name(name)))
            if row is None:
                raise UnknownNameError(f"There is no key named {name[:80]}.")
            session.delete(row)
            note(session, by, "key.revoke", row.name, f"{row.beginning}…")

    def keys(self) -> list[ApiKey]:
        """Every key that is good, by name."""
        with self._database.reading() as session:
            keys = [
                ApiKey(r.id, r.name, r.beginning, known_role(r.role), r.added_at, r.added_by, r.used_on)
                for r in session.scalars(select(KeyRow))
            ]
        return sorted(keys, key=lambda key: same_name(key.name))
