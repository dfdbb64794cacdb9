"""Lists: all of them by title, or those that fit a query, best first, with the numbers behind every filter."""

from collections import Counter
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.browse import Page, browse, look_through
from assistant.evaluation.judged import JudgedQuestion
from assistant.narrowing import FilterError
from assistant.question import QuestionError
from assistant.source_languages import UNKNOWN, languages_of_sources
from assistant.years import Years
from corpus.practice import Practice
from index.filters import FACETS, facet_values


def whole(assistant: Assistant, query: str | None = None, step: int = 7, **options: Any) -> list[Page]:
    """Every page of a list."""
    pages = [browse(assistant, query, limit=step, **options)]
    while sum(len(page.practices) for page in pages) < pages[0].total:
        pages.append(browse(assistant, query, limit=step, offset=step * len(pages), **options))
        assert pages[-1].practices
    return pages


def counted(practices: list[Practice]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for practice in practices:
        for facet, values in facet_values(practice).items():
            counts[facet].update(values)
    return counts


class TestWithoutQuery:
    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_every_practice_by_title_each_once(
        self, assistant: Assistant, shipped: list[Practice], language: str
    ) -> None:
        pages = whole(assistant, step=37, language=language)
        titles = [practice.title for page in pages for practice in page.practices]
        ids = [practice.id for page in pages for practice in page.practices]
        assert sorted(ids) == sorted(practice.id for practice in shipped)
        assert titles == sorted(titles, key=str.casefold)
        assert {page.total for page in pages} == {len(shipped)}
        assert [p.id for page in whole(assistant, step=37, language=language) for p in page.practices] == ids
        assert {practice.language for page in pages for practice in page.practices} == {language}

    def test_counts_are_those_of_the_practices(self, assistant: Assistant, shipped: list[Practice]) -> None:
        assert browse(assistant).facets == counted(shipped)

    def test_a_facet_s_own_choice_does_not_narrow_its_counts(
        self, assistant: Assistant, shipped: list[Practice]
    ) -> None:
        chosen = {"regions": ["africa"], "themes": ["digital-skills"]}
        page = browse(assistant, filters=chosen, limit=100)
        of_theme = [practice for practice in shipped if "digital-skills" in practice.themes]
        of_region = [practice for practice in shipped if practice.region == "africa"]
        both = [practice for practice in of_theme if practice in of_region]
        assert {practice.id for practice in page.practices} == {practice.id for practice in both}
        assert page.facets["regions"] == counted(of_theme)["regions"]
        assert page.facets["themes"] == counted(of_region)["themes"]
        assert page.facets["countries"] == counted(both)["countries"]
        assert page.facets["regions"]["africa"] == page.facets["themes"]["digital-skills"] == page.total == len(both)

    def test_counts_say_what_a_choice_would_leave(self, assistant: Assistant) -> None:
        page = browse(assistant, filters={"audiences": ["older-adults"]})
        for facet in ("countries", "themes", "sdgs"):
            for value, count in list(page.facets[facet].items())[:4]:
                narrower = browse(assistant, filters={"audiences": ["older-adults"], facet: [value]})
                assert narrower.total == count

    def test_beyond_the_end_there_is_nothing(self, assistant: Assistant, shipped: list[Practice]) -> None:
        page = browse(assistant, offset=10_000)
        assert (page.practices, page.total, page.offset) == ([], len(shipped), 10_000)
        assert browse(assistant, filters={"countries": ["CZ"]}).total == 0

    @pytest.mark.parametrize("query", [None, "", "  \t"])
    def test_no_words_are_no_query(self, assistant: Assistant, shipped: list[Practice], query: str | None) -> None:
        page = browse(assistant, query)
        assert (page.query, page.total) == (None, len(shipped))


class TestWithQuery:
    def test_best_first_each_once_over_all_pages(self, assistant: Assistant, judged: list[JudgedQuestion]) -> None:
        for question in judged[::6]:
            pages = whole(assistant, question.question)
            practices = [practice for page in pages for practice in page.practices]
            scores = [practice.score or 0 for practice in practices]
            assert scores[0] == max(scores)
            assert len({practice.id for practice in practices}) == len(practices) == pages[0].total
            seen: Counter[tuple[str, str]] = Counter()
            waiting = []  # a city's third practice waits until others have had their turn
            for practice in practices:
                seen[practice.country, practice.city] += 1
                waiting.append(seen[practice.country, practice.city] > 2)
            for late in (False, True):
                turn = [score for score, waits in zip(scores, waiting, strict=True) if waits is late]
                assert turn == sorted(turn, reverse=True)

    def test_counts_are_those_of_what_is_listed(
        self, assistant: Assistant, judged: list[JudgedQuestion], by_id: dict[str, Practice]
    ) -> None:
        for question in judged[::6]:
            page = browse(assistant, question.question, limit=100)
            if page.total <= 100:
                assert page.facets == counted([by_id[practice.id] for practice in page.practices])

    @pytest.mark.parametrize("query", ["libraries", "learning festival", "digital skills for older people"])
    def test_a_choice_leaves_as_many_as_was_said_and_none_that_were_not_there(
        self, assistant: Assistant, query: str
    ) -> None:
        listing = look_through(assistant, query)
        for facet in ("regions", "themes"):
            for value, count in listing.facets[facet].items():
                narrower = look_through(assistant, query, filters={facet: [value]})
                assert len(narrower.numbers) == count
                assert set(narrower.numbers) <= set(listing.numbers)
        recent = look_through(assistant, query, years=Years(2015), source_languages=["en"])
        assert set(recent.numbers) <= set(listing.numbers)

    def test_the_passage_that_fits_stands_with_each(self, assistant: Assistant, by_id: dict[str, Practice]) -> None:
        page = browse(assistant, "mobile library", limit=5)
        assert page.total >= 5
        for practice in page.practices:
            assert practice.passage is not None
            record = by_id[practice.id]
            texts = [record.summary_in(code) for code in record.languages()]
            texts += [section.text for section in record.sections]
            assert any(" ".join(practice.passage.text.split()) in " ".join(text.split()) for text in texts)

    def test_filters_hold_and_their_own_facet_stays_open(self, assistant: Assistant) -> None:
        page = browse(assistant, "reading with children", filters={"regions": ["africa"]}, limit=50)
        assert {practice.region for practice in page.practices} == {"africa"}
        assert len(page.facets["regions"]) > 1
        assert browse(assistant, "reading", filters={"countries": ["CZ"]}).practices == []

    @pytest.mark.parametrize(
        ("query", "language", "shown"),
        [("biblioteca móvil para los barrios", None, "es"), ("mobile library", "ar", "ar"), ("流动图书馆", None, "zh")],
    )
    def test_in_the_language_of_the_query_or_the_one_chosen(
        self, assistant: Assistant, query: str, language: str | None, shown: str
    ) -> None:
        page = browse(assistant, query, language=language, limit=3)
        assert page.language == shown
        assert {practice.language for practice in page.practices} == {shown}

    @pytest.mark.parametrize("query", ["x" * 1001, "\x00", "\u200b\u202e"])
    def test_what_is_no_query_is_refused(self, assistant: Assistant, query: str) -> None:
        with pytest.raises(QuestionError):
            browse(assistant, query)


class TestYears:
    def test_only_those_known_to_have_begun_then(self, assistant: Assistant, shipped: list[Practice]) -> None:
        page = browse(assistant, years=Years(2010, 2015), limit=300)
        expected = {practice.id for practice in shipped if practice.start and 2010 <= practice.start <= 2015}
        assert {practice.id for practice in page.practices} == expected
        assert page.facets == counted([practice for practice in shipped if practice.id in expected])

    def test_the_years_of_the_list_are_told_as_if_none_were_chosen(
        self, assistant: Assistant, shipped: list[Practice]
    ) -> None:
        african = [practice for practice in shipped if practice.region == "africa"]
        known = [practice.start for practice in african if practice.start]
        for years in (None, Years(2015)):
            found = browse(assistant, filters={"regions": ["africa"]}, years=years).years
            assert (found.earliest, found.latest) == (min(known), max(known))
            assert found.unknown == len(african) - len(known)

    def test_with_a_query_the_best_of_those_years_are_found(self, assistant: Assistant) -> None:
        page = browse(assistant, "older people learning", years=Years(first=2018), limit=50)
        assert page.practices and all(practice.start and practice.start >= 2018 for practice in page.practices)
        assert page.practices[0].score == max(practice.score or 0 for practice in page.practices)


class TestSourceLanguages:
    def test_a_source_in_one_of_the_languages(self, assistant: Assistant, by_id: dict[str, Practice]) -> None:
        page = browse(assistant, source_languages=["fr", "ko"], limit=300)
        expected = [i for i, practice in by_id.items() if languages_of_sources(practice) & {"fr", "ko"}]
        assert sorted(practice.id for practice in page.practices) == sorted(expected)
        everything = browse(assistant)
        assert page.source_languages == everything.source_languages
        assert page.total <= page.source_languages["fr"] + page.source_languages["ko"]

    def test_those_not_known_can_be_listed(self, assistant: Assistant, by_id: dict[str, Practice]) -> None:
        counts = browse(assistant).source_languages
        unknown = [i for i, practice in by_id.items() if not languages_of_sources(practice)]
        assert counts.get(UNKNOWN, 0) == len(unknown)
        if unknown:
            assert [p.id for p in browse(assistant, source_languages=[UNKNOWN]).practices] == unknown

    def test_counts_are_those_of_what_the_other_filters_leave(self, assistant: Assistant) -> None:
        arabic = browse(assistant, filters={"regions": ["arab-states"]})
        chosen = browse(assistant, filters={"regions": ["arab-states"]}, source_languages=["ar"])
        assert chosen.total == arabic.source_languages["ar"] > 0
        assert chosen.source_languages == arabic.source_languages

    @pytest.mark.parametrize("code", ["xx", "English", "", "en "])
    def test_an_unknown_language_names_those_there_are(self, assistant: Assistant, code: str) -> None:
        with pytest.raises(FilterError, match=r"source_languages.*Allowed: .*en") as raised:
            browse(assistant, source_languages=[code])
        assert "en" in raised.value.allowed


class TestSort:
    def test_best_first_with_a_query_and_by_title_without(self, assistant: Assistant) -> None:
        assert browse(assistant).sort == browse(assistant, sort="best").sort == "title"
        assert browse(assistant, "library").sort == browse(assistant, "library", sort="best").sort == "best"

    def test_what_a_query_finds_can_be_sorted(self, assistant: Assistant) -> None:
        best = browse(assistant, "reading with children", limit=100)
        newest = browse(assistant, "reading with children", sort="newest", limit=100)
        assert {p.id: (p.score, p.passage) for p in newest.practices} == {
            p.id: (p.score, p.passage) for p in best.practices
        }
        years = [practice.start or 0 for practice in newest.practices]
        assert years == sorted(years, reverse=True)
        assert best.facets == newest.facets

    def test_pages_of_a_sorted_list_are_parts_of_it(self, assistant: Assistant) -> None:
        ids = [practice.id for practice in browse(assistant, sort="city", limit=300).practices]
        parts = [p.id for page in whole(assistant, step=50, sort="city") for p in page.practices]
        assert parts == ids


class TestListing:
    def test_all_of_it_with_its_cities(self, assistant: Assistant, shipped: list[Practice]) -> None:
        listing = look_through(assistant, filters={"countries": ["ie"]}, sort="city")
        irish = [practice for practice in shipped if practice.country == "IE"]
        assert {practice.id for practice in listing.practices} == {practice.id for practice in irish}
        assert listing.cities == len({practice.city for practice in irish})
        assert [p.id for p in listing.page(2, 1).practices] == [p.id for p in listing.practices[1:3]]

    def test_how_many_there_are_without_each_part(self, assistant: Assistant) -> None:
        chosen: dict[str, Any] = {
            "filters": {"regions": ["africa"], "themes": ["sport-outdoor"]},
            "years": Years(2030),
            "source_languages": ["en"],
        }
        listing = look_through(assistant, "swimming", **chosen)
        assert listing.numbers == []
        assert set(listing.without) == {"query", "regions", "themes", "years", "source_languages"}
        for part, practices in listing.without.items():
            less = {"query": "swimming", **chosen, "filters": dict(chosen["filters"])}
            if part in less["filters"]:
                less["filters"].pop(part)
            else:
                less.pop(part)
            query = less.pop("query", None)
            assert len(look_through(assistant, query, **less).numbers) == practices, part
        assert look_through(assistant).without == {}
