"""An index from names to what they name, for three ways of writing: words, inflected words, no spaces at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from corpus.places.spelling import UNSPACED, cyrillic_stem, is_arabic, is_cyrillic, key_of

Target = TypeVar("Target", int, str)


@dataclass(slots=True)
class Names(Generic[Target]):
    """Names, ready to be looked up; flat dictionaries, so that they go to JSON and back as they are, and fast.

    Args:
        targets: What each name names, or the first of it. Names of scripts with spaces stand folded, others as written.
        others: What else names of several places name; few names do.
        words: First word of a name of several words, with how many words the longest such name has.
        stems: Stem of the first word of a Cyrillic name, with the names that begin so.
        characters: First two characters of a name written without spaces, with the length of the longest such name.
    """

    targets: dict[str, Target] = field(default_factory=dict)
    others: dict[str, list[Target]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    stems: dict[str, list[str]] = field(default_factory=dict)
    characters: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, target: Target) -> None:
        """Enter one name of a target, in the way that suits its script."""
        name = name.strip()
        if UNSPACED.match(name):
            if len(name) >= 2:
                self._enter(name, target)
                self.characters[name[:2]] = max(self.characters.get(name[:2], 0), len(name))
            return
        key = key_of(name)
        if len(key) < 2:
            return
        if is_cyrillic(key):
            alike = self.stems.setdefault(cyrillic_stem(key.split(" ")[0])[0], [])
            if key not in alike:
                alike.append(key)
        self._enter_words(key, target)
        if is_arabic(key) and (marked := key_of(name, keep_arabic_marks=True)) != key:
            self._enter_words(marked, target)

    def add_all(self, names: Iterable[str], target: Target) -> None:
        """Enter every name of a target."""
        for name in names:
            self.add(name, target)

    def get(self, key: str) -> list[Target]:
        """Give everything that a name names; nothing for a name that is not known."""
        first = self.targets.get(key)
        return [] if first is None else [first, *self.others.get(key, ())]

    def as_json(self) -> dict[str, Any]:
        """Give the index as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Names[Target]:
        """Take over what `as_json` gave.

        Raises:
            KeyError: a part is missing.
            TypeError: a part is not a dictionary.
        """
        parts = {name: data[name] for name in cls.__slots__}
        if not all(isinstance(part, dict) for part in parts.values()):
            raise TypeError("every part of an index of names is a dictionary")
        return cls(**parts)

    def _enter_words(self, key: str, target: Target) -> None:
        self._enter(key, target)
        first, space, rest = key.partition(" ")
        if space:
            self.words[first] = max(self.words.get(first, 1), rest.count(" ") + 2)

    def _enter(self, key: str, target: Target) -> None:
        first = self.targets.setdefault(key, target)
        if first != target and target not in self.others.get(key, ()):
            self.others.setdefault(key, []).append(target)
