"""Long work of the office, with how far it is, and what a revision came from."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
