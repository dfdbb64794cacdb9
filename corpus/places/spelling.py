"""How place names are compared: words, their folded spelling, and the endings a language may put on them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Python's \w leaves out the vowel signs and points of the scripts that need them, so those are named here.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f"
    "\u1780-\u17ff\u200c\u200d"
)
_WORD = re.compile(rf"(?:(?!_)[\w{_MARKS}])+")
# Scripts written without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han.
UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff]+")
_ARABIC_MARKS = "\u064b-\u065f\u0670"
_DROPPED = re.compile(rf"[\u0300-\u0305\u0307-\u036f\u0591-\u05c7{_ARABIC_MARKS}\u0640\u200c\u200d]")
_DROPPED_NOT_ARABIC = re.compile(r"[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u0640\u200c\u200d]")
_HAMZA = re.compile("[\u0654\u0655]")
_BREVE = re.compile(r"(?<![иуИУ])\u0306")
# Letters that people write for one another: dotless i, Polish l, Nordic o, Arabic alef, ya and ta marbuta.
_SAME = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        "ٱ": "ا",
        "ґ": "г",
    }
)
_DOUBLED_CYRILLIC = re.compile(r"([бвгджзклмнпрстфхцчшщ])\1")


class Word(NamedTuple):
    """A word of a text: as written, folded for comparison, and where it stands."""

    text: str
    key: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def fold(word: str, *, keep_arabic_marks: bool = False) -> str:
    """Spell a word the way names are compared: no case, no accents, no vowel points.

    Args:
        word: one word, as written.
        keep_arabic_marks: leave the vowel points of Arabic, which tell عُمان (Oman) from عمّان (Amman).

    Returns:
        The folded word; the letters й and ў stay letters of their own.
    """
    if word.isascii():
        return word.lower()
    decomposed = _BREVE.sub("", unicodedata.normalize("NFKD", word.casefold()))
    dropped = _DROPPED_NOT_ARABIC if keep_arabic_marks else _DROPPED
    # Hamza above and below (U+0654, U+0655) go with the vowel points: a bare alef is how most people type it.
    plain = _HAMZA.sub("", dropped.sub("", decomposed))
    return _DOUBLED_CYRILLIC.sub(r"\1", unicodedata.normalize("NFC", plain).translate(_SAME))


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order, each with its folded spelling and its span."""
    for found in _WORD.finditer(text):
        yield Word(found[0], fold(found[0]), found.start(), found.end())


def key_of(name: str, *, keep_arabic_marks: bool = False) -> str:
    """Give the folded words of a name, joined by single spaces."""
    return " ".join(fold(found[0], keep_arabic_marks=keep_arabic_marks) for found in _WORD.finditer(name))


def is_cyrillic(text: str) -> bool:
    """Say whether a word begins with a Cyrillic letter."""
    return "\u0400" <= text[:1] <= "\u052f"


def is_arabic(text: str) -> bool:
    """Say whether a word begins with a letter of the Arabic script."""
    return "\u0600" <= text[:1] <= "\u06ff" or "\u0750" <= text[:1] <= "\u077f"


def is_hangul(text: str) -> bool:
    """Say whether a word begins with a Korean syllable."""
    return "\uac00" <= text[:1] <= "\ud7a3"


def has_case(text: str) -> bool:
    """Say whether a word is written in a script with capital letters."""
    return text[:1].lower() != text[:1].upper() and not "\u10d0" <= text[:1] <= "\u10ff"


# Endings of Russian and Ukrainian nouns and adjectives in all cases, by the ending of the dictionary form. A stemmer
# would not do: Snowball gives Дания (Denmark) and данные (data) one stem; what follows the stem tells them apart.
_DECLENSIONS: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = tuple(
    (tuple(nominative.split()), frozenset(e.replace("_", "").replace("ї", "і") for e in cases.split()))
    for nominative, cases in (
        ("ия ія", "ия ии ию ией ія ії ію ією"),
        ("ая", "ая ой ую ою"),
        ("яя", "яя ей юю ею"),
        ("ий ый", "ий ый ого его ому ему им ым ом ем"),
        ("ое ее", "ое ее ого его ому ему ым им ом ем"),
        ("ые ие", "ые ие ых их ым им ыми ими"),
        ("ово ево ино", "ово ова ову овом ове ево ева еву евом еве ино ина ину ином ине"),
        ("а", "а ы и е у ой ою ей і"),
        ("я", "я и е ю ей ею ї і"),
        ("ь", "ь я ю ем е и ью і ю"),
        ("й", "й я ю ем е и ї"),
        ("ки", "ки к кам ками ках"),
        ("ги", "ги г гам гами гах"),
        ("хи", "хи х хам хами хах"),
        ("ы", "ы _ ов ам ами ах"),
        ("о е у э ю и і", ""),
    )
)
_AFTER_CONSONANT = frozenset(["", "а", "у", "ом", "ем", "е", "і", "ові"])
_VOWELS = "аеиоуыэюяіїє"


def cyrillic_stem(name_word: str) -> tuple[str, frozenset[str]]:
    """Split a folded Cyrillic dictionary form into what stays in every case and the endings that may follow.

    Args:
        name_word: one word of a name, folded, in the nominative.

    Returns:
        The stem, and every ending it takes (the empty one included where the word stands bare).
    """
    for nominatives, endings in _DECLENSIONS:
        for nominative in nominatives:
            if name_word.endswith(nominative) and len(name_word) > len(nominative) + 1:
                if not endings:
                    return name_word, frozenset([""])
                return name_word[: -len(nominative)], endings
    if name_word and name_word[-1] not in _VOWELS:
        return name_word, _AFTER_CONSONANT
    return name_word, frozenset([""])


def is_form_of(word: str, name_word: str) -> bool:
    """Say whether a folded Cyrillic word is a case form of a word of a name."""
    if word == name_word:
        return True
    stem, endings = _stem_cached(name_word)
    return word.startswith(stem) and word[len(stem) :] in endings


_stem_cached = lru_cache(maxsize=4096)(cyrillic_stem)


def without_arabic_prefix(key: str) -> Iterator[tuple[str, str]]:
    """Yield the readings of a folded Arabic word that take its first letters as prefixes.

    Args:
        key: the word, folded.

    Yields:
        Pairs (rest, prefix): the word without و or ف, then without ب, ل, ك, ف or ع (the short form of على);
        لل gives back the article that it swallowed.
    """
    rest, conjunction = key, ""
    for _ in range(2):
        if rest.startswith("لل") and len(rest) > 4:
            yield "ال" + rest[2:], conjunction + "ل"
        if rest[:1] in ("ب", "ل", "ك", "ف", "ع") and len(rest) > 3:
            yield rest[1:], conjunction + rest[0]
        if rest[:1] not in ("و", "ف") or conjunction or len(rest) < 4:
            return
        rest, conjunction = rest[1:], rest[0]
        yield rest, conjunction
