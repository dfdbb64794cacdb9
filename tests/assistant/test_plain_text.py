"""Text from outside is made plain, and plain text stays as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.plain_text import plain

TROUBLE = st.text(st.sampled_from("aeé\u0301\u0308\u200b\u202e\u2000 \n\t\x00\x1b\ud800\u1100\u1161\u00a0"))


@given(st.text(st.characters()) | TROUBLE)
def test_plain_text_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once == unicodedata.normalize("NFC", once)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in once)
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("e\u200b\u0301", "é"),
        (" a \r\n\t b\u3000c ", "a b c"),
        ("\u202eabc\u2066\ufeff", "abc"),
        ("\x1b[31mred\x07", "[31mred"),
        ("\ud800", "?"),
        ("می\u200cخواهم 👩\u200d🏫", "می\u200cخواهم 👩\u200d🏫"),
    ],
)
def test_what_steers_goes_and_what_is_read_stays(text: str, made: str) -> None:
    assert plain(text) == made
