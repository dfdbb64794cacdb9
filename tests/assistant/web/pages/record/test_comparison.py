"""What records have in common, and what only some of them have."""

import pytest

from assistant.web.pages.record.comparison import compared
from assistant.web.pages.record.shown_record import ShownRecord, shown_record
from assistant.wording import Wording
from corpus.practice import Practice

IDS = ("ie-cork-lifelong-learning-festival", "ie-limerick-lifelong-learning-festival", "gb-edinburgh-tool-library")


@pytest.fixture
def records(by_id: dict[str, Practice]) -> list[ShownRecord]:
    return [shown_record(by_id[identifier], "en") for identifier in IDS]


def test_what_all_have_is_common(records: list[ShownRecord]) -> None:
    comparison = compared(records[:2], Wording("en"))
    assert "Learning festivals" in [term.label for term in comparison.common]
    assert comparison.same_region
    assert not comparison.same_years


def test_how_many_have_a_word_is_counted_and_the_most_shared_comes_first(records: list[ShownRecord]) -> None:
    themes = compared(records, Wording("en")).terms[0]
    by = {shared.term.code: shared.by for cell in themes.cells for shared in cell}
    assert by["learning-festivals"] == 2
    for cell in themes.cells:
        counts = [shared.by for shared in cell]
        assert counts == sorted(counts, reverse=True)


def test_a_section_that_one_lacks_is_left_open(records: list[ShownRecord], by_id: dict[str, Practice]) -> None:
    cork = by_id[IDS[0]]
    short = shown_record(cork.model_copy(update={"sections": cork.sections[1:2]}), "en")
    rows = compared([short, records[1]], Wording("en")).sections
    assert [row.code for row in rows] == ["challenge", "what-was-done", "results", "adapting-it"]
    assert rows[0].cells[0] == ()
    assert rows[0].cells[1]


def test_years_that_nobody_knows_are_not_the_same(by_id: dict[str, Practice]) -> None:
    unknown = shown_record(by_id[IDS[0]].model_copy(update={"start": None}), "en")
    assert not compared([unknown, unknown], Wording("en")).same_years


def test_goals_stand_with_their_numbers(records: list[ShownRecord]) -> None:
    goals = compared(records[:2], Wording("en")).terms[2]
    assert goals.cells[0][0].term.label == "4 Quality Education"
    assert goals.link("4") == ("/practices", [("sdg", "4")])
