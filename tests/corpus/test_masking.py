"""What could say who somebody is does not stay in what they wrote; what questions are about does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalogue.masking import masked


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Write to ana.o-brien+x@city.example.ie!", "Write to [e-mail]!"),
        ("пишите на анна@город.рф пожалуйста", "пишите на [e-mail] пожалуйста"),
        ("ana @ city.example", "[e-mail]"),
        ("see https://city.example/a?b=c#d, or www.city.example/x", "see [link] or [link]"),
        ("HTTP://CITY.EXAMPLE", "[link]"),
        ("t.me/ana_cork", "[link]"),
        ("ask @ana_cork", "ask [name]"),
        ("+353 21 555 0199", "[number]"),
        ("+353-(0)21-555.0199", "[number]"),
        ("(021) 555 0199", "[number]"),
        ("0049 30 1234567", "[number]"),
        ("اتصل على ٠٧٩١٢٣٤٥٦٧ من فضلك", "اتصل على [number] من فضلك"),
        ("打电话13912345678给我", "打电话[number]给我"),
        ("passport 123456789", "passport [number]"),
    ],
)
def test_blotted_out(written: str, kept: str) -> None:
    assert masked(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "What did cities do in 2019-2021?",
        "2015, 2016, 2017 and 2018–2020",
        "a town of 1 500 000 people and 2.000.000 euros",
        "1000000 trees",
        "17% of 2,340",
        "SDG 4 and 11, 12 weeks, 3.5 hours, 24/7",
        "ages 16-24, 25-34",
        "e-mail at work? C++ and node.js",
        "كيف تعلم المدن ١٢ ألف شخص؟",
    ],
)
def test_left_alone(written: str) -> None:
    assert masked(written) == written


@given(st.text(max_size=300))
def test_blotting_out_twice_is_blotting_out_once(written: str) -> None:
    assert masked(masked(written)) == masked(written)


@given(st.text("0123456789 @.+-()/:aw", max_size=4_000))
def test_it_is_quick_whatever_is_written(written: str) -> None:
    masked(written)
