"""Hundreds of people ask at once."""

import json
from pathlib import Path

from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.bots.telegram.answered import assert_answered
from tests.bots.telegram.api import BotApi
from tests.bots.telegram.running import RunningBot

QUALITY = Path(__file__).parents[2] / "quality"


def questions() -> list[str]:
    """Questions in many languages, some of them hostile; a greeting is none."""
    asked = map(json.loads, (QUALITY / "dev.jsonl").read_text("utf-8").splitlines())
    return [one["question"] for one in asked if not one["previous"] and one["kind"] != "chit-chat"]


def test_each_gets_an_answer_of_their_own(settings: Settings, answering: Assistant) -> None:
    """Telegram's limits are never reached, so that no call is refused."""
    with BotApi(limits=True) as api:
        own = settings.model_copy(update={"telegram_api": api.url})
        with RunningBot(own, answering) as bot:
            asked = {api.person(f"P{number}"): questions()[number % len(questions())] for number in range(200)}
            for person, question in asked.items():
                person.says(question)
            bot.wait_until_done(api)
            for person, question in asked.items():
                assert_answered(person, [question], bot.catalogue)
        assert not [call for call in api.calls if call.error and call.method != "getUpdates"]
