"""Messages about failures: plain, without secrets, without what steers a screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.faults import CorpusError
from corpus.fetching import FetchError
from corpus.fetching.errors import shown


def test_a_failure_is_one_sentence() -> None:
    error = FetchError("not_found", "the site says that it is not there", address="https://example.org/a", status=404)
    assert str(error) == "https://example.org/a could not be fetched: the site says that it is not there."
    assert isinstance(error, CorpusError)
    assert not error.is_passing
    assert FetchError("later", "so", address="").is_passing


@pytest.mark.parametrize(
    "address",
    [
        "https://user:secret@example.org/",
        "https://example.org/?key=secret",
        "https://user:secret/",
        "https://user:se?secret@example.org/",
        "http:user:secret@example.org/",
        "http://[user:secret@example.org?secret",
    ],
)
def test_secrets_are_not_shown(address: str) -> None:
    assert "secret" not in shown(address)


@given(st.text(max_size=600))
def test_every_text_can_be_shown(text: str) -> None:
    for address in (text, f"http://{text}", f"http://example.org/{text}"):
        assert shown(address).isprintable()
        assert len(shown(address)) < 1500
