"""How long somebody must wait who typed a wrong password: longer each time, the same for names that nobody has."""

import datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from corpus.catalogue.conflicts import insert
from corpus.catalogue.staff_entries import SignInRefused, digest_of, same_name
from corpus.catalogue.staff_tables import AttemptsRow

FREE: Final = 4
"""Failures after which nobody has to wait yet."""
FIRST_WAIT: Final = 5
MOST_WAIT: Final = 15 * 60
"""Seconds after the first failure that is not free, and at most; each failure doubles them."""
FORGOTTEN: Final = datetime.timedelta(days=1)
"""After which failures do not count any more."""
MAX_NAMES: Final = 10_000
"""Names remembered at most, besides the one at hand; the one whose last failure is longest ago is forgotten first."""


def wait_after(failures: int) -> int:
    """Seconds to wait after so many failures one after the other."""
    return 0 if failures <= FREE else min(MOST_WAIT, FIRST_WAIT << min(failures - FREE - 1, 20))


def count_attempt(session: Session, name: str, now: datetime.datetime) -> int:
    """Count an attempt as failed before it is looked at, so that many at once do not count as one.

    Args:
        session: A transaction that writes.
        name: The name that was typed.
        now: The moment.

    Returns:
        Seconds until the next attempt, should this one fail.

    Raises:
        SignInRefused: It comes too early and is not to be looked at.
    """
    digest = digest_of(same_name(name))
    _forget_some(session, now)
    first = insert(session, AttemptsRow).values(name_digest=digest, failures=0, last_at=now)
    session.execute(first.on_conflict_do_nothing())
    row = session.get_one(AttemptsRow, digest, with_for_update=True)
    waited = (now - row.last_at).total_seconds()
    left = wait_after(row.failures) - max(waited, 0)
    if left > 0:
        raise SignInRefused(max(1, round(left)), locked=True)
    row.failures += 1
    row.last_at = now
    return wait_after(row.failures)


def forget_attempts(session: Session, name: str) -> None:
    """Let the next failure with a name be the first one."""
    session.execute(delete(AttemptsRow).where(AttemptsRow.name_digest == digest_of(same_name(name))))


def _forget_some(session: Session, now: datetime.datetime) -> None:
    session.execute(delete(AttemptsRow).where(AttemptsRow.last_at <= now - FORGOTTEN))
    count = session.scalar(select(func.count()).select_from(AttemptsRow)) or 0
    if count > MAX_NAMES:
        oldest = select(AttemptsRow.name_digest).order_by(AttemptsRow.last_at).limit(count - MAX_NAMES)
        session.execute(delete(AttemptsRow).where(AttemptsRow.name_digest.in_(oldest)))
