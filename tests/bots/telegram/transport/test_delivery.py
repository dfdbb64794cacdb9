"""A message that may have arrived is looked for before it is sent again."""

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.bots.telegram.answered import assert_answered, question_of
from tests.bots.telegram.api import BotApi, DropAfter, DropBefore, Fault, HangAfter, Message
from tests.bots.telegram.running import RunningBot

QUESTION = "How do cities get older people online?"


def test_it_is_found_while_others_are_answered(api: BotApi, hasty_bot: RunningBot) -> None:
    """All private chats share one counter of messages."""
    ana, *others = [api.person(f"P{number}") for number in range(30)]
    api.fail("sendMessage", HangAfter(1))
    ana.says(QUESTION)
    api.wait_for_call("sendMessage")
    for other in others:
        other.says(QUESTION)
    hasty_bot.wait_until_done(api)
    for person in (ana, *others):
        assert_answered(person, [QUESTION], hasty_bot.catalogue)
    assert len(api.calls_of("editMessageText")) < 10  # most numbers are known to be those of other messages


@pytest.mark.parametrize("fault", [DropAfter(), DropBefore()], ids=repr)
def test_it_is_found_in_a_group_where_others_write(api: BotApi, hasty_bot: RunningBot, fault: Fault) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    group = api.group("Team")
    for number in range(3):
        group.said_by(ben, f"just talking {number}")
        if number == 1:
            api.fail("sendMessage", fault)
            group.said_by(ana, f"@{api.username} {QUESTION}")
    hasty_bot.wait_until_done(api)
    assert [question_of(message, hasty_bot.catalogue) for message in group.chat.messages] == [QUESTION]


def test_many_are_lost_at_once(api: BotApi, hasty_bot: RunningBot) -> None:
    people = [api.person(f"P{number}") for number in range(12)]
    for fault in (DropBefore(), DropAfter()):
        api.fail("sendMessage", fault, times=6)
    for person in people:
        person.says(QUESTION)
    hasty_bot.wait_until_done(api)
    for person in people:
        assert_answered(person, [QUESTION], hasty_bot.catalogue)


def test_a_chat_is_not_searched_twice_for_what_a_person_has_changed(
    api: BotApi, settings: Settings, answering: Assistant
) -> None:
    """A button was pressed before the message was found: it is still the same message."""
    ana = api.person("Ana")
    api.fail("sendMessage", HangAfter(1))

    def has_choices(message: Message) -> bool:
        return "↩" in str(message.buttons)

    with RunningBot(settings, answering, seconds_to_answer=0.8) as bot:
        ana.says(QUESTION)
        [answer] = ana.chat.wait_for(1)
        ana.presses(answer, data=next(data for data in _data(answer) if data.startswith("choose")))
        answer.wait_until(has_choices)
        bot.wait_until_done(api)
        assert ana.chat.messages == [answer]


def _data(message: Message) -> list[str]:
    return [button["callback_data"] for row in message.buttons for button in row if "callback_data" in button]
