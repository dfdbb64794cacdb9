"""Two to four records beside each other: what each says, and what they have in common."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.web.pages.record.shown_record import Labelled, ShownRecord
from assistant.wording import Wording
from corpus.practice import SECTIONS
from corpus.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Shared:
    """A word of a vocabulary in one record, with how many of the records compared have it."""

    term: Labelled
    by: int


@dataclass(frozen=True, slots=True)
class TermRow:
    """A row of words of one vocabulary.

    Args:
        parameter: By which practices are narrowed to a word; empty where words have pages of their own.
        cells: For each record its words, those that most have first.
    """

    label: str
    parameter: str
    cells: tuple[tuple[Shared, ...], ...]

    def link(self, code: str) -> tuple[str, list[tuple[str, str]]]:
        """Path and parameters of the page that shows more of a word."""
        return ("/practices", [(self.parameter, code)]) if self.parameter else (f"/themes/{code}", [])


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A row of one section; a record that lacks it has no paragraphs."""

    code: str
    label: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Records beside each other.

    Args:
        same_region, same_years: Whether all have the same.
        common: Words of themes, audiences and goals that all have.
    """

    same_region: bool
    same_years: bool
    terms: tuple[TermRow, ...]
    sections: tuple[SectionRow, ...]
    common: tuple[Labelled, ...]


def compared(records: Sequence[ShownRecord], wording: Wording) -> Comparison:
    """Put records beside each other.

    Args:
        records: At least two, for anything to be in common.
        wording: The visitor's language.
    """
    terms = (
        _terms(wording("Themes"), "", records, lambda record: record.themes),
        _terms(wording("For whom"), "audience", records, lambda record: record.audiences),
        _terms(wording("Sustainable Development Goals"), "sdg", records, _numbered),
    )
    return Comparison(
        same_region=len({record.region.code for record in records}) == 1,
        same_years=len({(record.start, record.end) for record in records}) == 1 and records[0].start is not None,
        terms=terms,
        sections=_sections(records, wording.language),
        common=tuple(shared.term for row in terms for shared in row.cells[0] if shared.by == len(records)),
    )


def _terms(
    label: str, parameter: str, records: Sequence[ShownRecord], of: Callable[[ShownRecord], tuple[Labelled, ...]]
) -> TermRow:
    counted = Counter(term.code for record in records for term in of(record))

    def cell(record: ShownRecord) -> tuple[Shared, ...]:
        return tuple(sorted((Shared(term, counted[term.code]) for term in of(record)), key=lambda shared: -shared.by))

    return TermRow(label, parameter, tuple(cell(record) for record in records))


def _numbered(record: ShownRecord) -> tuple[Labelled, ...]:
    """The goals as people know them, by their numbers."""
    return tuple(Labelled(goal.code, f"{goal.code} {goal.label}") for goal in record.goals)


def _sections(records: Sequence[ShownRecord], language: str) -> tuple[SectionRow, ...]:
    labels = vocabulary().sections
    paragraphs = [{section.code: section.paragraphs for section in record.sections} for record in records]
    return tuple(
        SectionRow(code, labels[code].label(language), tuple(told.get(code, ()) for told in paragraphs))
        for code in SECTIONS
        if any(code in told for told in paragraphs)
    )
