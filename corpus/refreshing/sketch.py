"""A sketch of a page's text, small enough to be kept, by which the page is recognised later."""

import hashlib
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

SIZE: Final = 128
"""Numbers of a sketch: those of the shingles whose hashes are the smallest."""
_WORDS: Final = 4  # of a shingle
_MAX_WORDS: Final = 20_000
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "svg", "nav", "header", "footer", "head"})
_WORD: Final = re.compile(r"\w+")
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")  # scripts that part no words


def sketch_of(body: bytes, charset: str | None) -> tuple[int, ...]:
    """Sketch a web page.

    Args:
        body: The page.
        charset: Its encoding, or None.

    Returns:
        Up to `SIZE` numbers, smallest first; none where the page holds hardly any text.
    """
    reader = _Text()
    reader.feed(body.decode(charset or "utf-8", "replace"))
    text = _WIDE.sub(lambda letter: f" {letter[0]} ", " ".join(reader.pieces).casefold())
    words = _WORD.findall(text)[:_MAX_WORDS]
    shingles = {" ".join(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1)}
    return tuple(sorted(map(_hash, shingles))[:SIZE])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """How much of two texts is the same, 0 to 1, estimated from their sketches."""
    if not one or not other:
        return float(not one and not other)
    smallest = sorted({*one, *other})[:SIZE]
    both = set(one) & set(other)
    return sum(number in both for number in smallest) / len(smallest)


def _hash(shingle: str) -> int:
    return int.from_bytes(hashlib.blake2b(shingle.encode("utf-8", "replace"), digest_size=6).digest())


class _Text(HTMLParser):
    """The words of a page, without what stands around them on every page of a site."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        """Keep silent within what is no text of the page."""
        if tag in _SILENT:
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Listen again; what was left open within ends with it."""
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]

    def handle_data(self, data: str) -> None:
        """Take up text."""
        if not self._silent:
            self.pieces.append(data)
