"""Telegram's HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.shown.markup import MAX_LENGTH, bold, escape, fit, italic, length, link, shorten
from tests.bots.telegram.api.entities import utf16_length
from tests.bots.telegram.api.markup import parse_html
from tests.bots.telegram.shown.reading import long_texts, of_kind, read, texts, visible


@given(texts, texts, texts)
def test_text_is_data(one: str, two: str, three: str) -> None:
    text, entities = parse_html(f"{escape(one)}{bold(two)}{italic(three)}")
    assert visible(text) == visible(one + two + three)
    assert {entity["type"] for entity in entities} <= {"bold", "italic"}


@given(texts, texts)
def test_a_link_shows_its_text_whatever_its_address(text: str, address: str) -> None:
    for url in (address, f"https://example.org/{address}", f"https://{address}"):
        shown, entities = parse_html(link(text, url))
        assert visible(shown) == visible(text)
        assert all(entity["url"].startswith(("http://", "https://")) for entity in entities)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "tg://user?id=1", "ftp://example.org", "//example.org", "", "x"]
)
def test_only_the_web_is_linked(url: str) -> None:
    assert link("here", url) == "here"


def test_nothing_turns_the_direction_of_the_words_around_it() -> None:
    assert escape("\u202egnp.exe \u2067and\u2069 \ufeffmore\x00") == "gnp.exe and more"


@given(long_texts)
def test_length_is_what_telegram_counts(text: str) -> None:
    markup = bold(text) + escape(text)
    assert length(markup) == utf16_length(parse_html(markup)[0])


@given(long_texts, st.integers(2, 600))
def test_a_shortened_text_has_room_and_begins_like_the_whole(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert utf16_length(short) <= limit
    assert visible(text).startswith(visible(short).removesuffix("…"))
    assert short == text or short.endswith("…")


def test_a_text_is_cut_at_a_word() -> None:
    assert shorten("one two three", 9) == "one two…"


@given(st.lists(long_texts, min_size=1, max_size=5))
def test_whole_blocks_stand_in_a_message_or_none_of_them(blocks: list[str]) -> None:
    marked = [bold(f"x{block}") for block in blocks]
    message, count = fit(marked)
    assert message == "\n\n".join(marked[:count])
    if count:
        assert len(of_kind(read(message), "bold")) == count
    assert count == len(blocks) or length("\n\n".join(marked[: count + 1])) > MAX_LENGTH


def test_a_message_with_many_long_addresses_is_not_longer_than_telegram_takes() -> None:
    address = "https://example.org/" + "x" * 900
    message, count = fit([link("&" * 80, address)] * 40)
    assert count > 10
    assert len(of_kind(read(message), "text_link")) == count
    assert link("here", address + "x" * 900) == "here"
