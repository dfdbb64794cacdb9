"""Documents as the web has them, written for these tests, with what a person would find in each.

A document begins with a line of `===` and fields parted by `|`: the practice it tells of in other words, its language,
its address, and what is to be found. `#` and `##` are headings, `-` items. A mark before a sentence says which section
it belongs to: `{c}` challenge, `{d}` what was done, `{r}` results, `{a}` adapting it, `{n}` none.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from corpus.document import Block, Document

SECTIONS = {"c": "challenge", "d": "what-was-done", "r": "results", "a": "adapting-it", "n": ""}
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """A document with what is to be found in it."""

    about: str
    language: str
    address: str
    document: Document
    expected: dict[str, str]
    sentences: dict[str, str] = field(default_factory=dict)


def samples(*names: str) -> list[Sample]:
    """The documents of some files."""
    texts = [(_FOLDER / f"documents-{name}.txt").read_text("utf-8") for name in names]
    return [_sample(part) for text in texts for part in re.split(r"^=== ", text, flags=re.M) if part.strip()]


def _sample(part: str) -> Sample:
    head, *lines = part.strip().splitlines()
    about, language, address, *rest = [each.strip() for each in head.split("|")]
    expected = dict(each.partition("=")[::2] for each in rest)
    blocks: list[Block] = []
    marked: dict[str, str] = {}
    for line in filter(str.strip, lines):
        if line.startswith("#"):
            marks, _, text = line.partition(" ")
            blocks.append(Block("heading", text, len(marks)))
        elif line.startswith("- "):
            blocks.append(Block("item", line[2:]))
        else:
            pieces = re.split(r"\s*\{(\w)\}", line)
            marked |= {text.strip(): SECTIONS[mark] for mark, text in zip(pieces[1::2], pieces[2::2], strict=True)}
            gap = "" if language == "zh" else " "
            blocks.append(Block("paragraph", gap.join(piece.strip() for piece in [pieces[0], *pieces[2::2]] if piece)))
    document = Document(media="html", title=blocks[0].text, language=language, blocks=tuple(blocks))
    return Sample(about, language, address, document, expected, marked)
