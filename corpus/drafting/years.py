"""The years in which a practice began and ended, each with the sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from corpus.drafting.cues import cues
from corpus.drafting.draft import Proposal
from corpus.drafting.reading import Reading, Sentence

_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９०१२३४५६७८९", "0123456789" * 4)
_YEAR: Final = re.compile(r"(?<![\d.,/:€$£])(1[89]\d\d|20\d\d)(?![\d%]|[.,:]\d)")
# "2,019 people", "2019 students", "2010 м": a number of something is no year.
_COUNTS: Final = re.compile(
    r"\s*(?:个|個|本|场|次|家|所|间|項|项|余|多|people|persons?|students|participants|residents|learners|children|adults|women|families|euros?|dollars|"
    r"personnes|élèves|habitants|personas|estudiantes|pessoas|alunos|человек|участник|شخص|طالب|مشارك|人|名|位|户|km|m²)",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"(?:some|about|over|more than|nearly|almost|around|up to|plus de|environ|près de|más de|unos|unas|cerca de|casi|"
    r"mais de|quase|[€$£¥₽₸]|евро|рубл\w*|euros?|"
    r"более|около|почти|свыше|أكثر من|نحو|قرابة|حوالي|近|约|約|超过|超過|多达|超)\s*$",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(r"\s*(?:-|–|—|to|until|till|and|à|au|a|al|до|по|إلى|حتى|至|到|年至|年到|年－|年—|年-)\s*$")
_NEAR: Final = 60
"""Characters between a year and the word for beginning that it belongs to."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A year that may be meant, with how much speaks for it."""

    year: int
    weight: float
    sentence: Sentence


def plain_digits(text: str) -> str:
    """Write the digits of any script as 0 to 9; every character keeps its place."""
    return text.translate(_DIGITS)


def years_in(text: str) -> list[tuple[int, int, int]]:
    """Find the years that a text names: the year, where it begins, where it ends."""
    plain = plain_digits(text)
    return [
        (int(found[1]), found.start(), found.end())
        for found in _YEAR.finditer(plain)
        if not _COUNTS.match(plain, found.end())
        and not _ABOUT.search(plain[max(0, found.start() - 12) : found.start()])
    ]


def find_years(reading: Reading, title: str, this_year: int, doing: Sequence[float] = ()) -> list[Proposal]:
    """Find when a practice began and ended.

    Args:
        reading: The document.
        title: What the practice is called: a sentence that names it counts for more.
        this_year: No practice begins later.
        doing: For each sentence how much it speaks of what was done, 0 to 1; empty where that is not known.

    Returns:
        Proposals for "start" and "end", as far as the text gives them.
    """
    names = set(re.findall(r"\w{4,}", title.casefold()))
    starts: list[_Candidate] = []
    ends: list[_Candidate] = []
    for sentence in reading.sentences:
        told = _told(sentence, names, doing)
        plain = plain_digits(sentence.text)
        found = [item for item in years_in(sentence.text) if item[0] <= this_year]
        for number, (year, start, end) in enumerate(found):
            before, after = plain[max(0, start - _NEAR) : start], plain[end : end + _NEAR]
            if number and _RANGE.search(plain[found[number - 1][2] : start]):
                ends.append(_Candidate(year, 0.8 + told, sentence))
                continue
            if weight := _begins(before, after):
                starts.append(_Candidate(year, weight + told, sentence))
            if weight := _ends(before, after):
                ends.append(_Candidate(year, weight + told, sentence))
    start_found = _best(starts) or _only_year(reading, this_year)
    proposals = [] if start_found is None else [_proposal("start", start_found, starts)]
    first = start_found.year if start_found else 0
    end_found = _best([item for item in ends if item.year >= first], latest=True)
    if end_found is not None and end_found.weight >= 1.5:
        proposals.append(_proposal("end", end_found, ends))
    return proposals


def _only_year(reading: Reading, this_year: int) -> _Candidate | None:
    """Give the one year that the text names at all, where it names no other."""
    named = [
        (year, sentence)
        for sentence in reading.sentences
        for year, _, _ in years_in(sentence.text)
        # A year beside another number dates that number.
        if len(re.findall(r"\d+", plain_digits(sentence.text))) == 1
    ]
    years = {year for year, _ in named if year <= this_year}
    return _Candidate(min(years), 0.0, named[0][1]) if len(years) == 1 else None


def _told(sentence: Sentence, names: set[str], doing: Sequence[float]) -> float:
    """Give how much speaks for a sentence being about the practice itself."""
    words = set(re.findall(r"\w{4,}", sentence.text.casefold()))
    named = 0.5 if names & words else 0.0
    programme = 0.4 if cues().programme.search(sentence.text) else 0.0
    early = 0.3 / (1 + sentence.number / 5)
    return named + programme + early + (0.4 * doing[sentence.number] if sentence.number < len(doing) else 0.0)


def _begins(before: str, after: str) -> float:
    since = [found for found in cues().since.finditer(before) if len(before) - found.end() <= 12]
    if since and re.search(r"(?:since|depuis|desde|منذ|seit|sinds|自|с)\W*(?:\w+\W+)?$", before, re.IGNORECASE):
        return 1.6
    near = min(
        [len(before) - found.end() for found in cues().began.finditer(before)]
        + [found.start() for found in cues().began.finditer(after)],
        default=_NEAR + 1,
    )
    if near <= _NEAR:
        return 1.8 - 0.8 * near / _NEAR
    return 1.0 if since else 0.0


def _ends(before: str, after: str) -> float:
    near = min(
        [len(before) - found.end() for found in cues().ended.finditer(before)]
        + [found.start() for found in cues().ended.finditer(after)],
        default=_NEAR + 1,
    )
    return 1.5 - 0.9 * near / 30 if near <= 30 else 0.0


def _best(candidates: list[_Candidate], *, latest: bool = False) -> _Candidate | None:
    """Choose the year that most speaks for; of years with nearly as much, the earliest, or the latest."""
    if not candidates:
        return None
    most = max(item.weight for item in candidates)
    close = [item for item in candidates if item.weight >= most - 0.25]
    return (max if latest else min)(close, key=lambda item: item.year)


def _proposal(field: str, chosen: _Candidate, candidates: list[_Candidate]) -> Proposal:
    others = {item.year for item in candidates if item.year != chosen.year and item.weight >= chosen.weight - 0.6}
    certainty = min(0.95, 0.35 + 0.2 * chosen.weight) - 0.12 * min(len(others), 3)
    same = [item for item in candidates if item.year == chosen.year and item is not chosen]
    rests = tuple(dict.fromkeys(item.sentence.rest for item in [chosen, *same]))[:3]
    note = f"The text also names {', '.join(map(str, sorted(others)))}." if others else ""
    return Proposal(field, chosen.year, round(max(certainty, 0.1), 2), rests, note)
