"""Practices are cited with everything that a reader checks them by; fixed phrases fit the numbers."""

import re

import pytest

from assistant.assistant import Assistant
from assistant.compose import cite, compose, refusal
from assistant.follow_ups import Wish
from assistant.wording import Wording
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.filters import Filters
from index.search import Found, Query


def found(assistant: Assistant, text: str, limit: int = 10, **filters: str) -> Found:
    narrowed = Filters(**{facet: frozenset({value}) for facet, value in filters.items()})
    return assistant.live.served.searcher.search(Query(text, "en", narrowed, limit), assistant.vector(text))


def lead(assistant: Assistant, found: Found, language: str = "en") -> str:
    sentences = compose(assistant.live.served.searcher, found.hits, found.vector, Wording(language))
    assert sentences[0].citations == []
    assert [s.citations for s in sentences[1:]] == sorted(s.citations for s in sentences[1:])
    assert {s.citations[0] for s in sentences[1:]} == set(range(1, len(found.hits) + 1))
    return sentences[0].text


def test_the_lead_counts_cities_not_practices(assistant: Assistant) -> None:
    of_cork = found(assistant, "learning", cities="Cork")
    assert len(of_cork.hits) == 2
    assert lead(assistant, of_cork) == "2 practices of one city answer this:"
    assert lead(assistant, found(assistant, "learning", limit=1)) == "One city's practice answers this:"
    of_ireland = found(assistant, "learning", countries="IE")
    cities = {hit.practice.city for hit in of_ireland.hits}
    assert 1 < len(cities) < len(of_ireland.hits)
    assert lead(assistant, of_ireland) == f"{len(cities)} cities have done something about this:"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_leads_speak_every_language(assistant: Assistant, language: str) -> None:
    said = lead(assistant, found(assistant, "learning festival", limit=5), language)
    assert said != lead(assistant, found(assistant, "learning festival", limit=5))
    assert re.search("[5٥]", said)


def test_a_wish_has_a_lead_of_its_own_and_results_are_told(assistant: Assistant, by_id: dict[str, Practice]) -> None:
    seen, searcher = found(assistant, "learning festival", limit=5), assistant.live.served.searcher
    wishes: tuple[Wish | None, ...] = (None, "cheaper", "newer", "proven")
    answers = {wish: compose(searcher, seen.hits, seen.vector, Wording("en"), wish) for wish in wishes}
    assert len({sentences[0].text for sentences in answers.values()}) == 4
    for number, hit in enumerate(seen.hits, 1):
        results = by_id[hit.practice.id].section("results")
        told = [sentence.text for sentence in answers["proven"] if number in sentence.citations]
        assert results is not None
        assert len(told) == 2
        assert told[1] in " ".join(results.text.split())
    translated = compose(searcher, seen.hits, seen.vector, Wording("fr"), "proven")
    assert {len(by_id[hit.practice.id].languages()) for hit in seen.hits} == {7}
    assert all(any(s.text in hit.practice.summary_in("fr") for hit in seen.hits) for s in translated[1:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_refusal_has_words_of_its_own(language: str) -> None:
    wording = Wording(language)
    said = {
        refusal(reason, wording, near=near)
        for reason in ("no_match", "out_of_scope", "filters_too_narrow")
        for near in (True, False)
    }
    assert len(said) == 6
    assert language == "en" or said.isdisjoint(
        {refusal(reason, Wording("en"), near=False) for reason in ("no_match", "out_of_scope", "filters_too_narrow")}
    )


def test_a_practice_is_cited_in_the_asker_s_language(assistant: Assistant) -> None:
    (hit,) = (seen := found(assistant, "learning festival", limit=1, cities="Cork")).hits
    cited = cite(assistant.live.served.searcher, hit, seen.vector, 4, "fr", "https://precedent.example")
    assert (cited.number, cited.country_name, cited.language) == (4, "Irlande", "fr")
    assert (cited.title, cited.summary) == (hit.practice.title_in("fr"), hit.practice.summary_in("fr"))
    assert cited.url == f"https://precedent.example/practices/{hit.practice.id}"
    assert len(cited.sources) == len(hit.practice.sources)
