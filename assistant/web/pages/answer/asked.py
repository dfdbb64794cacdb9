"""What the address of an answer's page asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from starlette.datastructures import QueryParams

from assistant.assistant import MAX_LIMIT

FACETS: Final = {
    "region": "regions",
    "country": "countries",
    "city": "cities",
    "theme": "themes",
    "audience": "audiences",
    "sdg": "sdgs",
}
"""Parameters of the address, and the filter that each belongs to."""
PLACES: Final = frozenset({"region", "country", "city"})
"""Those that name places."""
LIMIT: Final = 5
_MORE: Final = (10, MAX_LIMIT)
_MOST_VALUES: Final = 20


@dataclass(frozen=True, slots=True)
class AskedPage:
    """A question with what it is narrowed to.

    Args:
        question: As it was written.
        filters: For each parameter of `FACETS` the values chosen.
        ignore: Words of the question that are not to narrow the search.
        conversation: From the answer before, for a follow-up; else empty.
        limit: How many practices to show at most.
        thanks: What a visitor is told who has just said whether the answer helped: `kept`, or `later` where that
            could not be kept; empty for everyone else.
    """

    question: str
    filters: Mapping[str, tuple[str, ...]]
    ignore: tuple[str, ...] = ()
    conversation: str = ""
    limit: int = LIMIT
    thanks: str = ""

    @classmethod
    def of(cls, parameters: QueryParams) -> Self:
        """Read the parameters of an address; what cannot be one is left out."""
        limit = parameters.get("limit", "")
        thanks = parameters.get("thanks", "")
        return cls(
            question=parameters.get("q", ""),
            filters={name: values for name in FACETS if (values := _values(parameters, name))},
            ignore=_values(parameters, "ignore"),
            conversation=parameters.get("conversation", ""),
            limit=min(max(int(limit[:9]), 1), MAX_LIMIT) if limit.isascii() and limit.isdigit() else LIMIT,
            thanks=thanks if thanks in ("kept", "later") else "",
        )

    @property
    def requested(self) -> dict[str, list[str]]:
        """The filters as the assistant takes them."""
        return {FACETS[name]: list(values) for name, values in self.filters.items()}

    @property
    def names_a_place(self) -> bool:
        """Whether a place was chosen, which then counts in place of those in the words of the question."""
        return not PLACES.isdisjoint(self.filters)

    def parameters(self, **changes: Any) -> list[tuple[str, str]]:
        """The parameters of the address of this question, or of one that differs from it.

        Args:
            changes: Fields that are to have another value.
        """
        asked = replace(self, **changes)
        limit = str(asked.limit) if asked.limit != LIMIT else ""
        single = (("conversation", asked.conversation), ("limit", limit), ("thanks", asked.thanks))
        return [
            ("q", asked.question),
            *((name, value) for name, values in asked.filters.items() for value in values),
            *(("ignore", words) for words in asked.ignore),
            *((name, value) for name, value in single if value),
        ]

    def without(self, name: str, value: str) -> dict[str, tuple[str, ...]]:
        """The filters less one value."""
        left = {**self.filters, name: tuple(other for other in self.filters[name] if other != value)}
        return {facet: values for facet, values in left.items() if values}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a follow-up keeps: the filters, and the words that do not narrow."""
        return [
            (name, value) for name, value in self.parameters(conversation="", limit=LIMIT, thanks="") if name != "q"
        ]

    @property
    def more(self) -> int | None:
        """How many practices to show where these are not enough; None where there are never more."""
        return next((limit for limit in _MORE if limit > self.limit), None)


def _values(parameters: QueryParams, name: str) -> tuple[str, ...]:
    values = (value.strip() for value in parameters.getlist(name)[:_MOST_VALUES])
    return tuple(dict.fromkeys(filter(None, values)))
