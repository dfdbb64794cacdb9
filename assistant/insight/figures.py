"""Counts of what was asked in a period: over time, by language and country, and which practices were shown."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assistant.insight.period import Period
from corpus.catalogue import Feedback, ShownTogether, Tally


@dataclass(frozen=True, slots=True)
class Split:
    """A number of questions, of which some had an answer.

    Args:
        code: What they have in common, such as a language or a country.
        answered: Those that had one.
        refused: Those that had none.
    """

    code: str
    answered: int
    refused: int

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.refused


@dataclass(frozen=True, slots=True)
class Span:
    """The questions of some days in a row."""

    first: datetime.date
    last: datetime.date
    answered: int
    refused: int

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.refused


@dataclass(frozen=True, slots=True)
class Shown:
    """How often a practice was shown with an answer."""

    practice_id: str
    times: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What was asked in a period.

    Args:
        period: The period.
        answered, refused: How many questions had an answer, and how many had none.
        spans: The same over time.
        languages, countries, regions: The same by what was asked in or about, the most frequent first.
        reasons: Why there was no answer, the most frequent first.
        shown: Practices that were shown, the most frequent first.
        never: Ids of practices that are published and were not shown.
        helped, helped_not: How many readers said that an answer helped, and how many that it did not.
        complaints: What the latter said, the newest first.
    """

    period: Period
    answered: int
    refused: int
    spans: tuple[Span, ...]
    languages: tuple[Split, ...]
    countries: tuple[Split, ...]
    regions: tuple[Split, ...]
    reasons: tuple[Split, ...]
    shown: tuple[Shown, ...]
    never: tuple[str, ...]
    helped: int
    helped_not: int
    complaints: tuple[Feedback, ...]

    @property
    def asked(self) -> int:
        """All questions."""
        return self.answered + self.refused


def figures_of(
    period: Period,
    tallies: Sequence[Tally],
    shown: Iterable[ShownTogether],
    feedback: Iterable[Feedback],
    published: Collection[str],
) -> Figures:
    """Count.

    Args:
        period: The period that all of it is from.
        tallies: The questions.
        shown: What their answers showed.
        feedback: What readers thought of answers, the newest first.
        published: Ids of all practices that are published.
    """
    judged = list(feedback)
    times: Counter[str] = Counter()
    for together in shown:
        for practice_id in set(together.practices):
            times[practice_id] += together.count
    return Figures(
        period=period,
        answered=sum(tally.count for tally in tallies if tally.answered),
        refused=sum(tally.count for tally in tallies if not tally.answered),
        spans=_spans(period, tallies),
        languages=_split((tally.language, tally) for tally in tallies),
        countries=_split((code, tally) for tally in tallies for code in set(tally.countries)),
        regions=_split((code, tally) for tally in tallies for code in set(tally.regions)),
        reasons=_split((tally.reason, tally) for tally in tallies if not tally.answered),
        shown=tuple(
            Shown(code, count)
            for code, count in sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
            if code in published
        ),
        never=tuple(sorted(set(published) - times.keys())),
        helped=sum(one.helpful for one in judged),
        helped_not=sum(not one.helpful for one in judged),
        complaints=tuple(one for one in judged if not one.helpful),
    )


def _split(named: Iterable[tuple[str, Tally]]) -> tuple[Split, ...]:
    answered: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for code, tally in named:
        (answered if tally.answered else refused)[code] += tally.count
    found = [Split(code, answered[code], refused[code]) for code in answered.keys() | refused.keys()]
    return tuple(sorted(found, key=lambda one: (-one.asked, one.code)))


def _spans(period: Period, tallies: Iterable[Tally]) -> tuple[Span, ...]:
    answered: Counter[datetime.date] = Counter()
    refused: Counter[datetime.date] = Counter()
    for tally in tallies:
        (answered if tally.answered else refused)[tally.day] += tally.count
    spans = []
    for first, last in period.spans():
        days = [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]
        spans.append(Span(first, last, sum(answered[day] for day in days), sum(refused[day] for day in days)))
    return tuple(spans)
