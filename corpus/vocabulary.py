"""The controlled vocabularies: themes, audiences, regions, goals and sections, and words that name them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self

from corpus.faults import CorpusError

LANGUAGES: Final = ("en", "fr", "es", "ar", "zh", "ru", "pt")
"""The languages of the interface; every label exists in each."""

_FIELDS: Final = {
    "themes": {"labels", "description"},
    "audiences": {"labels", "description", "words"},
    "regions": {"labels", "words"},
    "sdgs": {"labels"},
    "sections": {"labels"},
}
_CODE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_GOALS: Final = {str(number) for number in range(1, 18)}


class VocabularyError(CorpusError):
    """A vocabulary is malformed; the message names the term and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a vocabulary.

    Args:
        code: How records and filters name it.
        labels: What people see, by language.
        description: What belongs to it, in English; empty where the vocabulary has none.
        words: How people name it in a question, by language; empty where the vocabulary has none.
    """

    code: str
    labels: Mapping[str, str]
    description: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Return the label in a language, or the English one where that language has none."""
        return self.labels.get(language) or self.labels["en"]


@dataclass(frozen=True)
class Vocabulary:
    """The vocabularies, each a mapping from code to term in the order of the file; goals are "1" to "17"."""

    themes: Mapping[str, Term]
    audiences: Mapping[str, Term]
    regions: Mapping[str, Term]
    sdgs: Mapping[str, Term]
    sections: Mapping[str, Term]
    _finders: dict[tuple[str, str], _Finder] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the vocabularies from TOML.

        Args:
            text: A table for each vocabulary, and in it a table for each term.

        Returns:
            The vocabularies.

        Raises:
            VocabularyError: The text is not TOML, a vocabulary or a part of a term is missing, a key is
                unknown, or one word names two terms.
        """
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise VocabularyError(f"not valid TOML: {error}") from error
        for name in tables.keys() - _FIELDS.keys():
            raise VocabularyError(f"unknown vocabulary '{name}' (known: {', '.join(_FIELDS)})")
        kinds = {kind: MappingProxyType(_terms(kind, tables.get(kind))) for kind in _FIELDS}
        if set(kinds["sdgs"]) != _GOALS:
            raise VocabularyError("sdgs: must be 1 to 17, each once")
        return cls(**kinds)

    def find_audiences(self, text: str, language: str) -> list[tuple[str, int, int]]:
        """Find the audiences that a question names.

        Whole words count, in the question's language or in English, the longest at each place. Case does not
        matter, and accents may be missing from the question. An Arabic word is found with its prefixes and
        pronoun endings, which are part of the span.

        Args:
            text: The question, as written.
            language: Its language; for one without words of its own only the English ones count.

        Returns:
            Code of the audience, start and end of the words in the text, in the order of the text.
        """
        return self._finder("audiences", language).find(text)

    def find_regions(self, text: str, language: str) -> list[tuple[str, int, int]]:
        """Find the regions that a question names, in the way of `find_audiences`."""
        return self._finder("regions", language).find(text)

    def _finder(self, kind: str, language: str) -> _Finder:
        language = language if language in LANGUAGES else "en"
        found = self._finders.get((kind, language))
        if found is None:
            found = self._finders[kind, language] = _Finder(getattr(self, kind).values(), language)
        return found


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabularies that come with the corpus, read once."""
    return Vocabulary.parse(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


def _terms(kind: str, table: Any) -> dict[str, Term]:
    if not isinstance(table, dict) or not table:
        raise VocabularyError(f"{kind}: no terms")
    terms = {code: _term(f"{kind}.{code}", code, entry, _FIELDS[kind]) for code, entry in table.items()}
    namesakes: dict[tuple[str, str], str] = {}
    for term in terms.values():
        for language, words in term.words.items():
            for word in words:
                other = namesakes.setdefault((language, word.lower()), term.code)
                if other != term.code:
                    raise VocabularyError(f"{kind}.{term.code}: '{word}' ({language}) already names {other}")
    return terms


def _term(name: str, code: str, entry: Any, fields: set[str]) -> Term:
    if not _CODE.fullmatch(code):
        raise VocabularyError(f"{name}: a code has small letters, digits and single hyphens only")
    if not isinstance(entry, dict):
        raise VocabularyError(f"{name}: must be a table")
    for key in entry.keys() - fields:
        raise VocabularyError(f"{name}: unknown key '{key}' (known: {', '.join(sorted(fields))})")
    labels = _by_language(name, "labels", entry)
    for language, label in labels.items():
        if not _is_text(label):
            raise VocabularyError(f"{name}: the label in {language} must be a text")
    description = entry.get("description", "")
    if "description" in fields and not _is_text(description):
        raise VocabularyError(f"{name}: no description")
    words = _by_language(name, "words", entry) if "words" in fields else {}
    for language, listed in words.items():
        if not isinstance(listed, list) or not listed or not all(map(_is_text, listed)):
            raise VocabularyError(f"{name}: the words in {language} must be a list of texts, at least one")
    return Term(
        code,
        MappingProxyType(labels),
        description,
        MappingProxyType({language: tuple(listed) for language, listed in words.items()}),
    )


def _by_language(name: str, key: str, entry: dict[str, Any]) -> dict[str, Any]:
    values = entry.get(key, {})
    if not isinstance(values, dict):
        raise VocabularyError(f"{name}: {key} must be a table of languages")
    for language in LANGUAGES:
        if language not in values:
            raise VocabularyError(f"{name}: no {key} in {language}")
    for language in values.keys() - set(LANGUAGES):
        raise VocabularyError(f"{name}: unknown language '{language}' in {key}")
    return values


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


# A boundary between words also lies between Han characters and letters, as in "为seniors提供".
_HAN: Final = "\u3400-\u9fff"
_START: Final = rf"(?<![^\W{_HAN}])"
_END: Final = rf"(?![^\W{_HAN}])"
# And, so; with, like; the; for the; for.
_ARABIC_PREFIX: Final = "(?:[وف]?(?:[بك]?ال|لل|[بكل])?)"
_ARABIC_ENDING: Final = "(?:هم|هن|ها|نا|كم|ا)?"  # their, her, our, your; the accusative
_ARABIC_ARTICLE: Final = "ال"
_ARABIC_ARTICLE_BEFORE: Final = "(?<=[ال]ل)"
# Accents and vowel points written as characters of their own, the Arabic stroke that stretches a word, and
# characters that are not seen.
_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]"
)
# Chinese puts no spaces between words, so these, which could end in the beginning of one of ours, are read
# first: 国家长期 is 国家 + 长期 and names no 家长.
_OTHER_HAN_WORDS: Final = (
    "国家|专家|大家|作家|画家|学家|术家|商家|厂家|人员|党员|成员|学员|会员|队员|完成|组成|形成|构成|达成|建成|养成|"
    "擅长|特长|成长|增长|國家|專家|人員"
)
# What may stand in a question for a letter of a word, beside the letter without its accent.
_WRITTEN_AS: Final = {
    "ا": "أإآٱ",
    "أ": "إآٱ",
    "إ": "أآٱ",
    "آ": "أإٱ",
    "ة": "ه",
    "ى": "ي",
    "ي": "ى",
    "'": "’ʼ",
}
_SAME_LETTER: Final = str.maketrans({"ٱ": "ا", "ة": "ه", "ى": "ي", "’": "'", "ʼ": "'"})
_GAP: Final = r"[\s\-‐‑]{1,3}"


class _Finder:
    """Finds the words of terms in a text of one language: one regular expression, made of all the words."""

    def __init__(self, terms: Collection[Term], language: str) -> None:
        self._codes: dict[str, str] = {}
        words: dict[str, list[str]] = {language: [], "en": []}
        # The language's own words come first: where an English one differs, they hold.
        for each, listed in words.items():
            for term in terms:
                for word in term.words[each]:
                    listed.append(word.lower())
                    self._codes.setdefault(_key(_without_article(word.lower())), term.code)
        self._pattern = re.compile("|".join(_parts(words.pop(language), words.get("en", []), language)))

    def find(self, text: str) -> list[tuple[str, int, int]]:
        letters = text.replace("İ", "i").lower()  # the one letter that lower() makes longer
        at: list[int] | None = None
        if _MARKS.search(letters):
            at = [place for place, letter in enumerate(letters) if not _MARKS.match(letter)]
            letters = "".join(letters[place] for place in at)
            at.append(len(text))
        found = []
        for match in self._pattern.finditer(letters):
            if match.lastindex is None:
                continue
            code = self._codes[_key(match[match.lastindex])]
            start, end = match.span()
            found.append((code, at[start], at[end]) if at else (code, start, end))
        return found


def _parts(own: list[str], english: list[str], language: str) -> Iterator[str]:
    """Yield the alternatives of a pattern; in each, the group holds the word without prefixes and endings."""
    if language == "zh":
        yield f"({_any_of(own)})|{_OTHER_HAN_WORDS}"
    elif language == "ar":
        yield f"{_START}{_ARABIC_PREFIX}({_any_of(own)}){_ARABIC_ENDING}{_END}"
    else:
        english = own + english
    yield f"{_START}({_any_of(english)}){_END}"


def _any_of(words: list[str]) -> str:
    return "|".join(map(_as_pattern, sorted(set(words), key=lambda word: (-len(word), word))))


def _as_pattern(word: str) -> str:
    stem = _without_article(word)
    return ("" if stem == word else _ARABIC_ARTICLE_BEFORE) + "".join(map(_letter_pattern, stem))


def _without_article(word: str) -> str:
    return word.removeprefix(_ARABIC_ARTICLE)


def _letter_pattern(letter: str) -> str:
    if letter in " -":
        return _GAP
    choice = dict.fromkeys(letter + unicodedata.normalize("NFD", letter)[0] + _WRITTEN_AS.get(letter, ""))
    return re.escape(letter) if len(choice) == 1 else f"[{''.join(choice)}]"


def _key(word: str) -> str:
    """Spell a word the way all its permitted spellings have in common."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", word)).translate(_SAME_LETTER)
    return re.sub(_GAP, " ", plain)
