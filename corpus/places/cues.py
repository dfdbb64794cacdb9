"""The words and endings that tell that a place is named: "in", "from", the Turkish -de; read from `cues.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from corpus.places.spelling import fold


@dataclass(frozen=True, slots=True)
class Cues:
    """What stands before the names of places in a language, or is joined to them; all folded.

    Args:
        strict: "in", "at": they mark even a name that is an everyday word.
        loose: "from", "of", "to".
        article: May stand between such a word and the name.
        origin: Words that say where somebody comes from.
        endings: What may be joined to a name.
        strict_endings: Those endings that say "in".
    """

    strict: frozenset[str]
    loose: frozenset[str]
    article: frozenset[str]
    origin: frozenset[str]
    endings: frozenset[str]
    strict_endings: frozenset[str]


@cache
def cues(language: str) -> Cues:
    """Give the cues of a language; the English ones for a language that has none."""
    table = _table().get(language) or _table()["en"]
    return Cues(**{kind: frozenset(map(fold, table.get(kind, "").split())) for kind in Cues.__slots__})


@cache
def beginnings_of_arrived() -> tuple[str, ...]:
    """Give the folded beginnings of the words for people who came from elsewhere (refugees, migrants)."""
    return tuple(_table()["arrived"]["beginnings"].split())


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("corpus.places").joinpath("cues.toml").read_text("utf-8"))
