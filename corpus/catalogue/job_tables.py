"""The table of the office's long work. A change here needs a new migration in `corpus/migrations/versions`."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corpus.catalogue.tables import Base


class JobRow(Base):
    """One piece of long work, with the process that does it and how far that is."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_kind", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), index=True)
    arguments: Mapped[dict[str, Any]]
    asked_by: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    beat_at: Mapped[datetime]
    host: Mapped[str] = mapped_column(Text)
    process: Mapped[int | None] = mapped_column(BigInteger)
    step: Mapped[str] = mapped_column(Text)
    done: Mapped[int]
    total: Mapped[int]
    result: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
