"""One practice in full, and the vocabulary, in the reader's language."""

import pytest

from assistant.assistant import Assistant
from assistant.details import full_practice, listed, terms
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES, vocabulary

CORK = "ie-cork-lifelong-learning-festival"


def test_a_practice_in_full_is_its_whole_record(by_id: dict[str, Practice]) -> None:
    record = by_id[CORK]
    shown = full_practice(record, "pt", "https://precedent.example/")
    assert (shown.id, shown.title, shown.summary, shown.language) == (
        CORK, record.title_in("pt"), record.summary_in("pt"), "pt",
    )  # fmt: skip
    assert shown.country_name == "Irlanda"
    assert shown.url == f"https://precedent.example/practices/{CORK}"
    assert [(section.section, section.text) for section in shown.sections] == [
        (section.code, section.text) for section in record.sections
    ]
    assert [section.label for section in shown.sections] == [
        vocabulary().sections[section.code].label("pt") for section in record.sections
    ]
    assert set(shown.translations) == set(LANGUAGES) - {"en"}
    assert [source.url for source in shown.sources] == [source.url for source in record.sources]
    assert [(question.language, question.text) for question in shown.questions] == [
        (question.language, question.text) for question in record.questions
    ]
    assert (shown.sdgs, shown.start, shown.end, shown.checked) == (record.sdgs, record.start, None, record.checked)


@pytest.mark.parametrize("language", [*LANGUAGES, "de"])
def test_a_practice_is_listed_in_the_language_it_is_written_in(by_id: dict[str, Practice], language: str) -> None:
    shown = listed(by_id[CORK], language, "")
    assert shown.language == (language if language in LANGUAGES else "en")
    assert shown.title == by_id[CORK].title_in(shown.language)
    assert (shown.score, shown.passage, shown.url) == (None, None, f"/practices/{CORK}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vocabulary_is_labelled_and_counted(assistant: Assistant, shipped: list[Practice], language: str) -> None:
    shown = terms(assistant.live.served.contents, language)
    assert shown.languages == list(LANGUAGES)
    for kind in ("themes", "audiences", "regions", "sdgs"):
        known = getattr(vocabulary(), kind)
        entries = getattr(shown, kind)
        assert [(entry.code, entry.label) for entry in entries] == [
            (code, term.label(language)) for code, term in known.items()
        ]
        for entry in entries:
            field = "region" if kind == "regions" else kind
            values = [getattr(practice, field) for practice in shipped]
            having = [str(entry.code) in ([value] if isinstance(value, str) else map(str, value)) for value in values]
            assert entry.practices == sum(having), entry.code
    assert sum(country.practices for country in shown.countries) == len(shipped)
    assert [country.label for country in shown.countries] == sorted(country.label for country in shown.countries)
    assert set(shown.sections) == {"challenge", "what-was-done", "results", "adapting-it"}
