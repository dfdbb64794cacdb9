"""Whatever befalls calls, each question is answered once, in the order of its chat."""

import random
import time

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.vocabulary import LANGUAGES
from tests.bots.telegram.answered import assert_answered
from tests.bots.telegram.api import (
    BotApi,
    DropAfter,
    DropBefore,
    Fault,
    Garbage,
    HangAfter,
    HangBefore,
    ServerError,
    TooManyRequests,
)
from tests.bots.telegram.running import RunningBot

FAULTS: list[Fault] = [
    TooManyRequests(1),
    ServerError(500),
    ServerError(502),
    Garbage(),
    Garbage('{"not": "of a Bot API"}'),
    DropBefore(),
    DropAfter(),
    HangBefore(1),
    HangAfter(1),
]
QUESTIONS = [
    "How do cities get older people online?",
    "How do libraries help children to read?",
    "How are migrants taught the language?",
]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_one_fault(api: BotApi, hasty_bot: RunningBot, fault: Fault) -> None:
    ana = api.person("Ana")
    api.fail("getUpdates", fault)
    api.fail("sendMessage", fault)
    ana.says(QUESTIONS[0])
    [answer] = ana.chat.wait_for(1)
    api.fail("editMessageText", fault)
    api.fail("answerCallbackQuery", fault)
    pressed = ana.presses(answer, "1")
    answer.wait_until(lambda message: "☆" in str(message.buttons[-2]))
    api.callback_answer(pressed)
    hasty_bot.wait_until_done(api)
    assert ana.chat.messages == [answer]


@pytest.mark.parametrize("seed", range(2))
def test_faults_in_a_row(api: BotApi, hasty_bot: RunningBot, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    people = [api.person(f"P{number}") for number in range(5)]
    for method, times in (("sendMessage", 9), ("editMessageText", 3), ("getUpdates", 1), ("sendChatAction", 4)):
        for fault in chance.choices(FAULTS, k=times):
            api.fail(method, fault)
    for question in QUESTIONS[:2]:
        for person in people:
            person.says(question)
    hasty_bot.wait_until_done(api)
    for person in people:
        assert_answered(person, QUESTIONS[:2], hasty_bot.catalogue)


def test_the_bot_starts_when_telegram_lets_it(api: BotApi, settings: Settings, answering: Assistant) -> None:
    for fault in (ServerError(502), Garbage(), HangBefore(1)):
        api.fail("getMe", fault)
    api.fail("deleteWebhook", DropBefore())
    for fault in FAULTS[1:4]:
        api.fail("setMyCommands", fault)
    ana = api.person("Ana")
    ana.says(QUESTIONS[0])
    with RunningBot(settings, answering, seconds_to_answer=0.5) as bot:
        bot.wait_until_done(api)
        assert_answered(ana, QUESTIONS[:1], bot.catalogue)
        api.wait_for_call("setMyShortDescription", len(LANGUAGES) + 1)
    assert {language for _, language in api.commands} == {*LANGUAGES, ""}


def test_telegram_is_down_for_a_while(api: BotApi, hasty_bot: RunningBot) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    api.fail("sendMessage", HangAfter(5))
    ana.says(QUESTIONS[0])
    api.wait_for_call("sendMessage")
    with api.down():
        ana.says(QUESTIONS[1])
        ben.says(QUESTIONS[2])
        time.sleep(1)  # nothing can be waited for where nothing comes in
    hasty_bot.wait_until_done(api)
    assert_answered(ana, QUESTIONS[:2], hasty_bot.catalogue)
    assert_answered(ben, QUESTIONS[2:], hasty_bot.catalogue)
