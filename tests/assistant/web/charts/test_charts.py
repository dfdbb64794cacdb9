"""Any numbers give a chart that is sound SVG within its frame and says what it shows."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.charts import LEVELS, Column, draw_bar, draw_over_time, level_of
from assistant.web.charts.scale import top_of
from corpus.vocabulary import LANGUAGES

COUNTS = st.integers(0, 10**9)
HOSTILE = "</svg><script>alert('x')</script> \" & \u202e"
COLUMNS = st.lists(st.builds(Column, st.just("1 May"), COUNTS, COUNTS, st.just("May")), max_size=60)


def parts(drawn: str) -> tuple[ET.Element, Iterator[ET.Element]]:
    root = ET.fromstring(drawn)  # noqa: S314  (our own)
    return root, (part for part in root.iter() if part is not root)


def frame(root: ET.Element) -> tuple[float, float]:
    left, top, wide, high = map(float, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    return wide, high


def assert_within(drawn: str) -> list[ET.Element]:
    root, inside = parts(drawn)
    wide, high = frame(root)
    rects = []
    for part in inside:
        if part.tag == "rect":
            x, y, width, height = (float(part.attrib[name]) for name in ("x", "y", "width", "height"))
            assert width >= 0
            assert height >= 0
            assert -0.1 <= x <= x + width <= wide + 0.1
            assert -0.1 <= y <= y + height <= high + 0.1
            rects.append(part)
        elif part.tag == "text":
            assert 0 <= float(part.attrib["x"]) <= wide
            assert 0 < float(part.attrib["y"]) <= high
    assert "style" not in drawn
    return rects


def draw(columns: list[Column], language: str = "en", name: str = "Questions") -> str:
    return draw_over_time(columns, name=name, description="How many", key="k", language=language)


@given(columns=COLUMNS, language=st.sampled_from(LANGUAGES))
def test_any_columns_stay_within_the_frame(columns: list[Column], language: str) -> None:
    rects = assert_within(draw(columns, language))
    assert len(rects) == sum((column.lower > 0) + (column.upper > 0) for column in columns)


@given(lower=COUNTS, upper=COUNTS, most=COUNTS, mirrored=st.booleans())
def test_any_bar_stays_within_the_frame(lower: int, upper: int, most: int, mirrored: bool) -> None:
    assert len(assert_within(draw_bar(lower, upper, most=most, mirrored=mirrored))) == (lower > 0) + (upper > 0)


def test_it_tells_readers_of_screens_what_it_shows() -> None:
    root, inside = parts(draw([Column("1 May", 3, 2, "1 May: 3 and 2")]))
    assert root.attrib["role"] == "img"
    texts = {part.attrib.get("id"): part.text for part in inside}
    named = [texts[one] for one in root.attrib["aria-labelledby"].split()]
    assert named == ["Questions", "How many"]


def test_columns_are_as_high_as_their_numbers() -> None:
    rects = assert_within(draw([Column("a", 10, 5, ""), Column("b", 5, 0, "")]))
    lower, upper, half = (float(rect.attrib["height"]) for rect in rects)
    assert lower == pytest.approx(2 * upper, abs=0.2) == pytest.approx(2 * half, abs=0.2)


def test_time_runs_as_the_language_is_read() -> None:
    columns = [Column("first", 1, 0, ""), Column("last", 1, 0, "")]
    for language, forwards in (("en", True), ("ar", False)):
        first, last = (float(rect.attrib["x"]) for rect in assert_within(draw(columns, language)))
        assert (first < last) == forwards


def test_a_bar_begins_where_the_page_does() -> None:
    assert [rect.attrib["x"] for rect in assert_within(draw_bar(1, 1, most=4))] == ["0.00", "50.00"]
    assert [rect.attrib["x"] for rect in assert_within(draw_bar(1, 1, most=4, mirrored=True))] == ["150.00", "100.00"]


def test_words_are_shown_harmlessly() -> None:
    drawn = draw([Column(HOSTILE, 1, 1, HOSTILE)], name=HOSTILE)
    assert_within(drawn)
    assert "<script" not in drawn


@given(COUNTS)
def test_an_axis_ends_at_a_round_number_that_holds_everything(highest: int) -> None:
    top = top_of(highest)
    assert highest <= top <= max(2, 2.5 * highest)
    assert str(top).rstrip("0") in {"1", "2", "4"}
    assert top % 2 == 0


@given(value=st.floats(), most=st.floats())
def test_any_value_has_a_shade(value: float, most: float) -> None:
    assert 0 <= level_of(value, most) < LEVELS


def test_shades_grow_with_the_value() -> None:
    assert [level_of(value, 8) for value in (0, 0.1, 2, 3, 5, 8, 9)] == [0, 1, 1, 2, 3, 4, 4]
