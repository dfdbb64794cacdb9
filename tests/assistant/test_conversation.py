"""A conversation's id carries the last turn, and whatever comes back is checked."""

import base64
import json
import random
import string
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import LASTS_SECONDS, Turn
from assistant.plain_text import plain

NOW = 1_800_000_000.0
TEXT = st.text().map(plain)
IDS = st.lists(st.text(string.ascii_lowercase + "-", max_size=120), max_size=10).map(tuple)

turns = st.builds(
    Turn,
    question=TEXT.filter(bool),
    language=st.sampled_from(["en", "fr", "ar", "zh", "sw"]),
    places=TEXT,
    practices=IDS,
    before=IDS,
    wish=st.sampled_from([None, "cheaper", "newer", "proven"]),
)


def forged(data: Any) -> str:
    """An id as only someone who has read the code makes it."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw)).rstrip(b"=").decode()


@given(turns)
def test_a_turn_comes_back_as_it_went(turn: Turn) -> None:
    packed = turn.pack(NOW)
    assert set(packed) <= set(string.ascii_letters + string.digits + "-_")
    assert Turn.unpack(packed, NOW) == turn


def test_the_longest_turn_comes_back() -> None:
    chance = random.Random(7)  # noqa: S311  (any letters will do)

    def unlike_any_other() -> str:
        return "".join(chr(chance.randrange(0x20000, 0x2A6DF)) for _ in range(1000))

    ids = tuple("".join(chance.choices(string.ascii_lowercase, k=120)) for _ in range(20))
    turn = Turn(unlike_any_other(), "zh", unlike_any_other(), ids[:5], ids[5:], "cheaper")
    assert Turn.unpack(turn.pack(NOW), NOW) == turn


def test_of_more_practices_than_fit_those_shown_last_are_kept() -> None:
    shown = tuple(f"a-{number}" for number in range(20))
    unpacked = Turn.unpack(Turn("q", "en", practices=shown[:15], before=shown[15:] * 2).pack(NOW), NOW)
    assert unpacked is not None
    assert (unpacked.practices, unpacked.before) == (shown[:15], shown[15:])


def test_of_questions_joined_without_end_the_latest_words_are_kept() -> None:
    turn = Turn("first " * 400 + "the latest words", "en")
    unpacked = Turn.unpack(turn.pack(NOW), NOW)
    assert unpacked is not None
    assert unpacked.question.endswith("the latest words")
    assert len(unpacked.question) <= 1000


@pytest.mark.parametrize(
    ("age", "lives"), [(0, True), (LASTS_SECONDS - 1, True), (LASTS_SECONDS + 2, False), (-3600, False)]
)
def test_a_conversation_ends_by_itself(age: float, lives: bool) -> None:
    packed = Turn("a question", "en").pack(NOW)
    assert (Turn.unpack(packed, NOW + age) is not None) is lives


@given(st.one_of(st.none(), st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_any_text_is_taken_quietly(conversation: str | None) -> None:
    unpacked = Turn.unpack(conversation, NOW)
    assert unpacked is None or isinstance(unpacked, Turn)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(json_values | st.lists(json_values, min_size=8, max_size=8))
def test_any_json_packed_like_a_turn_is_taken_quietly(data: Any) -> None:
    Turn.unpack(forged(data), NOW)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 16_000,
        b'[2, %s, "q", "en", "", [], [], null]' % (b"9" * 400),
        b'[2, %s, "q", "en", "", [], [], null]' % (b"9" * 5000),
        b'[2, NaN, "q", "en", "", [], [], null]',
        b'[2, 1800000000, "\\ud800", "en", "", [], [], null]',
        b'[2, 1800000000, "q", "en", "\\udfff", [], [], null]',
        b"\xff\xfe",
        [1, NOW, "an earlier version", "en", "", []],
        [3, NOW, "another version", "en", "", [], [], None],
        [2, NOW, "", "en", "", [], [], None],
        [2, NOW, "q" * 1001, "en", "", [], [], None],
        [2, NOW, "q", "en", "p" * 1001, [], [], None],
        [2, NOW, "q", "english", "", [], [], None],
        [2, NOW, "q", "%%", "", [], [], None],
        [2, NOW, "q\x1b[31m", "en", "", [], [], None],
        [2, NOW, "q", "en", "\u202eCork", [], [], None],
        [2, NOW, "q", "عر", "", [], [], None],
        [2, NOW, "q", "en", "", ["x" * 121], [], None],
        [2, NOW, "q", "en", "", [], ["x" * 121], None],
        [2, NOW, "q", "en", "", ["x"] * 11, ["x"] * 10, None],
        [2, NOW, "q", "en", "", [1], [], None],
        [2, NOW, "q", "en", "", [], "xy", None],
        [2, NOW, "q", "en", "", [], [], "dearer"],
        [2, NOW, "q", "en", "", [], [], ["cheaper"]],
        [2, NOW, ["q"], "en", "", [], [], None],
        {"question": "q"},
        b"0" * 10_000_000,
    ],
    ids=lambda data: repr(data)[:40],
)
def test_a_forged_turn_counts_as_none(data: Any) -> None:
    assert Turn.unpack(forged(data), NOW) is None


def test_a_sound_turn_from_elsewhere_counts() -> None:
    turn = Turn.unpack(forged([2, NOW, "q", "en", "Cork", ["a"], ["b"], "newer"]), NOW)
    assert turn == Turn("q", "en", "Cork", ("a",), ("b",), "newer")


def test_a_tampered_or_huge_id_counts_as_none() -> None:
    packed = Turn("How do libraries help?", "en").pack(NOW)
    for place in range(0, len(packed), 5):
        changed = packed[:place] + ("A" if packed[place] != "A" else "B") + packed[place + 1 :]
        Turn.unpack(changed, NOW)
    assert Turn.unpack(packed[: len(packed) // 2], NOW) is None
    assert Turn.unpack(packed * 1000, NOW) is None
    assert Turn.unpack("é" + packed, NOW) is None
