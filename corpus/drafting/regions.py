"""The region of a country, in the five that the format knows."""

from typing import Final

from corpus.places import countries_of

# As UNESCO groups its Member States where that differs from the United Nations' statistical areas.
_ARAB_STATES: Final = frozenset(
    [
        "AE",
        "BH",
        "DZ",
        "EG",
        "EH",
        "IQ",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PS",
        "QA",
        "SA",
        "SD",
        "SY",
        "TN",
        "YE",
    ]
)
_EUROPEAN_TOO: Final = frozenset(["AM", "AZ", "CY", "GE", "IL", "TR"])


def region_of(country: str) -> str:
    """Give the code of the region that a country belongs to.

    Args:
        country: ISO 3166 code.

    Returns:
        The code, as in the vocabulary; "asia-pacific" for what belongs to no other.
    """
    if country in _ARAB_STATES:
        return "arab-states"
    if country in _EUROPEAN_TOO or country in countries_of("150") or country in countries_of("021"):
        return "europe-north-america"
    if country in countries_of("002"):
        return "africa"
    return "latin-america-caribbean" if country in countries_of("419") else "asia-pacific"
