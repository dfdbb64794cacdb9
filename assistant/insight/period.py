"""The time that figures are about, always named with its first and last day."""

import datetime
from dataclasses import dataclass
from typing import Final, Literal, Self

PeriodCode = Literal["weeks", "months", "all"]

DAYS: Final[dict[PeriodCode, int]] = {"weeks": 28, "months": 91}
"""Days of the periods that have a fixed length; `all` is as long as questions are kept."""


@dataclass(frozen=True, slots=True)
class Period:
    """A time, in whole days of UTC.

    Args:
        code: How addresses name it.
        since: Its first day.
        until: Its last day.
    """

    code: PeriodCode
    since: datetime.date
    until: datetime.date

    @classmethod
    def of(cls, code: str, today: datetime.date, keep_days: int) -> Self:
        """The period that an address names; four weeks where it names none.

        Args:
            code: `weeks`, `months` or `all`.
            today: Its last day.
            keep_days: For how long questions are kept.
        """
        known: PeriodCode = "all" if code == "all" else "months" if code == "months" else "weeks"
        days = min(DAYS.get(known, keep_days), keep_days)
        return cls(known, today - datetime.timedelta(days=days - 1), today)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    @property
    def step(self) -> int:
        """Days that are counted together so that a chart stays readable: one, a week, or four weeks."""
        return 1 if self.days <= 35 else 7 if self.days <= 400 else 28

    @property
    def start(self) -> datetime.datetime:
        """The moment at which it begins."""
        return datetime.datetime.combine(self.since, datetime.time(), datetime.UTC)

    def spans(self) -> list[tuple[datetime.date, datetime.date]]:
        """First and last day of each bar of a chart, the last of which ends with the period; the first may be short."""
        spans = []
        last = self.until
        while last >= self.since:
            first = max(last - datetime.timedelta(days=self.step - 1), self.since)
            spans.append((first, last))
            last = first - datetime.timedelta(days=1)
        return spans[::-1]
