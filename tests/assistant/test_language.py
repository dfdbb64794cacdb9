"""The language of a short question is told right, and what one would expect decides where the words do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.judged import read_judged
from assistant.language import answer_language, detect_language, sure_language
from corpus.vocabulary import LANGUAGES
from tests.assistant.conftest import QUALITY


def test_most_judged_questions_are_told_right() -> None:
    questions = read_judged(sorted(QUALITY.glob("*.jsonl")))
    assert len(questions) > 500
    right = [detect_language(question.question) == question.language for question in questions]
    assert sum(right) / len(right) >= 0.95


@pytest.mark.parametrize(
    ("text", "expected", "told"),
    [
        ("¿y en África?", "es", "es"),
        ("e na África?", "pt", "pt"),
        ("et en Afrique ?", "fr", "fr"),
        ("and for women?", "fr", "en"),
        ("а в Африке?", "es", "ru"),
        ("那非洲呢？", "en", "zh"),
        ("How do libraries help children to read?", "fr", "en"),
        ("12345 ?!", "pt", "pt"),
        ("12345 ?!", None, "en"),
        ("🎉", "ar", "ar"),
        ("", None, "en"),
    ],
)
def test_the_expected_language_decides_where_the_words_leave_it_open(
    text: str, expected: str | None, told: str
) -> None:
    assert detect_language(text, expected) == told


@given(st.text(max_size=400), st.sampled_from([*LANGUAGES, "tlh", None]))
def test_any_text_has_a_language(text: str, expected: str | None) -> None:
    language = detect_language(text, expected)
    assert language == expected or (len(language) == 2 and language.isalpha())


def test_what_the_product_does_not_speak_is_answered_in_english() -> None:
    assert [answer_language(language) for language in ("fr", "zh", "de", "xx")] == ["fr", "zh", "en", "en"]


@pytest.mark.parametrize(
    ("text", "among", "told"),
    [
        ("Des livres dans les salons de coiffure", {"en", "fr"}, "fr"),
        ("The pleasure of books for everybody", {"en", "fr"}, "en"),
        ("오산시 배달강좌 런앤런", {"en", "ko"}, "ko"),
        ("محو أمية الكبار", {"ar"}, "ar"),
        ("Des livres dans les salons de coiffure", {"en", "de"}, None),
        ("上海市民艺术夜校", {"en", "ja"}, None),
        ("Mission", {"en", "fr"}, None),
        ("Cork", {"en"}, None),
        ("2019", {"en"}, None),
        ("Nagyon közeleg az idei Pécsi Tanulófesztivál", {"en", "hu"}, None),
        ("", {"en"}, None),
        ("\U00031350", {"en"}, None),  # a sign newer than Python's table of letters
    ],
)
def test_a_language_is_told_only_where_there_is_no_doubt(text: str, among: set[str], told: str | None) -> None:
    assert sure_language(text, among) == told


@given(st.text(max_size=60))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert sure_language(text, LANGUAGES) in (None, *LANGUAGES)
