"""What Telegram shows of the bot before anyone writes, in every language and within its limits."""

import pytest

from assistant.wording import Wording
from bots.telegram.handlers.commands import NAMES, descriptions
from bots.telegram.menu import describe
from corpus.vocabulary import LANGUAGES
from tests.bots.telegram.api import BotApi, Refusal
from tests.bots.telegram.running import RunningBot


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_fits_in_every_language(language: str) -> None:
    wording = Wording(language)
    for name, text in descriptions(wording).items():
        assert 1 <= len(text) <= 256, name
        assert len(text) <= 40, f"{name}: on a phone the rest is cut off"
        assert text == text.strip()
        assert "\n" not in text
    description, short = describe(wording)
    assert 1 <= len(description) <= 512
    assert 1 <= len(short) <= 120


def test_every_language_has_its_own_and_all_others_english(api: BotApi, bot: RunningBot) -> None:
    api.wait_for_call("setMyShortDescription", len(LANGUAGES) + 1)
    api.wait_for_quiet()
    assert set(api.commands) == {("default", code) for code in ["", *LANGUAGES]}
    assert set(api.descriptions) == set(api.short_descriptions) == {"", *LANGUAGES}
    for (_, code), commands in api.commands.items():
        wording = Wording(code or "en")
        assert {each["command"]: each["description"] for each in commands} == descriptions(wording)
        assert (api.descriptions[code], api.short_descriptions[code]) == describe(wording)
    # What stands there can be sent, and what can be sent stands there.
    assert [each["command"] for each in api.commands["default", ""]] == list(NAMES)


def test_the_bot_answers_without_its_menu(api: BotApi, settings: object, request: pytest.FixtureRequest) -> None:
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        api.fail(method, Refusal(400, "Bad Request: not today"), 100)
    request.getfixturevalue("bot")
    ana = api.person("Ana")
    ana.says("/start")
    assert ana.chat.wait_for(1)
    # One language after the other is tried all the same.
    api.wait_for_call("setMyCommands", len(LANGUAGES) + 1)
