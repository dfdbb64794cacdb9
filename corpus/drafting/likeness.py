"""Finds the published practices that a draft treats too: by its source, by its words, by its city and its doing."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import numpy as np

from corpus.drafting.centring import Centring
from corpus.drafting.cues import cues
from corpus.drafting.draft import Embed
from corpus.drafting.linear import Numbers, unit
from corpus.places.spelling import key_of
from corpus.practice import Practice
from corpus.sentences import split_sentences

How = Literal["same text", "same doing", "same source"]

_SHINGLE: Final = 4
"""Words that follow each other and are compared as one; of Chinese, twice as many characters."""
_KEPT_ONE_IN: Final = 4
"""Of the shingles of long texts one in so many is kept, the same ones in every text."""
_FEWEST_SHARED: Final = 3
_SAME_TEXT: Final = 0.25
"""Share of a draft's shingles that stand in a practice, from which it is the same text."""
_SAME_DOING: Final = 2.8
"""How many deviations nearer in meaning than practices are on the whole a practice of the same city has to be. Drafts
of documents stand at 3.0 and more from the practice that they tell of (19 in 20), others of its city at 2.2."""
_SAME_DOING_ELSEWHERE: Final = 4.3
"""The same where the draft's city is not known, or is another of the same country."""
_SAME_SOURCE: Final = 1.2
"""The same for two texts from one address: a page may tell of several practices."""
_ENOUGH: Final = 30
"""Practices from which it can be told how near practices are on the whole; with fewer, what is usual is taken."""
_USUAL: Final = (0.21, 0.075)
_SENTENCES: Final = 12


@dataclass(frozen=True, slots=True)
class Alike:
    """A published practice that a draft is like.

    Args:
        practice_id: Its id.
        likeness: 0 to 1.
        how: What they share.
    """

    practice_id: str
    likeness: float
    how: How


class Likeness:
    """Compares drafts with published practices.

    Args:
        practices: The published practices.
        embed: Embeds passages.
    """

    def __init__(self, practices: Sequence[Practice], embed: Embed) -> None:
        self._practices = list(practices)
        self._embed = embed
        self._by_shingle: dict[int, list[int]] = defaultdict(list)
        self._by_address: dict[str, list[int]] = defaultdict(list)
        self._cities = [(key_of(practice.city), practice.country) for practice in self._practices]
        self._views: dict[str, Numbers] = {}
        told = []
        for number, practice in enumerate(self._practices):
            record = practice.model_dump(mode="json")
            told.append(_told(record))
            for shingle in set().union(*map(_shingles, _texts(record))):
                self._by_shingle[shingle].append(number)
            for source in practice.sources:
                self._by_address[_address(source.url)].append(number)
        # Examples of many kinds and languages: with few practices, these tell where texts of a language lie.
        texts = list(dict.fromkeys([*(text for some in told for text in some), *_examples()]))
        by_text = dict(zip(texts, embed(texts), strict=True))
        self._centring = Centring(texts, np.array(list(by_text.values())))
        self._bodies = np.array([self._middle(some, by_text) for some in told])

    def alike(self, record: Mapping[str, Any], limit: int = 3) -> list[Alike]:
        """Find what a draft may be an update of.

        Args:
            record: The draft's record, in whatever language; may lack fields.
            limit: How many to give at most.

        Returns:
            The practices that are like enough to be shown as what the draft updates, the likest first.
        """
        told = _told(record)
        if not self._practices or not told:
            return []
        nearness = self._nearness(told, _language(record))
        shared = self._shared(record)
        sources = {
            number
            for source in record.get("sources") or []
            if isinstance(source, Mapping)
            for number in self._by_address.get(_address(str(source.get("url", ""))), [])
        }
        city, country = key_of(str(record.get("city") or "")), record.get("country")
        found = []
        for number, practice in enumerate(self._practices):
            near = float(nearness[number])
            same_city = bool(city) and country == self._cities[number][1] and _same_name(city, self._cities[number][0])
            ranked: list[tuple[float, How]] = []
            if shared.get(number, 0.0) >= _SAME_TEXT:
                ranked.append((0.5 + 0.5 * shared[number], "same text"))
            if number in sources and (near >= _SAME_SOURCE or same_city):
                ranked.append((max(0.6, _likely(near)), "same source"))
            if near >= (_SAME_DOING if same_city else _SAME_DOING_ELSEWHERE) and (
                same_city or country in (None, "", practice.country)
            ):
                ranked.append((_likely(near), "same doing"))
            if ranked:
                likeness, how = max(ranked)
                found.append(Alike(practice.id, round(min(likeness, 1.0), 3), how))
        return sorted(found, key=lambda alike: (-alike.likeness, alike.practice_id))[:limit]

    def _nearness(self, told: list[str], language: str) -> Numbers:
        """Give how near each practice is in meaning, in deviations from how near practices are on the whole."""
        draft = self._middle(told, dict(zip(told, self._embed(told), strict=True)))
        if language not in self._views:
            summaries = [split_sentences(practice.summary_in(language)) for practice in self._practices]
            texts = list(dict.fromkeys(text for some in summaries for text in some))
            by_text = dict(zip(texts, self._embed(texts), strict=True))
            self._views[language] = np.array([self._middle(some, by_text) for some in summaries])
        near: Numbers = (self._bodies @ draft + self._views[language] @ draft) / 2
        middle, spread = (float(near.mean()), float(near.std())) if len(near) >= _ENOUGH else _USUAL
        return (near - middle) / max(spread, 1e-6)

    def _shared(self, record: Mapping[str, Any]) -> dict[int, float]:
        """Give for each practice the share of the draft's shingles that stand in it, of the text that shares most."""
        shares: dict[int, float] = {}
        for text in _texts(record):
            shingles = _shingles(text)
            counts = Counter(number for shingle in shingles for number in self._by_shingle.get(shingle, ()))
            for number, count in counts.items():
                if count >= _FEWEST_SHARED:
                    shares[number] = max(shares.get(number, 0.0), count / len(shingles))
        return shares

    def _middle(self, texts: Sequence[str], vectors: Mapping[str, Any]) -> Numbers:
        mean = unit(np.mean([vectors[text] for text in texts], axis=0))
        result: Numbers = unit(self._centring.together(texts, mean[None, :].astype(np.float32)))[0]
        return result


def _examples() -> list[str]:
    return [text for texts in cues().prototypes.values() for text in texts]


def _likely(near: float) -> float:
    """Turn deviations into a likeness: a half at what is just near enough for practices of one city."""
    return float(1 / (1 + np.exp(_SAME_DOING - near)))


def _language(record: Mapping[str, Any]) -> str:
    """Give the language that a record's title and summary stand in."""
    if record.get("title") or record.get("summary"):
        return "en"
    return next(iter(record.get("translations") or {}), "en")


def _told(record: Mapping[str, Any]) -> list[str]:
    """Give the sentences that say what a record is about: title, summary, what was done."""
    texts = [str(record.get("title") or ""), *split_sentences(str(record.get("summary") or ""))]
    for section in record.get("sections") or []:
        if isinstance(section, Mapping) and section.get("code") == "what-was-done":
            texts += split_sentences(str(section.get("text") or ""))
    if not any(texts):
        for translation in (record.get("translations") or {}).values():
            texts += [str(translation.get("title") or ""), *split_sentences(str(translation.get("summary") or ""))]
            break
    return [text for text in texts if text][:_SENTENCES]


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield a record's texts: that of its own language, and the summary in each other."""
    sections = [str(each.get("text") or "") for each in record.get("sections") or [] if isinstance(each, Mapping)]
    yield str(record.get("summary") or "")
    yield " ".join(sections)
    for translation in (record.get("translations") or {}).values():
        if isinstance(translation, Mapping):
            yield str(translation.get("summary") or "")


def _shingles(text: str) -> set[int]:
    """Give the shingles of a text as numbers; of a long text one in four."""
    han = re.findall(r"[\u3400-\u9fff]", text)
    words = han if len(han) > len(text) / 3 else re.findall(r"[^\W_]+", text.casefold())
    size = 2 * _SHINGLE if words is han else _SHINGLE
    hashes = {
        int.from_bytes(hashlib.blake2b(" ".join(words[at : at + size]).encode(), digest_size=8).digest(), "big")
        for at in range(len(words) - size + 1)
    }
    few = {value for value in hashes if value % _KEPT_ONE_IN == 0}
    return few if len(few) >= 4 * _FEWEST_SHARED else {value for value in hashes if value % 2 == 0} or hashes


def _address(url: str) -> str:
    """Write an address without what does not tell pages apart."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}".lower() if host else ""


def _same_name(one: str, other: str) -> bool:
    return one == other or (
        len(one) > 3 and len(other) > 3 and (one in other.split(" (", maxsplit=1)[0] or other in one)
    )
