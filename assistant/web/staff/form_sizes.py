"""How large a form may be in which a whole practice is written."""

from collections.abc import Mapping
from typing import Final

FORMS: Final[Mapping[str, int]] = {"/staff/drafts/": 2**20, "/staff/practices/": 2**20}
"""Beginnings of addresses, with bytes: four sections of 20,000 characters, at up to nine bytes each in a form."""
