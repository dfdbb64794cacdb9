"""What a look at the sources found and nobody has taken over yet."""

import datetime
from dataclasses import dataclass

from corpus.catalogue import Catalogue, Source
from corpus.catalogue.source_entries import Find, FindState


@dataclass(frozen=True, slots=True)
class SourceFinds:
    """What was found at one source.

    Args:
        source: Which.
        finds: What is new, changed, gone or failed, by address.
        unchanged: How many documents are as they were.
        failure: Why it could not be listed, or empty.
        held: Why what was found waits for a person, or empty.
        taken: Whether it was taken over already.
    """

    source: Source
    finds: list[Find]
    unchanged: int
    failure: str
    held: str
    taken: bool

    def of(self, state: FindState) -> list[Find]:
        """What is in a state."""
        return [find for find in self.finds if find.state == state]


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found.

    Args:
        run: Its number.
        when: When the look ended; None while it goes on.
        done: Whether everything was taken over.
        sources: What was found at each source, those held back first.
    """

    run: int
    when: datetime.datetime | None
    done: bool
    sources: list[SourceFinds]

    def count(self, state: FindState) -> int:
        """How many documents are in a state and not taken over."""
        return sum(len(one.of(state)) for one in self.sources if not one.taken)

    @property
    def held(self) -> list[SourceFinds]:
        """The sources that are held back."""
        return [one for one in self.sources if one.held and not one.taken]

    @property
    def left(self) -> bool:
        """Whether there is anything to be taken over."""
        return any(not one.taken and not one.failure and (one.finds or one.unchanged) for one in self.sources)


@dataclass(frozen=True, slots=True)
class Waiting:
    """That something was found and waits: the look's number, when it was, and how much it found."""

    run: int
    when: datetime.datetime
    counts: dict[str, int]


def found_in(catalogue: Catalogue, run_id: int) -> Found | None:
    """What a look found; None where there is no such look, or it is forgotten.

    Raises:
        CatalogueError: The catalogue failed.
    """
    runs = catalogue.sources.runs
    run = runs.get(run_id)
    if run is None:
        return None
    known = {source.id: source for source in catalogue.sources.all()}
    sources = []
    for number, look in runs.looks(run_id).items():
        if number not in known:
            continue
        every = runs.finds(run_id, source_id=number)
        left = {find.id for find in runs.finds(run_id, source_id=number, untaken=True)}
        shown = sorted((find for find in every if find.state != "unchanged"), key=lambda find: find.address)
        unchanged = len(every) - len(shown)
        sources.append(SourceFinds(known[number], shown, unchanged, look.failure, look.held, bool(every) and not left))
    sources.sort(key=lambda one: (not one.held, not one.failure, one.source.name.casefold(), one.source.id))
    return Found(run_id, run.looked_at, run.taken_at is not None, sources)


def waiting_find(catalogue: Catalogue) -> Waiting | None:
    """The latest look whose finds wait for a person, if there is one that found anything.

    Raises:
        CatalogueError: The catalogue failed.
    """
    run = catalogue.sources.runs.latest()
    if run is None or run.looked_at is None:
        return None
    counts = {"new": 0, "changed": 0, "gone": 0}
    for find in catalogue.sources.runs.finds(run.id, untaken=True):
        if find.state in counts:
            counts[find.state] += 1
    return Waiting(run.id, run.looked_at, counts) if any(counts.values()) else None
