"""The tables of what is kept for chats. A change here needs a new migration in `corpus/migrations/versions`.

All but the inbox say whose a row is, so that everything of one person can be deleted.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corpus.catalogue.storable import MAX_NAME
from corpus.catalogue.tables import Base, PracticeRow

MAX_KEY: Final = 32
"""Characters of the key of a shown answer."""


class PreferencesRow(Base):
    """What a person wants of every answer."""

    __tablename__ = "preferences"

    person: Mapped[str] = mapped_column(String(MAX_NAME), primary_key=True)
    language: Mapped[str | None] = mapped_column(Text)
    regions: Mapped[list[str]] = mapped_column(JSON)


class SavedPracticeRow(Base):
    """A practice that a person wants to find again. The numbers give the order; no moment is kept."""

    __tablename__ = "saved_practices"
    __table_args__ = (Index("ix_saved_practices_person", "person", "practice_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(MAX_NAME))
    practice_id: Mapped[str] = mapped_column(ForeignKey(PracticeRow.id))


class ConversationRow(Base):
    """Where the conversation with a person in a chat stands."""

    __tablename__ = "conversations"

    person: Mapped[str] = mapped_column(String(MAX_NAME), primary_key=True)
    chat: Mapped[str] = mapped_column(String(MAX_NAME), primary_key=True)
    conversation: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(index=True)


class ShownAnswerRow(Base):
    """An answer as it was shown. `answers` is the number of the update in the channel's inbox that it answers."""

    __tablename__ = "shown_answers"
    __table_args__ = (Index("ix_shown_answers_channel", "channel", "answers", unique=True),)

    key: Mapped[str] = mapped_column(String(MAX_KEY), primary_key=True)
    channel: Mapped[str] = mapped_column(String(MAX_NAME))
    answers: Mapped[int | None] = mapped_column(BigInteger)
    person: Mapped[str] = mapped_column(String(MAX_NAME), index=True)
    chat: Mapped[str] = mapped_column(String(MAX_NAME))
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    practices: Mapped[list[str]] = mapped_column(JSON)
    suggestions: Mapped[list[str]] = mapped_column(JSON)
    filters: Mapped[dict[str, Any]]
    conversation: Mapped[str] = mapped_column(Text)
    shown_at: Mapped[datetime] = mapped_column(index=True)
    shown_after: Mapped[int | None] = mapped_column(BigInteger)


class InboxRow(Base):
    """An update that a channel delivered. Once it is dealt with, its payload is empty and only its number is left."""

    __tablename__ = "inbox"

    channel: Mapped[str] = mapped_column(String(MAX_NAME), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    payload: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)


# Few updates wait among many that are dealt with: this index holds those few alone.
Index(
    "ix_inbox_waiting",
    InboxRow.channel,
    InboxRow.number,
    sqlite_where=InboxRow.done_at.is_(None),
    postgresql_where=InboxRow.done_at.is_(None),
)
