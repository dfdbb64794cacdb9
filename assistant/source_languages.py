"""The languages of the sources that practices name.

A record does not say in which language a source is written, so it is told from the source's title, and only where that
leaves no doubt: the title is long enough to be more than a name, one language is far likelier than any other, and it is
English or spoken in the practice's country. Of the 1,248 sources of the records shipped 994 are told in this way; all
of those titles were read through, and 8 are in another language than told (two in Catalan, four with another language
mixed in). The language of the others is not known, and never guessed.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from babel.core import get_global

from assistant.language import sure_language
from corpus.practice import Practice
from index.contents import Contents
from index.filters import Mask

UNKNOWN: Final = "und"
"""Stands for a language that is not known, as in language tags."""
_SPOKEN_BY: Final = 2.0
"""Per cent of a country's people at least who speak a language that sources about it are expected in."""


class SourceLanguages:
    """In which languages each practice's sources are, as far as that is known.

    Args:
        contents: The snapshot whose practices these are.
    """

    def __init__(self, contents: Contents) -> None:
        self._size = len(contents)
        self._bits: dict[str, Mask] = {}
        for number in range(self._size):
            for code in languages_of_sources(contents.practice(number)) or {UNKNOWN}:
                self._bits.setdefault(code, np.zeros(self._size, dtype=bool))[number] = True

    def values(self) -> list[str]:
        """All languages that sources are in; `UNKNOWN` where there are practices of whose sources none is told."""
        return sorted(self._bits)

    def allowed(self, chosen: Collection[str]) -> Mask | None:
        """Practice by practice whether a source is in one of these languages; None where none is chosen."""
        if not chosen:
            return None
        mask = np.zeros(self._size, dtype=bool)
        for code in chosen:
            mask |= self._bits.get(code, False)
        return mask

    def counts(self, practices: npt.NDArray[np.int64]) -> dict[str, int]:
        """How many of these practices have a source in each language, most first; those that none has are left out."""
        counted = ((code, int(bits[practices].sum())) for code, bits in self._bits.items())
        return dict(sorted(((code, n) for code, n in counted if n), key=lambda pair: (-pair[1], pair[0])))


def languages_of_sources(practice: Practice) -> set[str]:
    """The languages of a practice's sources that are told without doubt, as ISO 639-1 codes."""
    found = (_language_of(source.title, practice.country) for source in practice.sources)
    return {code for code in found if code}


@lru_cache(maxsize=100_000)  # titles stay when a snapshot follows another
def _language_of(title: str, country: str) -> str | None:
    return sure_language(title, _spoken_in(country))


@lru_cache(maxsize=300)
def _spoken_in(country: str) -> frozenset[str]:
    """Languages in which one expects to read about a country."""
    spoken = get_global("territory_languages").get(country, {}).items()
    widely = (
        tag.split("_")[0] for tag, use in spoken if use["official_status"] or use["population_percent"] >= _SPOKEN_BY
    )
    return frozenset(["en", *widely])
