"""The words around the names of places that tell what a name is: a city, a model elsewhere, a visitor's home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from corpus.drafting.cues import cues
from corpus.places import Place, PlaceFinder

LIKE: Final = re.compile(
    r"(?:inspired by|copied from|modelled on|such as|like those in|conference in|inspiré(?:e|s|es)? (?:par|de)|"
    r"à l'image de|inspirad[oa]s? (?:en|em|nas?|nos?|por)|como en|"
    r"по примеру|على غرار|مستوحا?ة? من|借鉴|学习了)[^,;،。，]*",
    re.IGNORECASE,
)
"""What follows was a model for the practice, or only an example."""
ELSEWHERE: Final = re.compile(
    r"(?:visited|visitors|other cities|approached|(?:miles|minutes|hours?) away|half an hour|wants? to copy|similar|"
    r"d'autres villes|autres villes|semblables|s'y intéress|à quelques kilom|otras ciudades|parecid[oa]s?|queda a|"
    r"outras cidades|semelhantes|fica a|других город|другим город|похожие|интересуются|приезжа|"
    r"مدن أخرى|مماثل|تفكر|其他城市|类似|派人)",
    re.IGNORECASE,
)
"""Whoever is named beside this came to look, or does something of the kind."""
_JOINERS: Final = r"(?:de|do|da|dos|das|del|la|le|les|el|los|las|sur|en|upon|on|am|an|der|al|ad|bin|di|of)"
PROPER: Final = rf"[A-ZÀ-ÞŠŽĐŁĀ-ŽА-ЯЁ][\w’'-]+(?:[ -](?:{_JOINERS}[ -])?[A-ZÀ-ÞŠŽĐŁА-ЯЁ][\w’'-]+){{0,3}}"
_NAMED_FIRST: Final = re.compile(rf"({PROPER})\s*[:,–—-]\s")
"""A heading such as "Cork: a festival" names a place where the word alone, first in its sentence, would leave doubt."""
_AFTER_CUE: Final = re.compile(rf"\s+(?:the\s+)?({PROPER}|[\u0620-\u064a]{{3,}})")
_BEFORE_CUE: Final = re.compile(rf"({PROPER})\s+$")
_BEFORE_HAN_CUE: Final = re.compile(r"([\u3400-\u9fff]{2,4})$")


def places_in(finder: PlaceFinder, text: str, language: str) -> list[Place]:
    """Find the places in a text, also one that a heading begins with."""
    found = finder.find(text, language)
    first = _NAMED_FIRST.match(text)
    if first is None or any(place.start == 0 for place in found):
        return found
    there = [place for place in finder.find(f"in {first[1]}", "en") if place.kind == "city"]
    return [replace(place, start=0, end=first.end(1)) for place in there] + found


def is_called_a_city(text: str, start: int, end: int) -> bool:
    """Say whether a word for a city stands beside a name: "City of", "市"."""
    return any(
        (found.end() <= start <= found.end() + 5) or (end <= found.start() <= end + 2)
        for found in cues().municipality.finditer(text)
    )


def called_a_city(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the names that stand beside a word for a city, and where."""
    for cue in cues().municipality.finditer(text):
        after = _AFTER_CUE.match(text, cue.end())
        if after:
            yield after[1], after.start(1), after.end(1)
        before = (_BEFORE_HAN_CUE if "\u3400" <= cue[0][0] <= "\u9fff" else _BEFORE_CUE).search(text[: cue.start()])
        if before:
            yield before[1], before.start(1), before.end(1)
