"""The buttons under messages."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from assistant.wording import Wording
from bots.telegram.shown.buttons import (
    Pressed,
    answer_buttons,
    choice_buttons,
    example_buttons,
    language_buttons,
    page_buttons,
    region_buttons,
    region_of,
)
from bots.telegram.shown.practice_pages import PracticePage
from corpus.vocabulary import LANGUAGES, vocabulary
from tests.bots.telegram.api.keyboards import checked_keyboard, read_keyboard
from tests.bots.telegram.shown.reading import shown_answer

URL = "https://precedent.example/practices/xx-anywhere"


def every_keyboard(wording: Wording) -> Iterable[InlineKeyboardMarkup]:
    """Every kind of keyboard, as full as it gets."""
    shown = shown_answer(practices=40, suggestions=3)
    pages = [PracticePage(f"What was done {number}/200", "") for number in range(200)]
    yield answer_buttons(shown, wording)
    yield from (choice_buttons(shown, choice, wording) or pytest.fail("no choice") for choice in (1, 2, 3))
    for saved in (True, False):
        yield from (page_buttons(shown, 40, pages, place, wording, saved=saved, url=URL) for place in (0, 99, 199))
    yield example_buttons(["?", "?", "?"])
    yield language_buttons(wording)
    yield region_buttons(wording)


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_every_keyboard(language: str) -> None:
    for keyboard in every_keyboard(Wording(language)):
        assert checked_keyboard(read_keyboard(keyboard.to_dict()), only_inline=True)
        for one in (one for row in keyboard.inline_keyboard for one in row if one.url is None):
            pressed = Pressed.unpack(str(one.callback_data))
            assert pressed is not None
            assert pressed.pack() == one.callback_data


@given(
    st.from_regex(r"[a-z]{1,12}", fullmatch=True),
    st.from_regex(r"([A-Za-z0-9_-]{1,32})?", fullmatch=True).filter(lambda key: key != "-"),
    st.integers(0, 999),
    st.integers(0, 999),
)
def test_what_is_packed_is_unpacked_and_short(action: str, key: str, first: int, second: int) -> None:
    pressed = Pressed(action, key, first, second)
    assert Pressed.unpack(pressed.pack()) == pressed
    assert len(pressed.pack().encode()) <= 64


@given(st.text() | st.from_regex(r"[a-z]*:?[\w-]*:?[0-9]*:?[0-9]*\n?"))
def test_any_data_is_one_of_ours_or_nothing(data: str) -> None:
    pressed = Pressed.unpack(data)
    assert pressed is None or Pressed.unpack(pressed.pack()) == pressed


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":::",
        "open:key:1",
        "open:key:1:2:3",
        "open:key:1:-2",
        "open:key:１:2",
        "open:key:1:2\n",
        "OPEN:k:1:2",
        f"open:{'k' * 33}:1:2",
    ],
)
def test_what_is_not_ours_is_nothing(data: str) -> None:
    assert Pressed.unpack(data) is None


def test_a_region_is_known_by_its_number() -> None:
    codes = list(vocabulary().regions)
    assert [region_of(number) for number in range(len(codes) + 2)] == [None, *codes, None]


def test_names_of_pages_are_read_whole_on_a_telephone() -> None:
    for names, widest in ((("In brief", "Results", "Sources"), 3), (("What was done", "Results", "Sources"), 2)):
        pages = [PracticePage(name, "") for name in names]
        keyboard = page_buttons(shown_answer(), 1, pages, 0, Wording("en"), saved=False, url="")
        assert len(keyboard.inline_keyboard[0]) == widest


def test_of_very_many_pages_the_first_the_last_and_the_nearest_are_offered() -> None:
    pages = [PracticePage(f"{number}", "") for number in range(1, 51)]
    keyboard = page_buttons(shown_answer(), 1, pages, 20, Wording("en"), saved=False, url="")
    named = [one.text for row in keyboard.inline_keyboard[:-2] for one in row]
    assert named == ["1", "17", "18", "19", "20", "• 21 •", "22", "23", "24", "25", "50"]


def test_only_the_web_is_linked() -> None:
    for url, linked in ((URL, True), ("http://localhost:8080/practices/x", False), ("/practices/x", False)):
        keyboard = page_buttons(shown_answer(), 1, [PracticePage("x", "")], 0, Wording("en"), saved=False, url=url)
        assert any(one.url for row in keyboard.inline_keyboard for one in row) is linked
