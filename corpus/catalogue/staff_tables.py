"""Tables of staff: who may, from where they are signed in, which scripts may. Digests stand in them, no secrets."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corpus.catalogue.tables import Base

_ROLES = "role IN ('editor', 'publisher')"


class AccountRow(Base):
    """An account of staff: with a password, with an invitation to choose one, or of an OpenID Connect provider."""

    __tablename__ = "staff_accounts"
    __table_args__ = (
        CheckConstraint(_ROLES, name="role"),
        Index("ix_staff_accounts_issuer", "issuer", "subject", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    same_name: Mapped[str] = mapped_column(Text, index=True, unique=True)
    role: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str | None] = mapped_column(Text)
    issuer: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)
    invitation: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)
    invited_until: Mapped[datetime | None]
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(Text)
    signed_in_at: Mapped[datetime | None]


class SessionRow(Base):
    """A browser that is signed in, by the SHA-256 of its token."""

    __tablename__ = "staff_sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]
    program: Mapped[str] = mapped_column(Text)
    flash: Mapped[str] = mapped_column(Text)


class KeyRow(Base):
    """A key with which a script may do what its role may, by its SHA-256; the beginning is kept to recognise it."""

    __tablename__ = "staff_keys"
    __table_args__ = (CheckConstraint(_ROLES, name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    same_name: Mapped[str] = mapped_column(Text, index=True, unique=True)
    digest: Mapped[str] = mapped_column(String(64), index=True, unique=True)
    beginning: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(10))
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(Text)
    used_on: Mapped[date | None]


class AttemptsRow(Base):
    """Sign-ins that failed one after the other with one name, whether or not there is such an account.

    The name is kept as a digest: now and then somebody types a password where the name belongs.
    """

    __tablename__ = "staff_attempts"

    name_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
