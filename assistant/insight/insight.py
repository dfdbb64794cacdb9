"""What staff see of what was asked: figures at once, groups by meaning as soon as the questions are read."""

import datetime
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from assistant.insight.coverage import Coverage, coverage_of
from assistant.insight.figures import Figures, figures_of
from assistant.insight.groups import Group, Phrasing, groups_of, phrasings_of
from assistant.insight.period import Period
from assistant.insight.reference import Known, Reference, descriptions, known_questions
from assistant.insight.vectors import QuestionVectors, Vectors
from corpus.catalogue import Catalogue
from index.contents import Contents

Value = TypeVar("Value")

NEWEST: Final = 5_000
"""Questions without an answer that are grouped; of more, the newest."""

MOST_FEEDBACK: Final = 2_000

FRESH_SECONDS: Final = 20.0
"""How long figures are shown again before they are counted anew."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """What was asked in vain, as far as it is grouped.

    Args:
        period: The time it is from.
        ready: Whether it is; else there are no groups yet.
        read: How many questions have been read so far.
        total: How many there are to read.
        groups: The groups, the one asked most often first.
        coverage: Practices and questions by theme and region; None while it is not ready.
        left_out: Whether there were more questions than are grouped.
    """

    period: Period
    ready: bool
    read: int
    total: int
    groups: tuple[Group, ...] = ()
    coverage: Coverage | None = None
    left_out: bool = False

    def group(self, key: str) -> Group | None:
        """The group that a key names, or None."""
        named = next((group for group in self.groups if group.key == key), None)
        return named or next((group for group in self.groups if key in group), None)

    def scope(self, *, inside: bool) -> list[Group]:
        """The groups about what cities do, or those about something else."""
        return [group for group in self.groups if group.in_scope == inside]


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the corpus that is served gives to measure against."""

    snapshot: str
    known: tuple[Known, ...]
    practices: tuple[tuple[str, tuple[str, ...], str], ...]


class Insight:
    """Counts and groups what was asked. Safe to use from several threads, but not on an event loop: it waits for disks.

    Args:
        catalogue: Gives the catalogue.
        contents: Gives the name of the snapshot that is served, and what is in it.
        embed: Gives the vectors of questions.
        keep_days: For how long questions are kept.
        today: Gives the day, in UTC.
    """

    def __init__(
        self,
        catalogue: Callable[[], Catalogue],
        contents: Callable[[], tuple[str, Contents]],
        embed: Callable[[list[str]], Vectors],
        keep_days: int,
        today: Callable[[], datetime.date] = lambda: datetime.datetime.now(datetime.UTC).date(),
    ) -> None:
        self._catalogue = catalogue
        self._contents = contents
        self._keep_days = keep_days
        self._today = today
        self._vectors = QuestionVectors(embed)
        self._lock = threading.Lock()
        self._basis: _Basis | None = None
        self._figures: dict[Period, tuple[float, Figures]] = {}
        self._grouped: dict[Period, tuple[tuple[object, ...], Grouped]] = {}

    def close(self) -> None:
        """Stop reading questions."""
        self._vectors.close()

    def period(self, code: str) -> Period:
        """The period that an address names; four weeks where it names none."""
        return Period.of(code, self._today(), self._keep_days)

    def figures(self, period: Period) -> Figures:
        """Counts of what was asked, a few seconds old at most.

        Raises:
            CatalogueError: The catalogue failed.
        """
        counted, figures = self._figures.get(period, (0.0, None))
        if figures is not None and time.monotonic() - counted < FRESH_SECONDS:
            return figures
        catalogue, (_, contents) = self._catalogue(), self._contents()
        figures = figures_of(
            period,
            catalogue.asked.tallies(period.since, period.until),
            catalogue.asked.shown(period.since, period.until),
            catalogue.feedback(MOST_FEEDBACK, since=period.start),
            contents.ids,
        )
        _keep(self._figures, period, (time.monotonic(), figures))
        return figures

    def grouped(self, period: Period, wait: float = 0.0) -> Grouped:
        """What was asked in vain by meaning, and where the corpus is thin.

        Questions that were not read before are read in the background: ask again for the rest.

        Args:
            period: The period.
            wait: Seconds to wait for questions to be read.

        Raises:
            CatalogueError: The catalogue failed.
        """
        catalogue, basis = self._catalogue(), self._known()
        state = (basis.snapshot, *catalogue.asked.state())
        kept = self._grouped.get(period)
        if kept is not None and kept[0] == state:
            return kept[1]
        questions = catalogue.asked.latest(NEWEST + 1, since=period.since, until=period.until, answered=False)
        phrasings = phrasings_of(questions[:NEWEST])
        known, described = [one.text for one in basis.known], list(descriptions().values())
        read, total = self._vectors.want([*described, *known, *(one.text for one in phrasings)])
        if read < total and not (wait and self._vectors.wait(wait)):
            return Grouped(period, ready=False, read=read, total=total)
        with self._lock:  # one at a time: it computes for a second
            vectors = [
                self._vectors.get(texts) for texts in (known, described, [one.text for one in phrasings]) if texts
            ]
            if any(found is None for found in vectors) or not known:
                return Grouped(period, ready=not known, read=read, total=total)
            grouped = self._group(period, basis, phrasings, [found for found in vectors if found is not None])
        result = Grouped(period, True, total, total, *grouped, left_out=len(questions) > NEWEST)
        _keep(self._grouped, period, (state, result))
        return result

    def _group(
        self, period: Period, basis: _Basis, phrasings: list[Phrasing], vectors: list[Vectors]
    ) -> tuple[tuple[Group, ...], Coverage]:
        reference = Reference.of(basis.known, vectors[0], vectors[1])
        own = vectors[2] if phrasings else vectors[0][:0]
        groups = groups_of(phrasings, own, reference)
        themes = reference.theme_of(own, [one.language for one in phrasings])
        in_scope = {one for group in groups if group.in_scope for one in group.phrasings}
        from corpus.drafting.regions import region_of  # noqa: PLC0415  (what reads documents is not needed to answer)

        shown = self._catalogue().asked.shown(period.since, period.until)
        countries = {code for named in (phrasings, shown) for one in named for code in one.countries}
        coverage = coverage_of(
            basis.practices,
            shown,
            [(one, theme) for one, theme in zip(phrasings, themes, strict=True) if one in in_scope],
            {country: region_of(country) for country in countries},
        )
        return tuple(groups), coverage

    def _known(self) -> _Basis:
        snapshot, contents = self._contents()
        basis = self._basis
        if basis is None or basis.snapshot != snapshot:
            numbers = range(len(contents))
            practices = [contents.practice(number) for number in numbers]
            basis = _Basis(
                snapshot,
                tuple(known_questions(len(practices), practices.__getitem__)),
                tuple((one.id, tuple(one.themes), one.region) for one in practices),
            )
            self._basis = basis
        return basis


def _keep(kept: dict[Period, Value], period: Period, value: Value) -> None:
    """Keep what was computed for the periods of today alone."""
    for other in [other for other in kept if other.until != period.until]:
        kept.pop(other, None)
    kept[period] = value
