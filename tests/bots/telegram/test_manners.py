"""Whatever is sent that is no question gets a kind sentence, once, in the person's language; and so does a failure."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.wording import Wording
from bots.telegram.shown.buttons import Pressed
from corpus.catalogue import Preferences
from tests.bots.telegram.api import BotApi, DropBefore, Message, Person, Refusal
from tests.bots.telegram.api.contents import CONTENTS
from tests.bots.telegram.api.speaking import utter
from tests.bots.telegram.running import RunningBot

QUESTION = "How have other cities got older people online?"
SPANISH = Wording("es")
NOT_HEARD = "I cannot listen yet. Please write your question."
NOT_READ = "I can only read text. Please write your question."
NICE = "Nice! Now write me a question, and I look for what other cities have done."
FORWARDED = "That is forwarded from someone else. Write in your own words what you would like to know."
UNKNOWN = "I do not know that command. /help lists those I know."
EDITED = "I answered the message as it was first written. Send the changed question as a new one."
NO_WORDS = "I cannot read a question in that. Please write it in words."
FAILED = "Something went wrong on my side. Please ask again in a moment."


def is_answer(message: Message) -> bool:
    """Whether it is an answer with practices, which can be opened."""
    return any(data.startswith("open:") for row in message.buttons for data in [row[0].get("callback_data", "")])


def test_everything_that_is_no_text_gets_a_kind_sentence(api: BotApi, bot: RunningBot) -> None:
    said = dict.fromkeys(CONTENTS, NOT_READ) | {
        "voice": NOT_HEARD,
        "audio": NOT_HEARD,
        "video_note": NOT_HEARD,
        "sticker": NICE,
    }
    people = {kind: api.person(kind, language_code="es") for kind in said}
    for kind, person in people.items():
        person.sends(kind)
    gif = api.person("gif", language_code="es")
    moving = {"file_id": "a", "file_unique_id": "b", "duration": 2, "width": 9, "height": 9}
    utter(gif, gif.chat, {"animation": moving, "document": CONTENTS["document"]})
    replies = {kind: person.chat.wait_for(1) for kind, person in (people | {"gif": gif}).items()}
    assert {kind: [reply.text for reply in all_of] for kind, all_of in replies.items()} == {
        kind: [SPANISH(words)] for kind, words in (said | {"gif": NICE}).items()
    }


@pytest.mark.parametrize("kind", ["photo", "document", "voice"])
def test_what_stands_under_a_picture_is_a_question(api: BotApi, bot: RunningBot, kind: str) -> None:
    ana = api.person("Ana")
    ana.sends(kind, caption=QUESTION)
    [answer] = ana.chat.wait_for(1)
    assert is_answer(answer)


def test_greetings_and_thanks_are_no_questions(api: BotApi, bot: RunningBot) -> None:
    hello, gladly = (
        "Hello! Ask me in your own words what you would like to know.",
        "Gladly! Ask me whatever else you would like to know.",
    )
    said = {
        "Hello!": ("en", hello), "¡Hola!": ("es", hello), "صباح الخير": ("ar", hello), "您好！": ("zh", hello),
        "Bom dia": ("pt", hello), "👋🏽": ("fr", hello),
        "thanks :)": ("en", gladly), "MERCI BEAUCOUP !": ("fr", gladly), "Спасибо.": ("ru", gladly),
        "👍🏿": ("fr", gladly), "❤️": ("fr", gladly),
    }  # fmt: skip
    people = {text: api.person("Ana", language_code="fr") for text in said}
    longer = api.person("Ben")
    longer.says(f"Hello! {QUESTION}")
    for text, person in people.items():
        person.says(text)
    assert {text: person.chat.wait_for(1)[0].text for text, person in people.items()} == {
        text: Wording(language)(words) for text, (language, words) in said.items()
    }
    assert is_answer(longer.chat.wait_for(1)[0])


def test_an_album_is_one_message(api: BotApi, bot: RunningBot) -> None:
    def album(person: Person, name: str, captions: list[str | None], **more: Any) -> None:
        for caption in captions:
            content = {"photo": CONTENTS["photo"], "media_group_id": name} | more
            utter(person, person.chat, content | ({"caption": caption} if caption else {}))

    ana, ben, cleo = api.person("Ana"), api.person("Ben"), api.person("Cleo")
    album(ana, "1", [QUESTION, None, None, None])
    album(ben, "2", [None] * 10)
    forwarded = {"forward_origin": {"type": "hidden_user", "sender_user_name": "Someone", "date": 1}}
    album(cleo, "3", ["words of another", None, None], **forwarded)
    for person in (ana, ben, cleo):
        person.chat.wait_for(1)
        person.says("/new")
    replies = [person.chat.wait_for(2) for person in (ana, ben, cleo)]
    assert all(len(two) == 2 for two in replies)  # nothing stands between the first and the answer to /new
    assert is_answer(replies[0][0])
    assert [two[0].text for two in replies[1:]] == [NOT_READ, FORWARDED]


def test_what_others_wrote_is_not_taken_for_the_person_s_own(api: BotApi, bot: RunningBot) -> None:
    people = [api.person(name, language_code="es") for name in "abcd"]
    bot.catalogue.people.keep_preferences(f"telegram:{people[1].id}", Preferences("es"))
    people[0].says(QUESTION, forwarded=True)
    people[1].says("/forget", forwarded=True)
    people[2].sends("photo", caption=QUESTION, forwarded=True)
    people[3].sends("voice", forwarded=True)
    assert [person.chat.wait_for(1)[0].text for person in people] == [SPANISH(FORWARDED)] * 4
    assert bot.catalogue.people.preferences(f"telegram:{people[1].id}").language == "es"


def test_a_changed_message_is_not_answered_anew_nor_passed_over(api: BotApi, bot: RunningBot) -> None:
    ana = api.person("Ana", language_code="es")
    asked = ana.says("¿Cómo llevan libros a los barrios sin biblioteca?")
    ana.chat.wait_for(1)
    ana.edits(asked, "¿Y en África?")
    answer, said = ana.chat.wait_for(2)
    assert (is_answer(answer), said.text) == (True, SPANISH(EDITED))


def test_a_place_that_is_shared_live_is_answered_once(api: BotApi, bot: RunningBot) -> None:
    ana = api.person("Ana")
    shared = ana.sends("location")
    for _ in range(3):
        moved = shared | {"edit_date": shared["date"] + 1}
        api._telegram.updates.add("edited_message", moved, ana.chat.id)
    ana.says("/new")
    assert [message.text for message in ana.chat.wait_for(2)] == [
        NOT_READ,
        Wording("en")("A new conversation: what would you like to know?"),
    ]


def test_texts_without_a_question(api: BotApi, bot: RunningBot) -> None:
    too_long = SPANISH("That is too long: please ask in at most {count} characters.", count=1000)
    texts = {
        "/no_such_command": SPANISH(UNKNOWN),
        "/startle": SPANISH(UNKNOWN),
        "/help@some_other_bot": SPANISH(UNKNOWN),
        "@precedent_test_bot": SPANISH("Here you need not write my name first: just send me your question."),
        "\u200b\u2060": SPANISH(NO_WORDS),
        "\u202e": SPANISH(NO_WORDS),
        "a" * 1001: too_long,
        "книга " * 682: too_long,
    }
    people = {text: api.person("Ana", language_code="es") for text in texts}
    for text, person in people.items():
        person.says(text)
    assert {text: person.chat.wait_for(1)[0].text for text, person in people.items()} == texts


def test_a_link_to_the_bot_may_name_a_practice(api: BotApi, bot: RunningBot) -> None:
    greeting = "\n".join(Wording("en")("Ask me in your own words and your own language, such as:").splitlines()[:1])
    strange = ["no-such-practice", "inline", "x" * 64, "../../etc/passwd", "a b c", "'; DROP TABLE practice;--"]
    people = [api.person("Ana") for _ in strange]
    for person, parameter in zip(people, strange, strict=True):
        person.says(f"/start {parameter}")
    linked = api.person("Ben")
    linked.says("/start es-barcelona-library-workshops-against-disinformation")
    for person in people:
        [said] = person.chat.wait_for(1)
        assert greeting in said.text
    [practice] = linked.chat.wait_for(1)
    assert "Barcelona" in practice.text
    assert is_answer(practice)


def test_what_happens_in_a_chat_is_no_message(api: BotApi, bot: RunningBot) -> None:
    ana = api.person("Ana")
    pinned = ana.says(QUESTION)
    ana.chat.wait_for(1)
    for event in (
        {"pinned_message": pinned},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"write_access_allowed": {"from_request": True}},
        {"chat_background_set": {"type": {"type": "pattern", "document": CONTENTS["document"], "intensity": 5,
                                          "fill": {"type": "solid", "color": 1}}}},
    ):  # fmt: skip
        utter(ana, ana.chat, event)
    ana.says("/new")
    assert len(ana.chat.wait_for(2)) == 2
    # Posts in channels are not even asked for.
    [polled, *_] = api.calls_of("getUpdates")
    assert "channel_post" not in polled.params["allowed_updates"]


def fails(*_: object, **__: object) -> None:
    raise RuntimeError("a defect")


def test_a_failure_is_told_and_harms_nothing_else(
    api: BotApi, bot: RunningBot, answering: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, group = api.person("Ana", language_code="es"), api.person("Ben"), api.group("Team")
    ben.says(QUESTION)
    [answer] = ben.chat.wait_for(1)
    with monkeypatch.context() as broken:
        broken.setattr(answering, "ask", fails)
        broken.setattr(answering, "practice", fails)
        ana.says(QUESTION)
        quiet = group.said_by(ben, "nobody is asked here")
        told = group.said_by(ben, f"@precedent_test_bot {QUESTION}")
        assert ana.chat.wait_for(1)[0].text == SPANISH(FAILED)
        [reply] = group.chat.wait_for(1)
        assert (reply.text, reply.reply_to) == (FAILED, told["message_id"])
        assert quiet["message_id"] < told["message_id"]
        opening = next(button["callback_data"] for row in answer.buttons for button in row)
        assert api.callback_answer(ben.presses(answer, data=opening))["text"] == FAILED
    ana.says(QUESTION)
    assert is_answer(ana.chat.wait_for(2)[1])


@contextmanager
def renamed(settings: Settings, table: str) -> Iterator[None]:
    """While it lasts, one table of the catalogue is missing."""
    catalogue = sqlite3.connect(settings.home / "catalogue.sqlite", isolation_level=None, timeout=10)
    catalogue.execute(f"ALTER TABLE {table} RENAME TO away")
    try:
        yield
    finally:
        catalogue.execute(f"ALTER TABLE away RENAME TO {table}")
        catalogue.close()


def test_a_catalogue_that_fails_is_told_in_the_language_of_the_person(
    api: BotApi, bot: RunningBot, settings: Settings
) -> None:
    ana, ben = api.person("Ana", language_code="es"), api.person("Ben", language_code="fr")
    with renamed(settings, "preferences"):
        ana.says("¿Cómo llevan libros a los barrios sin biblioteca?")
        ben.says("/language")
        assert ana.chat.wait_for(1)[0].text == SPANISH(FAILED)
        assert ben.chat.wait_for(1)[0].text == Wording("fr")(FAILED)
    ana.says("¿Cómo llevan libros a los barrios sin biblioteca?")
    assert is_answer(ana.chat.wait_for(2)[1])


def test_what_could_not_be_kept_is_answered_when_it_can(api: BotApi, bot: RunningBot, settings: Settings) -> None:
    ana = api.person("Ana")
    with renamed(settings, "inbox"):
        ana.says(QUESTION)
        before = len(api.calls_of("getUpdates"))
        api.wait_for_call("getUpdates", before + 2)  # it is given again and again
        assert ana.chat.messages == []
    [answer] = ana.chat.wait_for(1)
    ana.says("/new")
    assert len(ana.chat.wait_for(2)) == 2
    assert is_answer(answer)


def test_what_telegram_refuses_is_said_in_other_words(api: BotApi, bot: RunningBot) -> None:
    ana = api.person("Ana", language_code="es")
    api.fail("sendMessage", Refusal(400, "Bad Request: can't parse entities: Unsupported start tag"))
    ana.says(QUESTION)
    assert ana.chat.wait_for(1)[0].text == SPANISH(FAILED)


@pytest.mark.parametrize("noticed", ["by an update", "when it answers"])
def test_whoever_blocks_the_bot_is_forgotten(api: BotApi, bot: RunningBot, noticed: str) -> None:
    ana, people = api.person("Ana"), bot.catalogue.people
    who = f"telegram:{ana.id}"
    ana.says(QUESTION)
    ana.chat.wait_for(1)
    people.keep_preferences(who, Preferences("fr"))
    people.save(who, "es-barcelona-library-workshops-against-disinformation")
    if noticed == "by an update":
        ana.blocks()
    else:
        api.fail("sendMessage", Refusal(403, "Forbidden: bot was blocked by the user"))
        ana.says("/saved")
        api.wait_for_call("sendMessage", 2)
    api.wait_for_quiet()
    assert people.preferences(who) == Preferences()
    assert people.saved(who) == []
    assert people.conversation(who, f"telegram:{ana.id}:0") is None
    kept = Pressed.unpack(ana.chat.messages[0].buttons[0][0]["callback_data"])
    assert kept is not None
    assert people.answer(kept.key) is None
    if noticed == "by an update":
        ana.unblocks()
        ana.says("/start")
        assert len(ana.chat.wait_for(2)) == 2


def test_a_press_that_cannot_be_answered_is_no_failure(api: BotApi, bot: RunningBot) -> None:
    ana = api.person("Ana")
    ana.says(QUESTION)
    [answer] = ana.chat.wait_for(1)
    api.fail("answerCallbackQuery", Refusal(400, "Bad Request: query is too old and response timeout expired"))
    api.fail("answerCallbackQuery", DropBefore())
    opening = next(button["callback_data"] for row in answer.buttons for button in row)
    ana.presses(answer, data=opening)
    answer.wait_for_edit()
    ana.presses(answer, data=opening.replace("open", "back"))
    answer.wait_for_edit()
