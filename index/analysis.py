"""Cuts text into the words by which it is found, language by language.

Words are folded (case, accents, width) and reduced to their stem where Snowball knows the language. Chinese and
Japanese are written without spaces: a run of their characters gives every pair of neighbours, which needs no
dictionary, finds new words and names, and in retrieval tests does as well as cutting into words (Nie, Gao, Zhang and
Zhou, "On the use of words and n-grams for Chinese information retrieval", 2000). Korean runs are treated alike, for
their particles.
"""

import re
import unicodedata
from functools import cache
from typing import Any, Final

_STEMMERS: Final = {
    "ar": "arabic", "de": "german", "en": "english", "es": "spanish", "fr": "french",
    "pt": "portuguese", "ru": "russian",
}  # fmt: skip
# Letters with their marks: the vowels and doublings that Arabic may write, accents without a letter of their own.
_WORD: Final = re.compile(r"\w[\w\u0300-\u036f\u064b-\u065f\u0670]*")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


def words_of(text: str, language: str) -> list[str]:
    """The words by which a text is found.

    Args:
        text: Any text.
        language: Its language; one without a stemmer keeps its words as they are.

    Returns:
        Folded stems, and pairs of characters for scripts without spaces, in order, repeats included.
    """
    stem = _stemmer(language)
    words: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        start = 0
        for run in _UNSPACED.finditer(word):
            if run.start() > start:
                words.append(_fold(stem(word[start : run.start()])))
            characters = run[0]
            words.extend(characters[i : i + 2] for i in range(max(len(characters) - 1, 1)))
            start = run.end()
        if start < len(word):
            words.append(_fold(stem(word[start:])))
    return words


@cache
def _stemmer(language: str) -> Any:
    import threading  # noqa: PLC0415

    import Stemmer  # noqa: PLC0415

    name = _STEMMERS.get(language)
    if name is None:
        return str
    stemmer, lock = Stemmer.Stemmer(name), threading.Lock()

    def stem(word: str) -> str:
        with lock:  # a Snowball stemmer keeps state while it works
            return str(stemmer.stemWord(word))

    return stem


def _fold(word: str) -> str:
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
