"""Who may: staff accounts, their sessions, API keys, and sign-ins that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("same_name", sa.Text, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=True),
        sa.Column("issuer", sa.Text, nullable=True),
        sa.Column("subject", sa.Text, nullable=True),
        sa.Column("invitation", sa.String(64), nullable=True),
        sa.Column("invited_until", moment, nullable=True),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("signed_in_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_accounts"),
        sa.CheckConstraint("role IN ('editor', 'publisher')", name="role"),
    )
    op.create_index("ix_staff_accounts_same_name", "staff_accounts", ["same_name"], unique=True)
    op.create_index("ix_staff_accounts_issuer", "staff_accounts", ["issuer", "subject"], unique=True)
    op.create_index("ix_staff_accounts_invitation", "staff_accounts", ["invitation"], unique=True)
    op.create_table(
        "staff_sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("used_at", moment, nullable=False),
        sa.Column("program", sa.Text, nullable=False),
        sa.Column("flash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_sessions"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_accounts.id"], name="fk_staff_sessions_account_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_staff_sessions_account_id", "staff_sessions", ["account_id"])
    op.create_table(
        "staff_keys",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("same_name", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("beginning", sa.String(20), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("used_on", sa.Date, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_keys"),
        sa.CheckConstraint("role IN ('editor', 'publisher')", name="role"),
    )
    op.create_index("ix_staff_keys_same_name", "staff_keys", ["same_name"], unique=True)
    op.create_index("ix_staff_keys_digest", "staff_keys", ["digest"], unique=True)
    op.create_table(
        "staff_attempts",
        sa.Column("name_digest", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("name_digest", name="pk_staff_attempts"),
    )
    op.create_index("ix_staff_attempts_last_at", "staff_attempts", ["last_at"])
