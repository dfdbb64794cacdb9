"""An answer as one message."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, AnswerSentence
from assistant.assistant import Assistant
from assistant.details import listed
from assistant.evaluation.judged import read_judged
from assistant.wording import Wording
from bots.telegram.shown.answers import answer_message, article, listed_message
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from tests.bots.telegram.shown.reading import answers, fits, long_texts, of_kind, read, short_texts, thoroughly, visible
from tests.conftest import ROOT

QUESTIONS = read_judged([ROOT / "tests" / "quality" / "dev.jsonl"])[:60]
QUESTION = "How have other cities got older people online?"
ENGLISH = Wording("en")


def headings(html: str) -> list[str]:
    """The bold lines that begin with a number: the titles of practices."""
    return [bold for bold in of_kind(read(html), "bold") if bold[:1].isdecimal()]


@given(answers(long_texts), st.booleans())
@thoroughly
def test_any_answer_is_a_message_that_telegram_takes(answer: Answer, repeated: bool) -> None:
    html, count = answer_message(answer, Wording(answer.language), repeated=repeated, regions=["africa"])
    assert fits(read(html))
    # It is cut between practices only: each that is counted has its title, and no other has.
    assert [heading.split(".")[0] for heading in headings(html)] == [str(number) for number in range(1, count + 1)]
    assert count > 0 or not answer.practices


@given(answers(short_texts), st.booleans())
@thoroughly
def test_all_that_an_answer_says_is_read_as_text(answer: Answer, repeated: bool) -> None:
    html, count = answer_message(answer, Wording(answer.language), repeated=repeated)
    seen = visible(read(html).text).casefold()
    said = [sentence.text for sentence in answer.answer]
    told = {number for sentence in answer.answer for number in sentence.citations}
    for practice in answer.practices:
        said += [practice.title, practice.city, practice.country_name]
        said += [source.publisher for source in practice.sources[:1]] if len(practice.sources) == 1 else []
        said += [] if practice.number in told else [practice.summary]
    said += [] if answer.answered else [answer.note or "", *answer.suggestions[:2]]
    said += [answer.question] if repeated else []
    assert count == len(answer.practices)
    for text in said:
        assert visible(text).casefold() in seen


@given(answers(long_texts))
@thoroughly
def test_any_list_and_any_practice_alone_is_a_message_that_telegram_takes(answer: Answer) -> None:
    html, count = listed_message("Here:", answer.practices, Wording(answer.language))
    assert fits(read(html))
    assert len(headings(html)) == count
    for practice in answer.practices:
        assert fits(read(article(practice, Wording(answer.language))))


def test_real_questions_are_answered_in_one_message(assistant: Assistant) -> None:
    for question in QUESTIONS:
        answer = assistant.ask(question.question, filters=question.filters, keep=False)
        html, count = answer_message(answer, Wording(answer.language))
        message = read(html)
        assert count == len(answer.practices), question.id
        assert [title.split(". ", 1)[1] for title in headings(html)] == [one.title for one in answer.practices]
        assert len(of_kind(message, "text_link")) == sum(min(2, len(one.sources)) for one in answer.practices)
        said = [f"{sentence.text} [{sentence.citations[0]}]" for sentence in answer.answer[1:]]
        said += [text for one in answer.practices for text in (one.city, one.country_name)]
        said += [] if answer.answered else answer.suggestions[:2]
        assert [text for text in said if text not in message.text] == [], question.id


def test_what_is_long_is_told_in_fewer_sentences_before_a_practice_is_left_out(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION, keep=False)
    lead, *_ = answer.answer
    said = [AnswerSentence(text=f"{letter * 400}.", citations=[number]) for number in range(1, 6) for letter in "abc"]
    html, count = answer_message(answer.model_copy(update={"answer": [lead, *said]}), ENGLISH)
    text = read(html).text
    assert count == 5
    for number in range(1, 6):
        assert f"{'a' * 400}. [{number}]" in text
    assert "b" * 10 not in text.replace("b" * 400, "")  # no sentence is cut


def test_a_refusal_has_room_for_what_can_be_asked_instead(assistant: Assistant) -> None:
    refused = assistant.ask("what has Prague done to teach pensioners to use computers", keep=False)
    for size in range(400, 620, 10):
        near = [one.model_copy(update={"summary": "x" * size, "title": "x" * 250}) for one in refused.practices] * 2
        offered = refused.model_copy(update={"practices": near, "suggestions": ["y" * 290] * 2})
        text = read(answer_message(offered, ENGLISH)[0]).text
        assert text.endswith(f"A. {'y' * 290}\nB. {'y' * 290}")


def test_sources_are_of_different_publishers_and_go_by_their_names(assistant: Assistant) -> None:
    sources = [
        {"title": "Free courses", "url": "https://times.example/1", "publisher": "The Times"},
        {"title": "More courses", "url": "https://times.example/2", "publisher": "The Times"},
        {"title": "Report", "url": "https://city.example", "publisher": "City of Cork", "published": 2024},
    ]
    answer = assistant.ask(QUESTION, limit=1, keep=False)
    [practice] = answer.practices
    html = answer_message(
        answer.model_copy(
            update={"practices": [practice.model_validate(practice.model_dump() | {"sources": sources})]}
        ),
        ENGLISH,
    )[0]
    assert read(html).text.endswith("Sources: The Times · City of Cork (2024) · and 1 more source")
    assert '<a href="https://times.example/1">The Times</a>' in html


def test_one_practice_is_told_about_under_the_names_of_its_sections(assistant: Assistant) -> None:
    before = assistant.ask("¿Qué han hecho otras ciudades para que los mayores usen ordenadores?", keep=False)
    answer = assistant.ask("2", conversation=before.conversation, keep=False)
    assert answer.understood.about == before.practices[1].id
    html, count = answer_message(answer, Wording(answer.language))
    message = read(html)
    assert count == 1
    assert of_kind(message, "bold")[1:] == ["Qué se hizo", "Resultados", "Cómo adaptarlo"]
    assert message.text.count(Wording("es")("(in English)")) == 3
    assert all(f"{sentence.text} [1]" in message.text for sentence in answer.answer[1:])


def test_the_place_that_was_asked_for_stands_above_what_is_said_of_it(assistant: Assistant) -> None:
    refused = assistant.ask("what has Prague done to teach pensioners to use computers and the internet", keep=False)
    assert refused.reason == "filters_too_narrow"
    message = read(answer_message(refused, ENGLISH)[0]).text
    assert message.startswith("Only: Prague\nNothing in the collection answers this for the place")


def test_a_chosen_region_is_said(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION, filters={"regions": ["africa"]}, keep=False)
    assert read(answer_message(answer, ENGLISH, regions=["africa"])[0]).text.startswith("Only: Africa\n")


def test_a_place_makes_nothing_of_a_question_that_is_outside_the_collection(assistant: Assistant) -> None:
    answer = assistant.ask("كيف الطقس في القاهرة اليوم؟", keep=False)
    assert answer.reason == "out_of_scope"
    assert answer.understood.places
    assert of_kind(read(answer_message(answer, Wording("ar"))[0]), "italic") == []


def test_thirty_five_saved_practices_stand_in_one_list(shipped: list[Practice]) -> None:
    for language in LANGUAGES:
        brief = [listed(practice, language, "https://precedent.example") for practice in shipped[:35]]
        html, count = listed_message("Saved:", brief, Wording(language))
        assert fits(read(html))
        assert count == 35, language


def test_a_list_says_how_many_it_has_no_room_for(shipped: list[Practice]) -> None:
    brief = [listed(practice, "en", "") for practice in shipped]
    html, count = listed_message("Saved:", brief, ENGLISH)
    assert read(html).text.endswith(f"and {len(shipped) - count} more practices")


def test_a_city_that_is_its_country_is_named_once_and_years_are_told(shipped: list[Practice]) -> None:
    by_id = {practice.id: practice for practice in shipped}
    chosen = (
        "sg-singapore-skillsfuture-credit",
        "gr-larissa-citizens-university",
        "es-aviles-training-for-family-carers",
    )
    html, _ = listed_message("Here:", [listed(by_id[one], "en", "") for one in chosen], ENGLISH)
    assert of_kind(read(html), "italic") == [
        "Singapore · 2016",
        "Larissa · Greece · 2018–2023",
        "Avilés · Spain · 2015",
    ]
