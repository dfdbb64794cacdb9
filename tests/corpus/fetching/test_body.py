"""Bodies: unpacked piece by piece, in whatever pieces they come."""

import gzip
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching import FetchError
from corpus.fetching.body import read_body, read_part


class Pieces(httpx.SyncByteStream):
    """A body that comes in pieces of one size."""

    def __init__(self, body: bytes, size: int) -> None:
        self.body = body
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self.body), self.size):
            yield self.body[start : start + self.size]


def answer(body: bytes, size: int, coding: str = "") -> httpx.Response:
    return httpx.Response(200, headers={"Content-Encoding": coding}, stream=Pieces(body, size))


@given(st.lists(st.binary(max_size=2_000), min_size=1, max_size=3), st.integers(1, 500), st.integers(0, 2))
def test_a_body_is_the_same_in_whatever_pieces_it_comes(parts: list[bytes], size: int, layers: int) -> None:
    whole = b"".join(parts)
    packed = b"".join(gzip.compress(part) for part in parts) if layers else whole
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    coding = ", ".join(["gzip"] * layers)
    assert read_body(answer(packed, size, coding), address="", max_bytes=10_000) == whole
    assert read_part(answer(packed, size, coding), address="", max_bytes=100) == whole[:100]


@given(st.binary(max_size=300), st.integers(1, 50))
def test_every_damaged_body_is_refused_or_read(body: bytes, size: int) -> None:
    for packed in (body, gzip.compress(b"a page")[:-4] + body, gzip.compress(b"a page") + body):
        try:
            assert len(read_body(answer(packed, size, "gzip"), address="", max_bytes=1_000)) <= 1_000
        except FetchError as error:
            assert error.reason in {"server", "too_large"}


def test_a_long_text_that_repeats_itself_is_no_bomb() -> None:
    text = b"".join(b"%d;Library;Learning;2024\n" % number for number in range(200_000))
    assert read_body(answer(gzip.compress(text), 65_536, "x-gzip"), address="", max_bytes=2**23) == text


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, br", "gzip, gzip, gzip", "\x1b[2J"])
def test_what_was_not_asked_for_is_not_unpacked(coding: str) -> None:
    with pytest.raises(FetchError, match="not asked for") as refused:
        read_body(answer(b"x", 1, coding), address="", max_bytes=10)
    assert str(refused.value).isprintable()
