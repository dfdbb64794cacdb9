"""Tells the language that a document is written in."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from corpus.document import Block, Row

_WRITTEN_IN: Final = (
    "ENGLISH FRENCH SPANISH ARABIC CHINESE RUSSIAN PORTUGUESE TURKISH HINDI GERMAN JAPANESE KOREAN SWAHILI INDONESIAN "
    "UKRAINIAN ITALIAN BENGALI PERSIAN URDU VIETNAMESE DUTCH POLISH CATALAN GREEK HEBREW THAI ROMANIAN HUNGARIAN CZECH "
    "SWEDISH FINNISH DANISH BOKMAL BULGARIAN SERBIAN CROATIAN LITHUANIAN GEORGIAN ARMENIAN KAZAKH MONGOLIAN MALAY "
    "TAGALOG"
)
_SAMPLE: Final = 1500
"""Characters that are looked at: more make no document surer."""
_ENOUGH: Final = 40
"""Latin letters from which the text itself decides; of fewer, what the document declares. Others tell sooner."""
_ENOUGH_OTHERS: Final = 12
_LATIN_ENDS: Final = "\u0250"
_SURE: Final = 0.75
_DECLARED: Final = re.compile(r"([a-z]{2,3})(?:[-_].*)?")
_SAME: Final = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "zho": "zh", "cmn": "zh"}


def language_of(text: str, declared: str | None = None) -> str | None:
    """The language of a text.

    Args:
        text: The text; a bounded part of it is looked at.
        declared: What the document says of itself (`pt-BR`). Templates often say the wrong thing: it is believed where
            the text leaves a doubt.

    Returns:
        ISO 639-1 code; None where neither tells.
    """
    named = _DECLARED.fullmatch((declared or "").strip().lower())
    code = _SAME.get(named[1], named[1]) if named else None
    if code is not None and len(code) != 2:
        code = None
    sample = text[:_SAMPLE]
    letters = [letter for letter in sample if letter.isalpha()]
    if len(letters) < _ENOUGH and sum(letter >= _LATIN_ENDS for letter in letters) < _ENOUGH_OTHERS:
        return code
    confidences = _detector().compute_language_confidence_values(sample)
    if not confidences or not confidences[0].value:
        return code
    if confidences[0].value < _SURE and code:
        return code
    found: str = confidences[0].language.iso_code_639_1.name.lower()
    return _SAME.get(found, found)


def sample_of_blocks(blocks: Sequence[Block]) -> str:
    """Text by which the language of these blocks can be told: the longest ones, names and labels last."""
    return " ".join(block.text for block in sorted(blocks[:2000], key=lambda block: -len(block.text))[:20])[:_SAMPLE]


def sample_of_rows(rows: Sequence[Row]) -> str:
    """Text by which the language of a table can be told: its longest cells."""
    cells = [text for row in rows[:50] for text in row.cells.values()]
    return " ".join(sorted(cells, key=len, reverse=True)[:20])[:_SAMPLE]


@cache
def _detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415  (loaded with the first document)

    languages = [getattr(Language, name) for name in _WRITTEN_IN.split()]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
