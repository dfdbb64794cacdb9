"""Countries and areas of the world: their names in any language, and the countries that an area holds."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from corpus.places.names import Names
from corpus.places.spelling import key_of

# Not places that anyone asks about: the world, the UN, the euro area, outlying Oceania, unknown, pseudo-locales.
_LEFT_OUT = frozenset(["001", "UN", "EZ", "QO", "ZZ", "XA", "XB"])
_LONG_IN_CLDR = frozenset(["HK", "MO"])  # "Hong Kong SAR China": our own short names read better
_PARENTHESIS = re.compile(r"\s*[(（][^)）]*[)）]\s*")
_ARABIC_SPOKEN_BY = 25.0  # per cent: leaves out countries where Arabic is official but is the language of few


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    """Give Babel's locale of a language, and English for a language that Babel does not know."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale("en")


def known_language(tag: str) -> str:
    """Give the two- or three-letter code of a language tag's language, "en" for one that Babel does not know."""
    return str(_locale(tag).language)


@cache
def _aliases() -> dict[str, dict[str, Any]]:
    """Read the names that CLDR lacks, by code of the place."""
    return tomllib.loads(resources.files("corpus.places").joinpath("aliases.toml").read_text("utf-8"))


@cache
def _areas() -> dict[str, frozenset[str]]:
    """Give the countries of every area: UN M.49 as CLDR gives it, and the areas of our own."""
    text = resources.files("corpus.places").joinpath("containment.json").read_text("utf-8")
    areas = {code: frozenset(members.split()) for code, members in json.loads(text)["contains"].items()}
    areas |= {code: frozenset(members.split()) for code, members in _aliases()["areas"].items()}
    spoken = ((code, languages.get("ar")) for code, languages in get_global("territory_languages").items())
    areas["arab-world"] = frozenset(
        code
        for code, arabic in spoken
        if arabic and arabic["official_status"] and arabic["population_percent"] >= _ARABIC_SPOKEN_BY
    )
    return areas


def is_area(code: str) -> bool:
    """Say whether a code stands for an area of several countries, not for one country."""
    return code in _areas()


def countries_of(code: str) -> frozenset[str]:
    """Give the ISO 3166 codes of the countries that a country's or area's code covers.

    Args:
        code: an ISO 3166 code ("GH"), a UN M.49 code ("011"), or an area of our own ("maghreb").

    Returns:
        The countries of the area; the code itself for a country.
    """
    return _areas().get(code, frozenset([code]))


def label_of(code: str, language: str) -> str:
    """Name a country or area for display.

    Args:
        code: as for `countries_of`.
        language: language tag; English is used where it is unknown or has no name for the place.

    Returns:
        The name, or the code where nothing names it.
    """
    for tag in (language, "en"):
        name = _locale(tag).territories.get(code)
        ours = _aliases().get(code, {}).get(_locale(tag).language)
        if ours and (code in _LONG_IN_CLDR or not name):
            return str(ours[0])
        if name:
            return str(name)
    return code


def territory_names(language: str) -> Names[str]:
    """Collect the names of all countries and areas in a language, and in English.

    Args:
        language: language tag; an unknown one gives English alone.

    Returns:
        The index of names; each leads to codes as for `countries_of`.
    """
    names: Names[str] = Names()
    locales = [_locale(language), Locale("en")]
    if locales[0].language == "zh":
        locales += [Locale("zh", script="Hans"), Locale("zh", script="Hant")]
    for locale in dict.fromkeys(locales):
        for code, name in locale.territories.items():
            if code not in _LEFT_OUT:
                names.add(_PARENTHESIS.sub(" ", name), code)
    spoken = dict.fromkeys(locale.language for locale in locales)
    for code, by_language in _aliases().items():
        if code != "areas":
            for tag in spoken:
                names.add_all(by_language.get(tag, ()), code)
    return names


def peoples_and_languages(language: str) -> frozenset[str]:
    """Give the folded names of languages, in a language and in English; most name a people too ("Thai", "Kazakh")."""
    return frozenset(key_of(name) for locale in (_locale(language), Locale("en")) for name in locale.languages.values())
