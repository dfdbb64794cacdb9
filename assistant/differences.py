"""What changed from one version of a practice to the next, part by part, so that a person can read it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Literal

from corpus.practice import Practice, Source
from corpus.sentences import split_sentences

Kind = Literal["kept", "removed", "added"]

_PIECE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|\w+|\s+|[^\w\s]")
"""A character of a script without spaces, a word, white space, or a sign."""
_MOST_PIECES: Final = 1200
"""Of a longer text whole sentences are compared: comparing words would take its time."""
_ALIKE: Final = 0.4
"""Texts that share less than this are shown one after the other: a mixture of both could not be read."""
_BRIDGE: Final = 6
"""So few letters kept between two changes count as changed: single words left over make a change hard to read."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text that was kept, removed or added."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one part of a record.

    Args:
        part: `title`, `place`, `region`, `years`, `themes`, `audiences`, `sdgs`, `summary`, `translation`, `section`,
            `source`, `question` or `checked`.
        key: Which one, where a record has several: a section's code, a translation's language.
        language: Language of the text; None where it is not known or the part holds codes.
        stretches: The text before and after, in one.
        listed: Whether each stretch is an entry of its own, and not a piece of a running text.
    """

    part: str
    key: str
    language: str | None
    stretches: tuple[Stretch, ...]
    listed: bool = False


def differences(earlier: Practice, later: Practice) -> list[Change]:
    """What is different in a later version, in the order of a record.

    Args:
        earlier, later: Two versions of one practice.
    """
    changes: list[Change] = []

    def texts(part: str, before: str, after: str, key: str = "", language: str | None = "en") -> None:
        if before != after:
            changes.append(Change(part, key, language, compare_texts(before, after)))

    def lists(part: str, before: Sequence[object], after: Sequence[object], language: str | None = None) -> None:
        gone = [Stretch("removed", str(value)) for value in before if value not in after]
        new = [Stretch("added", str(value)) for value in after if value not in before]
        if gone or new:
            changes.append(Change(part, "", language, (*gone, *new), listed=True))

    texts("title", earlier.title, later.title)
    texts("place", f"{earlier.city}, {earlier.country}", f"{later.city}, {later.country}")
    lists("region", [earlier.region], [later.region])
    lists("years", _years(earlier), _years(later))
    lists("themes", earlier.themes, later.themes)
    lists("audiences", earlier.audiences, later.audiences)
    lists("sdgs", earlier.sdgs, later.sdgs)
    texts("summary", earlier.summary, later.summary)
    for code in dict.fromkeys([section.code for section in (*later.sections, *earlier.sections)]):
        before, after = earlier.section(code), later.section(code)
        texts("section", before.text if before else "", after.text if after else "", code)
    for language in dict.fromkeys([*later.translations, *earlier.translations]):
        was, is_now = earlier.translations.get(language), later.translations.get(language)
        texts("translation", was.title if was else "", is_now.title if is_now else "", language, language)
        texts("translation", was.summary if was else "", is_now.summary if is_now else "", language, language)
    lists("source", [_source(source) for source in earlier.sources], [_source(source) for source in later.sources])
    for asked_in in dict.fromkeys(question.language for question in (*later.questions, *earlier.questions)):
        lists("question", _asked(earlier, asked_in), _asked(later, asked_in), asked_in)
    lists("checked", [earlier.checked.isoformat()], [later.checked.isoformat()])
    return changes


@lru_cache(maxsize=128)
def compare_texts(before: str, after: str) -> tuple[Stretch, ...]:
    """Two versions of a text in one: what was kept, and between it what was removed and what was added in its place."""
    old, new = _pieces(before), _pieces(after)
    if max(len(old), len(new)) > _MOST_PIECES:
        old, new = _sentences(before), _sentences(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _stretches([("removed", before), ("added", after)])
    runs: list[tuple[str, str, bool]] = []
    codes = matcher.get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(codes):
        removed, added = "".join(old[a:b]), "".join(new[c:d])
        kept = tag == "equal" and (place in (0, len(codes) - 1) or len(removed.strip()) > _BRIDGE)
        if runs and not kept and not runs[-1][2]:
            runs[-1] = (runs[-1][0] + removed, runs[-1][1] + added, False)
        else:
            runs.append((removed, added, kept))
    return _stretches(
        [
            stretch
            for removed, added, kept in runs
            for stretch in ([("kept", removed)] if kept else [("removed", removed), ("added", added)])
        ]
    )


def _stretches(runs: Sequence[tuple[str, str]]) -> tuple[Stretch, ...]:
    kinds: dict[str, Kind] = {"kept": "kept", "removed": "removed", "added": "added"}
    return tuple(Stretch(kinds[kind], text) for kind, text in runs if text)


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(text)


def _sentences(text: str) -> list[str]:
    return [f"{sentence} " for sentence in split_sentences(text)]


def _years(practice: Practice) -> list[str]:
    years = [str(year) for year in (practice.start, practice.end) if year]
    return ["–".join(years)] if years else []


def _source(source: Source) -> str:
    return f"{source.publisher}: {source.title}{f' ({source.published})' if source.published else ''} {source.url}"


def _asked(practice: Practice, language: str) -> list[str]:
    return [question.text for question in practice.questions if question.language == language]
