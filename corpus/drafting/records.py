"""Finished records in the format, which are taken as they are."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from corpus.document import Row
from corpus.drafting.draft import Draft, Proposal, Rest
from corpus.faults import RecordError
from corpus.practice import SECTIONS, Practice

_NOT_PROPOSED = ("id", "checked")


def records_of_text(text: str) -> tuple[Draft, ...]:
    """Take a file of finished records: Markdown in the format, or JSON or JSON Lines with the format's fields.

    Args:
        text: The whole file.

    Returns:
        The drafts, every field certain; none where the text is anything else, or any of its records is not whole.
    """
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start not in ("{", "["):
        try:
            return (_draft(Practice.parse(text, "record"), ()),)
        except RecordError:
            return ()
    try:
        return tuple(_draft(Practice.model_validate(each), ()) for each in _objects(text))
    except (ValueError, RecursionError):
        return ()


def _objects(text: str) -> list[Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(value, dict) and "title" not in value:
        value = next((inner for inner in value.values() if isinstance(inner, list)), [value])
    return value if isinstance(value, list) else [value]


def record_of_row(row: Row, index: int) -> Draft | None:
    """Take a row, or an object of JSON, whose cells are the fields of the format.

    Args:
        row: The row; lists and the like stand in its cells as JSON.
        index: Its number among the document's rows, from 0.

    Returns:
        The draft, every field certain; None where it is no whole record.
    """
    if not {"title", "city", "country", "themes"} <= row.cells.keys():
        return None
    data: dict[str, Any] = {name: _plain(name, text) for name, text in row.cells.items()}
    sections = data.get("sections")
    if isinstance(sections, Mapping):
        data["sections"] = [{"code": code, "text": text} for code, text in sections.items()]
    elif sections is None:
        data["sections"] = [{"code": code, "text": data.pop(code)} for code in SECTIONS if code in data]
    try:
        practice = Practice.model_validate({"start": None, "end": None, "sdgs": [], **data})
    except ValueError:
        return None
    return _draft(practice, tuple(Rest(index, 0, len(text), text, name) for name, text in row.cells.items()))


def _draft(practice: Practice, cells: tuple[Rest, ...]) -> Draft:
    record: dict[str, Any] = practice.model_dump(mode="json")
    proposals = []
    for name, value in record.items():
        if name in _NOT_PROPOSED or value in (None, {}, []):
            continue
        rests = tuple(rest for rest in cells if rest.column == name)
        if name == "sections":
            for section in value:
                held = rests or tuple(rest for rest in cells if rest.column == section["code"])
                proposals.append(Proposal(f"sections.{section['code']}", section["text"], 1.0, held))
        else:
            proposals.append(Proposal(name, value, 1.0, rests))
    return Draft(practice.id, record, tuple(proposals), "A finished record, taken as it is.")


def _plain(name: str, text: str) -> Any:
    if name in ("title", "city", "summary", "id", "checked", "country", "region") or name in SECTIONS:
        return text
    try:
        return json.loads(text)
    except ValueError:
        if name in ("themes", "audiences", "sdgs"):
            parts = [part.strip() for part in text.strip("[] ").replace(";", ",").split(",") if part.strip()]
            return [int(part) if name == "sdgs" and part.isdecimal() else part for part in parts]
        return text


def rename(draft: Draft, key: str) -> Draft:
    """The same draft under another key."""
    return dataclasses.replace(draft, key=key)
