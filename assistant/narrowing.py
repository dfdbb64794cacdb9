"""Checks filters that an asker has chosen, and says what is allowed where one is unknown."""

from typing import Any

from pydantic import ValidationError

from assistant.answer import FilterRequest
from corpus.countries import is_country
from corpus.vocabulary import vocabulary
from index.contents import Contents
from index.filters import FACETS, Filters


class FilterError(ValueError):
    """A filter has a value that does not exist.

    Args:
        facet: The filter.
        value: The unknown value.
        allowed: What is allowed.
    """

    def __init__(self, facet: str, value: str, allowed: list[str]) -> None:
        self.facet, self.value, self.allowed = facet, value, allowed
        shown = ", ".join(allowed[:60]) + (", …" if len(allowed) > 60 else "")
        super().__init__(f"'{value[:60]}' is not known for {facet}. Allowed: {shown}")


def check_filters(request: FilterRequest | dict[str, Any] | None, contents: Contents) -> Filters:
    """Turn chosen filters into those of the index.

    Args:
        request: The chosen filters.
        contents: The snapshot searched; cities are those of its practices.

    Raises:
        FilterError: A value is unknown. A country that exists but has no practice is allowed: nothing is found there.
    """
    if request is None:
        return Filters()
    try:
        chosen = request if isinstance(request, FilterRequest) else FilterRequest.model_validate(request)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        facet = ".".join(str(part) for part in wrong["loc"]) or "filters"
        raise FilterError(facet, str(wrong["input"]), [f"{wrong['msg']}; filters are {', '.join(FACETS)}"]) from error
    allowed = {
        "regions": list(vocabulary().regions),
        "themes": list(vocabulary().themes),
        "audiences": list(vocabulary().audiences),
        "sdgs": list(vocabulary().sdgs),
        "cities": contents.facets.values("cities"),
    }
    checked: dict[str, frozenset[str]] = {}
    for facet in FACETS:
        values = [value for value in (str(value).strip() for value in getattr(chosen, facet)) if value]
        if facet == "countries":
            values = [value.upper() for value in values]
            unknown = next((value for value in values if not is_country(value)), None)
            if unknown is not None:
                raise FilterError(facet, unknown, ["ISO 3166-1 alpha-2 codes", *contents.facets.values("countries")])
        else:
            unknown = next((value for value in values if value not in allowed[facet]), None)
            if unknown is not None:
                raise FilterError(facet, unknown, allowed[facet])
        checked[facet] = frozenset(values)
    return Filters(**checked)
