"""Which codes stand for a country."""

from functools import cache
from typing import Final

from babel import Locale

# In CLDR beside the countries: groups of them, invented ones, and islands that ISO 3166-1 only keeps a code free for.
_NO_COUNTRIES: Final = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"} | {"AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


def is_country(code: str) -> bool:
    """Whether a code is one of ISO 3166-1 alpha-2, or Kosovo's XK."""
    return code in country_codes()


@cache
def country_codes() -> frozenset[str]:
    """All ISO 3166-1 alpha-2 codes, and XK, which stands for Kosovo until it has one."""
    territories = Locale("en").territories
    return frozenset(code for code in territories if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES)
