"""Every question asked, by day and without anything that says who asked, and tasks drawn from them.

Questions asked in vain were kept before, with the moment: they move over, with the day alone.
"""

import sqlalchemy as sa
from alembic import op

from corpus.catalogue.masking import masked

revision = "0005"
down_revision = "0004"

_AT_ONCE = 500


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    questions = op.create_table(
        "questions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("filters", sa.JSON, nullable=False),
        sa.Column("countries", sa.Text, nullable=False),
        sa.Column("regions", sa.Text, nullable=False),
        sa.Column("practices", sa.Text, nullable=False),
        sa.Column("channel", sa.String(120), nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_asked_on", "questions", ["asked_on"])
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("askings", sa.Integer, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("done_at", moment, nullable=True),
        sa.Column("done_by", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_created_at", "tasks", ["created_at"])
    _move(questions)
    op.drop_index("ix_unanswered_questions_asked_at", "unanswered_questions")
    op.drop_table("unanswered_questions")


def _move(questions: sa.Table) -> None:
    before = sa.table(
        "unanswered_questions",
        sa.column("id", sa.Integer),
        sa.column("question", sa.Text),
        sa.column("language", sa.Text),
        sa.column("reason", sa.Text),
        sa.column("filters", sa.JSON),
        sa.column("asked_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    rows = [_moved(row) for row in connection.execute(sa.select(before).order_by(before.c.id))]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(sa.insert(questions), rows[start : start + _AT_ONCE])


def _moved(row: sa.Row[tuple[int, str, str, str, dict[str, list[str]], object]]) -> dict[str, object]:
    filters = row.filters or {}
    return {
        "question": masked(row.question),
        "language": row.language,
        "answered": False,
        "reason": row.reason,
        "filters": filters,
        "countries": " ".join(filters.get("countries", ())),
        "regions": " ".join(filters.get("regions", ())),
        "practices": "",
        "channel": "",
        "asked_on": row.asked_at.date(),
    }
