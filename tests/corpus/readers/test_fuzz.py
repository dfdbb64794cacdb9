"""Random bytes and changed files: each is a document or an error with a reason, within bounds.

PRECEDENT_TEST_FUZZ multiplies the number of tries.
"""

import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.readers import Reader, ReadError, read
from corpus.readers.errors import REASONS
from tests.corpus.readers import files
from tests.corpus.readers.fuzz import check, mutated

MORE = int(os.environ.get("PRECEDENT_TEST_FUZZ", "1"))
WHOLE = {**files.valid(), "report.pdf": files.report()}
NAMES = [*WHOLE, "none", "a.xyz"]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(seconds=20) as opened:
        yield opened


def attempt(reader: Reader | None, body: bytes, name: str, media_type: str = "", charset: str | None = None) -> None:
    """Read, in the other process where one is given."""
    try:
        check((reader.read if reader else read)(body, name=name, media_type=media_type, charset=charset))
    except ReadError as error:
        assert error.reason in REASONS
        assert error.reason not in ("too_slow", "out_of_memory")
        assert str(error).endswith(".")


@pytest.mark.parametrize("name", list(WHOLE))
@settings(max_examples=40 * MORE, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_changed_files(reader: Reader, name: str, seed: int) -> None:
    changed = mutated(WHOLE[name], random.Random(seed))  # noqa: S311
    attempt(reader, changed, name)


@settings(max_examples=150 * MORE, deadline=None)
@given(
    body=st.binary(max_size=400),
    start=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"{", b"---\n", b"\xff\xfe", b"[{", b'"']),
    name=st.sampled_from(NAMES),
    charset=st.none() | st.text(max_size=8) | st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-7", "idna", "rot13"]),
)
def test_random_bytes(body: bytes, start: bytes, name: str, charset: str | None) -> None:
    attempt(None, start + body, name, charset=charset)


@settings(max_examples=100 * MORE, deadline=None)
@given(
    text=st.text(max_size=300),
    name=st.sampled_from(["a.txt", "a.md", "a.csv", "a.html", "a.jsonl", "a.json"]),
    seed=st.randoms(),
)
def test_random_text(text: str, name: str, seed: random.Random) -> None:
    parts = [
        "\n",
        "# ",
        "- ",
        "| a | b |\n|---|---|\n",
        "---\n",
        "<p>",
        "<table><tr><td>",
        "<!--",
        ";",
        '"',
        ",",
        "{",
        "[",
        "```\n",
        "&amp;",
    ]
    mixed = "".join(letter + (seed.choice(parts) if seed.random() < 0.3 else "") for letter in text)
    attempt(None, mixed.encode("utf-8", "surrogatepass"), name)
