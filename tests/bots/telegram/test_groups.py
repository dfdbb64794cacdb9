"""In groups the bot speaks when it is spoken to: as a reply, in the thread, to the person who asked."""

from dataclasses import dataclass
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from assistant.wording import Wording
from bots.telegram.shown.buttons import Pressed
from corpus.catalogue import Preferences, ShownAnswer
from tests.bots.telegram.api import BotApi, Fault, Group, Message, Person
from tests.bots.telegram.api.speaking import utter
from tests.bots.telegram.running import RunningBot

QUESTION = "How have other cities got older people online?"
ME = "@precedent_test_bot"


def shown(bot: RunningBot, message: Message) -> ShownAnswer:
    """What is kept of an answer, by the key in its buttons."""
    pressed = Pressed.unpack(message.buttons[0][0]["callback_data"])
    assert pressed is not None
    kept = bot.catalogue.people.answer(pressed.key)
    assert kept is not None
    return kept


def press(person: Person, message: Message, action: str, first: int | None = None) -> str:
    """Press the one button under a message that asks for this."""
    found = [
        button["callback_data"]
        for row in message.buttons
        for button in row
        if (pressed := Pressed.unpack(button.get("callback_data", "")))
        and (pressed.action, pressed.first if first is not None else None) == (action, first)
    ]
    return person.presses(message, data=found[0])


@pytest.mark.parametrize("privacy", [True, False], ids=["a member", "an administrator"])
def test_it_is_silent_until_it_is_addressed(api: BotApi, bot: RunningBot, privacy: bool) -> None:
    ana, group = api.person("Ana"), api.group("Team", privacy=privacy)
    plain = group.said_by(ana, QUESTION)
    group.said_by(ana, "a reply to somebody else", reply_to=plain)
    group.said_by(ana, f"{ME}2 and {ME[:-1]} are others")
    group.said_by(ana, "write to team@precedent_test_bot.org")
    group.said_by(ana, "/help@another_bot")
    group.said_by(ana, "/no_such_command of some other bot")
    for kind in ("sticker", "photo", "voice", "location", "poll"):
        group.sent_by(ana, kind)
    group.said_by(ana, "from elsewhere", forwarded=True)
    ana.edits(plain, "How have other cities got older people on line?")
    # What inline mode shared is meant for the others; so is what a channel posts into its group of discussion.
    utter(ana, group.chat, {"text": f"Read this {ME}", "entities": [_mention(10)], "via_bot": _user(api)})
    utter(ana, group.chat, {"text": f"News {ME}", "entities": [_mention(5)], "is_automatic_forward": True})
    # Service messages say nothing to anybody.
    utter(ana, group.chat, {"new_chat_members": [ana.user]})
    utter(ana, group.chat, {"pinned_message": plain})
    utter(ana, group.chat, {"migrate_to_chat_id": -1009})

    asked = group.said_by(ana, f"{ME} {QUESTION}")
    [answer] = group.chat.wait_for(1)
    api.wait_for_quiet()
    assert group.chat.messages == [answer]
    assert answer.reply_to == asked["message_id"]


def test_every_way_to_address_it_gets_the_same_answer(api: BotApi, bot: RunningBot) -> None:
    asked = {
        "first": f"{ME} {QUESTION}",
        "with a comma": f"{ME}, {QUESTION}",
        "in capitals": f"{ME.upper()}: {QUESTION}",
        "at the end": f"{QUESTION} {ME}",
        "in the middle": QUESTION.replace("other", f"{ME} other"),
        "after emoji": f"👩‍👩‍👧‍👦{ME} {QUESTION}",
        "twice": f"{ME} {QUESTION} {ME}",
    }
    groups = {way: api.group(way) for way in [*asked, "a reply", "under a photo", "by name alone"]}
    ben = api.person("Ben")
    for way, text in asked.items():
        groups[way].said_by(api.person(way), text)
    groups["under a photo"].sent_by(ben, "photo", caption=f"{ME} {QUESTION}")
    named = {"offset": 0, "length": 9, "type": "text_mention", "user": _user(api)}
    utter(ben, groups["by name alone"].chat, {"text": f"Precedent {QUESTION}", "entities": [named]})
    reply = groups["a reply"]
    reply.said_by(api.person("Cleo"), f"{ME} which cities lend books from a bus?")
    reply.said_by(api.person("Dora"), QUESTION, reply_to=reply.chat.wait_for(1)[0])
    reply.chat.wait_for(2)

    answers = {way: group.chat.wait_for(1)[-1] for way, group in groups.items()}
    assert shown(bot, answers.pop("after emoji")).question.endswith(f" {QUESTION}")
    assert {shown(bot, answer).question for answer in answers.values()} == {QUESTION}
    assert len({shown(bot, answer).practices for answer in answers.values()}) == 1
    assert {shown(bot, answer).language for answer in answers.values()} == {"en"}


def test_a_forum_is_answered_in_the_thread(api: BotApi, bot: RunningBot) -> None:
    ana, ben, forum = api.person("Ana"), api.person("Ben"), api.group("Forum", forum=True)
    inside = forum.said_by(ana, f"{ME} {QUESTION}", thread=7)
    general = forum.said_by(ben, f"{ME} {QUESTION}")  # the topic called General has no number
    answers = {message.thread: message for message in forum.chat.wait_for(2)}
    assert (answers[7].reply_to, answers[None].reply_to) == (inside["message_id"], general["message_id"])
    typed = [call.params.get("message_thread_id") for call in api.calls_of("sendChatAction")]
    assert set(typed) == {7, None}


def test_a_conversation_is_one_person_s_in_one_thread(api: BotApi, bot: RunningBot) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    forums = [api.group(f"Forum {number}", forum=True) for number in range(3)]
    for forum in forums:
        forum.said_by(ana, f"{ME} {QUESTION}", thread=7)
        forum.chat.wait_for(1)
    same, other_thread, other_person = forums
    same.said_by(ana, "and in Europe?", thread=7, reply_to=same.chat.messages[0])
    other_thread.said_by(ana, f"{ME} and in Europe?", thread=8)
    other_person.said_by(ben, f"{ME} and in Europe?", thread=7)
    questions = [shown(bot, forum.chat.wait_for(2)[1]).question for forum in forums]
    assert questions == [f"{QUESTION} and in Europe?", "and in Europe?", "and in Europe?"]


def test_anyone_may_press_the_buttons_and_each_for_themselves(api: BotApi, bot: RunningBot) -> None:
    ana, ben, group = api.person("Ana"), api.person("Ben", language_code="es"), api.group("Team")
    group.said_by(ana, f"{ME} {QUESTION}")
    [answer] = group.chat.wait_for(1)
    practices = shown(bot, answer).practices
    api.callback_answer(press(ben, answer, "open", 2))
    toast = api.callback_answer(press(ben, answer, "save", 2))["text"]
    assert toast.startswith(Wording("es")("Saved. You find it with /saved.")[:5])
    people = bot.catalogue.people
    assert people.saved(f"telegram:{ben.id}") == [practices[1]]
    assert people.saved(f"telegram:{ana.id}") == []
    # The group's language stays that of the answer, whoever presses.
    assert shown(bot, answer).language == "en"


def test_its_kind_words_are_replies_too(api: BotApi, bot: RunningBot) -> None:
    ana, wording = api.person("Ana"), Wording("en")
    groups = [api.group(f"Team {number}") for number in range(4)]
    groups[3].said_by(ana, f"{ME} {QUESTION}")
    [answer] = groups[3].chat.wait_for(1)
    voice = {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 2}}
    said = [
        groups[0].said_by(ana, ME),
        groups[1].said_by(ana, f"{ME} \u200b"),
        groups[2].said_by(ana, f"/no_such{ME}"),
        utter(ana, groups[3].chat, voice, reply_to=answer),
    ]
    words = [
        wording("Write your question after my name."),
        wording("I cannot read a question in that. Please write it in words."),
        wording("I do not know that command. /help lists those I know."),
        wording("I cannot listen yet. Please write your question."),
    ]
    groups[3].chat.wait_for(2)
    replies = [group.chat.wait_for(1)[-1] for group in groups]
    assert [(reply.reply_to, reply.text) for reply in replies] == [
        (one["message_id"], text) for one, text in zip(said, words, strict=True)
    ]


@dataclass(frozen=True)
class Migrated(Fault):
    """The group has become a supergroup, which has another number."""

    group: Group

    def response(self) -> Response:
        description = "Bad Request: group chat was upgraded to a supergroup chat"
        moved = {"migrate_to_chat_id": self.group.id}
        return JSONResponse({"ok": False, "error_code": 400, "description": description, "parameters": moved}, 400)


def test_a_group_that_becomes_a_supergroup_is_answered_there(api: BotApi, bot: RunningBot) -> None:
    ana, old, new = api.person("Ana"), api.group("Team"), api.group("Team")
    api.fail("sendMessage", Migrated(new))
    old.said_by(ana, f"{ME} {QUESTION}")
    [answer] = new.chat.wait_for(1)
    assert (answer.reply_to, old.chat.messages) == (None, [])
    utter(ana, new.chat, {"migrate_from_chat_id": old.id})
    new.said_by(ana, "and in Europe?", reply_to=answer)
    assert len(new.chat.wait_for(2)) == 2


def test_a_group_that_does_not_let_it_speak_harms_nobody(api: BotApi, bot: RunningBot) -> None:
    ana, ben = api.person("Ana"), api.person("Ben")
    left, silenced, forum = api.group("Left"), api.group("Silenced"), api.group("Forum", forum=True)
    bot.catalogue.people.keep_preferences(f"telegram:{ana.id}", Preferences("fr"))
    silenced.silences_bot()
    silenced.said_by(ana, f"{ME} {QUESTION}")
    forum.said_by(ana, f"{ME} {QUESTION}", thread=7)
    forum.chat.wait_for(1)
    forum.closes_thread(7)
    forum.said_by(ana, f"{ME} and in Europe?", reply_to=forum.chat.messages[0])
    left.said_by(ana, f"{ME} {QUESTION}")
    left.removes_bot(ana)
    ben.says(QUESTION)
    ben.chat.wait_for(1)
    # Whoever puts the bot out of a group has not blocked it, and is not forgotten.
    assert bot.catalogue.people.preferences(f"telegram:{ana.id}").language == "fr"
    left.adds_bot(ben)
    left.said_by(ben, f"{ME} {QUESTION}")
    assert left.chat.wait_for(1)


def _mention(offset: int) -> dict[str, Any]:
    return {"offset": offset, "length": len(ME), "type": "mention"}


def _user(api: BotApi) -> dict[str, Any]:
    return {"id": 123456, "is_bot": True, "first_name": "Precedent", "username": api.username}
