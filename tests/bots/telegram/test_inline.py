"""In any chat: a person writes the bot's name and a question, and chooses a practice to share."""

import time

import pytest

from assistant.assistant import Assistant
from assistant.publishing import open_catalogue
from assistant.wording import Wording
from bots.telegram.shown.markup import MAX_LENGTH
from corpus.catalogue import Preferences
from corpus.practice import Practice
from tests.bots.telegram.api import BotApi
from tests.bots.telegram.api.entities import utf16_length
from tests.bots.telegram.api.markup import parse_html
from tests.bots.telegram.api.parameters import Parameters
from tests.bots.telegram.api.speaking import utter
from tests.bots.telegram.running import RunningBot

QUESTION = "How have other cities got older people online?"


def length(html: str) -> int:
    """Of what people read, as Telegram counts."""
    return utf16_length(parse_html(html)[0])


def titles(answer: Parameters) -> list[str]:
    return [result["title"] for result in answer["results"]]


def wait_until_kept(answering: Assistant, question: str) -> set[str]:
    """The questions asked in vain, once this one is among them."""
    deadline = time.monotonic() + 5
    with open_catalogue(answering.settings) as catalogue:
        while question not in (kept := {item.question for item in catalogue.unanswered()}):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    return kept


def test_a_question_brings_practices_to_share(
    api: BotApi, bot: RunningBot, answering: Assistant, shipped: list[Practice]
) -> None:
    ana = api.person("Ana")
    answer = api.inline_answer(ana.asks_inline(QUESTION))
    known = {practice.title: practice for practice in shipped}
    found = [known[title] for title in titles(answer)]
    expected = answering.ask(QUESTION, limit=10, keep=False)
    assert [practice.id for practice in found] == [practice.id for practice in expected.practices]
    assert 5 < len(found) <= 10
    for result, practice in zip(answer["results"], found, strict=True):
        assert practice.city in result["description"]
        assert practice.summary[:40] in result["description"]
        content = result["input_message_content"]
        assert content["parse_mode"] == "HTML"
        assert content["link_preview_options"]["is_disabled"]
        # Whoever reads it has only this message: what, where, and the sources.
        read, entities = parse_html(content["message_text"])
        assert practice.title in read
        assert practice.city in read
        assert practice.summary in read
        links = {entity["url"] for entity in entities if entity["type"] == "text_link"}
        assert links
        assert links <= {source.url for source in practice.sources}
        assert length(content["message_text"]) <= MAX_LENGTH
    assert (answer["cache_time"], answer["is_personal"], answer["next_offset"]) == (300, True, "")
    assert answer["button"]["start_parameter"] == "inline"
    assert answer["button"]["text"] == Wording("en")("Ask more in a chat with me")


def test_it_speaks_the_language_of_the_person_and_of_the_question(api: BotApi, bot: RunningBot) -> None:
    spanish = api.person("Ana", language_code="es")
    answer = api.inline_answer(spanish.asks_inline("¿Cómo llevan libros a los barrios sin biblioteca?"))
    assert answer["button"]["text"] == Wording("es")("Ask more in a chat with me")
    assert Wording("es")("Sources") in answer["results"][0]["input_message_content"]["message_text"]

    chose = api.person("Luc", language_code="en")
    bot.catalogue.people.keep_preferences(f"telegram:{chose.id}", Preferences("fr", ("africa",)))
    answer = api.inline_answer(chose.asks_inline("mobile library"))
    assert answer["button"]["text"] == Wording("fr")("Ask more in a chat with me")
    assert Wording("fr")("Sources") in answer["results"][0]["input_message_content"]["message_text"]
    # Where a person always looks counts here too.
    everywhere = api.inline_answer(api.person("Eva").asks_inline("mobile library"))
    assert set(titles(answer)).isdisjoint(titles(everywhere)) or len(titles(answer)) < len(titles(everywhere))


def test_where_there_is_nothing_to_share_it_leads_to_the_chat(
    api: BotApi, bot: RunningBot, answering: Assistant
) -> None:
    ana, wording = api.person("Ana"), Wording("en")
    for text in ("", "   ", "\u200b"):
        answer = api.inline_answer(ana.asks_inline(text))
        assert answer["results"] == []
    assert api.inline_answer(ana.asks_inline(""))["button"]["text"] == wording(
        "Write a question, or ask in a chat with me"
    )
    for text in ("What is the weather tomorrow?", "x" * 1001, "q", "\x00", "'; DROP TABLE practices; --", "<b>"):
        answer = api.inline_answer(ana.asks_inline(text))
        assert answer["results"] == []
        assert answer["button"]["text"] == wording("Nothing answers this: ask in a chat with me")
    # What is asked while typing is no question that staff should look at; what is sent is one.
    ana.says("What was the weather last Tuesday?")
    ana.chat.wait_for(1)
    assert wait_until_kept(answering, "What was the weather last Tuesday?").isdisjoint(
        {"What is the weather tomorrow?", "'; DROP TABLE practices; --", "<b>"}
    )


def test_words_that_are_still_being_written_do_no_harm(api: BotApi, bot: RunningBot) -> None:
    ana = api.person("Ana")
    typed = [QUESTION[:end] for end in range(3, len(QUESTION), 6)]
    answers = [api.inline_answer(query) for query in [ana.asks_inline(text) for text in typed]]
    assert all(len(answer["results"]) <= 10 for answer in answers)
    assert api.inline_answer(ana.asks_inline(QUESTION))["results"]


def test_who_asks_for_more_gets_nothing_twice(api: BotApi, bot: RunningBot) -> None:
    ana = api.person("Ana")
    for offset in ("10", "x" * 64, "-1"):
        answer = api.inline_answer(ana.asks_inline(QUESTION, offset=offset))
        assert (answer["results"], answer["next_offset"]) == ([], "")


def test_the_longest_records_are_within_the_limits(
    api: BotApi, bot: RunningBot, answering: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = answering.ask

    def long_winded(text: str, **named: object) -> object:
        answer = ask(text, **named)  # type: ignore[arg-type]
        long = {"id": "cork-" + "x" * 115, "title": "ש&<" * 300, "city": "🏙" * 200, "summary": "𝔸 <b>&amp; " * 2000}
        return answer.model_copy(
            update={"practices": [practice.model_copy(update=long) for practice in answer.practices]}
        )

    monkeypatch.setattr(answering, "ask", long_winded)
    answer = api.inline_answer(api.person("Ana").asks_inline(QUESTION))  # the server refuses what Telegram would
    assert len(answer["results"]) > 5
    for result in answer["results"]:
        assert length(result["input_message_content"]["message_text"]) <= MAX_LENGTH


def test_what_fails_inside_is_told_above_the_results(
    api: BotApi, bot: RunningBot, answering: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = api.person("Ana", language_code="es")

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a defect")

    with monkeypatch.context() as broken:
        broken.setattr(answering, "ask", fails)
        answer = api.inline_answer(ana.asks_inline(QUESTION))
    said = Wording("es")("Something went wrong on my side. Please ask again in a moment.")
    assert (answer["results"], answer["cache_time"]) == ([], 0)
    assert answer["button"]["text"].rstrip("…") == said[: len(answer["button"]["text"].rstrip("…"))]
    assert api.inline_answer(ana.asks_inline(QUESTION))["results"]


def test_what_was_shared_in_the_chat_with_the_bot_is_no_question(api: BotApi, bot: RunningBot) -> None:
    ana = api.person("Ana")
    me = {"id": 123456, "is_bot": True, "first_name": "Precedent", "username": api.username}
    utter(ana, ana.chat, {"text": "Digital help for older people. Cork, Ireland.", "via_bot": me})
    [said] = ana.chat.wait_for(1)
    assert said.text == Wording("en")("Here you need not write my name first: just send me your question.")
