"""Reads short texts that only make sense after an answer: one of those shown, others, a wish.

A text is read so only where every word of it stands in the closed lists of `follow_ups.toml`, all in one language:
"the second" points at a practice, "second chance schools" is a question.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

from corpus.vocabulary import LANGUAGES

Wish = Literal["cheaper", "newer", "proven"]
Kind = Literal["one", "others", "cheaper", "newer", "proven", "place"]

WISHES: Final = get_args(Wish)
LAST: Final = -1
"""The position of the last one shown."""

_LONGEST: Final = 100
"""Characters of a follow-up of closed words at most."""
_HAN: Final = "\u3400-\u9fff"
_NUMBER: Final = re.compile(rf"([0-9]{{1,2}})(?![0-9])([^\W\d_{_HAN}]*)")
_LETTER: Final = re.compile(rf"[^\W{_HAN}]")
"""A letter or digit of a script that puts spaces between words."""
_WRITTEN_ALIKE: Final = str.maketrans("ىة°", "يهo", "\u0640")
_SILENT: Final = ("Mn", "Me", "Cf")
_NO_PUNCTUATION: Final = frozenset("%&@*/\\")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A text of closed words.

    Args:
        kind: What it asks for: one of those shown, others than those, a wish, or the same in another place.
        languages: The languages in which all its words stand, the expected one first; none for "2".
        position: For "one", which of those shown: counted from 1, or `LAST`; 0 for any other kind.
    """

    kind: Kind
    languages: tuple[str, ...]
    position: int = 0


def read_follow_up(
    text: str, expected: str, *, cities: Mapping[str, int] | None = None, places: Sequence[str] = (), shown: int = 0
) -> FollowUp | None:
    """Read a text that was asked after an answer.

    Args:
        text: The text, cleaned.
        expected: Its likely language, whose words are tried first.
        cities: Names of the cities of practices that were shown, each with the position of its practice.
        places: The words of the text that name places.
        shown: How many practices were shown.

    Returns:
        What it asks for, or None where it is not made of closed words alone.
    """
    folded = fold(text) if len(text) <= _LONGEST else ""
    if not folded:
        return None
    named = {fold(name): _Token("city", position) for name, position in (cities or {}).items()}
    placed = {fold(place): _Token("place") for place in places}
    ends, letters = _ends(folded), set(folded).difference(*named, *placed)
    readings: dict[tuple[Kind, int], list[str]] = {}
    for language in dict.fromkeys((expected, *LANGUAGES)):
        if language not in LANGUAGES or not letters <= _letters(language):
            continue
        for kind in get_args(Kind):
            own = named if kind == "one" else {} if kind == "others" else placed
            tokens = _tokens(folded, ends, _words()[language, kind], own)
            position = None if tokens is None else _meant(kind, tokens, shown)
            if tokens is not None and position is not None:
                spoken = any(token.spoken for token in tokens)
                readings.setdefault((kind, position), []).extend([language] if spoken else [])
                break
    if not readings:
        return None
    (kind, position), languages = next(iter(readings.items()))
    return FollowUp(kind, tuple(languages), position)


@cache
def search_phrase(wish: Wish, language: str) -> str | None:
    """What is looked for beside the question; None where a wish only puts what fits in another order."""
    tables = _tables()
    phrase: str | None = tables.get(language, tables["en"])[wish].get("search")
    return phrase


def fold(text: str) -> str:
    """A text as closed words are compared: without case, accents and punctuation.

    Signs that are no punctuation stay, and stand in no list: "2 %" is no number of a practice.
    """
    letters: list[str] = []
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    for letter in apart.translate(_WRITTEN_ALIKE):
        category = unicodedata.category(letter)
        if category in _SILENT:
            continue
        if category == "Nd":
            if letters and letters[-1].isalpha():
                letters.append(" ")  # "No2"
            letters.append(str(unicodedata.decimal(letter)))
        elif category[0] in "PZ" and letter not in _NO_PUNCTUATION:
            letters.append(" ")
        else:
            letters.append(letter)
    return " ".join("".join(letters).split())


class _Token(NamedTuple):
    """What a phrase stands for.

    Args:
        role: Its part in a follow-up.
        value: For an ordinal or a city, the position.
        spoken: Whether it is of words: digits belong to no language.
    """

    role: Literal["beside", "says", "asks", "numbered", "ordinal", "city", "place"]
    value: int = 0
    spoken: bool = True


class _Words(NamedTuple):
    """The phrases of one kind in one language: their roles, and those that count only after another."""

    roles: Mapping[str, _Token]
    cardinals: Mapping[str, int]
    prefixes: tuple[str, ...]
    numbers: bool
    longest: int


def _meant(kind: Kind, tokens: Sequence[_Token], shown: int) -> int | None:
    """The position that the words name, 0 for a kind without positions; None where the words do not make one up."""
    roles = [token.role for token in tokens]
    if kind != "one":
        needed = "place" if kind == "place" else "says"
        return 0 if needed in roles else None
    positions = [token.value for token in tokens if token.role in ("ordinal", "city")]
    if not positions:  # "tell me more", where there is but one to tell about
        return 1 if shown == 1 and "asks" in roles else None
    if len(positions) > 1 or ("city" in roles and "asks" not in roles):
        return None
    return positions[0]


def _tokens(folded: str, ends: Sequence[int], words: _Words, own: Mapping[str, _Token]) -> list[_Token] | None:
    """The text cut into phrases, the longest at each place; None where something is none of them."""
    longest = max(words.longest, *map(len, own)) if own else words.longest
    tokens: list[_Token] = []
    start = 0
    while start < len(folded):
        if folded[start] == " ":
            start += 1
            continue
        number = _NUMBER.match(folded, start) if words.numbers else None
        if number is not None and (number[2] in _suffixes() or not number[2]):
            tokens.append(_Token("ordinal", int(number[1]), spoken=False))
            start = number.end()
            continue
        for end in ends:
            if not start < end <= start + longest:
                continue
            token = own.get(folded[start:end]) or _token(folded, start, end, words, tokens)
            if token is not None:
                tokens.append(token)
                start = end
                break
        else:
            return None
    return tokens


def _token(folded: str, start: int, end: int, words: _Words, before: Sequence[_Token]) -> _Token | None:
    phrase = folded[start:end]
    alone = start == 0 and end == len(folded)
    if phrase in words.cardinals and (alone or (before and before[-1].role == "numbered")):
        return _Token("ordinal", words.cardinals[phrase])
    if phrase in words.roles:
        return words.roles[phrase]
    bare = next((phrase.removeprefix(prefix) for prefix in words.prefixes if phrase.startswith(prefix)), None)
    return words.roles.get(bare) if bare else None


def _ends(folded: str) -> list[int]:
    """Where a phrase may end, the farthest first: not within a word."""
    inside = [bool(_LETTER.match(letter)) for letter in folded]
    return [end for end in range(len(folded), 0, -1) if end == len(folded) or not (inside[end - 1] and inside[end])]


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("follow_ups.toml").read_text("utf-8"))


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(_phrases(_tables()["numbers"]["suffixes"]))


@cache
def _letters(language: str) -> frozenset[str]:
    """All that its words are written with: most texts in other languages need no closer look."""
    phrases = [phrase for kind in get_args(Kind) for words in [_words()[language, kind]] for phrase in words.roles]
    return frozenset("0123456789 ").union(*phrases, *_words()[language, "one"].cardinals, *_suffixes())


@cache
def _words() -> dict[tuple[str, Kind], _Words]:
    return {(language, kind): _words_of(_tables()[language], kind) for language in LANGUAGES for kind in get_args(Kind)}


def _words_of(language: dict[str, Any], kind: Kind) -> _Words:
    table = language[kind]
    roles: dict[str, _Token] = {}
    for phrase in _phrases(language["fillers"]) + _phrases(table["beside"]):
        roles[phrase] = _Token("beside")
    for role in ("numbered", "says", "asks"):
        roles |= {phrase: _Token(role) for phrase in _phrases(table.get(role, ""))}
    for position, forms in enumerate(table.get("ordinals", "").split(";"), 1):
        roles |= {phrase: _Token("ordinal", position) for phrase in _phrases(forms)}
    roles |= {phrase: _Token("ordinal", LAST) for phrase in _phrases(table.get("last", ""))}
    cardinals = {
        phrase: position
        for position, forms in enumerate(table.get("cardinals", "").split(";"), 1)
        for phrase in _phrases(forms)
    }
    prefixes = tuple(_phrases(language.get("prefixes", "")))
    longest = max(map(len, [*roles, *cardinals])) + max(map(len, prefixes), default=0)
    return _Words(roles, cardinals, prefixes, kind == "one", longest)


def _phrases(listed: str) -> list[str]:
    return [folded for folded in map(fold, listed.split(",")) if folded]
