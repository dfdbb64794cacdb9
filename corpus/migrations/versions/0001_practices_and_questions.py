"""Practices with their versions and revisions, questions without an answer, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "revisions",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("withdrawn", sa.Integer, nullable=False),
        sa.Column("restored", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_revisions"),
    )
    op.create_table(
        "practices",
        sa.Column("id", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("first_published_at", moment, nullable=False),
        sa.Column("last_published_at", moment, nullable=False),
        sa.Column("withdrawn_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_practices"),
    )
    op.create_table(
        "practice_versions",
        sa.Column("practice_id", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("change", sa.String(10), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "number", name="pk_practice_versions"),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name="fk_practice_versions_practice_id"),
        sa.ForeignKeyConstraint(["revision"], ["revisions.number"], name="fk_practice_versions_revision"),
        sa.CheckConstraint(
            "change IN ('added', 'changed', 'withdrawn', 'restored')",
            name=op.f("ck_practice_versions_change"),
        ),
    )
    op.create_index("ix_practice_versions_revision", "practice_versions", ["revision"])
    op.create_table(
        "unanswered_questions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("filters", sa.JSON, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered_questions"),
    )
    op.create_index("ix_unanswered_questions_asked_at", "unanswered_questions", ["asked_at"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("practice_id", sa.String(120), nullable=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name="fk_feedback_practice_id"),
    )
    op.create_index("ix_feedback_practice_id", "feedback", ["practice_id"])
    op.create_index("ix_feedback_given_at", "feedback", ["given_at"])
