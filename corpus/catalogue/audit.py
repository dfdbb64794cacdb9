"""The audit log: every change that staff make, with who made it and when, in the transaction that makes it."""

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import Text

from corpus.catalogue.database import Database
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.storable import clean
from corpus.catalogue.tables import Base


class AuditRow(Base):
    """One change."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime.datetime] = mapped_column(index=True)
    made_by: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit log.

    Args:
        when: Moment of the change.
        by: Who made it.
        action: What was done, as a code such as `draft.approve`.
        about: What it was done to, such as the id of a draft.
        detail: A short text, or empty. Never a secret.
    """

    when: datetime.datetime
    by: str
    action: str
    about: str
    detail: str


def note(session: Session, by: str, action: str, about: object, detail: str = "") -> None:
    """Put a change into the audit log, in the transaction that makes it.

    Args:
        session: The transaction.
        by: Who makes the change.
        action: What is done, as a code: a noun and a verb, such as `draft.approve`.
        about: What it is done to.
        detail: A short text, never a secret.
    """
    now = datetime.datetime.now(datetime.UTC)
    row = AuditRow(made_at=now, made_by=clean(by), action=action, about=clean(str(about)), detail=clean(detail))
    session.add(row)


def author(by: str) -> str:
    """The name of whoever makes a change, as it is kept.

    Raises:
        CatalogueError: It is empty.
    """
    name = clean(by, 400).strip()
    if not name:
        raise CatalogueError("A change needs the name of whoever makes it.")
    return name


class Audit:
    """Reads the audit log.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, limit: int = 100, offset: int = 0, *, by: str | None = None) -> list[Entry]:
        """The latest changes, newest first.

        Args:
            limit: How many at most.
            offset: How many to leave out before them.
            by: Only those of one person.
        """
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(max(limit, 0)).offset(max(offset, 0))
        if by is not None:
            query = query.where(AuditRow.made_by == clean(by))
        with self._database.reading() as session:
            return [Entry(r.made_at, r.made_by, r.action, r.about, r.detail) for r in session.scalars(query)]

    def people(self) -> list[str]:
        """Everybody who made a change, by name."""
        with self._database.reading() as session:
            return sorted(session.scalars(select(AuditRow.made_by).distinct()), key=str.casefold)
