"""The fields of a draft as its page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assistant.differences import Stretch
from assistant.web.staff.review.comparing import Compared, compared, shown_value
from assistant.web.staff.review.faults import Lack
from assistant.web.staff.review.passages import ShownRest
from assistant.web.staff.review.record_fields import FIELDS, LABELS, SOURCE_PARTS, YEARS, mark_of, value_of
from assistant.web.staff.review.words import certainty_code, field_name, notes_told, options_of
from assistant.wording import Wording
from corpus.drafting import Proposal

ONE_LINE: Final = 400
CARRIED: Final = "source-language."


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen in a field; `known` is false where the format has no such thing."""

    code: str
    name: str
    chosen: bool
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field.

    Args:
        name: As in proposals; `id` is the same as an id of the page.
        label: What it is called.
        kind: `line`, `text`, `year`, `one`, `several` or `sources`.
        value: The text that stands in it, or the sources.
        choices: What can be chosen.
        language: Language of its text, where the format says so.
        certainty: `sure`, `likely`, `unsure`; `person` where a person changed it; empty where nothing was found.
        notes: What a reviewer has to know of it.
        rests: The passages it rests on.
        lacks: What is wrong with it.
        published: The field beside what is published, for an update.
        theirs: What somebody else wrote in it meanwhile, beside what stands in it.
    """

    name: str
    id: str
    label: str
    kind: str
    value: Any
    choices: Sequence[Choice]
    language: str | None
    certainty: str
    notes: Sequence[str]
    rests: Sequence[ShownRest]
    lacks: Sequence[str]
    published: Compared | None
    theirs: tuple[Stretch, ...]

    @property
    def rows(self) -> int:
        """Lines that the field is high."""
        return min(14, max(3, len(str(self.value)) // 70 + str(self.value).count("\n") + 2))

    @property
    def described(self) -> bool:
        """Whether anything is said of it beside its label."""
        return bool(self.certainty or self.notes or self.lacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What fields are shown from.

    Args:
        record: The draft's record, or what was typed.
        proposals: What was proposed for its fields.
        rests: For each field the passages as they are marked.
        lacks: What it lacks.
        published: Record of the practice that it updates; None for a new one.
        whole: Whether the record is all of the practice.
        theirs: For fields that somebody else changed meanwhile, what they wrote.
    """

    record: Mapping[str, Any]
    proposals: Sequence[Proposal] = ()
    rests: Mapping[str, Sequence[ShownRest]]
    lacks: Sequence[Lack] = ()
    published: Mapping[str, Any] | None = None
    whole: bool = False
    theirs: Mapping[str, Any]


def field_views(shown: Shown, wording: Wording) -> dict[str, FieldView]:
    """The fields by name, in the order of the page."""
    proposals = {proposal.field: proposal for proposal in shown.proposals}
    return {field: _view(field, shown, proposals, wording) for field in FIELDS}


def _view(field: str, shown: Shown, proposals: Mapping[str, Proposal], wording: Wording) -> FieldView:
    language = wording.language
    value = value_of(shown.record, field)
    # A title in a language that the format has not is proposed beside the field, for whoever puts it into English.
    proposal = proposals.get(field) or proposals.get(field.partition(".")[0])
    carried = proposals.get(CARRIED + field)
    rests = [*shown.rests.get(field, ()), *shown.rests.get(CARRIED + field, ())]
    notes = notes_told(proposal.note, wording) if proposal and proposal.note else []
    if carried:
        notes = [*notes, wording("The source says: {text}", text=str(carried.value)[:ONE_LINE])]
    certainty = ""
    if proposal:
        same = _same(field, proposal, shown.record)
        certainty = certainty_code(proposal.certainty) if same else "person"
        notes = notes if same or carried else []
    elif value and shown.proposals:
        certainty = "person"
    theirs = shown.theirs.get(field)
    differing = () if theirs is None else tuple(
        Stretch("added", text) for text in shown_value(field, theirs, language) or [""]
    )  # fmt: skip
    return FieldView(
        name=field,
        id="f-" + field.replace(".", "-"),
        label=field_name(field, wording),
        kind=_kind(field),
        value=value,
        choices=_choices(field, value, language),
        language=field.split(".")[1] if field.startswith("translations.") else "en" if _is_english(field) else None,
        certainty=certainty,
        notes=notes,
        rests=rests,
        lacks=[lack.problem for lack in shown.lacks if lack.field == field],
        published=None
        if shown.published is None
        else compared(field, shown.published, shown.record, language, laid_over=not shown.whole),
        theirs=differing,
    )


def _same(field: str, proposal: Proposal, record: Mapping[str, Any]) -> bool:
    """Whether a field still holds what was proposed for it."""
    proposed: dict[str, Any] = {}
    area, _, rest = proposal.field.partition(".")
    if area == "sections":
        proposed["sections"] = [{"code": rest, "text": proposal.value}]
    elif area == "translations" and rest:
        language, _, part = rest.partition(".")
        proposed["translations"] = {language: {part: proposal.value}}
    else:
        proposed[area] = proposal.value
    return mark_of(value_of(proposed, field)) == mark_of(value_of(record, field))


def _is_english(field: str) -> bool:
    return field in ("title", "summary") or field.startswith("sections.")


def _kind(field: str) -> str:
    if field in ("country", "region"):
        return "one"
    if field in LABELS:
        return "several"
    if field in YEARS:
        return "year"
    if field == "sources":
        return "sources"
    return "text" if field == "summary" or field.startswith("sections.") or field.endswith(".summary") else "line"


def _choices(field: str, value: Any, language: str) -> list[Choice]:
    kind = _kind(field)
    if kind not in ("one", "several"):
        return []
    chosen = value if isinstance(value, list) else [value] if value else []
    options = options_of(field, language)
    known = {code for code, _ in options}
    strange = [Choice(code, code[:80], True, False) for code in chosen[:20] if code not in known]
    return [*(Choice(code, name, code in chosen) for code, name in options), *strange]


def source_rows(value: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows in which sources are entered: those that there are, and an empty one."""
    return [*(dict(one) for one in value), dict.fromkeys(SOURCE_PARTS, "")]
