"""What stands between a draft and a practice, and why something could not be done, in words for people."""

import re
from collections.abc import Iterable, Mapping
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


def lacks(
    record: Mapping[str, Any], standing: Practice | None, wording: Wording, *, whole: bool = False
) -> list[Lack]:
    """What a draft lacks before it can be approved, each field once.

    Args:
        record: Its record.
        standing: The practice that it updates: what the draft does not say stays as it is there.
        wording: The visitor's phrases.
        whole: Whether the record is all of the practice, and not laid over it.
    """
    result = dict(record)
    if standing is not None:
        try:
            result = (result if whole else laid_over(standing, record)) | {"id": standing.id}
        except CatalogueError:
            pass
    found: dict[tuple[str, str], Lack] = {}
    for fault in missing(result):
        field = _field_of(fault.field, result)
        problem = _problem(fault, wording)
        if field.startswith("sources") or field not in FIELDS:
            field = field.split(".")[0]
        name = field_name(field, wording)
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
    problem = fault.problem
    if problem == "is missing" or "at least 1 character" in problem:
        return wording("This is missing.")
    if "at least 1 item" in problem:
        return wording("Choose at least one.")
    if "at most 4 items" in problem:
        return wording("Choose at most four.")
    if found := re.search(r"the summary has (\d+) words", problem):
        return wording.plural(
            "It has {count} word; at most 60 are good.", "It has {count} words; at most 60 are good.", int(found[1])
        )
    if "'What was done' is missing" in problem:
        return wording("This is missing.")
    if "'What was done' is too short" in problem:
        return wording("Say it in at least three sentences.")
    if problem == "is not in English":
        return wording("This is not in English: say it in English here, and keep the original under Translations.")
    if "ends before it starts" in problem:
        return wording("It ends before it starts.")
    if "the id does not begin" in problem:
        return wording("The practice belongs to another country: treat the draft as a new practice.")
    if "country code" in problem or "not in the vocabulary" in problem or "[A-Z]{2}" in problem:
        return wording("Choose one of the list.")
    if "valid integer" in problem or fault.field in ("start", "end") or fault.field.endswith(".published"):
        return wording("Write the year in four digits.")
    if "named twice" in problem:
        return wording("One is named twice.")
    if fault.field.endswith(".url"):
        return wording("The address must begin with https:// or http:// and hold no spaces.")
    if found := re.search(r"at most ([\d,_]+) characters", problem):
        return wording("It is too long: at most {number} characters.", number=found[1])
    return wording("This cannot stay as it is ({problem}).", problem=problem)


def error_told(error: Exception, wording: Wording) -> str:
    """Why the catalogue did not do what was asked, in the visitor's language as far as there are words for it."""
    said = str(error)
    told = (
        (r"Another change of (\S+) is approved and not published", wording(
            "Another change of this practice is approved and not published yet. Publish it first, or merge into it."
        )),
        (r"was changed since this was written", wording(
            "The practice was changed since this was written. Begin again from the practice as it is now."
        )),
        (r"There is a practice (\S+) already", wording(
            "There is a practice with this id already: treat the draft as an update of it."
        )),
        (r"The catalogue holds no practice", wording("There is no such practice any more.")),
        (r"is just like this already", wording("Nothing is different from what is published.")),
        (r"There is no draft|There never was", wording("There is no such draft.")),
        (r"is published already: change the practice", wording("What was merged is published already: change the practice instead.")),
        (r"This came of draft (\d+)", wording("This came of another draft that was merged: reopen that one.")),
        (r"Draft \d+ is (waiting|approved|rejected|merged|published)", wording(
            "The draft is decided already: open it again first."
        )),
        (r"is no whole practice yet: (.*)", wording("The result would lack something: see to these fields in the draft first.")),
        (r"A draft has at most", wording("The draft is too long altogether: make some texts shorter.")),
        (r"is busy", wording("Somebody else is saving just now. Please try again in a moment.")),
        (r"disk is full", wording("Nothing can be saved: the disk is full. Tell whoever runs this site.")),
    )  # fmt: skip
    return next((words for pattern, words in told if re.search(pattern, said)), said)


def names_of(fields: Iterable[str], wording: Wording) -> str:
    """Several fields by name."""
    return ", ".join(field_name(field, wording) for field in fields)
