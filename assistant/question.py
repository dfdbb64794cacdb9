"""Understands a question: its language, the places and people it names, and what it follows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Self, cast

from assistant.conversation import Turn
from assistant.follow_ups import WISHES, FollowUp, Wish, read_follow_up
from assistant.language import detect_language
from assistant.plain_text import plain
from assistant.whole_questions import is_follow_up
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
        searched: What is searched for: the question, with the one it follows before it, or that one alone.
        language: Its language, ISO 639-1.
        searched_in: The language of what is searched for.
        places: The places it asks about.
        regions: Regions of the network that it names.
        audiences: The people it asks about.
        filters: What it narrows the search to.
        places_from: The text that named the places: this question, or the one it follows.
        follows: The earlier question that it was read together with.
        asks: What it asks for where it is made of the closed words of follow-ups.
        wish: What is wished of the practices that fit, by this question or the one it follows.
    """

    text: str
    searched: str
    language: str
    searched_in: str
    places: list[Place] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    filters: Filters = field(default_factory=Filters)
    places_from: str = ""
    follows: str | None = None
    asks: FollowUp | None = None
    wish: Wish | None = None


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
    cities: Sequence[tuple[str, str]] = (),
    ignore: tuple[str, ...] = (),
) -> Understanding:
    """Understand a question.

    Args:
        text: The question, cleaned.
        finder: Finds the places named in it.
        expected_language: Its likely language, from what the asker has chosen or the visitor's settings.
        previous: What was asked before it in the same conversation.
        cities: Country and city of each practice that was shown with that, in their order.
        ignore: Words of the question that are not to narrow the search.

    Returns:
        The question as it was understood.
    """
    ignored = {word.casefold() for word in ignore}
    expected = previous.language if previous else expected_language
    asks = _asks(text, expected, previous, cities)
    language = _language(text, expected, asks)
    named = _Named.nothing() if asks else _Named.find(text, language, finder, ignored)
    if expected and language != expected and named and _language_without(named.words, text, expected) == expected:
        language = expected  # only a name made it look like another one
        named = _Named.find(text, language, finder, ignored)
    if previous and not asks:
        every = named if not ignored else _Named.find(text, language, finder)
        asks = _asks_with_names(text, language, cities, every)
        language = _language(text, language, asks) if asks else language
        if asks and asks.kind == "one":
            named = _Named.nothing()  # the name pointed at what was shown, and narrows nothing
        elif asks and asks.kind == "place" and not previous.wish:
            asks = None  # read together with the question before, as any short text: only its language is told
    follows = previous if previous and (asks or is_follow_up(text, language)) else None
    alone = follows and asks and asks.kind != "place"
    places_from = text
    audiences = _audiences(text, language, ignored)
    if follows:
        if not named and not (asks and asks.kind == "one"):
            places_from = follows.places
            named = _Named.find(places_from, follows.language, finder, ignored)
        audiences = audiences or _audiences(follows.question, follows.language, ignored)
    return Understanding(
        text=text,
        searched=text if not follows else follows.question if alone else f"{follows.question} {text}",
        searched_in=follows.language if follows and alone else language,
        language=language,
        places=named.places,
        regions=named.regions,
        audiences=audiences,
        filters=_place_filters(named.places, named.regions),
        places_from=places_from if named else "",
        follows=follows.question if follows else None,
        asks=asks,
        wish=_wish(asks, previous),
    )


class _Named(NamedTuple):
    """The places and regions that a text names, and the words that do so."""

    places: list[Place]
    regions: list[str]
    words: list[str]

    def __bool__(self) -> bool:
        return bool(self.places or self.regions)

    @classmethod
    def nothing(cls) -> Self:
        return cls([], [], [])

    @classmethod
    def find(cls, text: str, language: str, finder: PlaceFinder, ignored: Collection[str] = ()) -> Self:
        places = [
            place for place in finder.find(text, language) if text[place.start : place.end].casefold() not in ignored
        ]
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
        spans = [(place.start, place.end) for place in outside] + [(start, end) for _, start, end in regions]
        codes = list(dict.fromkeys(code for code, _, _ in regions))
        return cls(outside, codes, [text[start:end] for start, end in spans])


def _language(text: str, expected: str | None, asks: FollowUp | None) -> str:
    """The language of a text: closed words tell it better than a guess, unless several languages have them."""
    if asks is None:
        return detect_language(text, expected)
    if len(asks.languages) < 2 or asks.languages[0] == expected:
        return next(iter(asks.languages), expected or "en")
    detected = detect_language(text, expected)
    return detected if detected in asks.languages else asks.languages[0]


def _language_without(names: Sequence[str], text: str, expected: str) -> str:
    """The language of a text without the names in it, which say little of it."""
    for name in names:
        text = text.replace(name, " ")
    return detect_language(text, expected)


def _asks(text: str, expected: str | None, previous: Turn | None, cities: Sequence[tuple[str, str]]) -> FollowUp | None:
    """What a text without names asks for; a wish is one only where there is something to wish it of."""
    asks = read_follow_up(text, expected or "en", shown=len(cities))
    return asks if asks and (previous or asks.kind in ("one", "others")) else None


def _asks_with_names(text: str, language: str, cities: Sequence[tuple[str, str]], named: _Named) -> FollowUp | None:
    """What a text asks for with the name of a city that was shown, or of a place to look in."""
    return read_follow_up(text, language, cities=_cities_named(text, named.places, cities), places=named.words)


def _cities_named(text: str, places: Sequence[Place], cities: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Words that name the city of just one practice that was shown, with its position."""
    positions = {city: number for number, city in enumerate(cities, 1) if cities.count(city) == 1}
    named = {name: position for (_, name), position in positions.items()}
    for place in places:
        for (country, name), position in positions.items():
            if country in place.countries and name in (place.cities or {place.name}):
                named[text[place.start : place.end]] = position
    return named


def _wish(asks: FollowUp | None, previous: Turn | None) -> Wish | None:
    """A wish holds until the next question: for more of the same, and for the same in another place."""
    if asks is None:
        return None
    return cast(Wish, asks.kind) if asks.kind in WISHES else previous.wish if previous else None


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
    places_chosen = _name_a_place(chosen)
    merged = {}
    for facet in FACETS:
        own, drawn = getattr(chosen, facet), getattr(understood, facet)
        merged[facet] = own or (frozenset() if facet in _PLACE_FACETS and places_chosen else drawn)
    return Filters(**merged)


def narrow(chosen: Filters, understood: Filters, standing: Filters) -> tuple[Filters, bool]:
    """What a search is narrowed to.

    Args:
        chosen: Filters chosen with this question.
        understood: Those drawn from its words.
        standing: What the asker always narrows to; it counts only where neither of the others names a place.

    Returns:
        The filters, and whether the standing ones count among them.
    """
    merged = merge(chosen, understood)
    if not standing or _name_a_place(merged):
        return merged, False
    return merge(merged, standing), True


_PLACE_FACETS: Final = ("countries", "regions", "cities")


def _name_a_place(filters: Filters) -> bool:
    return any(getattr(filters, facet) for facet in _PLACE_FACETS)
