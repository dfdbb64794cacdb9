"""Tells whether a text asked after another one is a question of its own, or is to be read together with that one."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from assistant.follow_ups import fold

_SHORT: Final = 7
"""Words up to which a text is read together with the one before, unless it is whole in itself."""
_WHOLE: Final = 4
"""Words from which a short text can be whole."""
_HAN_A_WORD: Final = 2
"""Characters of a script without spaces that count as a word."""
_UNSPACED: Final = re.compile("[\u3040-\u9fff]")
_BEGINS: Final = re.compile(
    r"(?:and|or|but|also|what about|how about|anything (?:like|similar)|same (?:but|for|in)|only|"
    r"et|ou|mais|aussi|seulement|pareil|y|e|o|pero|mas|también|también|solo|só|sólo|"
    r"и|а|или|но|только|тоже|und|oder|aber|nur|ve|ya|na|dan|та|і|й|"
    r"و|أو|لكن|فقط|ماذا عن)\b|^(?:和|那|那么|那么|还有|只|ほかに|그럼|और)",
    re.IGNORECASE,
)


def is_follow_up(text: str, language: str) -> bool:
    """Whether a text asked after another one makes sense only together with it.

    It does where it begins by going on ("and in Africa?"), or is short and no whole question: "What is the weather
    tomorrow?" has nothing to do with what was asked before.

    Args:
        text: The text, cleaned.
        language: Its language; of one that the product does not speak, no short text is known to be whole.
    """
    if _BEGINS.match(text):
        return True
    length = _length(text)
    return length <= _SHORT and not (length >= _WHOLE and _is_whole(text, language))


def _length(text: str) -> float:
    return len(text.split()) + len(_UNSPACED.findall(text)) / _HAN_A_WORD


def _is_whole(text: str, language: str) -> bool:
    """Whether it begins by asking, and no word in it leans on what was said before."""
    words = _words().get(language)
    if words is None:
        return False
    folded = fold(_TURNED.sub(" ", text))
    if not words.spaced:
        return any(phrase in folded for phrase in words.asks) and not any(phrase in folded for phrase in words.leans)
    return any(folded.startswith(f"{phrase} ") for phrase in words.asks) and not words.leans & set(folded.split())


_TURNED: Final = re.compile(r"-(?:t-)?(?:ils?|elles?|on)\b", re.IGNORECASE)
"""A French pronoun that only turns a sentence into a question."""


class _Words(NamedTuple):
    """How questions of a language begin, and which words of it lean."""

    asks: frozenset[str]
    leans: frozenset[str]
    spaced: bool


@cache
def _words() -> dict[str, _Words]:
    tables = tomllib.loads(Path(__file__).with_name("whole_questions.toml").read_text("utf-8"))
    return {
        code: _Words(_phrases(table["asks"]), _phrases(table["leans"]), spaced=code != "zh")
        for code, table in tables.items()
    }


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in listed.split(",") if phrase.strip())
