"""Heads of answers: read with distrust."""

import datetime
import email.utils

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching import Validators
from corpus.fetching.answers import LONGEST_WAIT, come_again, conditions, content_type, retry_after, validators


def answer(**headers: str | bytes) -> httpx.Response:
    said = [
        (name.replace("_", "-").encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in headers.items()
    ]
    return httpx.Response(200, headers=said)


@pytest.mark.parametrize(
    ("said", "media_type", "charset"),
    [
        ("text/html; charset=utf-8", "text/html", "utf-8"),
        ('TEXT/HTML;charset="ISO-8859-1"', "text/html", "iso-8859-1"),
        ("text/html; charset='windows-1256'", "text/html", "windows-1256"),
        ("application/pdf", "application/pdf", None),
        ("text/html; charset=unicode_escape", "text/html", None),
        ("text/html; charset=zip", "text/html", None),
        ("text/html; charset=../../etc/passwd", "text/html", None),
        ("html", "", None),
        ("", "", None),
    ],
)
def test_what_the_content_is_said_to_be(said: str, media_type: str, charset: str | None) -> None:
    assert content_type(answer(content_type=said)) == (media_type, charset)


@given(st.binary(max_size=80), st.binary(max_size=40))
def test_every_head_is_read(first: bytes, second: bytes) -> None:
    head = answer(content_type=first + b";charset=" + second, etag=first, last_modified=second, retry_after=first)
    media_type, charset = content_type(head)
    assert media_type.isascii()
    assert charset is None or b"x".decode(charset) is not None
    known = validators(head, "http://a/", Validators())
    assert all(value.isascii() and value.isprintable() for value in conditions(known, "http://a/").values())
    assert 0 <= (retry_after(head) or 0) <= LONGEST_WAIT


def test_when_to_come_again() -> None:
    assert retry_after(answer(retry_after="120")) == 120
    assert retry_after(answer(retry_after="9" * 400)) == LONGEST_WAIT
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=10)
    assert 590 < (retry_after(answer(retry_after=email.utils.format_datetime(soon, usegmt=True))) or 0) <= 600
    assert retry_after(answer(retry_after="Fri, 01 May 2020 12:00:00 GMT")) == 0
    assert retry_after(answer(retry_after="soon")) is None
    assert retry_after(answer()) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "in 1 second"), (45, "in 45 seconds"), (600, "in 10 minutes"), (7200, "in 2 hours"), (5e5, "in 6 days")],
)
def test_it_is_said_in_words(seconds: float, words: str) -> None:
    assert come_again(seconds) == words
