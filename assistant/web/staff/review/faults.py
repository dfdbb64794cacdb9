"""What stands between a draft and a practice, in words for people."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from assistant.web.staff.review.record_fields import FIELDS
from assistant.web.staff.review.words import field_name
from assistant.wording import Wording
from corpus.catalogue import KeptDraft
from corpus.catalogue.decisions import laid_over
from corpus.catalogue.errors import CatalogueError
from corpus.drafting import missing
from corpus.faults import Fault
from corpus.practice import Practice


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a draft lacks.

    Args:
        field: The field of the page that mends it; empty where none does.
        name: What the field is called.
        problem: What is wrong with it.
    """

    field: str
    name: str
    problem: str


def lacks(record: Mapping[str, Any], standing: Practice | None, wording: Wording, *, whole: bool = False) -> list[Lack]:
    """What a draft lacks before it can be approved, each field once.

    Args:
        record: Its record.
        standing: The practice that it updates: what the draft does not say stays as it is there.
        wording: The visitor's phrases.
        whole: Whether the record is all of the practice, and not laid over it.
    """
    result = dict(record)
    if standing is not None:
        with suppress(CatalogueError):
            result = (result if whole else laid_over(standing, record)) | {"id": standing.id}
    found: dict[tuple[str, str], Lack] = {}
    for fault in missing(result):
        field = _field_of(fault.field, result)
        problem = _problem(fault, wording)
        if field.startswith("sources") or field not in FIELDS:
            field = field.split(".")[0]
        name = wording("Draft") if field == "record" else field_name(field, wording)
        found.setdefault((field, problem), Lack(field if field in FIELDS else "", name, problem))
    return list(found.values())


class Counts:
    """How much each draft of the queue lacks, remembered for as long as it is not changed."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, str], int] = {}

    def of(self, kept: KeptDraft, standing: Practice | None) -> int:
        """How many fields of a draft are to be seen to."""
        key = (kept.id, kept.version, "" if standing is None else standing.model_dump_json())
        if key not in self._known:
            if len(self._known) > 5_000:
                self._known.clear()
            self._known[key] = len(lacks(kept.record, standing, Wording("en"), whole=kept.whole))
        return self._known[key]


def _field_of(path: str, record: Mapping[str, Any]) -> str:
    """The field of the page that a fault is about."""
    area, _, rest = path.partition(".")
    if area == "sections":
        number, _, _ = rest.partition(".")
        sections = record.get("sections")
        if number.isdecimal() and isinstance(sections, list) and int(number) < len(sections):
            code = sections[int(number)].get("code", "") if isinstance(sections[int(number)], Mapping) else ""
            return f"sections.{code}"
        return path if path in FIELDS else "sections.what-was-done"
    if area == "translations":
        return path if path in FIELDS else f"{path}.title" if f"{path}.title" in FIELDS else area
    return area


def _problem(fault: Fault, wording: Wording) -> str:
    """What is wrong, in the visitor's language; the first pattern that fits decides."""
    year = wording("Write the year in four digits.")
    entered = fault.field == "sources"
    at_least_one = wording("Enter at least one.") if entered else wording("Choose at least one.")
    told = (
        (r"is missing|at least 1 character", wording("This is missing.")),
        (r"at least 1 item", at_least_one),
        (r"at most 4 items", wording("Choose at most four.")),
        (r"the summary has \d+ words", _too_many_words(fault.problem, wording)),
        (r"is too short", wording("Say it in at least three sentences.")),
        (r"is not in English", wording(
            "This is not in English. Say it in English here; the original goes under Translations."
        )),
        (r"ends before it starts", wording("It ends before it starts.")),
        (r"the id does not begin", wording(
            "The practice that it updates is in another country: treat it as a new one."
        )),
        (r"country code|not in the vocabulary|\[A-Z\]", wording("Choose one of the list.")),
        (r"valid integer|than or equal", year),
        (r"control character", wording("It holds signs that cannot be seen. Saving takes them out.")),
        (r"named twice", wording("One is named twice.")),
        (r"URL|url|the address holds", wording("The address must begin with https:// or http:// and hold no spaces.")),
        (r"at most \d+ characters", wording("It is too long.")),
    )  # fmt: skip
    for pattern, words in told:
        if re.search(pattern, fault.problem):
            return words
    return wording("This cannot stay as it is ({problem}).", problem=fault.problem)


def _too_many_words(problem: str, wording: Wording) -> str:
    found = re.search(r"(\d+) words", problem)
    count = int(found[1]) if found else 0
    return wording.plural(
        "It has {count} word; at most 60 are good.", "It has {count} words; at most 60 are good.", count
    )
