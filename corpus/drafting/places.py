"""The city and the country of a practice, by the votes of everything in the document that names a place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from corpus.countries import is_country
from corpus.drafting.draft import Proposal, Rest
from corpus.drafting.place_words import ELSEWHERE, LIKE, PROPER, called_a_city, is_called_a_city, places_in
from corpus.drafting.reading import Reading
from corpus.drafting.regions import region_of
from corpus.places import Gazetteer, Place, PlaceFinder
from corpus.places.geonames import VILLAGES, GeoNames, compact

_LOOKED_AT: Final = 80
"""Sentences in which places are looked for: what a document is about it names early."""
_IN_TITLE, _IN_HEADING, _AT_FIRST, _IN_TEXT = 4.0, 1.5, 2.0, 1.0
_BY_PUBLISHER, _BY_ADDRESS, _BY_DOMAIN = 2.5, 3.0, 3.0
_NOT_A_COUNTRY: Final = frozenset(["IO", "TV", "ME", "CO", "AI", "EU", "LY", "TO", "CC", "FM", "WS", "LA", "BZ", "SC"])
"""Country domains that sites of any country take."""
_ONE_CITY: Final = frozenset(["DJ", "GI", "HK", "KW", "LU", "MC", "MO", "SG", "SM", "VA"])
"""Countries that are little more than a city of the same name."""
_LIKELY_COUNTRIES: Final = 4
_DOUBTFUL: Final = 2.0
"""Votes that a city needs for smaller towns not to be looked for beside it."""


@dataclass(slots=True)
class _Votes:
    """What speaks for a place."""

    weight: float = 0.0
    rests: list[tuple[float, Rest]] = field(default_factory=list)

    def add(self, weight: float, rest: Rest | None) -> None:
        self.weight += weight
        if rest is not None:
            self.rests.append((weight, rest))

    def foremost(self) -> tuple[Rest, ...]:
        """The passages that speak most for it, three at most."""
        ordered = sorted(self.rests, key=lambda item: -item[0])
        return tuple(dict.fromkeys(rest for _, rest in ordered))[:3]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a practice is.

    Args:
        city: As the corpus or GeoNames spells it, or None.
        country: ISO 3166 code, or None.
        proposals: Those for "city", "country" and "region".
    """

    city: str | None
    country: str | None
    proposals: tuple[Proposal, ...]


class PlaceVotes:
    """Finds where the practice of a document is.

    Args:
        gazetteer: The cities known; of others, towns of GeoNames are found where the text calls them a city.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._finder = PlaceFinder(gazetteer)
        self._gazetteer = gazetteer
        # Read when they are first needed: a third of a second, and three.
        self._towns = lru_cache(maxsize=1)(GeoNames)
        self._villages = lru_cache(maxsize=1)(lambda: GeoNames(VILLAGES))

    def find(
        self, reading: Reading, *, title: str, language: str, address: str, publisher: str, doing: Sequence[float] = ()
    ) -> Found:
        """Find city, country and region.

        Args:
            reading: The document, or the part of it that holds the practice.
            title: What the practice is called.
            language: Language of the text.
            address: Where the document was found.
            publisher: Who published it.
            doing: For each sentence how much it speaks of what was done; empty where that is not known.

        Returns:
            What was found, as far as anything was.
        """
        cities: dict[tuple[str, str], _Votes] = defaultdict(_Votes)
        countries: dict[str, _Votes] = defaultdict(_Votes)
        called: list[tuple[str, float, Rest | None]] = []
        for text, weight, rest in _texts(reading, title, publisher, doing):
            places = places_in(self._finder, text, language)
            named = {(place.city or place.name) for place in places if place.kind == "city"}
            share = 0.35 if ELSEWHERE.search(text) else 1.0
            like = [found.span() for found in LIKE.finditer(text)]
            for place in places:
                own = share * (0.35 if any(start <= place.start < end for start, end in like) else 1.0)
                if (
                    len(named) > 2 or len({each.code for each in places if each.kind == "country"}) > 1
                ) and not is_called_a_city(text, place.start, place.end):
                    own *= 0.35
                _vote(place, text, weight * own, rest, cities, countries)
            taken = [(place.start, place.end) for place in places if place.kind == "city"]
            for name, start, end in called_a_city(text):
                if all(end <= first or last <= start for first, last in taken):
                    called.append((name, weight * share, _cut(rest, start, end)))
        domain = _country_of(address)
        if domain:
            countries[domain].add(_BY_DOMAIN, None)
        host = compact(re.sub(r"[^a-z]", "", (urlsplit(address).hostname or "") if "://" in address else ""))
        for (city, _), votes in cities.items():
            if len(compact(city)) > 3 and compact(city) in host:
                votes.add(_BY_ADDRESS, None)
        if called:
            self._vote_for_towns(called, cities, countries, self._towns())
        if max((votes.weight for votes in cities.values()), default=0.0) < _DOUBTFUL:
            self._vote_for_small_towns(reading, title, cities, countries)
        if not cities and called:
            self._vote_for_towns(called, cities, countries, self._villages())
        if not cities:
            self._vote_for_cities_like_their_country(cities, countries)
        return _decide(cities, countries, domain)

    def _vote_for_towns(
        self,
        called: list[tuple[str, float, Rest | None]],
        cities: dict[tuple[str, str], _Votes],
        countries: dict[str, _Votes],
        towns: GeoNames,
    ) -> None:
        """Let names count that the gazetteer does not know, where GeoNames has a town of that name."""
        totals: dict[str, float] = {code: votes.weight for code, votes in countries.items()}
        for (_, country), votes in cities.items():
            totals[country] = totals.get(country, 0.0) + 0.5 * votes.weight
        likely = [code for code, _ in sorted(totals.items(), key=lambda item: -item[1])][:3]
        for name, weight, rest in called:
            for country in likely:
                number = towns.find_exactly(name, country)
                if number is not None:
                    cities[str(towns.cities[number]["name"]), country].add(1.5 * weight, rest)
                    break

    def _vote_for_small_towns(
        self, reading: Reading, title: str, cities: dict[tuple[str, str], _Votes], countries: dict[str, _Votes]
    ) -> None:
        """Let any proper name count that GeoNames has as a town of the countries that the document names."""
        totals = {code: votes.weight for code, votes in countries.items()}
        for (_, country), votes in cities.items():
            totals[country] = totals.get(country, 0.0) + votes.weight
        taken = {city for city, _ in cities}
        likely = sorted(totals, key=lambda code: -totals[code])[:_LIKELY_COUNTRIES]
        for text, weight, rest in _texts(reading, title, "", ()):
            if ELSEWHERE.search(text):
                continue
            for name in re.finditer(PROPER, text) if likely else ():
                begins = name.start() == 0 or text[: name.start()].rstrip()[-1:] in ".!?:"
                for country in likely:
                    number = self._towns().find_exactly(name[0], country)
                    if number is not None:
                        vote = 0.4 * weight if begins else 0.8 * weight
                        town = str(self._towns().cities[number]["name"])
                        if town in taken:
                            break
                        cities[town, country].add(vote, _cut(rest, name.start(), name.end()))
                        break

    def _vote_for_cities_like_their_country(
        self, cities: dict[tuple[str, str], _Votes], countries: dict[str, _Votes]
    ) -> None:
        for code in _ONE_CITY & countries.keys():
            same = [city for city in self._gazetteer.cities if city.country == code]
            if same:
                city = max(same, key=lambda city: (city.in_corpus, city.capital, city.population))
                votes = countries[code]
                cities[city.name, code] = _Votes(votes.weight, list(votes.rests))


def _texts(
    reading: Reading, title: str, publisher: str, doing: Sequence[float]
) -> Iterator[tuple[str, float, Rest | None]]:
    """Yield what may name the place, with what it counts and where it stands."""
    headings = [text for _, _, text in reading.headings]
    if title and title not in headings:
        yield title, _IN_TITLE, None
    if publisher:
        yield publisher, _BY_PUBLISHER, None
    for order, (block, level, text) in enumerate(reading.headings):
        weight = _IN_TITLE if text == title or (order == 0 and level <= 1) else _IN_HEADING
        yield text, weight, Rest(block, 0, len(text), text)
    for sentence in reading.sentences[:_LOOKED_AT]:
        weight = _AT_FIRST if sentence.number < 3 else _IN_TEXT
        if sentence.number < len(doing):
            weight *= 0.8 + 0.4 * doing[sentence.number]
        # What is compared, or wants to follow, stands at the end.
        weight *= 1.2 - 0.7 * sentence.number / max(len(reading.sentences), 8)
        yield sentence.text, weight * (0.5 if sentence.item else 1.0), sentence.rest


def _vote(
    place: Place,
    text: str,
    weight: float,
    rest: Rest | None,
    cities: dict[tuple[str, str], _Votes],
    countries: dict[str, _Votes],
) -> None:
    here = _cut(rest, place.start, place.end)
    if place.kind == "country" and place.code is not None:
        countries[place.code].add(weight * (1.5 if place.only_locates else 1.0), here)
    elif place.kind == "city":
        marked = is_called_a_city(text, place.start, place.end)
        known = 1.15 if place.in_corpus_city else 1.0
        city = place.city or place.name
        cities[city, next(iter(place.countries))].add(weight * known * (1.6 if marked else 1.0), here)


def _cut(rest: Rest | None, start: int, end: int) -> Rest | None:
    """Give a part of a passage."""
    if rest is None:
        return None
    return Rest(rest.block, rest.start + start, rest.start + end, rest.text[start:end])


def _country_of(address: str) -> str | None:
    """Give the country that a web address's domain belongs to, if it tells."""
    host = (urlsplit(address).hostname or "") if "://" in address else ""
    code = host.rpartition(".")[2].upper()
    code = "GB" if code == "UK" else code
    return code if len(code) == 2 and code not in _NOT_A_COUNTRY and is_country(code) else None


def _decide(cities: dict[tuple[str, str], _Votes], countries: dict[str, _Votes], domain: str | None) -> Found:
    totals: dict[str, float] = defaultdict(float)
    for code, votes in countries.items():
        totals[code] += votes.weight
    for (_, country), votes in cities.items():
        totals[country] += 0.7 * votes.weight
    if not totals:
        return Found(None, None, ())

    def weight(place: tuple[str, str]) -> float:
        return (
            cities[place].weight + 0.4 * countries[place[1]].weight if place[1] in countries else cities[place].weight
        )

    ranked = sorted(cities, key=lambda place: -weight(place))
    country = max(totals, key=lambda code: totals[code])
    proposals: list[Proposal] = []
    city = None
    if ranked:
        best = ranked[0]
        rival = weight(ranked[1]) if len(ranked) > 1 else 0.0
        certainty = _certainty(weight(best), rival)
        if weight(best) >= 0.6:
            city, country = best
            others = [name for name, _ in ranked[1:4] if weight((name, _)) > 0.5 * weight(best)]
            note = f"The text also names {', '.join(others)}." if others else ""
            proposals.append(Proposal("city", city, certainty, cities[best].foremost(), note))
    rival = max((total for code, total in totals.items() if code != country), default=0.0)
    rests = countries[country].foremost() if country in countries else ()
    if not rests and city is not None:
        rests = cities[city, country].foremost()
    certainty = _certainty(totals[country] + (2.0 if domain == country else 0.0), rival)
    note = "As the address says." if not rests and domain == country else ""
    proposals.append(Proposal("country", country, certainty, rests, note))
    region = region_of(country)
    proposals.append(Proposal("region", region, certainty, rests, "The region of that country."))
    return Found(city, country, tuple(proposals))


def _certainty(weight: float, rival: float) -> float:
    """Turn votes into a probability: how far ahead, and whether there were many."""
    ahead = weight / (weight + rival) if weight else 0.0
    enough = weight / (weight + 2.0)
    return round(min(0.98, max(0.05, (1.2 * ahead - 0.1) * (0.5 + 0.6 * enough))), 2)
