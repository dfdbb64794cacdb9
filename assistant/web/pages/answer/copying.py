"""An answer to take along: as text, as Markdown, and its practices and sources as citations."""

import re
from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import quote

from assistant.answer import CitedPractice, CitedSource
from assistant.plain_text import plain
from assistant.web.pages.answer.cards import is_web_address
from assistant.web.pages.answer.shown import ShownAnswer
from assistant.web.pages.record.citing import apa, apa_source, bibliography
from assistant.wording import Wording
from corpus.practice import Practice

Format = Literal["text", "markdown", "apa", "bibtex"]

_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~]|&(?=#?\w{1,31};))")
_OPENING_MARK: Final = re.compile(r"^([#+=:-]|[0-9]{1,9}(?=[.)]))")
"""What makes a heading, a list or a rule of a line that begins with it."""


def as_text(shown: ShownAnswer, address: str, origin: str) -> str:
    """An answer as plain text.

    Args:
        shown: The answer.
        address: Of its page.
        origin: Of the site, without a slash at the end.
    """
    wording = Wording(shown.answer.language)
    blocks = [plain(shown.answer.question), plain(shown.lead.text)]
    for practice in shown.answer.practices:
        lines = [
            f"{practice.number}. {plain(practice.title)}",
            _place(practice),
            *_sentences(shown, practice),
            f"{wording('Sources')}:",
            *(f"- {_described(source)}: {plain(source.url)}" for source in practice.sources),
            f"{origin}/practices/{practice.id}",
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, address]) + "\n"


def as_markdown(shown: ShownAnswer, address: str, origin: str) -> str:
    """An answer as Markdown, in which every text from the corpus or the asker is only text.

    Args:
        shown, address, origin: As for `as_text`.
    """
    wording = Wording(shown.answer.language)
    blocks = [f"# {escaped(shown.answer.question)}", escaped(shown.lead.text)]
    for practice in shown.answer.practices:
        blocks += [
            f"## {practice.number}. {_link(practice.title, f'{origin}/practices/{practice.id}')}",
            f"*{escaped(_place(practice))}*",
            *map(escaped, _sentences(shown, practice)),
            f"{escaped(wording('Sources'))}:",
            "\n".join(f"- {_source_link(source)}" for source in practice.sources),
        ]
    return "\n\n".join([*blocks, f"<{_address(address)}>"]) + "\n"


def as_apa(practices: Sequence[Practice], origin: str) -> str:
    """The practices of an answer and their sources, each under its practice, in the style of the APA.

    Args:
        practices: The practices, in their order.
        origin: Of the site, without a slash at the end.
    """
    blocks = []
    for practice in practices:
        sources = [apa_source(source, practice.checked) for source in practice.sources]
        blocks.append("\n".join([apa(practice, f"{origin}/practices/{practice.id}"), *sources]))
    return "\n\n".join(blocks) + "\n"


def as_bibtex(practices: Sequence[Practice], origin: str) -> str:
    """The same as a file for BibTeX."""
    return "\n".join(bibliography(practice, f"{origin}/practices/{practice.id}") for practice in practices)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _OPENING_MARK.sub(_open, _MARKS.sub(r"\\\1", plain(text)))


def _open(match: re.Match[str]) -> str:
    mark = match[1]
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"


def _sentences(shown: ShownAnswer, practice: CitedPractice) -> list[str]:
    """The sentences of an answer that cite a practice; its summary where there are none."""
    said = [sentence.text for sentence in shown.answer.answer if practice.number in sentence.citations]
    return [" ".join(map(plain, said))] if said else [plain(practice.summary)]


def _place(practice: CitedPractice) -> str:
    years = str(practice.start or "")
    if practice.start and practice.end and practice.start != practice.end:
        years = f"{practice.start}–{practice.end}"
    return plain(f"{practice.city}, {practice.country_name}") + (f" · {years}" if years else "")


def _described(source: CitedSource) -> str:
    year = f", {source.published}" if source.published else ""
    return f"{plain(source.title)} ({plain(source.publisher)}{year})"


def _source_link(source: CitedSource) -> str:
    year = f", {source.published}" if source.published else ""
    return f"{_link(source.title, source.url)} ({escaped(source.publisher)}{year})"


def _link(text: str, address: str) -> str:
    return f"[{escaped(text)}](<{_address(address)}>)" if is_web_address(address) else escaped(text)


def _address(address: str) -> str:
    """An address that cannot end the brackets it stands in."""
    return quote(plain(address), safe=";/?:@&=+$,%#-_.!~*'()[]", errors="replace")
