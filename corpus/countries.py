"""Which codes stand for a country."""

from functools import cache
from typing import Final

from babel import Locale

_NO_COUNTRIES: Final = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # in CLDR beside the countries


def is_country(code: str) -> bool:
    """Whether a code is one of ISO 3166-1 alpha-2."""
    return code in country_codes()


@cache
def country_codes() -> frozenset[str]:
    """All ISO 3166-1 alpha-2 codes."""
    territories = Locale("en").territories
    return frozenset(code for code in territories if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES)
