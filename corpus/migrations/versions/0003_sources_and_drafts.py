"""What staff work with: sources, what was read from them, drafts, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_made_at", "audit", ["made_at"])
    _create_sources(moment)
    _create_runs(moment)
    _create_drafts(moment)
    op.create_table(
        "links",
        sa.Column("address_digest", sa.String(64), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("checked_at", moment, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("failing_since", moment, nullable=True),
        sa.Column("moved_to", sa.Text, nullable=False),
        sa.Column("validators", sa.JSON, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("sketch", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("address_digest", name="pk_links"),
        sa.CheckConstraint("state IN ('ok', 'moved', 'dead', 'changed', 'unknown')", name="state"),
    )


def _create_sources(moment: sa.DateTime) -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_digest", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text, nullable=False),
        sa.Column("pattern", sa.Text, nullable=True),
        sa.Column("columns", sa.JSON, nullable=True),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("last_tried", moment, nullable=True),
        sa.Column("last_done", moment, nullable=True),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("held", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.CheckConstraint("kind IN ('page', 'sitemap', 'feed', 'file', 'folder', 'upload', 'text')", name="kind"),
    )
    op.create_index("ix_sources_address_digest", "sources", ["address_digest"], unique=True)
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text_digest", sa.String(64), nullable=False),
        sa.Column("validators", sa.JSON, nullable=False),
        sa.Column("fetched_at", moment, nullable=True),
        sa.Column("gone_at", moment, nullable=True),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("no_draft", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_documents_source_id"),
    )
    op.create_index("ix_documents_source_id", "documents", ["source_id", "address_digest"], unique=True)
    op.create_index("ix_documents_address_digest", "documents", ["address_digest"])


def _create_runs(moment: sa.DateTime) -> None:
    op.create_table(
        "refresh_runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("looked_at", moment, nullable=True),
        sa.Column("taken_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_refresh_runs"),
    )
    op.create_index("ix_refresh_runs_started_at", "refresh_runs", ["started_at"])
    op.create_table(
        "refresh_looks",
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("held", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "source_id", name="pk_refresh_looks"),
        sa.ForeignKeyConstraint(["run_id"], ["refresh_runs.id"], name="fk_refresh_looks_run_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_refresh_looks_source_id"),
    )
    op.create_table(
        "refresh_finds",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text_digest", sa.String(64), nullable=False),
        sa.Column("validators", sa.JSON, nullable=False),
        sa.Column("found_at", moment, nullable=False),
        sa.Column("taken", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refresh_finds"),
        sa.ForeignKeyConstraint(["run_id"], ["refresh_runs.id"], name="fk_refresh_finds_run_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_refresh_finds_source_id"),
        sa.CheckConstraint("state IN ('new', 'changed', 'gone', 'failed', 'unchanged')", name="state"),
    )
    of_an_address = ["run_id", "source_id", "address_digest"]
    op.create_index("ix_refresh_finds_run_id", "refresh_finds", of_an_address, unique=True)
    op.create_index("ix_refresh_finds_source_id", "refresh_finds", ["source_id"])


def _create_drafts(moment: sa.DateTime) -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("source_id", sa.Integer, nullable=True),
        sa.Column("source_name", sa.Text, nullable=False),
        sa.Column("document_id", sa.Integer, nullable=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("key_digest", sa.String(64), nullable=False),
        sa.Column("drafted_digest", sa.String(64), nullable=False),
        sa.Column("record", sa.JSON, nullable=False),
        sa.Column("proposals", sa.JSON, nullable=False),
        sa.Column("alike", sa.JSON, nullable=False),
        sa.Column("practice_id", sa.String(120), nullable=True),
        sa.Column("base", sa.String(64), nullable=True),
        sa.Column("merged_from", sa.Integer, nullable=True),
        sa.Column("edited_by", sa.Text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_drafts_source_id"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_drafts_document_id"),
        sa.ForeignKeyConstraint(["merged_from"], ["drafts.id"], name="fk_drafts_merged_from"),
        sa.CheckConstraint("state IN ('waiting', 'approved', 'rejected', 'merged', 'published')", name="state"),
    )
    op.create_index("ix_drafts_state", "drafts", ["state", "created_at"])
    op.create_index("ix_drafts_document_id", "drafts", ["document_id", "key_digest"])
    op.create_index("ix_drafts_source_id", "drafts", ["source_id"])
    op.create_index("ix_drafts_practice_id", "drafts", ["practice_id"])
