"""Lists practices: by a query, best first, or all of them; with the numbers that each further filter would leave."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field

from assistant.answer import FilterRequest
from assistant.assistant import Assistant
from assistant.compose import cited_passage
from assistant.details import ListedPractice, listed
from assistant.language import answer_language, detect_language
from assistant.narrowing import check_filters
from assistant.question import clean_question
from index.filters import FACETS, Filters
from index.search import Found, Query

_FITS_WITHIN: Final = 0.035
"""A practice belongs to a query's results where its score is this near to the best. On the judged questions 98 % of the
practices that answer lie within, and half of the questions list 13 practices or fewer."""
_MAX_RESULTS: Final = 200

Numbers = npt.NDArray[np.int64]


class Page(BaseModel):
    """One page of a list."""

    query: str | None
    language: str
    total: int
    limit: int
    offset: int
    practices: list[ListedPractice]
    facets: dict[str, dict[str, int]] = Field(
        description="For each facet and value, how many practices choosing it would leave."
    )
    snapshot: str


def browse(
    assistant: Assistant,
    query: str | None = None,
    *,
    filters: FilterRequest | dict[str, Any] | None = None,
    language: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Page:
    """List practices.

    Args:
        assistant: The assistant whose snapshot is listed.
        query: Words or a question; without one, every practice by title.
        filters: What to narrow to.
        language: Language of titles and summaries; that of the query where left out.
        limit: How many to give.
        offset: How many to leave out first.

    Raises:
        QuestionError: The query is too long.
        FilterError: A filter has an unknown value.
    """
    served = assistant.live.served
    contents = served.contents
    chosen = check_filters(filters, contents)
    text = clean_question(query) if query and query.strip() else None
    asked_in = detect_language(text, language) if text else (language or assistant.settings.language)
    shown = answer_language(language or asked_in)
    vector = assistant.vector(text) if text else None

    def matching(narrowed: Filters) -> tuple[Numbers, Found | None]:
        if text is None:
            allowed = contents.facets.allowed(narrowed)
            numbers = np.arange(len(contents)) if allowed is None else np.flatnonzero(allowed)
            return numbers.astype(np.int64), None
        found = served.searcher.search(Query(text, asked_in, narrowed, _MAX_RESULTS), vector)
        # A city's third practice waits in the order of hits, but belongs to the results for its score.
        least = found.scores.max(initial=0) - _FITS_WITHIN
        near = [hit for hit in found.hits if hit.score >= least]
        return np.array([hit.number for hit in near], dtype=np.int64), replace(found, hits=near)

    base = assistant.settings.public_url
    numbers, found = matching(chosen)
    facets = {facet: contents.facets.counts(facet, _pool(facet, chosen, numbers, matching)) for facet in FACETS}
    if found is None:
        titled = sorted(map(int, numbers), key=lambda number: contents.practice(number).title_in(shown).casefold())
        shown_practices = [listed(contents.practice(number), shown, base) for number in titled[offset:][:limit]]
    else:
        shown_practices = [
            listed(
                hit.practice, shown, base, score=hit.score, passage=cited_passage(served.searcher, hit, found.vector)
            )
            for hit in found.hits[offset:][:limit]
        ]
    return Page(
        query=text,
        language=shown,
        total=len(numbers),
        limit=limit,
        offset=offset,
        practices=shown_practices,
        facets=facets,
        snapshot=served.snapshot,
    )


def _pool(facet: str, chosen: Filters, numbers: Numbers, matching: Any) -> Numbers:
    """The practices that a facet's values are counted over: as if nothing were chosen in that facet itself."""
    return matching(chosen.without(facet))[0] if getattr(chosen, facet) else numbers
