"""A record as it is shown: in the visitor's language where it exists, and only links that lead to the web."""

import pytest

from assistant.web.pages.record.shown_record import shown_record
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from tests.assistant.web.pages.hostile import hostile


@pytest.fixture
def cork(by_id: dict[str, Practice]) -> Practice:
    return by_id["ie-cork-lifelong-learning-festival"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_in_a_record_is_shown(shipped: list[Practice], language: str) -> None:
    for practice in shipped:
        shown = shown_record(practice, language)
        assert shown.language == language
        assert shown.title == practice.title_in(language)
        assert [section.code for section in shown.sections] == [section.code for section in practice.sections]
        assert [" ".join(section.paragraphs) for section in shown.sections] == [s.text for s in practice.sections]
        assert [source.address for source in shown.sources] == [source.url for source in practice.sources]
        assert all(source.host and not source.host.startswith("www.") for source in shown.sources)
        assert len(shown.own_questions) + len(shown.other_questions) == len(practice.questions)
        assert {question.language for question in shown.own_questions} <= {language}
        assert len(shown.titles) == len(practice.languages()) - 1


def test_what_is_not_translated_is_in_english_and_says_so(cork: Practice) -> None:
    shown = shown_record(cork.model_copy(update={"translations": {}}), "ru")
    assert (shown.language, shown.title) == ("en", cork.title)
    assert shown.country_name == "Ирландия"
    assert shown.themes[0].label != "Learning festivals"


def test_goals_have_their_numbers(cork: Practice) -> None:
    assert [(goal.code, goal.label) for goal in shown_record(cork, "en").goals] == [
        ("4", "Quality Education"),
        ("11", "Sustainable Cities and Communities"),
    ]


def test_only_addresses_of_the_web_become_links(cork: Practice) -> None:
    scripted, broken, safe = shown_record(hostile(cork), "en").sources
    assert scripted.address is None
    assert broken.address is None
    assert safe.host == "safe.example"


def test_paragraphs_are_kept_apart(cork: Practice) -> None:
    assert len(shown_record(hostile(cork), "en").sections[0].paragraphs) == 2
