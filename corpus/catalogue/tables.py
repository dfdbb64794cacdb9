"""The tables of the catalogue. A change here needs a new migration in `corpus/migrations/versions`."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

CHANGE_KINDS: Final = ("added", "changed", "withdrawn", "restored")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is put on again when the moment is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; a moment without a time zone is an error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that the moment is in UTC."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables; constraints have names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012  (read by the base class)


class RevisionRow(Base):
    """One committed change of the corpus."""

    __tablename__ = "revisions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(Text)
    added: Mapped[int]
    changed: Mapped[int]
    withdrawn: Mapped[int]
    restored: Mapped[int]
    came_from: Mapped[int | None]
    """The earlier revision whose state it brought back."""


class PracticeRow(Base):
    """A practice as it stands now. A withdrawn one stays, for its history and its return."""

    __tablename__ = "practices"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    version: Mapped[int]
    record: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    first_published_at: Mapped[datetime]
    last_published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PracticeVersionRow(Base):
    """Every version of every practice; its revision says when it was made and by whom."""

    __tablename__ = "practice_versions"
    __table_args__ = (CheckConstraint(f"change IN {CHANGE_KINDS}", name="change"),)

    practice_id: Mapped[str] = mapped_column(ForeignKey(PracticeRow.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(ForeignKey(RevisionRow.number), index=True)
    change: Mapped[str] = mapped_column(String(10))
    record: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class FeedbackRow(Base):
    """What a reader thought of an answer. Nothing says who the reader is."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    practice_id: Mapped[str | None] = mapped_column(ForeignKey(PracticeRow.id), index=True)
    helpful: Mapped[bool]
    comment: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(index=True)
