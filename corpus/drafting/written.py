"""A draft as the text of a record, for people who edit it in an editor; and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from corpus import markdown
from corpus.faults import RecordError
from corpus.practice import SECTIONS

_BLANK: Final[Mapping[str, Any]] = {
    "title": "", "city": "", "country": "", "region": "", "start": None, "end": None, "themes": [], "audiences": [],
    "sdgs": [], "summary": "", "translations": {}, "sources": [],
}  # fmt: skip
_NAME: Final = "draft"


def write_draft(record: Mapping[str, Any]) -> str:
    """Write a draft as Markdown with front matter. What it lacks stands there, blank, to be filled in.

    Args:
        record: The draft's record.

    Returns:
        The text; `read_draft` of it gives the same record.
    """
    fields = {**_BLANK, **{name: value for name, value in record.items() if name != "sections"}}
    texts = dict.fromkeys(SECTIONS, "")
    given = [section for section in record.get("sections") or [] if isinstance(section, Mapping)]
    texts |= {str(section.get("code")): str(section.get("text")) for section in given}
    return markdown.write(fields, [(SECTIONS.get(code, code), text) for code, text in texts.items()])


def read_draft(text: str) -> dict[str, Any]:
    """Take a draft's record from its text; it may lack fields.

    Args:
        text: What `write_draft` wrote and a person changed.

    Returns:
        The record, without what is blank.

    Raises:
        RecordError: The text cannot be taken apart; every fault is named with its line.
    """
    raw = markdown.read(text, _NAME)
    if raw.faults:
        raise RecordError(raw.faults)
    record = {name: value for name, value in raw.data.items() if value not in ("", [], {}, None)}
    record |= {name: raw.data.get(name) for name in ("start", "end")}
    sections = [section for section in raw.data.get("sections", []) if section["text"]]
    return record | {"sections": sections}
