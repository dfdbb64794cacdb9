"""Understands a question: its language, the places and people it names, and what it follows."""

import re
from dataclasses import dataclass, field
from typing import Final

from assistant.conversation import Turn
from assistant.language import detect_language
from assistant.plain_text import plain
from corpus.places import Place, PlaceFinder
from corpus.vocabulary import vocabulary
from index.filters import FACETS, Filters

MAX_CHARACTERS: Final = 1000


class QuestionError(ValueError):
    """A question that cannot be asked; the message says why, `code` names the phrase in the asker's language."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as it was understood.

    Args:
        text: The question, cleaned.
        searched: What is searched for: the question, with the one it follows before it.
        language: Its language, ISO 639-1.
        places: The places it asks about.
        regions: Regions of the network that it names.
        audiences: The people it asks about.
        filters: What it narrows the search to.
        places_from: The text that named the places: this question, or the one it follows.
        follows: The earlier question that it was read together with.
    """

    text: str
    searched: str
    language: str
    places: list[Place] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    filters: Filters = field(default_factory=Filters)
    places_from: str = ""
    follows: str | None = None


def clean_question(text: str) -> str:
    """A question without control and direction characters, its white space made single.

    Raises:
        QuestionError: It is empty or too long.
    """
    text = plain(text)
    if not text:
        raise QuestionError("empty", "Ask something: the question is empty.")
    if len(text) > MAX_CHARACTERS:
        raise QuestionError("too_long", f"The question has {len(text)} characters; ask it in at most {MAX_CHARACTERS}.")
    return text


def understand(
    text: str,
    finder: PlaceFinder,
    *,
    expected_language: str | None = None,
    previous: Turn | None = None,
    ignore: tuple[str, ...] = (),
) -> Understanding:
    """Understand a question.

    Args:
        text: The question, cleaned.
        finder: Finds the places named in it.
        expected_language: Its likely language, from what the asker has chosen or the visitor's settings.
        previous: What was asked before it in the same conversation.
        ignore: Words of the question that are not to narrow the search.

    Returns:
        The question as it was understood.
    """
    language = detect_language(text, previous.language if previous else expected_language)
    follows = previous if previous and is_follow_up(text) else None
    ignored = {word.casefold() for word in ignore}
    places_from = text
    places, regions = _places(text, language, finder, ignored)
    audiences = _audiences(text, language, ignored)
    if follows:
        if not places and not regions:
            places_from = follows.places
            places, regions = _places(places_from, follows.language, finder, ignored)
        audiences = audiences or _audiences(follows.question, follows.language, ignored)
    return Understanding(
        text=text,
        searched=f"{follows.question} {text}" if follows else text,
        language=language,
        places=places,
        regions=regions,
        audiences=audiences,
        filters=_place_filters(places, regions),
        places_from=places_from if places or regions else "",
        follows=follows.question if follows else None,
    )


def is_follow_up(text: str) -> bool:
    """Whether a text asked after another one makes sense only together with it: it is short, or begins so."""
    words = text.split()
    unspaced = sum(1 for letter in text if "\u3040" <= letter <= "\u9fff")
    length = len(words) + unspaced / 2
    return length <= _SHORT or bool(_BEGINS.match(text))


_SHORT: Final = 7
_BEGINS: Final = re.compile(
    r"(?:and|or|but|also|what about|how about|anything (?:like|similar)|same (?:but|for|in)|only|"
    r"et|ou|mais|aussi|seulement|pareil|y|e|o|pero|mas|también|também|solo|só|sólo|"
    r"и|а|или|но|только|тоже|und|oder|aber|nur|ve|ya|na|dan|та|і|й|"
    r"و|أو|لكن|فقط|ماذا عن)\b|^(?:和|那|那么|那么|还有|只|ほかに|그럼|और)",
    re.IGNORECASE,
)


def _places(text: str, language: str, finder: PlaceFinder, ignored: set[str]) -> tuple[list[Place], list[str]]:
    places = [place for place in finder.find(text, language) if text[place.start : place.end].casefold() not in ignored]
    # The longer of two names counts: "South Africa" is no region, "Asia and the Pacific" is no ocean.
    regions = [
        (code, start, end)
        for code, start, end in vocabulary().find_regions(text, language)
        if text[start:end].casefold() not in ignored
        and not any(place.start <= start and end <= place.end for place in places)
    ]
    outside = [
        place for place in places if not any(start <= place.start and place.end <= end for _, start, end in regions)
    ]
    return outside, list(dict.fromkeys(code for code, _, _ in regions))


def _audiences(text: str, language: str, ignored: set[str]) -> list[str]:
    found = vocabulary().find_audiences(text, language)
    return list(dict.fromkeys(code for code, start, end in found if text[start:end].casefold() not in ignored))


def _place_filters(places: list[Place], regions: list[str]) -> Filters:
    """The narrowest place named counts: a city before its country, a country before the area around it."""
    counted = [place for place in places if not place.only_locates]
    cities = [place for place in counted if place.kind == "city"]
    if cities:
        # A city that no record comes from is kept as a name that nothing fits.
        names = frozenset().union(*(place.cities or {place.name} for place in cities))
        return Filters(cities=names, countries=_countries(cities))
    countries = [place for place in counted if place.kind == "country"]
    return Filters(countries=_countries(countries or counted), regions=frozenset(regions))


def _countries(places: list[Place]) -> frozenset[str]:
    return frozenset().union(*(place.countries for place in places))


def merge(chosen: Filters, understood: Filters) -> Filters:
    """Filters chosen by the asker, and those drawn from the words where the asker has chosen none in that facet.

    A chosen place of any kind stands in place of all places in the words.
    """
    place_facets = ("countries", "regions", "cities")
    places_chosen = any(getattr(chosen, facet) for facet in place_facets)
    merged = {}
    for facet in FACETS:
        own, drawn = getattr(chosen, facet), getattr(understood, facet)
        merged[facet] = own or (frozenset() if facet in place_facets and places_chosen else drawn)
    return Filters(**merged)
