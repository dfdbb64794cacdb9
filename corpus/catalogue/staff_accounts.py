"""Accounts of staff: who there is, what they may, and whether a password is theirs."""

import datetime
import secrets
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from corpus.catalogue import password_hash
from corpus.catalogue.audit import note
from corpus.catalogue.database import Database
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.staff_attempts import count_attempt, forget_attempts
from corpus.catalogue.staff_entries import (
    Account,
    ExternalAccountError,
    NameTakenError,
    Role,
    SignInRefused,
    UnknownNameError,
    digest_of,
    known_role,
    same_name,
    staff_name,
)
from corpus.catalogue.staff_tables import AccountRow, KeyRow, SessionRow

INVITED: Final = datetime.timedelta(days=3)
"""For which a one-time link is good."""


class StaffAccounts:
    """The accounts.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._database.reading() as session:
            accounts = [account_of(row) for row in session.scalars(select(AccountRow))]
        return sorted(accounts, key=lambda account: same_name(account.name))

    def get(self, name: str) -> Account | None:
        """The account of this name, however it is capitalised."""
        with self._database.reading() as session:
            row = _find(session, name)
            return account_of(row) if row else None

    def add(self, name: str, password: str | None, role: Role, *, by: str) -> Account:
        """Make an account.

        Args:
            name: 1 to 60 letters, digits and `.-_+@`.
            password: Its first password; None for one that waits for an invitation to be taken up.
            role: What it may.
            by: Who makes it.

        Raises:
            CatalogueError: The name is none or is taken, or there is no such role.
        """
        kept = staff_name(name)
        hashed = None if password is None else password_hash.hash_password(password)
        with self._database.writing() as session:
            _refuse_taken(session, kept)
            row = _new_row(kept, known_role(role), by)
            row.password_hash = hashed
            session.add(row)
            session.flush()
            forget_attempts(session, kept)
            note(session, by, "account.add", kept, role)
            return account_of(row)

    def check(self, name: str, password: str, now: datetime.datetime) -> Account:
        """Whose name and password these are.

        It computes for a while: a name that nobody has takes as long as one that somebody has.

        Args:
            name: As it was typed.
            password: As it was typed.
            now: The moment.

        Raises:
            SignInRefused: They do not fit, or it is too early after others that did not.
        """
        with self._database.writing() as session:
            wait = count_attempt(session, name, now)
        with self._database.reading() as session:
            row = _find(session, name)
            account_id, stored = (row.id, row.password_hash) if row else (None, None)
        if not password_hash.fits(stored, password) or stored is None:
            raise SignInRefused(wait)
        renewed = password_hash.hash_password(password) if password_hash.is_outdated(stored) else stored
        with self._database.writing() as session:
            # Not if the account was removed, or its password changed, in the meantime.
            current = session.get(AccountRow, account_id)
            if current is None or current.password_hash != stored:
                raise SignInRefused(wait)
            forget_attempts(session, name)
            current.password_hash = renewed
            return account_of(current)

    def change_password(self, name: str, password: str, *, by: str) -> Account:
        """Give an account another password; whoever is signed in with it must sign in again.

        Raises:
            CatalogueError: There is no such account, or it is one of an OpenID Connect provider.
        """
        hashed = password_hash.hash_password(password)
        with self._database.writing() as session:
            row = _own(session, name)
            row.password_hash, row.invitation, row.invited_until = hashed, None, None
            _end_sessions(session, row)
            forget_attempts(session, row.name)
            note(session, by, "account.password", row.name)
            return account_of(row)

    def change_role(self, name: str, role: Role, *, by: str) -> Account:
        """Let an account do more or less; whoever is signed in with it must sign in again.

        Raises:
            CatalogueError: There is no such account or role, or the role is said by an OpenID Connect provider.
        """
        with self._database.writing() as session:
            row = _own(session, name)
            if row.role != known_role(role):
                row.role = role
                _end_sessions(session, row)
                note(session, by, "account.role", row.name, role)
            return account_of(row)

    def remove(self, name: str, *, by: str) -> None:
        """Remove an account with all its sessions and the keys that it made. What it did stays in the audit log.

        Raises:
            CatalogueError: There is no such account.
        """
        with self._database.writing() as session:
            row = _known(session, name)
            _end_sessions(session, row)
            for key in session.scalars(select(KeyRow).where(KeyRow.added_by == row.name)):
                session.delete(key)
                note(session, by, "key.revoke", key.name, f"{key.beginning}…")
            session.delete(row)
            note(session, by, "account.remove", row.name)

    def invite(self, name: str, now: datetime.datetime, *, by: str) -> str:
        """Let the owner of an account choose a password once; an earlier invitation is void then.

        Returns:
            The secret of the one-time link; only its digest is kept.

        Raises:
            CatalogueError: There is no such account, or it is one of an OpenID Connect provider.
        """
        secret = secrets.token_urlsafe(32)
        with self._database.writing() as session:
            row = _own(session, name)
            row.invitation, row.invited_until = digest_of(secret), now + INVITED
            note(session, by, "account.invite", row.name)
        return secret

    def invited(self, secret: str, now: datetime.datetime) -> Account | None:
        """Whose invitation this is; None if it is nobody's, was taken up or is too old."""
        with self._database.reading() as session:
            row = _invited(session, secret, now)
            return account_of(row) if row else None

    def take_invitation(self, secret: str, password: str, now: datetime.datetime) -> Account:
        """Choose a password by a one-time link.

        Raises:
            CatalogueError: The link was used already or is too old.
        """
        hashed = password_hash.hash_password(password)
        with self._database.writing() as session:
            row = _invited(session, secret, now)
            claim = update(AccountRow).where(AccountRow.invitation == digest_of(secret))
            values = {"password_hash": hashed, "invitation": None, "invited_until": None}
            claimed = session.execute(claim.values(values).returning(AccountRow.id)).scalar() if row else None
            if row is None or claimed is None:
                raise CatalogueError("This link was used already, or it is too old.")
            session.refresh(row)
            _end_sessions(session, row)
            forget_attempts(session, row.name)
            note(session, row.name, "account.password", row.name, "by invitation")
            return account_of(row)

    def external(self, issuer: str, subject: str, name: str, role: Role) -> Account:
        """The account of somebody whom an OpenID Connect provider knows; made where there is none.

        Args:
            issuer: The provider.
            subject: Who they are there; it never changes.
            name: Their e-mail address, which the provider has verified.
            role: What the settings let them do now.

        Raises:
            CatalogueError: The name is none, or is that of another account.
        """
        kept = staff_name(name)
        query = select(AccountRow).where(AccountRow.issuer == issuer, AccountRow.subject == subject)
        with self._database.writing() as session:
            row = session.scalar(query)
            if row is None:
                _refuse_taken(session, kept)
                row = _new_row(kept, known_role(role), issuer)
                row.issuer, row.subject = issuer, subject
                session.add(row)
                session.flush()
                note(session, kept, "account.add", kept, f"{role}, by {issuer}")
            elif row.name != kept or row.role != role:
                if row.same_name != same_name(kept):
                    _refuse_taken(session, kept)
                _end_sessions(session, row)
                note(session, kept, "account.role", row.name, f"{kept}, {role}, by {issuer}")
                row.name, row.same_name, row.role = kept, same_name(kept), known_role(role)
            return account_of(row)


def account_of(row: AccountRow) -> Account:
    """A row of the table, as it is handed out."""
    return Account(
        id=row.id,
        name=row.name,
        role=known_role(row.role),
        issuer=row.issuer,
        has_password=row.password_hash is not None,
        invited_until=row.invited_until,
        added_at=row.added_at,
        added_by=row.added_by,
        signed_in_at=row.signed_in_at,
    )


def _new_row(name: str, role: Role, by: str) -> AccountRow:
    now = datetime.datetime.now(datetime.UTC)
    return AccountRow(name=name, same_name=same_name(name), role=role, added_at=now, added_by=by)


def _find(session: Session, name: str) -> AccountRow | None:
    return session.scalar(select(AccountRow).where(AccountRow.same_name == same_name(name)))


def _known(session: Session, name: str) -> AccountRow:
    row = _find(session, name)
    if row is None:
        raise UnknownNameError(f"There is no account named {name[:80]}.")
    return row


def _own(session: Session, name: str) -> AccountRow:
    """An account that is not one of a provider."""
    row = _known(session, name)
    if row.issuer is not None:
        raise ExternalAccountError(f"The account {row.name} signs in at {row.issuer}; its role is set there, too.")
    return row


def _invited(session: Session, secret: str, now: datetime.datetime) -> AccountRow | None:
    row = session.scalar(select(AccountRow).where(AccountRow.invitation == digest_of(secret)))
    return row if row and row.invited_until and now < row.invited_until else None


def _refuse_taken(session: Session, name: str) -> None:
    if _find(session, name) is not None:
        raise NameTakenError(f"There is an account named {name} already.")


def _end_sessions(session: Session, row: AccountRow) -> None:
    session.execute(delete(SessionRow).where(SessionRow.account_id == row.id))
