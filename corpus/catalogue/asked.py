"""What was asked: every question with the day, the places it was about and what became of it, never who asked."""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, insert, select
from sqlalchemy.sql.elements import ColumnElement

from corpus.catalogue import storable
from corpus.catalogue.asked_tables import QuestionRow
from corpus.catalogue.database import Database
from corpus.catalogue.forgetting import forget
from corpus.catalogue.masking import masked
from corpus.catalogue.storable import clean, name

_AT_ONCE = 500


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question as it is kept; nothing in it says who asked.

    What people wrote is not part of the representation, which may end up in a log.

    Args:
        question: Its words. Addresses and numbers to reach somebody at are blotted out before they are kept.
        language: Code of its language.
        answered: Whether there was an answer.
        reason: Why there was none; empty where there was one.
        filters: What the asker narrowed it to, values by kind.
        countries: Codes of the countries asked about, chosen or named in the words.
        regions: Codes of the regions asked about, likewise.
        practices: Ids of the practices shown with the answer.
        channel: How it came: `web`, `api`, `telegram`, `cli`; empty where that is not known.
        day: On which it was asked, in UTC. The hour is not kept: it could be held against somebody's records.
    """

    question: str = field(repr=False)
    language: str
    answered: bool
    reason: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    channel: str = ""
    day: datetime.date = field(default_factory=_today)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions were alike in all that is counted.

    Args:
        count: How many.
        day: When they were asked.
        language, answered, reason, countries, regions: As of an `AskedQuestion`.
    """

    count: int
    day: datetime.date
    language: str
    answered: bool
    reason: str
    countries: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownTogether:
    """How many answers, to questions about the same places, showed the same practices; the first fitted best."""

    count: int
    practices: tuple[str, ...]
    countries: tuple[str, ...]
    regions: tuple[str, ...]


class Asked:
    """Keeps questions and counts them. Every method is one transaction.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, entries: Iterable[AskedQuestion]) -> int:
        """Keep questions: all of them, or none where anything fails.

        Args:
            entries: In the order in which they were asked.

        Returns:
            How many there were.

        Raises:
            CatalogueError: The database failed.
            ValueError: The name of a channel is too long.
        """
        rows = [_row(entry) for entry in entries]
        if rows:
            with self._database.writing() as session:
                for start in range(0, len(rows), _AT_ONCE):
                    session.execute(insert(QuestionRow), rows[start : start + _AT_ONCE])
        return len(rows)

    def latest(
        self,
        limit: int = 100,
        *,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        answered: bool | None = None,
    ) -> list[AskedQuestion]:
        """The latest questions, newest first.

        Args:
            limit: How many at most.
            since: The first day that counts.
            until: The last day that counts.
            answered: Only those that were answered, or only those that were not.
        """
        query = select(QuestionRow).where(*_within(since, until))
        if answered is not None:
            query = query.where(QuestionRow.answered.is_(answered))
        query = query.order_by(QuestionRow.asked_on.desc(), QuestionRow.id.desc()).limit(max(limit, 0))
        with self._database.reading() as session:
            return [_entry(row) for row in session.scalars(query)]

    def tallies(self, since: datetime.date | None = None, until: datetime.date | None = None) -> list[Tally]:
        """Counts of the questions of a time, from which all figures about them can be made.

        Args:
            since: The first day that counts.
            until: The last day that counts.
        """
        row = QuestionRow
        columns = (row.asked_on, row.language, row.answered, row.reason, row.countries, row.regions)
        query = select(func.count(), *columns).where(*_within(since, until)).group_by(*columns).order_by(*columns)
        with self._database.reading() as session:
            return [
                Tally(count, day, language, answered, reason, tuple(countries.split()), tuple(regions.split()))
                for count, day, language, answered, reason, countries, regions in session.execute(query)
            ]

    def shown(self, since: datetime.date | None = None, until: datetime.date | None = None) -> list[ShownTogether]:
        """Which practices the answers of a time showed.

        Args:
            since: The first day that counts.
            until: The last day that counts.
        """
        columns = (QuestionRow.practices, QuestionRow.countries, QuestionRow.regions)
        query = (
            select(func.count(), *columns)
            .where(QuestionRow.answered.is_(True), QuestionRow.practices != "", *_within(since, until))
            .group_by(*columns)
            .order_by(*columns)
        )
        with self._database.reading() as session:
            return [
                ShownTogether(count, tuple(practices.split()), tuple(countries.split()), tuple(regions.split()))
                for count, practices, countries, regions in session.execute(query)
            ]

    def state(self) -> tuple[int, int]:
        """How many questions there are, and the number of the newest: where both are equal, nothing has changed."""
        query = select(func.count(), func.coalesce(func.max(QuestionRow.id), 0)).select_from(QuestionRow)
        with self._database.reading() as session:
            count, newest = session.execute(query).one()
            return count, newest

    def first_day(self) -> datetime.date | None:
        """The day of the oldest question, or None where there is none."""
        with self._database.reading() as session:
            return session.scalar(select(func.min(QuestionRow.asked_on)))

    def forget_before(self, moment: datetime.datetime) -> int:
        """Delete the questions that are older than a moment; each counts as asked at the beginning of its day.

        Args:
            moment: With a time zone.

        Returns:
            How many were deleted.

        Raises:
            ValueError: The moment has no time zone.
        """
        last = (storable.moment(moment).astimezone(datetime.UTC) - datetime.timedelta(microseconds=1)).date()
        return forget(self._database, delete(QuestionRow).where(QuestionRow.asked_on <= last))


def _within(since: datetime.date | None, until: datetime.date | None) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield QuestionRow.asked_on >= since
    if until is not None:
        yield QuestionRow.asked_on <= until


def _row(entry: AskedQuestion) -> dict[str, object]:
    return {
        "question": masked(clean(entry.question)),
        "language": clean(entry.language),
        "answered": entry.answered,
        "reason": clean(entry.reason),
        "filters": {clean(kind): [clean(value) for value in values] for kind, values in entry.filters.items()},
        "countries": _listed(entry.countries),
        "regions": _listed(entry.regions),
        "practices": _listed(entry.practices),
        "channel": name(entry.channel) if entry.channel else "",
        "asked_on": entry.day,
    }


def _listed(codes: Iterable[str]) -> str:
    """Codes as one text. None of ours has a space in it; whatever else has one becomes two that nobody knows."""
    return clean(" ".join(itertools.islice(codes, 300)))


def _entry(row: QuestionRow) -> AskedQuestion:
    return AskedQuestion(
        question=row.question,
        language=row.language,
        answered=row.answered,
        reason=row.reason,
        filters=row.filters,
        countries=tuple(row.countries.split()),
        regions=tuple(row.regions.split()),
        practices=tuple(row.practices.split()),
        channel=row.channel,
        day=row.asked_on,
    )
