"""Themes, audiences and goals that a text lists by code, by label in any language, or by number."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from corpus.drafting.years import plain_digits
from corpus.places.spelling import key_of
from corpus.vocabulary import vocabulary

_BETWEEN: Final = re.compile(r"\s*[;|/\n،、；，]\s*|\s*,\s*")
_GOAL: Final = re.compile(r"(?<!\d)(1[0-7]|[1-9])(?![\d.])")


def labels_named(field: str, text: str) -> list[Any]:
    """Read a list of labels.

    Args:
        field: "themes", "audiences" or "sdgs".
        text: The list, as a cell of a table gives it: "Adult literacy; digital-skills", "SDG 4, SDG 11".

    Returns:
        The codes in the order of the text, each once; for goals their numbers. What names no term is passed over.
    """
    if field == "sdgs":
        return list(dict.fromkeys(int(found[1]) for found in _GOAL.finditer(plain_digits(text))))
    names = _names(field)
    whole = names.get(key_of(text))  # a label may itself hold a comma
    found = [whole] if whole else [names.get(key_of(part.strip(" []\"'"))) for part in _BETWEEN.split(text)]
    if not whole and None in found:
        key = f" {key_of(text)} "
        found += [code for name, code in names.items() if len(name) > 5 and f" {name} " in key]
    return list(dict.fromkeys(code for code in found if code))


@cache
def _names(field: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for code, term in getattr(vocabulary(), field).items():
        for name in (code, *term.labels.values(), *(word for words in term.words.values() for word in words)):
            names.setdefault(key_of(name), code)
    return names
