"""Lists: all of them by title, or those that fit a query, best first, with the numbers behind every filter."""

from collections import Counter
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.browse import Page, browse
from assistant.evaluation.judged import JudgedQuestion
from assistant.question import QuestionError
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
