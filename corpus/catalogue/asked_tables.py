"""The tables of what was asked. A change here needs a new migration in `corpus/migrations/versions`.

Nothing in them says who asked: no name, address, chat or conversation, and no moment but the day.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corpus.catalogue.storable import MAX_NAME
from corpus.catalogue.tables import Base


class QuestionRow(Base):
    """A question that was asked, and what became of it. Codes and ids are in lists, separated by spaces."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    answered: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    filters: Mapped[dict[str, Any]]
    countries: Mapped[str] = mapped_column(Text)
    regions: Mapped[str] = mapped_column(Text)
    practices: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(MAX_NAME))
    asked_on: Mapped[date] = mapped_column(index=True)


class TaskRow(Base):
    """Something for the office to do about questions: who noted it and who did it are staff."""

    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    questions: Mapped[list[str]] = mapped_column(JSON)
    askings: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(Text)
