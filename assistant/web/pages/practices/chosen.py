"""What the address of a list of practices asks for: words, filters, an order, and which page of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self, get_args

from starlette.datastructures import QueryParams

from assistant.assistant import Assistant
from assistant.browse import Listing, look_through
from assistant.lists import Sort
from assistant.live import Served
from assistant.web.pages.answer.asked import FACETS
from assistant.years import FIRST_YEAR, LAST_YEAR, Years
from corpus.countries import country_codes
from corpus.vocabulary import vocabulary

SOURCE_LANGUAGE: Final = "source_language"
PARTS: Final = {"q": "query", "from": "years", "to": "years", SOURCE_LANGUAGE: "source_languages"} | FACETS
"""Parameters of the address, and the part of a listing's choice that each belongs to."""
_MOST_VALUES: Final = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a visitor has chosen.

    Args:
        query: Words that are searched for, or nothing.
        filters: For each parameter that filters, the values chosen.
        years: When the practices began.
        sort: What to sort by, where that was chosen.
        page: Which page of the list, from 1.
        unknown: Values in the address that there are not; they do not narrow anything.
    """

    query: str
    filters: Mapping[str, tuple[str, ...]]
    years: Years
    sort: Sort | None = None
    page: int = 1
    unknown: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters: QueryParams, served: Served) -> Self:
        """Read the parameters of an address.

        Args:
            parameters: The parameters.
            served: The snapshot whose practices are listed.
        """
        words = vocabulary()
        known = {
            "region": words.regions.keys(),
            "country": country_codes(),
            "city": served.contents.facets.values("cities"),
            "theme": words.themes.keys(),
            "audience": words.audiences.keys(),
            "sdg": words.sdgs.keys(),
            SOURCE_LANGUAGE: served.lists.source_languages.values(),
        }
        filters: dict[str, tuple[str, ...]] = {}
        unknown: list[str] = []
        for name, values in known.items():
            given = [value.strip() for value in parameters.getlist(name)[:_MOST_VALUES]]
            given = [value.upper() if name == "country" and value.isascii() else value for value in given if value]
            unknown += [value for value in given if value not in values]
            if kept := tuple(dict.fromkeys(value for value in given if value in values)):
                filters[name] = kept
        first, last = (_year(parameters.get(name, ""), unknown) for name in ("from", "to"))
        if first and last and first > last:
            first, last = last, first
        sort = parameters.get("sort", "")
        page = parameters.get("page", "")
        return cls(
            parameters.get("q", "").strip(),
            filters,
            Years(first, last),
            sort if sort in get_args(Sort) else None,  # type: ignore[arg-type]
            int(page) if page.isascii() and page.isdigit() and page.strip("0") and len(page) < 10 else 1,
            tuple(dict.fromkeys(unknown)),
        )

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """The parameters of the address that narrow the list."""
        years = (("from", self.years.first), ("to", self.years.last))
        return [
            *([("q", self.query)] if self.query else []),
            *((name, value) for name, values in self.filters.items() for value in values),
            *((name, str(year)) for name, year in years if year),
        ]

    def parameters(self, **changes: Any) -> list[tuple[str, str]]:
        """The parameters of the address of this list, or of one that differs from it.

        Args:
            changes: Fields that are to have another value.
        """
        chosen = replace(self, **changes)
        return [
            *chosen.narrowing,
            *([("sort", chosen.sort)] if chosen.sort else []),
            *([("page", str(chosen.page))] if chosen.page > 1 else []),
        ]

    def without(self, part: str) -> list[tuple[str, str]]:
        """The parameters of the same list's first page, with a part of what is chosen taken off."""
        return [pair for pair in self.parameters(page=1) if PARTS.get(pair[0]) != part]

    def without_value(self, name: str, value: str) -> list[tuple[str, str]]:
        """The same with one value of a parameter taken off."""
        return [pair for pair in self.parameters(page=1) if pair != (name, value)]

    def look_through(self, assistant: Assistant, language: str) -> Listing:
        """The list.

        Args:
            assistant: Whose practices are listed.
            language: Language of titles and summaries.

        Raises:
            QuestionError: What is searched for is no text, or too long.
            FilterError: A value has gone with the snapshot that it was of.
        """
        return look_through(
            assistant,
            self.query or None,
            filters={FACETS[name]: list(values) for name, values in self.filters.items() if name in FACETS},
            years=self.years,
            source_languages=self.filters.get(SOURCE_LANGUAGE, ()),
            sort=self.sort,
            language=language,
        )


def _year(text: str, unknown: list[str]) -> int | None:
    """A year as it was typed; what is none is noted."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    if text:
        unknown.append(text)
    return None
