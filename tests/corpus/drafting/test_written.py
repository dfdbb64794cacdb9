"""Drafts as text that a person edits: nothing is lost on the way out and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.drafting import read_draft, write_draft
from corpus.faults import RecordError
from tests.corpus.drafted import RECORD

lines = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1).map(lambda text: text.strip("#")).filter(bool)


@given(title=lines, text=lines, start=st.none() | st.integers(1000, 2100), french=lines)
def test_what_is_written_is_read_as_it_was(title: str, text: str, start: int | None, french: str) -> None:
    record = RECORD | {
        "title": title,
        "start": start,
        "translations": {"fr": {"title": french}},
        "sections": [{"code": "challenge", "text": text}],
    }
    assert read_draft(write_draft(record)) == record


def test_what_a_draft_lacks_stands_there_to_be_filled_in() -> None:
    text = write_draft({"title": "Boats"})
    assert [line for line in text.splitlines() if line.startswith(("city", "sources", "## What was"))] == [
        "city: ''",
        "sources: []",
        "## What was done",
    ]
    assert read_draft(text) == {"title": "Boats", "start": None, "end": None, "sections": []}


@pytest.mark.parametrize("text", ["", "Boats", "---\ntitle: [\n---\n", "---\ntitle: a\ntitle: b\n---\n"])
def test_what_cannot_be_taken_apart_is_named(text: str) -> None:
    with pytest.raises(RecordError, match="draft"):
        read_draft(text)


def test_any_record_can_be_written() -> None:
    strange: dict[str, Any] = {"title": None, "translations": "none", "x": [{"y": 1}], "sections": None}
    assert "none" in write_draft(strange)
