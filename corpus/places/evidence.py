"""Whether a word that spells the name of a place means the place.

Reading is a town and a skill, بنين is Benin and boys, 海地 is Haiti and the middle of 沿海地区 (coastal areas). What
decides is how the word is written and what stands beside it, and how much a mistake would cost: a place that was not
meant hides every good answer, so a name that is also an everyday word needs better evidence than one that is not.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from corpus.places.cues import Cues, beginnings_of_arrived, cues
from corpus.places.gazetteer import City
from corpus.places.matching import Occurrence
from corpus.places.spelling import Word, has_case, is_arabic, is_hangul, key_of

Locative = Literal["strict", "loose", ""]

_SENTENCE_END = re.compile(r"[.!?¡¿:;\n。？！…]")
_ONLY_SPACE = re.compile(r"[\s'’ـ]*")
_LANGUAGE_BEFORE = frozenset(["bahasa", "tieng"])  # "bahasa Indonesia" is a language
# 法语 French, 韩国人 a Korean, 日本料理 Japanese food, 叙利亚难民 Syrian refugees; but 日本文化, 中国人口, 北京人民.
_NOT_THE_PLACE_CJK = re.compile(
    r"语|語|人(?![口民才工文])|籍|裔|族|菜|料理|文(?![化明学學献物艺藝])|的?(?:难民|難民|移民)"
)
# Where a short Chinese or Japanese name appears by accident, between two other words or within one.
_ACCIDENTS = {
    "中国": r"发展中国家|發展中國家|其中国|中国际",
    "中國": r"發展中國家|其中國",
    "日本": r"[今每当當即]日本[地校市区區身人来]",
    "海地": r"海地[区區带帶铁鐵域方段质質理图圖]|[沿上临近靠]海地",
    "南非": r"[云湖河济越海西东雲濟東]南非|南非[遗遺物常政法营營正同]",
    "中东": r"中东[部西南北]|中東部",
    "中東": r"中東部",
    "中非": r"其中非|中非[常法正遗遺物]",
    "中亚": r"中亚[军健热]",
    "东亚": r"[广山]东亚",
    "南亚": r"[云湖河海越]南亚",
    "西亚": r"[广山江陕]西亚",
    "法国": r"[立执司]法国",
    "德国": r"道德国",
    "英国": r"精英国",
    "马里": r"马里[奥亚兰]",
    "智利": r"理智利",
    "约旦": r"约旦河",
    "台湾": r"台湾海峡",
}
_ACCIDENT_PATTERNS = {name: re.compile(pattern) for name, pattern in _ACCIDENTS.items()}
_CHINESE_IN = re.compile(r"(?:在|到|从|從|去|来自|來自|于|像|比如|看|是|问|問|查)$")
_GREAT = 1_000_000  # people: a Chinese city this large is known by its two characters alone
_KATAKANA = re.compile(r"[\u30a0-\u30ff]")


@dataclass(frozen=True, slots=True)
class _EverydayWords:
    """Names that are also everyday words.

    Args:
        by_language: Those of each language.
        together: Those of any language.
        first: Countries whose names stay doubtful with a capital that only begins a sentence.
        never: Names that are never places in lower case.
    """

    by_language: dict[str, frozenset[str]]
    together: frozenset[str]
    first: frozenset[str]
    never: frozenset[str]


@cache
def _everyday() -> _EverydayWords:
    text = resources.files("corpus.places").joinpath("everyday_words.json").read_text("utf-8")
    data = json.loads(text)
    by_language = {tag: frozenset(listed) for tag, listed in data["words"].items()}
    together: frozenset[str] = frozenset().union(*by_language.values())
    return _EverydayWords(by_language, together, frozenset(data["first"]), frozenset(data["never"]))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Judges the names found in one text.

    Args:
        text: The text.
        tokens: Its words.
        language: Two-letter code of its language.
        shouting: Whether it is written in capitals throughout, so that capitals say nothing.
    """

    text: str
    tokens: list[Word]
    language: str
    shouting: bool

    @classmethod
    def of(cls, text: str, tokens: list[Word], language: str) -> Evidence:
        """Prepare to judge the names in a text."""
        return cls(text, tokens, language, not any(letter.islower() for letter in text))

    def speaks_for(self, found: Occurrence, cities: list[City]) -> bool:
        """Say whether a name that was found means the place.

        Args:
            found: the name, with what it may name.
            cities: the cities it may name.

        Returns:
            True where a place is meant, as far as spelling and neighbours tell.
        """
        if found.first < 0:
            return self._in_unspaced_script(found, cities)
        if self._is_origin_or_language(found):
            return False
        locative = self.locative_before(found)
        known = bool(found.codes) or any(city.in_corpus for city in cities)
        if not has_case(self.tokens[found.first].text):
            return self._in_caseless_script(found, cities, locative)
        if self._is_capitalised(found):
            return self._capital_counts(found, locative, known)
        return self._in_lower_case(found, cities, locative)

    def locative_before(self, found: Occurrence) -> Locative:
        """Say whether a word like "in" (strict) or "from" (loose) stands before a name, or is joined to it."""
        if found.affix and is_arabic(found.key):
            return "loose" if found.affix not in ("و", "ف") else ""
        if found.affix:
            return "strict" if found.affix in cues("ko" if is_hangul(found.key) else "tr").strict_endings else "loose"
        before = found.first - 1
        if before >= 0 and self.tokens[before].key in self._cues.article and self._adjacent(before):
            before -= 1
        if before < 0 or not self._adjacent(before):
            return ""
        word = self.tokens[before].key
        return "strict" if word in self._cues.strict else "loose" if word in self._cues.loose else ""

    @property
    def _cues(self) -> Cues:
        return cues(self.language)

    def _adjacent(self, number: int) -> bool:
        """Say whether nothing but space stands between a word and the next."""
        return bool(_ONLY_SPACE.fullmatch(self.text, self.tokens[number].end, self.tokens[number + 1].start))

    def _begins_sentence(self, number: int) -> bool:
        if number == 0:
            return True
        return bool(_SENTENCE_END.search(self.text, self.tokens[number - 1].end, self.tokens[number].start))

    def _is_capitalised(self, found: Occurrence) -> bool:
        if self.shouting:
            return False
        return any(token.text[0].isupper() for token in self.tokens[found.first : found.last + 1])

    def _is_everyday(self, key: str, *, anywhere: bool = False) -> bool:
        """Say whether a name is an everyday word of the question's language or English, or of any language."""
        listed = _everyday()
        if anywhere:
            return key in listed.together
        return key in listed.by_language.get(self.language, ()) or key in listed.by_language["en"]

    def _capital_counts(self, found: Occurrence, locative: Locative, known: bool) -> bool:
        first = self.tokens[found.first]
        initials = self.text[found.start : found.end].replace(".", "").replace(" ", "")
        if len(found.key) <= 3 and not initials.isupper():
            return bool(locative) and known and not self._is_everyday(found.key)
        if not self._is_everyday(found.key):
            return True
        if locative == "strict" or self._followed_by_comma_and_name(found):
            return True
        if found.first == found.last and self._begins_sentence(found.first):
            return bool(found.codes) and found.key not in _everyday().first
        if self.language == "de":
            return bool(found.codes)
        # A capital within a sentence counts, unless the neighbours have one too, as in a title ("Mobile Library Week").
        return not (
            (found.first > 0 and self.tokens[found.first - 1].text[0].isupper() and len(first.text) > 1)
            or (found.last + 1 < len(self.tokens) and self.tokens[found.last + 1].text[0].isupper())
        )

    def _followed_by_comma_and_name(self, found: Occurrence) -> bool:
        after = found.last + 1
        if after >= len(self.tokens):
            return False
        between = self.text[found.end : self.tokens[after].start].strip()
        return between in (",", "(") and self.tokens[after].text[0].isupper()

    def _in_lower_case(self, found: Occurrence, cities: list[City], locative: Locative) -> bool:
        letters = len(found.key.replace(" ", ""))
        known = bool(found.codes) or any(city.in_corpus for city in cities)
        if self._is_everyday(found.key, anywhere=True):
            return known and letters > 3 and locative == "strict" and found.key not in _everyday().never
        written = self.text[found.start : found.end]
        accented = written[0] < "\u0250" and not written.isascii() and found.first == found.last
        if accented and not found.codes and not (locative == "strict" or (known and locative)):
            # Accents may be left out, but a word written with them is another one: "de graça" is not Graz ("Graca").
            return False
        if letters < 5:
            capital = any(city.capital for city in cities)
            return (known and bool(locative)) or (capital and letters == 4 and locative == "strict")
        return True

    def _in_caseless_script(self, found: Occurrence, cities: list[City], locative: Locative) -> bool:
        if self._is_everyday(found.key, anywhere=True):
            important = bool(found.codes) or any(city.in_corpus or city.capital for city in cities)
            return locative == "strict" and important
        if found.codes or any(city.in_corpus for city in cities):
            return True
        shortest = 4 if any(city.capital for city in cities) else 5
        return bool(locative) or len(found.key) >= shortest

    def _in_unspaced_script(self, found: Occurrence, cities: list[City]) -> bool:
        before, after = self.text[: found.start], self.text[found.end :]
        if _NOT_THE_PLACE_CJK.match(after) or self._is_accident(found.key, before, after):
            return False
        called_a_city = after.startswith("市")
        marked = called_a_city or bool(_CHINESE_IN.search(before))
        everyday = self._is_everyday(found.key, anywhere=True)
        if found.codes or any(city.in_corpus for city in cities):
            return marked or not everyday
        if everyday:
            return called_a_city
        great = any(city.capital or city.population >= _GREAT for city in cities)
        return great or len(found.key) >= 3 or marked

    @staticmethod
    def _is_accident(key: str, before: str, after: str) -> bool:
        """Say whether the characters of a name belong to the words around them."""
        accident = _ACCIDENT_PATTERNS.get(key)
        if accident and accident.search(before[-2:] + key + after[:2]):
            return True
        return bool(_KATAKANA.match(key) and (_KATAKANA.match(before[-1:]) or _KATAKANA.match(after)))

    def _is_origin_or_language(self, found: Occurrence) -> bool:
        before = found.first - 1
        if before >= 0 and self.tokens[before].key in _LANGUAGE_BEFORE:
            return True
        if found.affix and not is_arabic(found.key):
            return False
        if before >= 0 and self.tokens[before].key in self._cues.article:
            before -= 1
        if before < 1 or self.tokens[before].key not in self._cues.origin:
            return False
        if not found.codes and self.tokens[before].key in ("of", "de", "del", "du", "do", "da", "di"):
            return False  # "refugiados de Bogotá" are in Bogotá
        people = [self.tokens[number].key for number in range(max(0, before - 2), before)]
        return any(word.removeprefix("ال").startswith(beginnings_of_arrived()) for word in people)


def same_spelling(written: str, name: str) -> bool:
    """Say whether a word has the vowel points that tell a name from its likes (عُمان and عمان)."""
    return key_of(written, keep_arabic_marks=True) == key_of(name, keep_arabic_marks=True)
