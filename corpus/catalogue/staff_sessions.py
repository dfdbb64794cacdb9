"""Who is signed in: sessions of browsers, each known by the digest of a token that only its browser has."""

import datetime
import hashlib
import hmac
import secrets
from typing import Any, Final, cast

from sqlalchemy import CursorResult, delete, select, update

from corpus.catalogue.audit import note
from corpus.catalogue.database import Database
from corpus.catalogue.staff_entries import Account, OpenSession, Signed, digest_of, known_role, same_name
from corpus.catalogue.staff_tables import AccountRow, SessionRow
from corpus.catalogue.storable import clean

IDLE: Final = datetime.timedelta(hours=12)
"""After which a session ends that nobody used."""
LONGEST: Final = datetime.timedelta(days=14)
"""After which every session ends."""
_NOTICED: Final = datetime.timedelta(minutes=1)
"""How exactly the last use is kept, so that not every page writes."""


class StaffSessions:
    """The sessions.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_session(self, account: Account, now: datetime.datetime, *, program: str = "") -> str:
        """Sign somebody in.

        Args:
            account: Theirs, as it was just checked.
            now: The moment.
            program: What the browser calls itself, to recognise the session.

        Returns:
            The token that the browser is to show: a secret of 256 bits, of which only the digest is kept.
        """
        token = secrets.token_urlsafe(32)
        row = SessionRow(
            digest=digest_of(token),
            account_id=account.id,
            opened_at=now,
            used_at=now,
            program=clean(program, 120),
            flash="",
        )
        over = (SessionRow.used_at <= now - IDLE) | (SessionRow.opened_at <= now - LONGEST)
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(over))
            session.execute(update(AccountRow).where(AccountRow.id == account.id).values(signed_in_at=now))
            session.add(row)
            note(session, account.name, "session.open", account.name)
        return token

    def session(self, token: str, now: datetime.datetime) -> Signed | None:
        """Who has this token; None if nobody is signed in with it, or not any more."""
        digest = digest_of(token)
        account, its = AccountRow, SessionRow
        query = (
            select(account.id, account.name, account.role, account.issuer, its.opened_at, its.used_at, its.flash)
            .join(its, account.id == its.account_id)
            .where(its.digest == digest)
        )
        with self._database.reading() as session:
            row = session.execute(query).one_or_none()
        if row is None:
            return None
        if now - row.used_at >= IDLE or now - row.opened_at >= LONGEST:
            self._end(SessionRow.digest == digest)
            return None
        if now - row.used_at >= _NOTICED:
            with self._database.writing() as session:
                session.execute(update(SessionRow).where(SessionRow.digest == digest).values(used_at=now))
        return Signed(
            name=row.name,
            role=known_role(row.role),
            account_id=row.id,
            csrf=_csrf(token),
            session=digest,
            issuer=row.issuer,
            flash=bool(row.flash),
        )

    def close_session(self, token: str) -> None:
        """Sign out: the token is worth nothing any more."""
        self._end(SessionRow.digest == digest_of(token))

    def close_all(self, name: str, *, by: str, but: str = "") -> int:
        """End the sessions of an account.

        Args:
            name: The account.
            by: Who ends them.
            but: The digest of one that goes on.

        Returns:
            How many were ended.
        """
        whose = select(AccountRow.id).where(AccountRow.same_name == same_name(name))
        ending = delete(SessionRow).where(SessionRow.account_id.in_(whose), SessionRow.digest != but)
        with self._database.writing() as session:
            ended = cast("CursorResult[Any]", session.execute(ending)).rowcount
            if ended:
                note(session, by, "session.close-all", name)
            return ended

    def open_sessions(self, account_id: int, now: datetime.datetime) -> list[OpenSession]:
        """The sessions of an account that go on, the one used last first."""
        query = (
            select(SessionRow)
            .where(SessionRow.account_id == account_id)
            .where(SessionRow.used_at > now - IDLE, SessionRow.opened_at > now - LONGEST)
            .order_by(SessionRow.used_at.desc(), SessionRow.digest)
        )
        with self._database.reading() as session:
            return [OpenSession(r.digest, r.opened_at, r.used_at, r.program) for r in session.scalars(query)]

    def put_flash(self, signed: Signed, text: str) -> None:
        """Keep a message that the next page of a session shows, once; with what waits already, if anything does."""
        with self._database.writing() as session:
            row = session.get(SessionRow, signed.session, with_for_update=True)
            if row is not None:
                row.flash = clean(f"{row.flash}\n{text}" if row.flash else text)

    def take_flash(self, signed: Signed) -> str:
        """The message that waits for a session, which then waits no longer; empty if there is none."""
        with self._database.writing() as session:
            row = session.get(SessionRow, signed.session, with_for_update=True)
            if row is None:
                return ""
            text, row.flash = row.flash, ""
            return text

    def _end(self, which: Any) -> None:
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(which))


def _csrf(token: str) -> str:
    """What the forms of a session carry: it follows from the token, but the token does not follow from it."""
    return hmac.new(token.encode("utf-8", "replace"), b"forms of this session", hashlib.sha256).hexdigest()
