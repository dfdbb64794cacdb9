"""The tables of sources, of what was read from them, of drafts and of links.

A change here needs a new migration in `corpus/migrations/versions`.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from corpus.catalogue.tables import Base

SOURCE_KINDS: Final = ("page", "sitemap", "feed", "file", "folder", "upload", "text")
DRAFT_STATES: Final = ("waiting", "approved", "rejected", "merged", "published")
FIND_STATES: Final = ("new", "changed", "gone", "failed", "unchanged")
LINK_STATES: Final = ("ok", "moved", "dead", "changed", "unknown")
DIGEST: Final = 64
"""Characters of a SHA-256 in hexadecimal. Long texts such as addresses are looked up by theirs."""


class SourceRow(Base):
    """Where documents come from."""

    __tablename__ = "sources"
    __table_args__ = (CheckConstraint(f"kind IN {SOURCE_KINDS}", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(Text)
    address_digest: Mapped[str] = mapped_column(String(DIGEST), index=True, unique=True)
    name: Mapped[str] = mapped_column(Text)
    publisher: Mapped[str] = mapped_column(Text)
    pattern: Mapped[str | None] = mapped_column(Text)
    columns: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    paused: Mapped[bool]
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(Text)
    last_tried: Mapped[datetime | None]
    last_done: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(Text)
    held: Mapped[str] = mapped_column(Text)


class DocumentRow(Base):
    """One page or file of a source, as it was last read. Where the source was removed, what drafts rest on stays."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_source_id", "source_id", "address_digest", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey(SourceRow.id))
    address: Mapped[str] = mapped_column(Text)
    address_digest: Mapped[str] = mapped_column(String(DIGEST), index=True)
    document: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(DIGEST))
    text_digest: Mapped[str] = mapped_column(String(DIGEST))
    validators: Mapped[dict[str, Any]]
    fetched_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(Text)
    no_draft: Mapped[str] = mapped_column(Text)


class RunRow(Base):
    """One refresh: `looked_at` once every source was looked at, `taken_at` once what was found was taken over."""

    __tablename__ = "refresh_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    sources: Mapped[list[int]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(index=True)
    looked_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]


class LookRow(Base):
    """How the look at one source ended."""

    __tablename__ = "refresh_looks"

    run_id: Mapped[int] = mapped_column(ForeignKey(RunRow.id), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(SourceRow.id), primary_key=True)
    failure: Mapped[str] = mapped_column(Text)
    held: Mapped[str] = mapped_column(Text)


class FindRow(Base):
    """What a look found at one address, until it is taken over."""

    __tablename__ = "refresh_finds"
    __table_args__ = (
        CheckConstraint(f"state IN {FIND_STATES}", name="state"),
        Index("ix_refresh_finds_run_id", "run_id", "source_id", "address_digest", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey(RunRow.id))
    source_id: Mapped[int] = mapped_column(ForeignKey(SourceRow.id), index=True)
    address: Mapped[str] = mapped_column(Text)
    address_digest: Mapped[str] = mapped_column(String(DIGEST))
    state: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Text)
    failure: Mapped[str] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(DIGEST))
    text_digest: Mapped[str] = mapped_column(String(DIGEST))
    validators: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]
    taken: Mapped[bool]


class DraftRow(Base):
    """A draft of a practice. `drafted_digest` is that of the record as it was drafted, before anybody edited it.

    `base` is the digest of the practice that a whole record was written over, and `merged_from` the draft that was
    merged into it.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint(f"state IN {DRAFT_STATES}", name="state"),
        Index("ix_drafts_state", "state", "created_at"),
        Index("ix_drafts_document_id", "document_id", "key_digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    source_id: Mapped[int | None] = mapped_column(ForeignKey(SourceRow.id), index=True)
    source_name: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int | None] = mapped_column(ForeignKey(DocumentRow.id))
    address: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    key_digest: Mapped[str] = mapped_column(String(DIGEST))
    drafted_digest: Mapped[str] = mapped_column(String(DIGEST))
    record: Mapped[dict[str, Any]]
    proposals: Mapped[list[Any]] = mapped_column(JSON)
    alike: Mapped[list[Any]] = mapped_column(JSON)
    practice_id: Mapped[str | None] = mapped_column(String(120), index=True)
    base: Mapped[str | None] = mapped_column(String(DIGEST))
    merged_from: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    edited_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    revision: Mapped[int | None]


class LinkRow(Base):
    """An address that published practices name as a source, as the last check found it."""

    __tablename__ = "links"
    __table_args__ = (CheckConstraint(f"state IN {LINK_STATES}", name="state"),)

    address_digest: Mapped[str] = mapped_column(String(DIGEST), primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    status: Mapped[int | None]
    failure: Mapped[str] = mapped_column(Text)
    checked_at: Mapped[datetime]
    since: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    moved_to: Mapped[str] = mapped_column(Text)
    validators: Mapped[dict[str, Any]]
    media_type: Mapped[str] = mapped_column(Text)
    sketch: Mapped[list[Any]] = mapped_column(JSON)
