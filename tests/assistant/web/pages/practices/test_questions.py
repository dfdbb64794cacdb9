"""Questions to be asked with a click: whole ones, of different practices, in the visitor's language first."""

from assistant.web.pages.practices.questions import answerable
from corpus.practice import AskedQuestion, Practice


def with_questions(practice: Practice, *questions: tuple[str, str]) -> Practice:
    asked = [AskedQuestion(language=language, text=text) for language, text in questions]  # type: ignore[arg-type]
    return practice.model_copy(update={"questions": asked})


def test_the_visitor_s_language_first_then_english(shipped: list[Practice]) -> None:
    first = with_questions(shipped[0], ("en", "How do they do it?"), ("fr", "Comment font-ils ?"))
    second = with_questions(shipped[1], ("en", "Who pays for it?"))
    found = answerable([second, first], "fr", 5)
    assert [(question.text, question.language) for question in found] == [
        ("Comment font-ils ?", "fr"),
        ("Who pays for it?", "en"),
        ("How do they do it?", "en"),
    ]
    assert len(answerable([second, first], "fr", 2)) == 2


def test_only_what_reads_well(shipped: list[Practice]) -> None:
    scraps = with_questions(
        shipped[0], ("en", "who pays"), ("en", "no capital letter?"), ("en", "Why " + "so very " * 20 + "long?")
    )
    assert answerable([scraps], "en", 5) == []


def test_one_of_each_practice(shipped: list[Practice]) -> None:
    found = answerable(shipped, "zh", 6)
    assert len(found) == 6
    assert {question.language for question in found} == {"zh"}
