"""The fields of a record as people fill them in: which there are, what stands in each, and what differs."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from corpus.practice import SECTIONS
from corpus.vocabulary import LANGUAGES

OTHER_LANGUAGES: Final = tuple(code for code in LANGUAGES if code != "en")
LINES: Final = ("title", "city")
YEARS: Final = ("start", "end")
LABELS: Final = ("themes", "audiences", "sdgs")
SECTION_FIELDS: Final = tuple(f"sections.{code}" for code in SECTIONS)
TRANSLATION_FIELDS: Final = tuple(
    f"translations.{code}.{part}" for code in OTHER_LANGUAGES for part in ("title", "summary")
)
FIELDS: Final = (
    "title", "summary", "city", "country", "region", *YEARS, *SECTION_FIELDS, *LABELS, "sources", *TRANSLATION_FIELDS,
)  # fmt: skip
"""Every field that can be filled in, by the names that proposals use, in the order of the page."""
SOURCE_PARTS: Final = ("url", "title", "publisher", "published")


def value_of(record: Mapping[str, Any], field: str) -> Any:
    """What stands in a field, whatever was stored there.

    Returns:
        A text, empty where there is nothing; of labels a list of codes; of sources a list of the four texts of each.
    """
    area, _, rest = field.partition(".")
    if area == "sections":
        sections = record.get("sections")
        listed = [one for one in sections if isinstance(one, Mapping)] if isinstance(sections, list) else []
        return next((_text(one.get("text")) for one in listed if one.get("code") == rest), "")
    if area == "translations":
        language, _, part = rest.partition(".")
        return _text(_mapping(_mapping(record.get("translations")).get(language)).get(part))
    value = record.get(field)
    if field in LABELS:
        return list(dict.fromkeys(_text(one) for one in value)) if isinstance(value, list) else []
    if field == "sources":
        listed = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
        return [{part: _text(one.get(part)) for part in SOURCE_PARTS} for one in listed]
    return _text(value)


def with_values(record: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A record with these fields in place of its own; what is no field of the format is left out.

    Args:
        record: As it stood.
        values: As `value_of` gives them.
    """
    kept = {name: record[name] for name in ("id", "questions", "checked") if name in record}
    values = {field: value_of(record, field) for field in FIELDS} | dict(values)
    result: dict[str, Any] = kept | {field: values[field] for field in (*LINES, "country", "region", "summary")}
    result = {name: value for name, value in result.items() if value not in ("", None)}
    result |= {field: _number(values[field]) for field in YEARS}
    result |= {field: list(values[field]) for field in ("themes", "audiences")}
    result["sdgs"] = [_number(code) for code in values["sdgs"]]
    result["sources"] = [_source(source) for source in values["sources"] if any(source.values())]
    result["sections"] = [{"code": code, "text": text} for code in SECTIONS if (text := values[f"sections.{code}"])]
    translations: dict[str, dict[str, str]] = {}
    for field in TRANSLATION_FIELDS:
        _, language, part = field.split(".")
        if values[field]:
            translations.setdefault(language, {})[part] = values[field]
    result["translations"] = translations
    return result


def marks_of(record: Mapping[str, Any]) -> dict[str, str]:
    """What each field is recognised by: the same for the same contents, however the white space stands."""
    return {field: mark_of(value_of(record, field)) for field in FIELDS}


def mark_of(value: Any) -> str:
    """What the contents of one field are recognised by."""
    if isinstance(value, list):  # labels are the same in whatever order they were ticked
        listed = [json.dumps(one) for one in value if not isinstance(one, Mapping) or any(one.values())]
        value = listed if any(isinstance(one, Mapping) for one in value) else sorted(listed)
    return hashlib.sha256(" ".join(str(value).split()).encode("utf-8", "replace")).hexdigest()[:8]


def _source(source: Mapping[str, str]) -> dict[str, Any]:
    named = {part: source[part] for part in ("url", "title", "publisher")}
    return named | {"published": _number(source["published"])}


def _number(text: str) -> int | str | None:
    """A year or a goal; what is none stays as it is, so that the fault can be seen and mended."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 10 else text or None


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
