"""What Telegram has handed over is dealt with, whatever fails here."""

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.catalogue import CatalogueError
from tests.bots.telegram.answered import assert_answered
from tests.bots.telegram.api import BotApi
from tests.bots.telegram.running import RunningBot

QUESTIONS = ["How do cities get older people online?", "How do libraries help children to read?"]


def test_an_update_that_cannot_be_read_holds_up_no_other(api: BotApi, hasty_bot: RunningBot) -> None:
    ana = api.person("Ana")
    ana.says(QUESTIONS[0])
    for content in ({"message_id": 1}, {"message_id": 2, "date": "never", "chat": {"id": ana.id}}):
        api._telegram.updates.add("message", content, ana.id)
    ana.says(QUESTIONS[1])
    hasty_bot.wait_until_done(api)
    assert_answered(ana, QUESTIONS, hasty_bot.catalogue)


def test_the_catalogue_fails_for_a_while(api: BotApi, hasty_bot: RunningBot, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = hasty_bot.telegram.desk.inbox
    failures = [CatalogueError("the disk is full")] * 2
    keep = inbox.keep

    def keep_or_fail(*arguments: object) -> object:
        if failures:
            raise failures.pop()
        return keep(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox, "keep", keep_or_fail)
    ana = api.person("Ana")
    ana.says(QUESTIONS[0])
    ana.chat.wait_for(1)
    hasty_bot.wait_until_done(api)
    assert_answered(ana, QUESTIONS[:1], hasty_bot.catalogue)


def test_what_could_not_be_noted_as_answered_is_not_answered_again(
    api: BotApi, settings: Settings, answering: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = api.person("Ana")
    with RunningBot(settings, answering) as bot:

        def fail(*_: object) -> None:
            raise CatalogueError("the disk is full")

        monkeypatch.setattr(bot.telegram.desk.inbox, "done", fail)
        for question in QUESTIONS:
            ana.says(question)
        bot.wait_until_done(api)
    with RunningBot(settings, answering) as bot:
        bot.wait_until_done(api)
        assert not bot.catalogue.inbox.waiting("telegram")
        assert_answered(ana, QUESTIONS, bot.catalogue)
