"""What the catalogue hands out, as plain immutable values that need no open database."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.catalogue import records
from corpus.practice import Practice

ChangeKind = Literal["added", "changed", "withdrawn", "restored"]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one call did to the corpus: ids of practices by what became of them.

    `revision` is the number of the revision that was made, or None where nothing changed.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What is published at one moment: the practices ordered by id, their digest, and the latest revision's number."""

    practices: list[Practice]
    digest: str
    revision: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One committed change of the corpus, with how many practices it touched in which way."""

    number: int
    when: datetime.datetime
    by: str
    added: int
    changed: int
    withdrawn: int
    restored: int


@dataclass(frozen=True, slots=True)
class PracticeVersion:
    """One version of a practice as it was published, and the change that made it."""

    practice_id: str
    number: int
    change: ChangeKind
    when: datetime.datetime
    by: str
    revision: int
    digest: str
    record: str

    @property
    def practice(self) -> Practice:
        """The practice as it stood in this version.

        Raises:
            CatalogueError: The record was written for another version of the format.
        """
        return records.load(self.practice_id, self.record)


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """A question for which the corpus held no answer; nothing in it says who asked."""

    question: str
    language: str
    reason: str
    filters: Mapping[str, Sequence[str]]
    when: datetime.datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thought of an answer, or of one practice in it; nothing in it says who the reader is."""

    question: str
    practice_id: str | None
    helpful: bool
    comment: str | None
    language: str
    when: datetime.datetime
