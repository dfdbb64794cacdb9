"""Fixed phrases in seven languages; what is put into them is data."""

import pytest

from assistant.wording import Wording
from corpus.vocabulary import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 11, 21, 22, 100])
def test_numbers_of_things_in_every_form(language: str, count: int) -> None:
    said = Wording(language).plural("{count} practice", "{count} practices", count)
    assert "{" not in said
    assert said


def test_forms_of_the_plural_differ_where_the_language_has_them() -> None:
    russian = {Wording("ru").plural("{count} practice", "{count} practices", n).split()[-1] for n in (1, 2, 5)}
    assert len(russian) == 3


def test_what_is_put_in_is_never_a_phrase_itself() -> None:
    assert "{places} %s {0}" in Wording("fr")("Only: {places}", places="{places} %s {0}")


@pytest.mark.parametrize("language", ["en", "xx", "", "../../etc", "EN"])
def test_any_other_language_gives_english(language: str) -> None:
    assert Wording(language)("Sources") == "Sources"


def test_a_phrase_that_no_catalog_has_is_given_as_it_is() -> None:
    assert Wording("ar")("No such phrase {x}", x=1) == "No such phrase 1"
