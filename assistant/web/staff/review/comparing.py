"""A draft beside the practice that it updates: what is different, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from assistant.differences import Stretch, compare_texts
from assistant.web.staff.review.record_fields import LABELS, mark_of, value_of
from assistant.web.staff.review.words import options_of
from corpus.practice import Practice

LONG: Final = 80
"""A longer text that was replaced altogether is shown apart: struck through it could not be read."""
How = Literal["same", "changed", "added", "kept"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both.

    Args:
        how: `kept` where the draft says nothing of it, so that it stays.
        stretches: What is different; of `kept` and `same`, what stands.
        listed: Whether each stretch is an entry of its own.
    """

    how: How
    stretches: tuple[Stretch, ...]
    listed: bool = False

    @property
    def entirely(self) -> bool:
        """Whether a long text was replaced by one that has nothing in common with it."""
        kinds = [stretch.kind for stretch in self.stretches]
        return not self.listed and kinds == ["removed", "added"] and len(self.stretches[0].text) > LONG


def compared(
    field: str, before: Mapping[str, Any], after: Mapping[str, Any], language: str, *, laid_over: bool
) -> Compared | None:
    """Compare a field of two records.

    Args:
        field: Which.
        before: The record as published.
        after: The draft.
        language: The visitor's.
        laid_over: Whether what the draft does not say stays as it is.

    Returns:
        How they differ; None where neither says anything.
    """
    old, new = value_of(before, field), value_of(after, field)
    if not old and not new:
        return None
    listed = field in LABELS or field == "sources"
    was, now = shown_value(field, old, language), shown_value(field, new, language)
    if mark_of(old) == mark_of(new):
        return Compared("same", _kept(was), listed)
    if not new and laid_over:
        return Compared("kept", _kept(was), listed)
    if listed:
        gone = [] if field == "sources" and laid_over else [Stretch("removed", one) for one in was if one not in now]
        fresh = [Stretch("added", one) for one in now if one not in was]
        if not gone and not fresh:
            return Compared("same", _kept(was), listed)
        stay = [Stretch("kept", one) for one in was if one in now]
        return Compared("changed" if old else "added", (*stay, *gone, *fresh), listed)
    return Compared("changed" if old else "added", compare_texts(was[0] if was else "", now[0] if now else ""))


def shown_value(field: str, value: Any, language: str) -> list[str]:
    """What stands in a field, as people read it: one text, or several."""
    if field == "sources":
        return [
            " · ".join(filter(None, (one["title"], one["publisher"], one["published"], one["url"]))) for one in value
        ]
    if field in LABELS or field in ("country", "region"):
        names = dict(options_of(field, language))
        codes = value if isinstance(value, list) else [value] if value else []
        return [str(names.get(code, code)) for code in codes]
    return [str(value)] if value else []


def record_of(practice: Practice) -> dict[str, Any]:
    """A practice as a record."""
    return practice.model_dump(mode="json")


def _kept(texts: list[str]) -> tuple[Stretch, ...]:
    return tuple(Stretch("kept", text) for text in texts)
