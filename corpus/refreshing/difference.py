"""What a look at sources found, against what is known of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.catalogue import Find, Source
from corpus.catalogue.source_entries import FindState

LOST_SHARE: Final = 0.2
"""A source that loses more of its documents than this waits for a person."""


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """What a look at one source found.

    Args:
        source: Which.
        finds: What is new, changed, gone or failed; no documents.
        unchanged: How many documents are as they were.
        failure: Why it could not be listed, as a sentence; or empty.
        held: Why what was found waits for a person, as a sentence; or empty.
    """

    source: Source
    finds: Sequence[Find] = ()
    unchanged: int = 0
    failure: str = ""
    held: str = ""

    def of(self, state: FindState) -> list[Find]:
        """What is in a state: `new`, `changed`, `gone` or `failed`."""
        return [find for find in self.finds if find.state == state]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a refresh found: `run` is its number, or None where nothing was kept."""

    run: int | None
    sources: Sequence[SourceDifference] = field(default_factory=tuple)

    def count(self, state: FindState) -> int:
        """How many documents are in a state, over all sources."""
        if state == "unchanged":
            return sum(one.unchanged for one in self.sources)
        return sum(len(one.of(state)) for one in self.sources)

    @property
    def changes(self) -> bool:
        """Whether there is anything to be taken over that a person would see."""
        return any(self.count(state) for state in ("new", "changed", "gone"))

    @property
    def held(self) -> list[SourceDifference]:
        """The sources that wait for a person."""
        return [one for one in self.sources if one.held]


def compare(source: Source, finds: Iterable[Find], *, before: int, failure: str = "") -> SourceDifference:
    """Put together what was found at a source, and hold it back where it looks like an accident.

    Args:
        source: Which.
        finds: Everything that was found, what is unchanged too.
        before: How many documents it held.
        failure: Why it could not be listed.
    """
    found = list(finds)
    counts = Counter(find.state for find in found)
    shown = sorted((find for find in found if find.state != "unchanged"), key=lambda find: find.address)
    held = "" if failure else _held(found, counts, before)
    return SourceDifference(source, shown, counts["unchanged"], failure, held)


def _held(found: Sequence[Find], counts: Counter[FindState], before: int) -> str:
    gone, there = counts["gone"], counts["new"] + counts["changed"] + counts["unchanged"]
    if before and gone and not there:
        return f"It yields nothing any more, and held {_documents(before)} before."
    if gone > before * LOST_SHARE:
        return f"{gone} of its {_documents(before)} are gone, more than a fifth."
    texts = Counter(find.text_digest for find in found if find.state == "changed")
    same = max(texts.values(), default=0)
    if same > max(1, before * LOST_SHARE):
        return f"{same} of its {_documents(before)} now hold the same text, as where a notice stands before every page."
    return ""


def _documents(count: int) -> str:
    return f"{count} document" + ("" if count == 1 else "s")
