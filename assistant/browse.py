"""Lists practices: by a query, best first, or all of them; with the numbers that each further filter would leave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field

from assistant.answer import FilterRequest
from assistant.assistant import Assistant
from assistant.compose import cited_passage
from assistant.details import ListedPractice, listed
from assistant.language import answer_language, detect_language
from assistant.lists import Sort
from assistant.live import Served
from assistant.narrowing import FilterError, check_filters
from assistant.question import clean_question
from assistant.weighing import FITS_WITHIN
from assistant.years import Years, YearsFound
from corpus.practice import Practice
from index.filters import FACETS, Filters, both
from index.search import Found, Hit, Query

_MAX_RESULTS: Final = 1000

Numbers = npt.NDArray[np.int64]


class Page(BaseModel):
    """One page of a list."""

    query: str | None
    language: str
    sort: Sort = Field(description="What the practices are sorted by.")
    total: int
    limit: int
    offset: int
    practices: list[ListedPractice]
    facets: dict[str, dict[str, int]] = Field(
        description="For each facet and value, how many practices choosing it would leave."
    )
    source_languages: dict[str, int] = Field(
        description="The same for the languages of sources, as told from their titles; `und` where none can be told."
    )
    years: YearsFound
    snapshot: str


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """What a list is narrowed to, part by part, so that a part can be left out."""

    query: bool
    filters: Filters
    years: Years
    source_languages: frozenset[str]

    def without(self, part: str) -> "_Narrowed":
        """The same with one part left open: a facet's name, `query`, `years` or `source_languages`."""
        if part in FACETS:
            return replace(self, filters=self.filters.without(part))
        opened: dict[str, Any] = {"query": False, "years": Years(), "source_languages": frozenset()}
        return replace(self, **{part: opened[part]})

    def parts(self) -> list[str]:
        """The parts that narrow anything."""
        own = [part for part in ("query", "years", "source_languages") if getattr(self, part)]
        return own + [facet for facet in FACETS if getattr(self.filters, facet)]


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole list, of which pages can be shown.

    Args:
        served: The snapshot that is listed.
        query: The query, or None.
        language: Language of titles and summaries.
        sort: What it is sorted by.
        numbers: Numbers of the practices, in this order.
        facets, source_languages, years: As on a page.
        without: For each part that narrows the list, how many practices there would be without it.
    """

    served: Served
    query: str | None
    language: str
    sort: Sort
    numbers: list[int]
    facets: dict[str, dict[str, int]]
    source_languages: dict[str, int]
    years: YearsFound
    without: dict[str, int]
    _found: Found | None
    _base: str

    @property
    def cities(self) -> int:
        """In how many cities the practices are."""
        return len({self.served.contents.cities[number] for number in self.numbers})

    @property
    def practices(self) -> list[Practice]:
        """Every practice of the list."""
        return [self.served.contents.practice(number) for number in self.numbers]

    def page(self, limit: int, offset: int = 0) -> Page:
        """A part of the list, to be shown.

        Args:
            limit: How many practices to give.
            offset: How many to leave out first.
        """
        hits = {hit.number: hit for hit in self._found.hits} if self._found else {}
        return Page(
            query=self.query,
            language=self.language,
            sort=self.sort,
            total=len(self.numbers),
            limit=limit,
            offset=offset,
            practices=[self._listed(number, hits.get(number)) for number in self.numbers[offset:][:limit]],
            facets=self.facets,
            source_languages=self.source_languages,
            years=self.years,
            snapshot=self.served.snapshot,
        )

    def _listed(self, number: int, hit: Hit | None) -> ListedPractice:
        if hit is None or self._found is None:
            return listed(self.served.contents.practice(number), self.language, self._base)
        passage = cited_passage(self.served.searcher, hit, self._found.vector)
        return listed(hit.practice, self.language, self._base, score=hit.score, passage=passage)


def look_through(
    assistant: Assistant,
    query: str | None = None,
    *,
    filters: FilterRequest | dict[str, Any] | None = None,
    years: Years | None = None,
    source_languages: Sequence[str] = (),
    sort: Sort | None = None,
    language: str | None = None,
) -> Listing:
    """List practices, all that fit.

    Args:
        assistant: The assistant whose snapshot is listed.
        query: Words or a question; without one, every practice.
        filters: What to narrow to.
        years: In which years the practices began.
        source_languages: ISO 639-1 codes of languages, one of which a source must be in; `und` for not known.
        sort: What to sort by; without one, the best first where there is a query, else by title.
        language: Language of titles and summaries; that of the query where left out.

    Raises:
        QuestionError: The query is too long.
        FilterError: A filter has an unknown value.
    """
    served = assistant.live.served
    contents = served.contents
    in_languages = served.lists.source_languages
    unknown = next((code for code in source_languages if code not in in_languages.values()), None)
    if unknown is not None:
        raise FilterError("source_languages", unknown, in_languages.values())
    text = clean_question(query) if query and query.strip() else None
    narrowed = _Narrowed(
        text is not None, check_filters(filters, contents), years or Years(), frozenset(source_languages)
    )
    asked_in = detect_language(text, language) if text else (language or assistant.settings.language)
    shown = answer_language(language or asked_in)
    vector = assistant.vector(text) if text else None

    fitting = everything = np.arange(len(contents))
    found = None
    if text is not None:
        found = served.searcher.search(Query(text, asked_in, limit=_MAX_RESULTS, every=True), vector)
        # A city's third practice waits in the order of hits, but belongs to the results for its score.
        least = found.scores.max(initial=0) - FITS_WITHIN
        found = replace(found, hits=[hit for hit in found.hits if hit.score >= least])
        fitting = np.array([hit.number for hit in found.hits], dtype=np.int64)

    def matching(narrowed: _Narrowed) -> Numbers:
        # Whether a practice fits the query does not depend on what is chosen beside it: else a choice would leave
        # more than was said, and what does not fit at all where nothing of it does.
        numbers = fitting if narrowed.query else everything
        within = both(narrowed.years.allowed(contents.begun), in_languages.allowed(narrowed.source_languages))
        allowed = both(contents.facets.allowed(narrowed.filters), within)
        return numbers if allowed is None else numbers[allowed[numbers]]

    numbers = matching(narrowed)
    # What is chosen in a facet does not narrow the numbers of that facet itself.
    pools = {part: matching(narrowed.without(part)) for part in narrowed.parts()}
    if text is None:
        sort = "title" if sort in (None, "best") else sort
    return Listing(
        served,
        text,
        shown,
        sort or "best",
        served.lists.in_order(map(int, numbers), sort or "best", shown),
        {facet: contents.facets.counts(facet, pools.get(facet, numbers)) for facet in FACETS},
        in_languages.counts(pools.get("source_languages", numbers)),
        YearsFound.of(contents.begun[pools.get("years", numbers)]),
        {part: len(pool) for part, pool in pools.items()},
        found,
        assistant.settings.public_url,
    )


def browse(
    assistant: Assistant, query: str | None = None, *, limit: int = 20, offset: int = 0, **narrowed: Any
) -> Page:
    """List practices, a page of those that fit.

    Args:
        assistant, query, narrowed: As for `look_through`.
        limit: How many to give.
        offset: How many to leave out first.

    Raises:
        QuestionError, FilterError: As for `look_through`.
    """
    return look_through(assistant, query, **narrowed).page(limit, offset)
