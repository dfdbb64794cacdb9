"""Measures drafting on the documents written for it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.drafting import Drafted, Drafter
from corpus.practice import Practice
from tests.corpus.drafting.documents import Sample


@dataclass
class Figures:
    """How often each field was right, of how many, with what was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    sure: list[tuple[str, float, bool]] = field(default_factory=list)

    def note(self, name: str, right: float, detail: str = "") -> None:
        self.of[name] += 1
        self.right[name] += right  # type: ignore[assignment]
        if right < 1 and detail:
            self.wrong.append(f"{name}: {detail}")

    def share(self, name: str) -> float:
        return self.right[name] / max(self.of[name], 1)


def measure(drafter: Drafter, samples: list[Sample], by_id: Mapping[str, Practice]) -> Figures:
    """Draft documents that hold one practice each and compare with what a person would find."""
    figures = Figures()
    for sample in samples:
        drafted = drafter.draft(sample.document, address=sample.address)
        name = f"{sample.about if sample.about != '?' else sample.address} ({sample.language})"
        figures.note("one practice", len(drafted.drafts) == 1, f"{name}: {drafted.reason} {len(drafted.drafts)}")
        if drafted.drafts:
            _compare(figures, sample, drafted, by_id, name)
    return figures


def _compare(figures: Figures, sample: Sample, drafted: Drafted, by_id: Mapping[str, Practice], name: str) -> None:
    draft = drafted.drafts[0]
    record, known = draft.record, by_id.get(sample.about)
    wanted = {
        "city": known.city if known else sample.expected["city"],
        "country": known.country if known else sample.expected["country"],
        "start": int(sample.expected["start"]) if sample.expected.get("start") else None,
    }
    for field_name, value in wanted.items():
        right = record.get(field_name) == value
        figures.note(field_name, right, f"{name}: {record.get(field_name)} for {value}")
        if proposal := draft.proposal(field_name):
            figures.sure.append((field_name, proposal.certainty, right))
    for kind in ("themes", "audiences"):
        labels = list(getattr(known, kind)) if known else sample.expected[kind].split(",")
        found = record.get(kind, [])
        figures.note(f"{kind} first", bool(found) and found[0] in labels, f"{name}: {found} for {labels}")
        figures.note(f"{kind} recall", sum(label in found for label in labels) / len(labels))
        figures.note(f"{kind} precision", sum(label in labels for label in found) / max(len(found), 1))
    placed = {
        rest.text: proposal.field.removeprefix("sections.")
        for proposal in draft.proposals
        if proposal.field.startswith("sections.")
        for rest in proposal.rests_on
    }
    for sentence, section in sample.sentences.items():
        got = placed.get(sentence, "")
        figures.note("sections", got == section, f"{name}: {got or 'none'} for {section or 'none'}: {sentence[:70]}")
        figures.note(f"sections {section or 'none'}", got == section)
    figures.note("summary", any(field_name.endswith("summary") for field_name in _fields(drafted)), name)


def _fields(drafted: Drafted) -> list[str]:
    return [proposal.field for proposal in drafted.drafts[0].proposals]
