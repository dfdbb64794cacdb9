"""Whether a text is in English, as the fields of a record must be."""

from typing import Final

from corpus.drafting.centring import language_shares, script_of

_LEAST: Final = 0.08
"""Share of frequent words in any English text of some sentences."""


def is_english(text: str) -> bool:
    """Whether a text of some sentences is written in English, as far as its most frequent words tell."""
    if not is_latin(text):
        return False
    shares = language_shares(text)
    return shares["en"] >= _LEAST and shares["en"] >= max(shares.values())


def is_latin(text: str) -> bool:
    """Whether a text is written in Latin letters."""
    return script_of(text) == "latin"
