"""The words by which parts of a page are known, in many languages; read from `cues.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from corpus.places.spelling import key_of
from corpus.vocabulary import vocabulary

_HAN = "\u3400-\u9fff"


@dataclass(frozen=True, slots=True)
class Cues:
    """What is looked for.

    Args:
        furniture: Menus, cookie notices, contacts: what every page carries.
        cookies, errors: What a page says that holds nothing but a cookie notice, or that it does not exist.
        legal: How articles of a law begin.
        headings: Code of a section with the words of headings above it.
        sentences: Code of a section with words that its sentences hold.
        programme: Words for a programme, project, festival, centre.
        began, ended: Words for beginning and ending, beside a year.
        since, until: Words after which the year of a beginning, or of an end, stands.
        municipality: Words before or after the name of a city: "City of", "Ayuntamiento de", "市".
        columns: Field of the format with headings of columns for it, folded.
        prototypes: Kind of sentence with examples.
        frequent: Language with its most frequent words.
    """

    furniture: re.Pattern[str]
    cookies: re.Pattern[str]
    errors: re.Pattern[str]
    legal: re.Pattern[str]
    headings: Mapping[str, re.Pattern[str]]
    sentences: Mapping[str, re.Pattern[str]]
    programme: re.Pattern[str]
    began: re.Pattern[str]
    ended: re.Pattern[str]
    since: re.Pattern[str]
    until: re.Pattern[str]
    municipality: re.Pattern[str]
    columns: Mapping[str, frozenset[str]]
    prototypes: Mapping[str, tuple[str, ...]]
    frequent: Mapping[str, frozenset[str]]


@cache
def cues() -> Cues:
    """Give the words, read once."""
    table = tomllib.loads(resources.files("corpus.drafting").joinpath("cues.toml").read_text("utf-8"))
    words: dict[str, Any] = table["words"]
    own = {code: list(term.labels.values()) for code, term in vocabulary().sections.items()}
    return Cues(
        **{kind: _pattern(listed) for kind, listed in words.items()},
        headings={code: _pattern([*listed, *own.get(code, ())]) for code, listed in table["headings"].items()},
        sentences={code: _pattern(listed) for code, listed in table["sentences"].items()},
        columns={
            field: frozenset(map(key_of, [*listed, *own.get(field, ())])) for field, listed in table["columns"].items()
        },
        prototypes={kind: tuple(listed) for kind, listed in table["prototypes"].items()},
        frequent={language: frozenset(listed.split()) for language, listed in table["frequent"].items()},
    )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Make a pattern that finds any of the words; a `*` at the end stands for any ending."""
    return re.compile("|".join(map(_one, sorted(words, key=lambda word: (-len(word), word)))), re.IGNORECASE)


def _one(word: str) -> str:
    stem = word.removesuffix("*")
    written = r"\s+".join(map(re.escape, stem.split()))
    if re.match(f"[{_HAN}]", stem):
        return written
    before = r"(?<!\w)(?:[وفبلك]?ال|[وفبلك])?" if re.match("[\u0600-\u06ff]", stem) else r"(?<!\w)"
    after = r"\w*" if word.endswith("*") else r"(?!\w)"
    return before + written + after
