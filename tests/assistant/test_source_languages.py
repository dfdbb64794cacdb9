"""The languages of sources are told from their titles, rightly, or not at all."""

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.source_languages import UNKNOWN, SourceLanguages, languages_of_sources
from corpus.practice import Practice, Source

RIGHT = {
    "kr-osan-run-and-learn": {"ko"},
    "br-recife-compaz": {"pt"},
    "tr-konya-komek": {"tr"},
    "at-vienna-toechtertag": {"de"},
}


@pytest.fixture(scope="module")
def languages(assistant: Assistant) -> SourceLanguages:
    return assistant.live.served.lists.source_languages


def with_titles(practice: Practice, *titles: str) -> Practice:
    sources = [Source(url="https://city.example/", title=title, publisher="City") for title in titles]
    return practice.model_copy(update={"sources": sources})


def test_sources_of_known_records_are_told(by_id: dict[str, Practice]) -> None:
    for identifier, expected in RIGHT.items():
        if identifier in by_id:
            assert expected <= languages_of_sources(by_id[identifier]), identifier


def test_most_practices_have_a_source_whose_language_is_told(shipped: list[Practice]) -> None:
    told = [languages_of_sources(practice) for practice in shipped]
    assert sum(map(bool, told)) / len(told) > 0.95


def test_names_and_doubtful_titles_are_not_guessed(by_id: dict[str, Practice]) -> None:
    cork = by_id["ie-cork-lifelong-learning-festival"]
    assert languages_of_sources(with_titles(cork, "Cork", "FAQ", "2019", "Festival", "Ciudad Dulce")) == set()
    assert languages_of_sources(with_titles(cork, "Una ciudad que aprende con todas las personas mayores")) == set()
    assert languages_of_sources(with_titles(cork, "What came of ten years of learning in the city")) == {"en"}


def test_each_practice_is_in_its_languages_or_not_known(
    assistant: Assistant, languages: SourceLanguages, by_id: dict[str, Practice]
) -> None:
    contents = assistant.live.served.contents
    for number, identifier in enumerate(contents.ids):
        expected = languages_of_sources(by_id[identifier]) or {UNKNOWN}
        assert {code for code in languages.values() if _allowed(languages, code)[number]} == expected


def _allowed(languages: SourceLanguages, *codes: str) -> list[bool]:
    mask = languages.allowed(codes)
    assert mask is not None
    found: list[bool] = mask.tolist()
    return found


def test_one_of_several_languages_is_enough(languages: SourceLanguages) -> None:
    joined = [a or b for a, b in zip(_allowed(languages, "fr"), _allowed(languages, "ko"), strict=True)]
    assert _allowed(languages, "fr", "ko") == joined
    assert languages.allowed(()) is None
    assert not any(_allowed(languages, "xx"))


def test_counts_come_most_first_and_without_noughts(assistant: Assistant, languages: SourceLanguages) -> None:
    everything = np.arange(len(assistant.live.served.contents))
    counts = languages.counts(everything)
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    assert counts["en"] == sum(_allowed(languages, "en"))
    assert set(counts) == set(languages.values())
    assert languages.counts(everything[:0]) == {}
