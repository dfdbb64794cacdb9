"""Where the corpus is thin: practices by theme and region beside the questions about the same."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from assistant.insight.groups import Phrasing
from corpus.catalogue import ShownTogether
from corpus.vocabulary import vocabulary

ANYWHERE: Final = ""
"""Stands for the region of questions that name no place."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One theme in one region.

    Args:
        theme, region: Their codes.
        practices: How many practices there are.
        answered, refused: How many questions about it had an answer, and how many had none.
    """

    theme: str
    region: str
    practices: int
    answered: int
    refused: int

    @property
    def asked(self) -> int:
        """All questions about it."""
        return self.answered + self.refused

    @property
    def thinness(self) -> float:
        """How much is asked beside how few practices there are; 0 where nobody asked.

        Questions without an answer count twice. The root keeps a single question where there is no practice from
        outweighing twenty where there are ten.
        """
        return (self.answered + 2 * self.refused) / sqrt(self.practices + 1)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Practices and questions by theme and region.

    Args:
        themes: Codes, in the order of the vocabulary.
        regions: Codes; questions that name no place stand under `ANYWHERE`, where no practice is counted by itself.
        cells: One for each theme and region, theme by theme.
    """

    themes: tuple[str, ...]
    regions: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def thinnest(self, most: int = 10) -> list[Cell]:
        """Where more is asked than the practices can answer, worst first; only what was asked in a region by name."""
        named = [cell for row in self.cells for cell in row if cell.region != ANYWHERE and cell.asked]
        return sorted(named, key=lambda cell: (-cell.thinness, cell.practices, cell.theme, cell.region))[:most]


def coverage_of(
    practices: Iterable[tuple[str, Sequence[str], str]],
    shown: Iterable[ShownTogether],
    refused: Iterable[tuple[Phrasing, str]],
    region_of: Mapping[str, str],
) -> Coverage:
    """Count practices and questions by theme and region.

    A question that had an answer counts under each theme of the practice that fitted best, one that had none under the
    theme it is closest to. It counts in each region that it names, or whose countries it names.

    Args:
        practices: Id, themes and region of each.
        shown: What the answers showed.
        refused: Questions without an answer that are in scope, each with its theme.
        region_of: The region of each country.
    """
    there: Counter[tuple[str, str]] = Counter()
    themes_of: dict[str, Sequence[str]] = {}
    for practice_id, themes, region in practices:
        themes_of[practice_id] = themes
        there.update((theme, region) for theme in themes)
    answered: Counter[tuple[str, str]] = Counter()
    for together in shown:
        themes = next((themes_of[one] for one in together.practices if one in themes_of), ())
        for region in _regions(together.countries, together.regions, region_of):
            for theme in themes:
                answered[theme, region] += together.count
    vain: Counter[tuple[str, str]] = Counter()
    for phrasing, theme in refused:
        for region in _regions(phrasing.countries, phrasing.regions, region_of):
            vain[theme, region] += phrasing.askings
    regions = (*vocabulary().regions, ANYWHERE)
    rows = tuple(
        tuple(
            Cell(theme, region, there[theme, region], answered[theme, region], vain[theme, region])
            for region in regions
        )
        for theme in vocabulary().themes
    )
    return Coverage(tuple(vocabulary().themes), regions, rows)


def _regions(countries: Iterable[str], regions: Iterable[str], region_of: Mapping[str, str]) -> set[str]:
    known = vocabulary().regions
    named = {region for region in regions if region in known}
    named |= {region_of[country] for country in countries if country in region_of}
    return named or {ANYWHERE}
