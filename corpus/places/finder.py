"""The places that a question names, in whatever language it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from corpus.places.evidence import Evidence, same_spelling
from corpus.places.gazetteer import City, Gazetteer
from corpus.places.matching import Matcher, Occurrence
from corpus.places.place import Place
from corpus.places.spelling import is_arabic, words
from corpus.places.territories import (
    countries_of,
    is_area,
    known_language,
    label_of,
    peoples_and_languages,
    territory_names,
)

# Between a city and its country: "Cork, Ireland", "Accra (Ghana)", "مسقط في عُمان", "Windhoek in Namibia", "缅甸仰光".
_BESIDE = re.compile(
    r"[\s,()（）،、，·\-–]*(?:\b(?:in|en|em|au|aux|à|di|huko|в|у|في|do|da|de|du|of)\b\s*)?(?:the\s+|l[’'])?"
)
_COMMA = re.compile(r"\s*[,،，(（]\s*")


class PlaceFinder:
    """Finds the places named in questions.

    Args:
        gazetteer: The cities that can be found. Countries and areas of the world are always found.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._matcher = lru_cache(maxsize=64)(self._new_matcher)

    def find(self, text: str, language: str) -> list[Place]:
        """Find the places that a text names.

        Names are understood in the text's language and in English; those of cities in any language. People ("Syrian
        girls", "refugees from Syria") and languages ("Spanish classes") are not places.

        Args:
            text: a question.
            language: its language tag; one that is not known is taken for English.

        Returns:
            The places in the order of the text; their spans do not overlap.
        """
        tag = known_language(language)
        tokens = list(words(text))
        evidence = Evidence.of(text, tokens, tag)
        accepted: list[Occurrence] = []
        doubtful: list[Occurrence] = []
        for found in self._matcher(tag).occurrences(text, tokens):
            cities = [self._gazetteer.cities[number] for number in found.cities]
            (accepted if evidence.speaks_for(found, cities) else doubtful).append(found)
        accepted += [found for found in doubtful if self._stands_before_its_country(text, found, accepted)]
        kept = list(_longest(accepted))
        named: frozenset[str] = frozenset().union(*(self._certain_countries(found) for found in kept))
        places = [self._place(text, found, named) for found in kept]
        return _mark_locating(text, places)

    def _stands_before_its_country(self, text: str, found: Occurrence, accepted: list[Occurrence]) -> bool:
        """Say whether a doubtful name is a city after all, because its country follows ("cork, ireland")."""
        countries = {self._gazetteer.cities[number].country for number in found.cities}
        return any(
            code in countries and _COMMA.fullmatch(text, found.end, other.start)
            for other in accepted
            for code in other.codes
        )

    def _certain_countries(self, found: Occurrence) -> frozenset[str]:
        """Give the one country that a name stands for or lies in, where there is no doubt which."""
        countries = {self._gazetteer.cities[number].country for number in found.cities}
        countries |= {code for code in found.codes if not is_area(code)}
        return frozenset(countries) if len(countries) == 1 else frozenset()

    def _new_matcher(self, tag: str) -> Matcher:
        names = self._gazetteer.names
        # A city of the corpus keeps its name, whatever people or language shares it.
        peoples = frozenset(
            people
            for people in peoples_and_languages(tag)
            if not any(self._gazetteer.cities[number].in_corpus for number in names.get(people))
        )
        return Matcher(names, territory_names(tag), tag, peoples)

    def _place(self, text: str, found: Occurrence, named: frozenset[str]) -> Place:
        """Choose what an ambiguous name means: what else the text names decides, then the corpus, then size."""
        cities = [self._gazetteer.cities[number] for number in found.cities]
        city = max(
            cities,
            key=lambda c: (c.country in named, c.in_corpus, bool(c.corpus), c.capital, c.population),
            default=None,
        )
        code = max(found.codes, key=lambda code: (len(countries_of(code)), code), default=None)
        if code is not None and (city is None or not _rather_the_city(text, found, code, city, named)):
            return Place(
                "area" if is_area(code) else "country",
                label_of(code, "en"),
                code,
                countries_of(code),
                None,
                frozenset(),
                False,
                False,
                found.start,
                found.end,
            )
        assert city is not None  # noqa: S101  an occurrence names a city or a territory
        return Place(
            "city",
            city.name,
            None,
            frozenset([city.country]),
            city.corpus[0] if city.in_corpus else None,
            frozenset(city.corpus),
            city.in_corpus,
            False,
            found.start,
            found.end,
        )


def _longest(accepted: list[Occurrence]) -> Iterator[Occurrence]:
    """Yield the occurrences that no longer one overlaps, in the order of the text."""
    kept: list[Occurrence] = []
    for found in sorted(accepted, key=lambda o: (o.start - o.end, len(o.affix), o.start)):
        if all(found.end <= other.start or other.end <= found.start for other in kept):
            kept.append(found)
    yield from sorted(kept, key=lambda o: o.start)


def _rather_the_city(text: str, found: Occurrence, code: str, city: City, named: frozenset[str]) -> bool:
    """Say whether a name shared by a country and a city means the city; the country covers both, so rarely.

    عمان without vowel points is Amman as people type it; Oman is told apart by its own (عُمان).
    """
    if not is_arabic(found.key) or city.country in countries_of(code):
        return False
    pointed = same_spelling(text[found.start : found.end], label_of(code, "ar"))
    return not pointed and city.in_corpus and code not in named


def _mark_locating(text: str, places: list[Place]) -> list[Place]:
    """Mark the countries and areas that only say where the city beside them is."""
    marked = list(places)
    for number, place in enumerate(places):
        if place.kind == "city":
            continue
        for other in (number - 1, number + 1):
            if 0 <= other < len(places) and places[other].kind == "city":
                one, two = sorted((place, places[other]), key=lambda p: p.start)
                if places[other].countries <= place.countries and _BESIDE.fullmatch(text, one.end, two.start):
                    marked[number] = replace(place, only_locates=True)
    return marked
