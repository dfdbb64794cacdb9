"""Questions asked, without anything that says who asked, and tasks drawn from them."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
