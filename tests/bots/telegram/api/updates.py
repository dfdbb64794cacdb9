"""The updates that wait for the bot, until it has acknowledged them."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from threading import Condition
from typing import Any

_NOT_UNLESS_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
_FIRST_ID = 700_000_001


@dataclass(frozen=True)
class Update:
    """One update; those of the same queue (a chat, a person's queries) are handed over one after the other."""

    id: int
    kind: str
    content: dict[str, Any]
    queue: Hashable

    def as_json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.content}


class UpdateQueue:
    """Keeps updates in order. What is not acknowledged stays.

    Args:
        changed: guards what Telegram knows, and is notified of changes.
    """

    def __init__(self, changed: Condition) -> None:
        self._changed = changed
        self._waiting: dict[int, Update] = {}
        self._next_id = _FIRST_ID
        self._allowed: frozenset[str] = frozenset()
        self.subscribers: list[Callable[[], None]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def allowed(self) -> list[str]:
        """The kinds that the bot asked for, or nothing where it takes the usual ones."""
        return sorted(self._allowed)

    def allow(self, kinds: Any) -> None:
        """Takes over `allowed_updates`; without it what was said last holds. It counts for updates from now on."""
        if isinstance(kinds, list):
            self._allowed = frozenset(str(kind).lower() for kind in kinds)

    def add(self, kind: str, content: dict[str, Any], queue: Hashable) -> None:
        """Puts an update in, unless the bot does not want its kind."""
        with self._changed:
            wanted = kind in self._allowed if self._allowed else kind not in _NOT_UNLESS_ASKED
            if not wanted:
                return
            self._waiting[self._next_id] = Update(self._next_id, kind, content, queue)
            self._next_id += 1
            self._changed.notify_all()
        for tell in self.subscribers:
            tell()

    def waiting(self) -> list[Update]:
        """All that is not acknowledged, oldest first."""
        with self._changed:
            return list(self._waiting.values())

    def from_offset(self, offset: int, limit: int) -> list[Update]:
        """What getUpdates answers.

        Args:
            offset: acknowledges everything before it; negative: only so many of the newest are kept.
            limit: so many at most.
        """
        with self._changed:
            if offset < 0:
                self.drop(list(self._waiting)[:offset])
            self.drop([known for known in self._waiting if known < offset])
            return list(self._waiting.values())[:limit]

    def drop(self, ids: Iterable[int]) -> None:
        """Removes updates: they were acknowledged, or the bot does not want them any more."""
        with self._changed:
            for known in list(ids):
                self._waiting.pop(known, None)
            self._changed.notify_all()

    def clear(self) -> None:
        """Removes all."""
        self.drop(self.waiting_ids())

    def waiting_ids(self) -> list[int]:
        with self._changed:
            return list(self._waiting)
