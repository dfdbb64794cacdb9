"""What was asked in vain, grouped by meaning: each group has a name, which is one of its questions."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.insight.grouping import Vectors, cluster, levelled
from assistant.insight.reference import Reference
from corpus.catalogue import AskedQuestion

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One question as it was put, and how often.

    Args:
        text: Its words.
        language: Code of its language.
        askings: How often it was asked.
        reason: Why there was no answer, most often.
        countries, regions: Codes of the places it was asked about.
    """

    text: str
    language: str
    askings: int
    reason: str
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same.

    Args:
        phrasings: The questions, those closest to the middle first.
        in_scope: Whether they are about what cities do, as far as could be told.
    """

    phrasings: tuple[Phrasing, ...]
    in_scope: bool = True

    @property
    def askings(self) -> int:
        """How often any of them was asked."""
        return sum(phrasing.askings for phrasing in self.phrasings)

    @property
    def key(self) -> str:
        """Names the group in addresses: that of the question in its middle."""
        return key_of(self.phrasings[0].text)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages it was asked in, the most frequent first."""
        counted: Counter[str] = Counter()
        for phrasing in self.phrasings:
            counted[phrasing.language] += phrasing.askings
        return tuple(code for code, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def name(self, language: str) -> Phrasing:
        """The question closest to the middle in a language, or in any where none is in that."""
        return next((one for one in self.phrasings if one.language == language), self.phrasings[0])

    def __contains__(self, key: object) -> bool:
        """Whether a key names the group or one of its questions: its middle may move from day to day."""
        return any(key_of(phrasing.text) == key for phrasing in self.phrasings)


def key_of(text: str) -> str:
    """A short name for a question, to stand in an address without its words."""
    return hashlib.sha256(_folded(text).encode()).hexdigest()[:16]


def phrasings_of(questions: Sequence[AskedQuestion]) -> list[Phrasing]:
    """The different questions among these, in their order; small and capital letters, stops and spaces do not count."""
    alike: dict[str, list[AskedQuestion]] = {}
    for question in questions:
        alike.setdefault(_folded(question.question), []).append(question)
    return [_phrasing(same) for same in alike.values()]


def groups_of(phrasings: Sequence[Phrasing], vectors: Vectors, reference: Reference) -> list[Group]:
    """Group questions.

    Args:
        phrasings: The questions.
        vectors: Their vectors, shape (questions, dimension).
        reference: What else is known of each language.

    Returns:
        The groups, the one asked most often first. One is out of scope where most askings of it were taken to be.
    """
    if not phrasings:
        return []
    level = levelled(vectors, [one.language for one in phrasings], reference.vectors, reference.languages)
    clusters = cluster(level, [one.askings for one in phrasings])
    groups = [_group([phrasings[number] for number in one.members]) for one in clusters]
    return sorted(groups, key=lambda group: -group.askings)


def _group(members: Sequence[Phrasing]) -> Group:
    outside = sum(one.askings for one in members if one.reason == OUT_OF_SCOPE)
    return Group(tuple(members), 2 * outside <= sum(one.askings for one in members))


def _phrasing(same: Sequence[AskedQuestion]) -> Phrasing:
    written = Counter((one.question, one.language) for one in same)
    (text, language), _ = min(written.items(), key=lambda pair: (-pair[1], pair[0]))
    reason, _ = min(Counter(one.reason for one in same).items(), key=lambda pair: (-pair[1], pair[0]))
    countries = tuple(sorted({code for one in same for code in one.countries}))
    regions = tuple(sorted({code for one in same for code in one.regions}))
    return Phrasing(text, language, len(same), reason, countries, regions)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded).split()) or text
