"""What changed between two versions of a record can be read, and both can be read off it."""

import datetime
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.differences import Change, compare_texts, differences
from corpus.practice import Practice

CORK = "ie-cork-lifelong-learning-festival"
TEXTS = st.lists(
    st.sampled_from(["city ", "cities ", "learn", ", ", "学习", "节", "التعلّم ", "2004", "\n\n", " ", "É"]), max_size=30
).map("".join)


@pytest.fixture(scope="module")
def cork(by_id: dict[str, Practice]) -> Practice:
    return by_id[CORK]


def changed(practice: Practice, **fields: Any) -> Practice:
    return Practice.model_validate(practice.model_dump() | fields)


def texts(change: Change, kind: str) -> list[str]:
    return [stretch.text for stretch in change.stretches if stretch.kind == kind]


@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_off(before: str, after: str) -> None:
    stretches = compare_texts(before, after)
    assert "".join(stretch.text for stretch in stretches if stretch.kind != "added") == before
    assert "".join(stretch.text for stretch in stretches if stretch.kind != "removed") == after


def test_a_changed_word_is_one_change() -> None:
    stretches = compare_texts("The city opened two libraries in 2019.", "The city opened three libraries in 2019.")
    assert [(stretch.kind, stretch.text) for stretch in stretches] == [
        ("kept", "The city opened "),
        ("removed", "two"),
        ("added", "three"),
        ("kept", " libraries in 2019."),
    ]


def test_characters_are_compared_where_words_are_not_parted() -> None:
    stretches = compare_texts("提供免费体验课、参观和讲座", "提供免费的体验课、参观和讲座")
    assert [stretch.text for stretch in stretches if stretch.kind == "added"] == ["的"]


def test_texts_with_little_in_common_stand_one_after_the_other() -> None:
    before, after = (
        "Volunteers lend tools to members.",
        "A sales tax pays for preschools, and voters agreed.",
    )
    assert [(stretch.kind, stretch.text) for stretch in compare_texts(before, after)] == [
        ("removed", before),
        ("added", after),
    ]


def test_long_texts_take_no_time() -> None:
    before = " ".join(f"Sentence number {number} is told here." for number in range(2500))[:20_000]
    started = time.perf_counter()
    stretches = compare_texts(before, before.replace("number 7 ", "number seven "))
    assert time.perf_counter() - started < 2
    assert any(stretch.kind == "added" and "seven" in stretch.text for stretch in stretches)


def test_equal_versions_have_no_differences(shipped: list[Practice]) -> None:
    assert [change for practice in shipped for change in differences(practice, practice)] == []


def test_every_field_is_watched(cork: Practice) -> None:
    later = {
        "title": "Another title",
        "city": "Dublin",
        "region": "africa",
        "start": 2003,
        "end": 2024,
        "themes": ["older-adults"],
        "audiences": ["families"],
        "sdgs": [5],
        "summary": "Short.",
        "translations": {},
        "sources": [cork.sources[0].model_dump() | {"published": 1999}],
        "questions": [],
        "checked": datetime.date(2027, 1, 2),
        "sections": [section.model_dump() for section in cork.sections[:3]],
    }
    unchanged = {"id", "country"}  # the id holds the country's code
    assert set(later) | unchanged == set(Practice.model_fields)
    for field, value in later.items():
        assert differences(cork, changed(cork, **{field: value})), field


def test_lists_name_what_came_and_what_went(cork: Practice) -> None:
    (change,) = differences(cork, changed(cork, themes=["learning-festivals", "older-adults"]))
    assert (change.part, change.listed) == ("themes", True)
    assert texts(change, "removed") == ["neighbourhood-communities"]
    assert texts(change, "added") == ["older-adults"]


def test_a_translation_is_told_of_in_its_language(cork: Practice) -> None:
    translations = cork.model_dump()["translations"]
    translations["zh"]["title"] = "科克学习节"
    (change,) = differences(cork, changed(cork, translations=translations))
    assert (change.part, change.key, change.language) == ("translation", "zh", "zh")


def test_a_new_section_is_all_added(cork: Practice) -> None:
    earlier = changed(cork, sections=[section.model_dump() for section in cork.sections[:3]])
    (change,) = differences(earlier, cork)
    assert (change.part, change.key) == ("section", "adapting-it")
    assert texts(change, "added") == [cork.sections[3].text]


def test_the_end_of_a_practice_is_a_change_of_years(cork: Practice) -> None:
    (change,) = differences(cork, changed(cork, end=2025))
    assert (texts(change, "removed"), texts(change, "added")) == (["2004"], ["2004–2025"])
