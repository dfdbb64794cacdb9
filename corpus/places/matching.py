"""Where the words of a text spell a name that is known, before it is judged whether a place is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.places.cues import cues
from corpus.places.names import Names
from corpus.places.spelling import (
    UNSPACED,
    Word,
    fold,
    is_arabic,
    is_cyrillic,
    is_form_of,
    is_hangul,
    without_arabic_prefix,
)

_WITHIN_A_NAME = re.compile(r"[\s\-‐-–'’ʼ.·&]{0,3}")
_LONGEST_ENDING = 3
_SHORTEST_STEM = 4  # letters that must be left when a prefix or ending was taken off


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A stretch of text that spells a known name.

    Args:
        start: Where it begins in the text.
        end: Where it ends.
        first: Number of its first word; -1 in scripts without spaces.
        last: Number of its last word; -1 in scripts without spaces.
        key: The name, folded.
        cities: Positions of the cities so named.
        codes: Codes of the countries and areas so named.
        affix: What was taken off the word: an Arabic prefix, a Turkish ending, a Korean particle.
    """

    start: int
    end: int
    first: int
    last: int
    key: str
    cities: list[int]
    codes: list[str]
    affix: str = ""


@dataclass(frozen=True, slots=True)
class Matcher:
    """Looks a text's words up among the names of cities and of countries.

    Args:
        cities: Names of cities.
        territories: Names of countries and areas in the question's language.
        language: Two-letter code of that language.
        peoples: Folded names of peoples and languages, which no city shares ("Thai" is not a town).
    """

    cities: Names[int]
    territories: Names[str]
    language: str
    peoples: frozenset[str]

    def occurrences(self, text: str, tokens: list[Word]) -> Iterator[Occurrence]:
        """Yield every stretch that spells a name, shorter names within longer ones included."""
        for number, token in enumerate(tokens):
            if not UNSPACED.match(token.text):
                yield from self._at_word(text, tokens, number)
                if is_cyrillic(token.key):
                    yield from self._inflected(text, tokens, number)
        for run in UNSPACED.finditer(text):
            yield from self._without_spaces(run[0], run.start())

    def _look_up(self, key: str, tokens: list[Word], first: int, last: int, affix: str = "") -> Iterator[Occurrence]:
        cities, codes = self.cities.get(key), self.territories.get(key)
        if key in self.peoples:
            cities = []
        if cities or codes:
            yield Occurrence(tokens[first].start, tokens[last].end, first, last, key, cities, codes, affix)

    def _at_word(self, text: str, tokens: list[Word], number: int) -> Iterator[Occurrence]:
        token = tokens[number]
        arabic = is_arabic(token.text)
        yield from self._words_from(text, tokens, number, token.key)
        if arabic:
            for rest, prefix in without_arabic_prefix(token.key):
                if len(rest) >= _SHORTEST_STEM:
                    yield from self._words_from(text, tokens, number, rest, prefix)
        elif self.language == "tr" or is_hangul(token.text):
            shortest = 2 if is_hangul(token.text) else _SHORTEST_STEM
            endings = cues("ko" if is_hangul(token.text) else "tr").endings
            for length in range(len(token.key) - 1, shortest - 1, -1):
                if token.key[length:] in endings:
                    yield from self._look_up(token.key[:length], tokens, number, number, token.key[length:])

    def _words_from(
        self, text: str, tokens: list[Word], number: int, key: str, affix: str = ""
    ) -> Iterator[Occurrence]:
        """Look up the name that begins at a word, and the longer ones that go on from there."""
        marked = fold(tokens[number].text, keep_arabic_marks=True) if not affix else key
        if marked != key and (self.cities.get(marked) or self.territories.get(marked)):
            key = marked  # written with its vowel points, a name means exactly itself
        yield from self._look_up(key, tokens, number, number, affix)
        longest = max(self.cities.words.get(key, 1), self.territories.words.get(key, 1))
        for last in range(number + 1, min(number + longest, len(tokens))):
            if not _WITHIN_A_NAME.fullmatch(text, tokens[last - 1].end, tokens[last].start):
                return
            key = f"{key} {tokens[last].key}"
            yield from self._look_up(key, tokens, number, last, affix)

    def _inflected(self, text: str, tokens: list[Word], number: int) -> Iterator[Occurrence]:
        """Look up the names that begin with a case form of a Cyrillic word."""
        word = tokens[number].key
        for cut in range(min(_LONGEST_ENDING, len(word) - 2) + 1):
            stem = word[: len(word) - cut]
            for name in (*self.cities.stems.get(stem, ()), *self.territories.stems.get(stem, ())):
                parts = name.split(" ")
                last = number + len(parts) - 1
                if last < len(tokens) and all(
                    is_form_of(tokens[number + offset].key, part) for offset, part in enumerate(parts)
                ):
                    gaps = zip(tokens[number:last], tokens[number + 1 : last + 1], strict=True)
                    if all(_WITHIN_A_NAME.fullmatch(text, one.end, other.start) for one, other in gaps):
                        yield from self._look_up(name, tokens, number, last)

    def _without_spaces(self, run: str, offset: int) -> Iterator[Occurrence]:
        for at in range(len(run) - 1):
            head = run[at : at + 2]
            longest = max(self.cities.characters.get(head, 0), self.territories.characters.get(head, 0))
            for length in range(min(longest, len(run) - at), 1, -1):
                name = run[at : at + length]
                cities, codes = self.cities.get(name), self.territories.get(name)
                if cities or codes:
                    yield Occurrence(offset + at, offset + at + length, -1, -1, name, cities, codes)
