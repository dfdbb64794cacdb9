"""Parts a document that holds several practices; one that holds a single practice stays whole."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from corpus.document import Document
from corpus.drafting.cues import cues
from corpus.drafting.place_words import places_in
from corpus.drafting.reading import count_words
from corpus.drafting.sections import section_of_heading
from corpus.places import PlaceFinder

_FEWEST_WORDS: Final = 30
"""Words that a part needs to tell of a practice."""
_NUMBERED: Final = re.compile(
    r"^\s*(?:(?:case(?: study)?|practice|example|project|exemple|projet|pratique|caso|ejemplo|práctica|proyecto|"
    r"exemplo|prática|projeto|пример|практика|проект|مثال|ممارسة|مشروع|案例|实践)\s*[\d٠-٩一二三四五六七八九十]+|[\d٠-٩]{1,2}[.)、]\s|"
    r"[一二三四五六七八九十]{1,3}[、.])",
    re.IGNORECASE,
)


def parts_of(document: Document, finder: PlaceFinder, language: str) -> list[range]:
    """Part a document by its headings where the parts tell of different practices.

    They do where at least two headings of one level stand over enough text and most of them name different cities,
    or are numbered as cases, or each names a programme of its own.

    Args:
        document: The document.
        finder: Finds the cities that headings name.
        language: Language of the text.

    Returns:
        The blocks of each part, the heading first; empty where the document is one whole.
    """
    by_level: dict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(document.blocks):
        if block.kind == "heading":
            by_level[block.level].append(number)
    for level in sorted(by_level):
        parts = [part for part in _parts(document, by_level[level], level) if _tells(document, part)]
        if len(parts) >= 2 and _differ(
            [document.blocks[part[0]].text for part in parts], document, parts, finder, language
        ):
            return parts
    return []


def _parts(document: Document, headings: list[int], level: int) -> list[range]:
    """Give the blocks under each heading, up to the next of the same level or a higher one."""
    ends = [
        number for number, block in enumerate(document.blocks) if block.kind == "heading" and block.level <= level
    ] + [len(document.blocks)]
    return [range(start, next(end for end in ends if end > start)) for start in headings]


def _tells(document: Document, part: range) -> bool:
    if section_of_heading(document.blocks[part[0]].text):
        return False
    text = [document.blocks[number] for number in part]
    return sum(count_words(block.text) for block in text if block.kind != "heading") >= _FEWEST_WORDS


def _differ(headings: list[str], document: Document, parts: list[range], finder: PlaceFinder, language: str) -> bool:
    most = 0.6 * len(headings)
    cities = [_city(heading, finder, language) for heading in headings]
    named = [city for city in cities if city]
    if len(set(named)) >= 2 and len(set(named)) >= most:
        return True
    if sum(bool(_NUMBERED.match(heading)) for heading in headings) >= max(2, most):
        return True
    if not named:
        firsts = [_city(_opening(document, part), finder, language) for part in parts]
        if len({city for city in firsts if city}) >= max(2, most):
            return True
    programmes = [cues().programme.search(heading) for heading in headings]
    beginnings = [_tells_of_a_beginning(document, part) for part in parts]
    return sum(bool(one and two) for one, two in zip(programmes, beginnings, strict=True)) >= max(2, most)


def _city(text: str, finder: PlaceFinder, language: str) -> str | None:
    found = [place for place in places_in(finder, text, language) if place.kind == "city"]
    return (found[0].city or found[0].name) if found else None


def _opening(document: Document, part: range) -> str:
    return next(
        (document.blocks[number].text[:300] for number in part if document.blocks[number].kind != "heading"), ""
    )


def _tells_of_a_beginning(document: Document, part: range) -> bool:
    return bool(cues().began.search(_opening(document, part)))
