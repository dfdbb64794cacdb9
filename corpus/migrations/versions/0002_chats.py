"""What is kept for people who ask in chats: preferences, saved practices, conversations, shown answers; the inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    name = sa.String(120)
    op.create_table(
        "preferences",
        sa.Column("person", name, nullable=False),
        sa.Column("language", sa.Text, nullable=True),
        sa.Column("regions", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_preferences"),
    )
    op.create_table(
        "saved_practices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person", name, nullable=False),
        sa.Column("practice_id", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_practices"),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name="fk_saved_practices_practice_id"),
    )
    op.create_index("ix_saved_practices_person", "saved_practices", ["person", "practice_id"], unique=True)
    op.create_table(
        "conversations",
        sa.Column("person", name, nullable=False),
        sa.Column("chat", name, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("kept_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("person", "chat", name="pk_conversations"),
    )
    op.create_index("ix_conversations_kept_at", "conversations", ["kept_at"])
    op.create_table(
        "shown_answers",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("channel", name, nullable=False),
        sa.Column("answers", sa.BigInteger, nullable=True),
        sa.Column("person", name, nullable=False),
        sa.Column("chat", name, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("practices", sa.JSON, nullable=False),
        sa.Column("suggestions", sa.JSON, nullable=False),
        sa.Column("filters", sa.JSON, nullable=False),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("shown_at", moment, nullable=False),
        sa.Column("shown_after", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_shown_answers"),
    )
    op.create_index("ix_shown_answers_channel", "shown_answers", ["channel", "answers"], unique=True)
    op.create_index("ix_shown_answers_person", "shown_answers", ["person"])
    op.create_index("ix_shown_answers_shown_at", "shown_answers", ["shown_at"])
    op.create_table(
        "inbox",
        sa.Column("channel", name, nullable=False),
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("done_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("channel", "number", name="pk_inbox"),
    )
    op.create_index("ix_inbox_done_at", "inbox", ["done_at"])
    waiting = sa.text("done_at IS NULL")
    op.create_index("ix_inbox_waiting", "inbox", ["channel", "number"], sqlite_where=waiting, postgresql_where=waiting)
