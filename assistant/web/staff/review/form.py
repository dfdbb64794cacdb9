"""What was sent from a draft's page: what is to be done, and every field as it was typed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import HTTPException, Request
from starlette.datastructures import FormData

from assistant.web.staff.review.record_fields import FIELDS, LABELS, SOURCE_PARTS, mark_of, value_of

MAX_SOURCES: Final = 40
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Signs that no record may hold: they turn the order of what stands beside them."""
_MAX_MARKS: Final = 10_000
_LONG: Final = ("summary", "sections.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent.

    Args:
        act: What is to be done.
        version: The version of the draft that was seen.
        values: The fields as typed; empty where the form has none.
        marks: What each field was recognised by when the page was made.
        said: Everything else that was sent.
    """

    act: str
    version: int
    values: Mapping[str, Any] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()

    def typed(self) -> dict[str, Any]:
        """The fields that were changed on the page."""
        return {name: value for name, value in self.values.items() if mark_of(value) != self.marks.get(name)}

    def changes(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that were changed on the page, and that the record does not hold so already."""
        typed = self.typed()
        return {name: value for name, value in typed.items() if mark_of(value) != mark_of(value_of(record, name))}


async def sent_form(request: Request) -> Sent:
    """Read the form of a request.

    Raises:
        HTTPException: It is none that a page of this site sends.
    """
    form = await request.form()
    said = {name: value for name, value in form.items() if isinstance(value, str)}
    version = said.get("version", "0")
    if not (version.isdecimal() and len(version) < 10):
        raise HTTPException(422, "The form does not say which version of the draft was seen.")
    chosen = tuple(value for value in form.getlist("fields") if isinstance(value, str))
    values = _values(form) if "marks" in said else {}
    return Sent(said.get("act", ""), int(version), values, _marks(said.get("marks", "")), said, chosen)


def _marks(text: str) -> dict[str, str]:
    try:
        found = json.loads(text[:_MAX_MARKS]) if text else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise HTTPException(422, "The form is damaged.")
    return {str(name): str(mark) for name, mark in found.items()}


def _values(form: FormData) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in FIELDS:
        if name in LABELS:
            values[name] = list(dict.fromkeys(one for one in form.getlist(name) if isinstance(one, str) and one))
        elif name == "sources":
            values[name] = _sources(form)
        else:
            text = form.get(name)
            if isinstance(text, str):
                values[name] = _text(name, text)
    return values


def _sources(form: FormData) -> list[dict[str, str]]:
    columns = {part: [str(one) for one in form.getlist(f"sources.{part}")] for part in SOURCE_PARTS}
    rows = min(MAX_SOURCES, max(map(len, columns.values())))
    sources = [
        {part: _text(part, column[row]) if row < len(column) else "" for part, column in columns.items()}
        for row in range(rows)
    ]
    return [source for source in sources if any(source.values())]


def _text(name: str, text: str) -> str:
    if name.startswith(_LONG) or name.endswith(".summary"):
        return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return " ".join(_UNSEEN.sub(" ", text).split())
