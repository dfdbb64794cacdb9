"""Greetings and thanks, which people say to whoever talks with them."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from assistant.wording import Wording

_WORDS: Final = Path(__file__).with_suffix(".toml")
_SIGNS: Final = re.compile(r"[\s.,;:!¡?…。！，、~)(\ufe0f\U0001f3fb-\U0001f3ff]+")
"""What stands around the words and between them, and what colours an emoji."""


def reply_to_courtesy(text: str, language: str) -> str | None:
    """What to say to a greeting or to thanks, in the language of those; None where a text is something else.

    Args:
        text: The whole message.
        language: That of the asker, for what is said in every language.
    """
    found = _courtesies().get(_SIGNS.sub(" ", text).strip().casefold())
    if found is None:
        return None
    kind, spoken = found
    wording = Wording(language if spoken == "any" else spoken)
    if kind == "hello":
        return wording("Hello! Ask me in your own words what you would like to know.")
    return wording("Gladly! Ask me whatever else you would like to know.")


@cache
def _courtesies() -> dict[str, tuple[str, str]]:
    kinds: dict[str, dict[str, list[str]]] = tomllib.loads(_WORDS.read_text("utf-8"))
    return {
        words: (kind, language)
        for kind, languages in kinds.items()
        for language, all_words in languages.items()
        for words in all_words
    }
