"""Practices that stand side by side in an index, with their passages: cut and embedded now, or taken over whole."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.filters import facet_values
from index.passages import SECTION_CODES, Passage

Codes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

_RECORD: Final = b', "practice": '
"""Where in a line the record begins. Inside of a text of JSON, its quotes would be escaped."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Some practices, in the order of their ids.

    Args:
        lines: One a practice, as `line_of` makes them.
        sizes: How many passages each practice has.
        kinds, languages, sections: Codes, one a passage.
        lengths: Length in bytes of each passage's text.
        texts: The passages' texts, UTF-8, one after the other.
    """

    lines: Iterable[bytes]
    sizes: Numbers
    kinds: Codes
    languages: Codes
    sections: Codes
    lengths: Numbers
    texts: bytes | memoryview

    @classmethod
    def of(cls, lines: Sequence[bytes], passages: Sequence[Sequence[Passage]]) -> Self:
        """The segment of practices that were cut, each into its passages, ordered by kind."""
        rows = [passage for cut in passages for passage in cut]
        texts = [passage.text.encode("utf-8") for passage in rows]
        return cls(
            lines,
            np.array([len(cut) for cut in passages], np.int64),
            np.array([passage.kind for passage in rows], np.uint8),
            np.array([LANGUAGES.index(passage.language) for passage in rows], np.uint8),
            np.array([SECTION_CODES.index(passage.section) for passage in rows], np.uint8),
            np.array([len(text) for text in texts], np.int64),
            b"".join(texts),
        )


def line_of(practice: Practice, digest: str) -> bytes:
    """A practice as a line of JSON: first what every start needs of it, then its whole record."""
    heading = {
        "facets": {"id": practice.id, **facet_values(practice)},
        "digest": digest,
        "begun": practice.start or 0,
        "sources": len(practice.sources),
    }
    opening = json.dumps(heading, ensure_ascii=False).encode("utf-8").removesuffix(b"}")
    return opening + _RECORD + json.dumps(practice.model_dump(mode="json"), ensure_ascii=False).encode("utf-8") + b"}"


def record_of(line: bytes) -> bytes:
    """The record of a line, as JSON.

    Raises:
        ValueError: It is no line of `line_of`.
    """
    return line[line.index(_RECORD) + len(_RECORD) : -1]


def heading_of(line: bytes) -> dict[str, Any]:
    """What a line says before the record, which it spares the reading of.

    Raises:
        ValueError: It is no whole line of `line_of`.
    """
    if not line.endswith(b"}}"):
        raise ValueError("a line of a practice was cut short")
    heading: dict[str, Any] = json.loads(line[: line.index(_RECORD)] + b"}")
    return heading
