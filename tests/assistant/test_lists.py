"""Lists are put in order, in any language, and what is equal stands by title."""

import pytest

from assistant.assistant import Assistant
from assistant.lists import Lists
from corpus.places.spelling import key_of
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES


@pytest.fixture(scope="module")
def lists(assistant: Assistant) -> Lists:
    return assistant.live.served.lists


@pytest.fixture(scope="module")
def shuffled(assistant: Assistant) -> list[int]:
    every = range(len(assistant.live.served.contents))
    return [*reversed(every[::2]), *every[1::2]]


def in_order(assistant: Assistant, lists: Lists, numbers: list[int], sort: str, language: str = "en") -> list[Practice]:
    ordered = lists.in_order(numbers, sort, language)  # type: ignore[arg-type]
    assert sorted(ordered) == sorted(numbers)
    return [assistant.live.served.contents.practice(number) for number in ordered]


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_title_in_every_language(assistant: Assistant, lists: Lists, shuffled: list[int], language: str) -> None:
    titles = [p.title_in(language).casefold() for p in in_order(assistant, lists, shuffled, "title", language)]
    assert titles == sorted(titles)


def test_newest_and_oldest_with_the_unknown_last(assistant: Assistant, lists: Lists, shuffled: list[int]) -> None:
    newest = [practice.start for practice in in_order(assistant, lists, shuffled, "newest")]
    oldest = [practice.start for practice in in_order(assistant, lists, shuffled, "oldest")]
    known = [year for year in newest if year]
    unknown = [None] * (len(newest) - len(known))
    assert unknown and newest == sorted(known, reverse=True) + unknown
    assert oldest == sorted(known) + unknown


def test_by_city_and_within_a_city_by_title(assistant: Assistant, lists: Lists, shuffled: list[int]) -> None:
    found = [(key_of(p.city), p.country, p.title.casefold()) for p in in_order(assistant, lists, shuffled, "city")]
    assert found == sorted(found)


def test_equal_years_stand_by_title(assistant: Assistant, lists: Lists, shuffled: list[int]) -> None:
    found = in_order(assistant, lists, shuffled, "newest", "fr")
    of_2016 = [practice.title_in("fr").casefold() for practice in found if practice.start == 2016]
    assert len(of_2016) > 3 and of_2016 == sorted(of_2016)


def test_the_best_stay_as_they_were_found(lists: Lists, shuffled: list[int]) -> None:
    assert lists.in_order(shuffled, "best", "en") == shuffled
