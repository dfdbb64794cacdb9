"""Citations of a practice and of its sources, as APA style and BibTeX write them; no author is made up.

A record has no author: its title comes first, and its date is the day on which its facts were last checked. Of a
source, the publisher stands where APA has an author, and the day of the check is the day of retrieval.
"""

import datetime
import re
from typing import Final
from urllib.parse import quote

from babel.dates import format_date

from assistant.plain_text import plain
from corpus.places import label_of
from corpus.practice import Practice, Source

SITE: Final = "Precedent"

_ESCAPED: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_KEY: Final = re.compile(r"[^A-Za-z0-9-]+")


def apa(practice: Practice, url: str) -> str:
    """A practice's record in the style of the APA.

    Args:
        practice: The practice.
        url: Address of its page.
    """
    place = f"{practice.city}, {label_of(practice.country, 'en')}"
    day = format_date(practice.checked, "yyyy, MMMM d", locale="en")
    return f"{plain(practice.title)} [{plain(place)}]. ({day}). {SITE}. {plain(url)}"


def apa_source(source: Source, checked: datetime.date) -> str:
    """A source of a record in the style of the APA.

    Args:
        source: The source.
        checked: The day on which it was read.
    """
    day = format_date(checked, "MMMM d, yyyy", locale="en")
    year = source.published or "n.d."
    return f"{_ended(source.publisher)} ({year}). {_ended(source.title)} Retrieved {day}, from {plain(source.url)}"


def bibtex(practice: Practice, url: str) -> str:
    """A practice's record as an entry for BibTeX.

    Args:
        practice: The practice.
        url: Address of its page.
    """
    place = f"{practice.city}, {label_of(practice.country, 'en')}"
    return _entry(
        practice.id,
        title=f"{{{_escaped(practice.title)}}}",
        howpublished=_escaped(SITE),
        year=str(practice.checked.year),
        url=_address(url),
        urldate=practice.checked.isoformat(),
        note=_escaped(place),
    )


def bibtex_source(key: str, source: Source, checked: datetime.date) -> str:
    """A source of a record as an entry for BibTeX.

    Args:
        key: What a text cites it by.
        source: The source.
        checked: The day on which it was read.
    """
    return _entry(
        key,
        title=f"{{{_escaped(source.title)}}}",
        howpublished=_escaped(source.publisher),
        year=str(source.published or ""),
        url=_address(source.url),
        urldate=checked.isoformat(),
    )


def bibliography(practice: Practice, url: str) -> str:
    """A practice's record and its sources as a file for BibTeX.

    Args:
        practice: The practice.
        url: Address of its page.
    """
    entries = [bibtex(practice, url)]
    for number, source in enumerate(practice.sources, 1):
        entries.append(bibtex_source(f"{practice.id}-{number}", source, practice.checked))
    return "\n".join(entries)


def _entry(key: str, **fields: str) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_KEY.sub('-', key)},", *lines, "}"]) + "\n"


def _ended(text: str) -> str:
    line = plain(text)
    return line if line.endswith((".", "?", "!", "…")) else f"{line}."


def _escaped(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in plain(text))


def _address(url: str) -> str:
    """An address, in which a brace or a backslash would end the field it stands in."""
    return quote(plain(url), safe=";/?:@&=+$,%#-_.!~*'()[]", encoding="utf-8", errors="replace")
