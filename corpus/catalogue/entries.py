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
    """One committed change of the corpus, with how many practices it touched in which way.

    `came_from` is the number of the earlier revision whose state a roll-back brought back.
    """

    number: int
    when: datetime.datetime
    by: str
    added: int
    changed: int
    withdrawn: int
    restored: int
    came_from: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """When a published practice first came, and when it was last published anew."""

    practice_id: str
    first: datetime.datetime
    last: datetime.datetime


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


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person wants of every answer: its language, and the regions of the world to look in."""

    language: str | None = None
    regions: tuple[str, ...] = ()


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """An answer as it was shown in a chat, so that its buttons work later, after a restart too.

    `key` is what the buttons carry, up to 32 characters; `text` is the message as it was rendered, and
    `conversation` is opaque. `answers` is the number of the update in the inbox of `channel` that it answers, and
    `after` that of the newest message known just before it was shown, where the channel numbers messages: whoever does
    not know whether it was shown looks for it among those that are newer.
    What a person wrote, and the answer to it, is not part of the representation, which may end up in a log.
    """

    key: str
    channel: str
    person: str
    chat: str
    question: str = field(repr=False)
    language: str
    text: str = field(repr=False)
    practices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    conversation: str = field(default="", repr=False)
    answers: int | None = None
    after: int | None = None
    when: datetime.datetime = field(default_factory=_now)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update as a channel delivered it, by its number there; `payload` is not part of the representation."""

    number: int
    payload: str = field(repr=False)
    received: datetime.datetime = field(default_factory=_now)
