"""The bot's process may end at any moment, and the next one goes on where it ended."""

import signal
import time
from collections.abc import Iterator

import pytest

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.wording import Wording
from bots.telegram.shown.buttons import LANGUAGE_NAMES
from corpus.catalogue import Catalogue
from tests.bots.telegram.answered import assert_answered, question_of, shown_in
from tests.bots.telegram.api import (
    BotApi,
    DropAfter,
    DropBefore,
    Fault,
    Garbage,
    HangAfter,
    HangBefore,
    Message,
    Person,
    Refusal,
    ServerError,
    TooManyRequests,
)
from tests.bots.telegram.running import BotProcess

QUESTIONS = [
    "How do cities get older people online?",
    "How do libraries help children to read?",
    "How are migrants taught the language?",
]
UNAUTHORIZED = Refusal(401, "Unauthorized")
LONG = 30.0


@pytest.fixture
def process(settings: Settings) -> Iterator[BotProcess]:
    """The bot as a process that is not started yet."""
    bot = BotProcess(settings)
    yield bot
    bot.end(signal.SIGKILL)


@pytest.fixture
def catalogue(settings: Settings) -> Iterator[Catalogue]:
    """The catalogue of the bot."""
    with open_catalogue(settings) as opened:
        yield opened


def test_killed_while_it_sends(api: BotApi, process: BotProcess, catalogue: Catalogue) -> None:
    """What was sent is found, what was not is sent; the answers to other questions in the chat are left alone."""
    people = [api.person("Ana"), api.person("Ben")]
    faults: list[Fault] = [HangAfter(LONG), HangBefore(LONG)]
    for person, fault in zip(people, faults, strict=True):
        process.start()
        for question in QUESTIONS:
            person.says(question)
        person.chat.wait_for(1, timeout=60)
        api.fail("sendMessage", fault)
        api.wait_for_call("sendMessage", len(api.calls_of("sendMessage")) + 1)
        process.end(signal.SIGKILL)
    process.start()
    for person in people:
        person.chat.wait_for(3, timeout=60)
    assert process.end(signal.SIGTERM) == 0
    for person in people:
        assert_answered(person, QUESTIONS, catalogue)


def test_what_happens_while_it_is_down(api: BotApi, process: BotProcess, catalogue: Catalogue) -> None:
    ana, ben, eve = api.person("Ana"), api.person("Ben"), api.person("Eve")
    process.start()
    say_and_press(ana, "/language", LANGUAGE_NAMES["es"])
    ben.says(QUESTIONS[0])
    [answer] = ben.chat.wait_for(1)
    ben.presses(answer, "1")
    answer.wait_for_edit()
    ben.presses(answer, f"☆ {Wording('en')('Save')}")
    answer.wait_until(lambda message: "★" in str(message.buttons))
    taken = len(api.calls_of("getUpdates"))
    ben.says(QUESTIONS[1])
    api.wait_for_call("getUpdates", taken + 1)  # it has been taken, and perhaps begun
    process.end(signal.SIGKILL)

    api.age_updates(11 * 60)
    for question in QUESTIONS[:2]:
        eve.says(question)
    api.age_updates(9 * 60)
    for question in QUESTIONS:
        eve.says(question)
    api.age_updates(0)
    ana.says(QUESTIONS[0])
    ben.says("and in Africa?")
    ben.presses(answer, f"↩ {Wording('en')('Back')}")

    process.start()
    eve.chat.wait_for(3, timeout=60)
    ben.chat.wait_for(3, timeout=60)
    answer.wait_until(lambda message: "★" not in str(message.buttons))
    say_and_press(ben, "/saved", "1")
    assert process.end(signal.SIGTERM) == 0
    assert_answered(eve, QUESTIONS, catalogue)
    [*_, about_africa, _] = ben.chat.messages
    assert question_of(about_africa, catalogue) == f"{QUESTIONS[1]} and in Africa?"
    [*_, in_spanish] = ana.chat.messages
    shown = shown_in(in_spanish, catalogue)
    assert shown is not None
    assert shown.language == "es"


def say_and_press(person: Person, text: str, button: str) -> Message:
    person.says(text)
    message = person.chat.wait_for(len(person.chat.messages) + 1, timeout=60)[-1]
    person.presses(message, button)
    return message.wait_for_edit()


def test_it_ends_when_it_is_told_to(api: BotApi, process: BotProcess, settings: Settings) -> None:
    with api.down():
        process.start()
        process.wait_for_log("telegram_not_reached")
        second = BotProcess(settings, "second.log")
        second.start()
        assert second.wait() == 2
        assert second.log.read_text("utf-8").strip() == (
            "Another process runs the bot of this folder. Stop that one first."
        )
        began = time.monotonic()
        assert process.end(signal.SIGTERM) == 0
    assert time.monotonic() - began < 6


def test_a_token_that_telegram_never_took(api: BotApi, process: BotProcess) -> None:
    api.fail("getMe", UNAUTHORIZED)
    process.start()
    assert process.wait() == 2
    assert process.log.read_text("utf-8").count("\n") == 1


def test_the_token_is_never_told(api: BotApi, settings: Settings) -> None:
    process = BotProcess(settings.model_copy(update={"log_level": "debug"}))
    faults = [TooManyRequests(1), ServerError(502), Garbage(), DropBefore(), DropAfter()]
    for number, method in enumerate(["getMe", "deleteWebhook", "getUpdates", "sendMessage", "setMyCommands"]):
        api.fail(method, faults[number])
    api.fail("sendMessage", faults[2])
    ana = api.person("Ana")
    ana.says(QUESTIONS[0])
    process.start()
    ana.chat.wait_for(1, timeout=60)
    api.fail("getUpdates", UNAUTHORIZED)
    ana.says(QUESTIONS[1])
    assert process.wait() == 2
    said = process.log.read_text("utf-8")
    assert "call_repeated" in said
    assert "message_repeated" in said
    assert "Telegram does not take this token." in said.splitlines()[-1]
    secret = settings.telegram_token.get_secret_value()
    assert secret not in said
    assert secret.split(":")[1] not in said
