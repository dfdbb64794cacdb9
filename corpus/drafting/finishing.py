"""From a draft to a practice: what is missing, the practice itself, and an id for it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import yaml

from corpus import markdown
from corpus.drafting.english import is_english, is_latin
from corpus.faults import Fault, RecordError
from corpus.practice import SECTIONS, Practice

_ORDER: Final = (
    "id", "title", "city", "country", "region", "start", "end", "themes", "audiences", "sdgs", "summary",
    "translations", "sources", "questions", "checked",
)  # fmt: skip
_FILE: Final = "draft"
_LONGEST_SLUG: Final = 48
_LONG_ENOUGH_TO_TELL: Final = 100
"""Characters; of a shorter text only the script tells."""
_SMALL_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "city",
        "programme",
        "program",
        "project",
    ]
)


def missing(record: Mapping[str, Any]) -> list[Fault]:
    """What stands between a draft and a practice.

    An id and the day of the check are not asked for: `finish` gives them.

    Args:
        record: The draft's record.

    Returns:
        The faults, as a person can mend them; empty where the draft is whole.
    """
    filled = dict(record)
    filled.setdefault("id", proposed_id(record, lambda _: False))
    filled.setdefault("checked", datetime.date(2000, 1, 1).isoformat())
    faults = []
    try:
        _parse(filled)
    except RecordError as error:
        faults = [replace(fault, line=None) for fault in error.faults]
    return faults + _not_english(record)


def finish(record: Mapping[str, Any], id: str, *, checked: datetime.date | None = None) -> Practice:
    """Make a practice of a draft's record.

    Args:
        record: The record.
        id: The id it is to have.
        checked: The day of its check; that of the record, or today, if None.

    Returns:
        The practice.

    Raises:
        RecordError: The record is not whole; every fault is named.
    """
    day = checked.isoformat() if checked else record.get("checked") or datetime.date.today().isoformat()
    practice = _parse({**record, "id": id, "checked": day})
    if faults := _not_english(record):
        raise RecordError(faults)
    return practice


def proposed_id(record: Mapping[str, Any], taken: Callable[[str], bool]) -> str:
    """Make an id for a draft, of its country, city and title.

    Args:
        record: The draft's record.
        taken: Whether an id is in use.

    Returns:
        An id in the form of the format that is not taken.
    """
    country = str(record.get("country") or "xx").lower()
    country = country if re.fullmatch(r"[a-z]{2}", country) else "xx"
    city = _slug(str(record.get("city") or "")) or "city"
    title = _slug(str(record.get("title") or ""))
    words = [word for word in title.split("-") if word and word not in _SMALL_WORDS and word not in city.split("-")]
    slug = ""
    for word in words:
        if len(slug) + len(word) >= _LONGEST_SLUG:
            break
        slug = f"{slug}-{word}".strip("-")
    wanted = f"{country}-{city[:_LONGEST_SLUG].strip('-')}-{slug or 'practice'}"
    number, identifier = 1, wanted
    while taken(identifier):
        number += 1
        identifier = f"{wanted}-{number}"
    return identifier


def _parse(record: Mapping[str, Any]) -> Practice:
    fields = {name: record[name] for name in _ORDER if name in record}
    fields |= {name: value for name, value in record.items() if name not in fields and name != "sections"}
    for name in ("start", "end"):
        fields.setdefault(name, None)
    fields.setdefault("sdgs", [])
    try:
        sections = [
            (SECTIONS.get(str(section["code"]), str(section["code"])), str(section["text"]).strip())
            for section in list(record.get("sections") or [])
        ]
        text = markdown.write(fields, sections)
    except (TypeError, KeyError, AttributeError, yaml.YAMLError) as error:
        raise RecordError([Fault(_FILE, None, "record", "is not in the form of a record")]) from error
    return Practice.parse(text, _FILE)


def _not_english(record: Mapping[str, Any]) -> list[Fault]:
    """Name the texts that are to be in English and are in another language."""
    texts = [("title", record.get("title")), ("summary", record.get("summary"))]
    sections = record.get("sections")
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, Mapping):
            texts.append((f"sections.{section.get('code')}", section.get("text")))
    return [
        Fault(_FILE, None, field, "is not in English", "English; other languages stand under translations")
        for field, text in texts
        if isinstance(text, str) and not (is_english(text) if len(text) >= _LONG_ENOUGH_TO_TELL else is_latin(text))
    ]


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’\u0300-\u036f]", "", plain)).strip("-")
