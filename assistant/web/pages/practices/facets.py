"""The filters beside a list: what can be chosen, how many practices that would leave, and what is chosen already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale

from assistant.browse import Listing
from assistant.source_languages import UNKNOWN
from assistant.web.pages.answer.asked import FACETS
from assistant.web.pages.practices.chosen import PARTS, SOURCE_LANGUAGE, Chosen
from assistant.wording import Wording
from corpus.places import label_of
from corpus.vocabulary import vocabulary

_SHOWN: Final = 8
"""Values of a facet that are seen at once."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen.

    Args:
        value: As it stands in the address.
        label: As people see it.
        count: How many practices choosing it would leave.
        chosen: Whether it is chosen.
    """

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its values.

    Args:
        name: Its parameter in the address.
        label: As people see it.
        first: The values that are seen at once.
        more: The others.
        chosen: How many are chosen.
    """

    name: str
    label: str
    first: list[Option]
    more: list[Option]
    chosen: int


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is chosen, to be taken off.

    Args:
        part: The part of the choice that it belongs to.
        label: As people see it.
        left: Parameters of the address without it.
    """

    part: str
    label: str
    left: list[tuple[str, str]]


def groups(listing: Listing, chosen: Chosen, wording: Wording) -> list[Group]:
    """The facets of a list, with what can be chosen in each.

    Args:
        listing: The list.
        chosen: What is chosen.
        wording: The visitor's language.
    """
    words, labels = vocabulary(), _labels(wording)
    found = {name: listing.facets[facet] for name, facet in FACETS.items()}
    found[SOURCE_LANGUAGE] = listing.source_languages
    in_order: dict[str, list[str] | None] = {  # the others are many: those with most practices come first
        "region": list(words.regions),
        "country": None,
        "theme": None,
        "audience": None,
        "sdg": list(words.sdgs),
        SOURCE_LANGUAGE: None,
    }
    names = {
        "region": wording("Region"),
        "country": wording("Country"),
        "theme": wording("Theme"),
        "audience": wording("For whom"),
        "sdg": wording("Global goal"),
        SOURCE_LANGUAGE: wording("Language of sources"),
    }
    made = []
    for name, order in in_order.items():
        counts = found[name]
        picked = chosen.filters.get(name, ())
        values = [*counts, *(value for value in picked if value not in counts)]
        options = [Option(value, labels[name](value), counts.get(value, 0), value in picked) for value in values]
        first, more = _arranged(options, order)
        made.append(Group(name, names[name], first, more, len(picked)))
    return made


def chips(chosen: Chosen, wording: Wording) -> list[Chip]:
    """What is chosen, each to be taken off.

    Args:
        chosen: What is chosen.
        wording: The visitor's language.
    """
    labels = _labels(wording)
    made = []
    if chosen.query:
        made.append(Chip("query", wording("“{text}”", text=chosen.query), chosen.without("query")))
    for name, values in chosen.filters.items():
        made += [Chip(PARTS[name], labels[name](value), chosen.without_value(name, value)) for value in values]
    years = chosen.years
    if years.first and years.last:
        said = wording("Began {first} to {last}", first=years.first, last=years.last)
    elif years.first:
        said = wording("Began {year} or later", year=years.first)
    else:
        said = wording("Began {year} or earlier", year=years.last)
    return [*made, Chip("years", said, chosen.without("years"))] if years else made


def _arranged(options: list[Option], order: list[str] | None) -> tuple[list[Option], list[Option]]:
    """The options that are seen at once, among them all that are chosen, and the others."""
    if order is not None:
        ranked = sorted(options, key=lambda option: order.index(option.value))
        if len(ranked) <= 2 * _SHOWN:
            return ranked, []
        first = [*ranked[:_SHOWN], *(option for option in ranked[_SHOWN:] if option.chosen)]
        return first, [option for option in ranked if option not in first]
    ranked = sorted(options, key=lambda option: (not option.chosen, -option.count, option.label))
    seen = max(_SHOWN, sum(option.chosen for option in options))
    if len(ranked) <= seen + 2:  # not worth another click
        seen = len(ranked)
    return ranked[:seen], sorted(ranked[seen:], key=lambda option: option.label)


def _labels(wording: Wording) -> Mapping[str, Callable[[str], str]]:
    """For each parameter that filters, what people see of its values."""
    words, language = vocabulary(), wording.language
    languages = Locale(language).languages

    def language_name(code: str) -> str:
        name = wording("Not known") if code == UNKNOWN else str(languages.get(code, code))
        return name[:1].upper() + name[1:]

    def goal(number: str) -> str:
        return wording("Goal {number}: {name}", number=number, name=words.sdgs[number].label(language))

    return {
        "region": lambda code: words.regions[code].label(language),
        "country": lambda code: label_of(code, language),
        "city": str,
        "theme": lambda code: words.themes[code].label(language),
        "audience": lambda code: words.audiences[code].label(language),
        "sdg": goal,
        SOURCE_LANGUAGE: language_name,
    }
