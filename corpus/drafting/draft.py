"""A draft of a practice: what was found in a document, what each find rests on, and how sure it is."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Turns passages into vectors of unit length, one a row."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A passage of the document that a field rests on.

    Args:
        block: Number of the block, from 0; in a table, of the row.
        start, end: Where in the block's text, or the cell's.
        text: The passage itself, as it stands there.
        column: In a table, the cell's column; else None.
    """

    block: int
    start: int
    end: int
    text: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one field.

    Args:
        field: Dotted path of the field: "city", "sections.results", "translations.fr.title".
        value: As it stands in the record; plain data.
        certainty: How likely it is right, 0 to 1.
        rests_on: The passages that say so, the most telling first.
        note: What a person should know of it, or empty.
    """

    field: str
    value: Any
    certainty: float
    rests_on: tuple[Rest, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A practice as far as a document gives it.

    Args:
        key: Names it within its document: it keeps its key from one refresh to the next.
        record: Fields as in the format, and "sections"; may lack required ones. Plain data.
        proposals: One for each field that was found, in the order of the format.
        note: What a person should know of the draft as a whole, or empty.
    """

    key: str
    record: dict[str, Any]
    proposals: tuple[Proposal, ...]
    note: str = ""

    def proposal(self, field: str) -> Proposal | None:
        """The proposal for a field, or None."""
        return next((proposal for proposal in self.proposals if proposal.field == field), None)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What drafting a document gave.

    Args:
        drafts: The practices it holds; keys differ.
        reason: Why there are none: one plain sentence; empty where there are some.
        reason_code: The same for programs: "empty", "cookies", "error-page", "menu", "legal", "portrait", "news",
            "nothing-done".
    """

    drafts: tuple[Draft, ...] = field(default=())
    reason: str = ""
    reason_code: str = ""


def proposals_to_json(proposals: Iterable[Proposal]) -> str:
    """Write proposals as JSON."""
    return json.dumps([dataclasses.asdict(proposal) for proposal in proposals], ensure_ascii=False)


def proposals_from_json(text: str) -> tuple[Proposal, ...]:
    """Read what `proposals_to_json` wrote.

    Raises:
        ValueError: It is not such a text.
    """
    try:
        return tuple(
            Proposal(**{**data, "rests_on": tuple(Rest(**rest) for rest in data["rests_on"])})
            for data in json.loads(text)
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("these are no proposals") from error
