"""Tables with a row a practice: which column is which field, and what a row gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from corpus.countries import country_codes
from corpus.document import Document, Row
from corpus.drafting.cues import cues
from corpus.drafting.draft import Proposal, Rest
from corpus.drafting.labels_named import labels_named
from corpus.drafting.regions import region_of
from corpus.drafting.years import plain_digits, years_in
from corpus.places import PlaceFinder, label_of
from corpus.places.spelling import key_of
from corpus.practice import MAX_LABELS, MAX_SUMMARY_WORDS, SECTIONS
from corpus.vocabulary import LANGUAGES, vocabulary

COLUMN_FIELDS: Final = (
    "id", "title", "city", "country", "region", "start", "end", "themes", "audiences", "sdgs", "summary", *SECTIONS,
    "url", "publisher", "language",
)  # fmt: skip
"""What a column can be taken for."""
_LABELS: Final = ("themes", "audiences", "sdgs")
_SURE: Final = 0.95
_TRANSLATED: Final = re.compile(r"^(?:translations\.(..)\.)?(title|summary)(?:[ _.-]\(?(fr|es|ar|zh|ru|pt)\)?)?$")


def guess_columns(document: Document) -> dict[str, str]:
    """Guess which field of the format each column of a table holds, by its heading in any of the seven languages.

    Args:
        document: The table.

    Returns:
        Column to field, one of `COLUMN_FIELDS` or "translations.fr.title" and the like; no field stands twice, and
        a column that tells nothing is left out.
    """
    guessed: dict[str, str] = {}
    headings = {column: key_of(column.rpartition(".")[2].replace("_", " ")) for column in document.columns}
    for column in document.columns:
        plain = column.strip().lower()
        if plain in COLUMN_FIELDS and plain not in guessed.values():
            guessed[column] = plain
        elif (found := _TRANSLATED.match(plain)) and (language := found[1] or found[3]) in LANGUAGES:
            guessed[column] = f"translations.{language}.{found[2]}"
    for exact in (True, False):
        for column, heading in headings.items():
            if column in guessed:
                continue
            for field, words in cues().columns.items():
                if field not in guessed.values() and _fits(heading, words, exact=exact):
                    guessed[column] = field
                    break
    return guessed


def _fits(heading: str, words: frozenset[str], *, exact: bool) -> bool:
    if exact:
        return heading in words
    return any(len(word) > 3 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", heading) for word in words)


def read_row(
    row: Row, index: int, columns: Mapping[str, str], finder: PlaceFinder, language: str
) -> tuple[list[Proposal], list[str]]:
    """Read one row as a practice.

    Args:
        row: The row.
        index: Its number among the document's rows, from 0.
        columns: Column to field.
        finder: Finds the country that a name stands for.
        language: Language of the table.

    Returns:
        What its cells give, each resting on its cell; and the text of cells that no field takes.
    """
    proposals: dict[str, Proposal] = {}
    left: list[str] = []
    for column, text in row.cells.items():
        field = columns.get(column, "")
        value = _value(field, text.strip(), finder, language) if field else None
        if value in (None, "", []):
            if not field and len(text) > 20:
                left.append(text)
            continue
        name = f"sections.{field}" if field in SECTIONS else field
        if name not in proposals:
            rest = Rest(index, 0, len(text), text, column)
            sure = 0.8 if field in _LABELS else _SURE
            proposals[name] = Proposal(name, value, sure, (rest,))
    city, country = proposals.get("city"), proposals.get("country")
    if city is not None and country is None:
        proposals |= _country_of(city, finder, language)
    if "country" in proposals and "region" not in proposals:
        named = proposals["country"]
        proposals["region"] = Proposal("region", region_of(named.value), named.certainty, named.rests_on)
    return list(proposals.values()), left


def _country_of(city: Proposal, finder: PlaceFinder, language: str) -> dict[str, Proposal]:
    places = finder.find(str(city.rests_on[0].text), language)
    for place in places:
        if place.kind in ("city", "country") and len(place.countries) == 1:
            certainty = 0.9 if place.kind == "country" else 0.75
            return {"country": Proposal("country", next(iter(place.countries)), certainty, city.rests_on)}
    return {}


def _value(field: str, text: str, finder: PlaceFinder, language: str) -> Any:
    """Turn a cell into what stands in a record; None where it cannot be."""
    value: Any = text
    if field in ("start", "end"):
        years = (
            years_in(text) or [(int(plain_digits(text)), 0, 0)] if plain_digits(text).isdecimal() else years_in(text)
        )
        value = next((year for year, _, _ in years if 1000 <= year <= 2100), None)
    elif field == "country":
        value = _country(text, finder, language)
    elif field == "region":
        key = key_of(text)
        value = next(
            (
                code
                for code, term in vocabulary().regions.items()
                if key in {key_of(code), *map(key_of, term.labels.values())}
            ),
            None,
        )
    elif field in _LABELS:
        value = labels_named(field, text)[: MAX_LABELS if field != "sdgs" else None]
    elif field == "summary":
        value = text if len(text.split()) <= MAX_SUMMARY_WORDS else None
    elif field == "city":
        value = re.split(r"\s*[,(（،]\s*", text)[0] if not re.search(r"\([^)]+\)$", text) else text
    elif field == "url":
        value = text if re.match(r"https?://\S+$", text) else None
    elif field == "title":
        value = " ".join(text.split())[:400]
    return value


def _country(text: str, finder: PlaceFinder, language: str) -> str | None:
    if text.upper() in country_codes():
        return text.upper()
    for tag in dict.fromkeys((language, *LANGUAGES)):
        for place in finder.find(text, tag):
            if place.kind == "country":
                return place.code
    key = key_of(text)
    return next(
        (code for code in sorted(country_codes()) for tag in LANGUAGES if key_of(label_of(code, tag)) == key), None
    )
