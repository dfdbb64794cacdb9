"""One practice in full, as pages of a message that is edited from one to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer import CitedSource
from assistant.details import FullPractice
from assistant.wording import Wording
from bots.telegram.shown.answers import direction, section_heading, where
from bots.telegram.shown.markup import bold, escape, fit, italic, length, link, shorten
from corpus.sentences import split_sentences

_ROOM: Final = 2000
"""Characters of a section or of a list of sources on one page."""
_LONGEST_NAME: Final = 30
_LONGEST_LINE: Final = 800
"""Of a title or a publisher: 400 characters, as a record may have, of those that Telegram counts twice."""


@dataclass(frozen=True, slots=True)
class PracticePage:
    """A page: its name, for a button, and its text in Telegram's HTML."""

    name: str
    text: str


def practice_pages(practice: FullPractice, wording: Wording) -> list[PracticePage]:
    """All pages of a practice: what it is, each section of its record, its sources.

    Args:
        practice: The practice, its title and summary in the asker's language where they were translated.
        wording: The asker's language.
    """
    mark = direction(wording.language)
    head = f"{mark}{bold(shorten(practice.title, _LONGEST_LINE))}\n{mark}{where(practice)}"
    checked = italic(wording("Checked against its sources on {date}.", date=practice.checked.isoformat()))
    pages = _named(wording("In brief"), [direction(practice.language) + part for part in _cut(practice.summary)])
    for section in practice.sections:
        heading = section_heading(section.label, section.language, wording)
        pages += _named(section.label, [f"{heading}\n{part}" for part in _cut(section.text)])
    heading = section_heading(wording("Sources"), wording.language, wording)
    lists = _source_lists(practice.sources)
    pages += _named(wording("Sources"), [f"{heading}\n\n{listed}\n\n{checked}" for listed in lists])
    return [PracticePage(page.name, f"{head}\n\n{page.text}") for page in pages]


def _named(name: str, texts: Sequence[str]) -> list[PracticePage]:
    short = shorten(name, _LONGEST_NAME)
    numbers = [f" {number}/{len(texts)}" for number in range(1, len(texts) + 1)] if len(texts) > 1 else [""]
    return [PracticePage(short + number, text) for number, text in zip(numbers, texts, strict=True)]


def _source_lists(sources: Sequence[CitedSource]) -> list[str]:
    """Titles with links, and under each who published it when; as many to a page as it holds."""
    titled = []
    for number, source in enumerate(sources, 1):
        published = f" ({source.published})" if source.published else ""
        title = link(shorten(source.title, _LONGEST_LINE), source.url)
        titled.append(f"{number}. {title}\n{escape(shorten(source.publisher, _LONGEST_LINE))}{published}")
    lists = []
    while titled:
        listed, count = fit(titled, _ROOM)
        lists.append(listed)
        titled = titled[count:]
    return lists


def _cut(text: str) -> list[str]:
    """A text in marked-up parts that each fit on a page, cut between sentences; one without end is cut somewhere."""
    parts = [""]
    for piece in _pieces(text):
        longer = f"{parts[-1]}{escape(piece)}"
        if parts[-1] and length(longer) > _ROOM:
            parts.append(escape(piece.lstrip()))
        else:
            parts[-1] = longer
    return parts


def _pieces(text: str) -> Iterator[str]:
    """The whole text in pieces that end where its sentences end."""
    start = 0
    for sentence in split_sentences(text):
        end = text.index(sentence, start) + len(sentence)
        while start < end:
            piece = text[start : min(end, start + _ROOM // 2)]
            yield piece
            start += len(piece)
