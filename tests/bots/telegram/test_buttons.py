"""Every button does what it says; later too, and where it cannot, it says so."""

from collections.abc import Callable

import pytest
from telegram.ext import CallbackQueryHandler

from assistant.assistant import Assistant
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.wording import Wording
from bots.telegram.handlers.presses import Presses
from bots.telegram.shown.buttons import LANGUAGE_NAMES, Pressed
from corpus.catalogue import CatalogueError
from corpus.vocabulary import vocabulary
from tests.bots.telegram.api import BotApi, Message, Person
from tests.bots.telegram.running import RunningBot
from tests.bots.telegram.shown.reading import of_kind

QUESTION = "How have other cities got older people online?"
REFUSED = "Which city has the best football team?"
ENGLISH = Wording("en")
ASIA = vocabulary().regions["asia-pacific"].label("en")
TOO_OLD = ENGLISH("This message is too old for its buttons. Ask again, and I answer anew.")


class Finger:
    """Presses buttons, sees to it that each press is answered, and notes what was asked for.

    Args:
        api: Where the bot answers.
        person: Whose finger it is.
    """

    pressed: set[str]

    def __init__(self, api: BotApi, person: Person) -> None:
        self._api = api
        self.person = person
        self.pressed = set()

    def __call__(self, message: Message, button: str | None = None, *, data: str | None = None) -> str | None:
        """Press a button; gives what is shown for a moment."""
        if data is None:
            [data] = [one["callback_data"] for row in message.buttons for one in row if one["text"] == button]
        query = self.person.presses(message, data=data)
        asked_for = Pressed.unpack(data)
        self.pressed |= {asked_for.action} if asked_for else set()
        toast: str | None = self._api.callback_answer(query).get("text")
        return toast


def labels(message: Message) -> list[str]:
    return [one["text"] for row in message.buttons for one in row]


def actions(bot: RunningBot) -> frozenset[str]:
    """Everything that a button can ask for."""
    handlers = [one for group in bot.telegram.application.handlers.values() for one in group]
    [presses] = [one.callback.__self__ for one in handlers if isinstance(one, CallbackQueryHandler)]
    assert isinstance(presses, Presses)
    return presses.actions


def asked(person: Person, question: str = QUESTION) -> Message:
    """The bot's answer to a question."""
    before = len(person.chat.messages)
    person.says(question)
    return person.chat.wait_for(before + 1)[-1]


def practice_ids(bot: RunningBot, message: Message) -> tuple[str, ...]:
    pressed = Pressed.unpack(message.buttons[0][0]["callback_data"])
    assert pressed is not None
    shown = bot.catalogue.people.answer(pressed.key)
    assert shown is not None
    return shown.practices


def opens_and_comes_back(press: Finger, answer: Message) -> None:
    title, as_answered = of_kind(answer.content, "bold")[1].removeprefix("2. "), answer.html
    press(answer, "2")
    assert of_kind(answer.content, "bold") == [title]
    press(answer, "What was done")
    assert of_kind(answer.content, "bold") == [title, "What was done"]
    assert press(answer, "• What was done •") is None  # it is shown already: nothing happens
    press(answer, "↩ Back")
    assert answer.html == as_answered


def saves_and_drops(press: Finger, answer: Message, saved: Callable[[], list[str]], ids: tuple[str, ...]) -> None:
    press(answer, "2")
    assert press(answer, "☆ Save") == ENGLISH("Saved. You find it with /saved.")
    assert saved() == [ids[1]]
    assert press(answer, "★ Saved") == ENGLISH("Not saved any more.")
    assert saved() == []
    assert "☆ Save" in labels(answer)
    press(answer, "↩ Back")
    press(answer, "☆ Save…")
    assert press(answer, "☆ 3") == ENGLISH("Saved. You find it with /saved.")
    assert saved() == [ids[2]]
    assert "☆ Save…" in labels(answer)


def lists_what_is_alike(press: Finger, answer: Message, ids: tuple[str, ...], bot: RunningBot) -> None:
    chat = press.person.chat
    before = len(chat.messages)
    press(answer, "🔁 More like…")
    press(answer, "🔁 1")
    alike = chat.wait_for(before + 1)[-1]
    title = of_kind(answer.content, "bold")[0].removeprefix("1. ")
    assert alike.text.startswith(ENGLISH("More like “{title}”:", title=title))
    assert ids[0] not in practice_ids(bot, alike)
    press(answer, "↩ Back")
    assert "🔁 More like…" in labels(answer)


def narrows_to_a_region(press: Finger, answer: Message, bot: RunningBot, assistant: Assistant) -> None:
    chat = press.person.chat
    before = len(chat.messages)
    press(answer, "🌍 Region…")
    press(answer, ASIA)
    narrowed = chat.wait_for(before + 1)[-1]
    assert narrowed.text.startswith(f"❓ {QUESTION}\n\n{ENGLISH('Only: {places}', places=ASIA)}")
    found = [assistant.practice(practice_id) for practice_id in practice_ids(bot, narrowed)]
    assert {practice.region for practice in found if practice} == {"asia-pacific"}
    assert "🌍 Region…" in labels(answer)


def test_each_button_does_what_it_says(api: BotApi, bot: RunningBot, answering: Assistant) -> None:
    ann, bea, cem = (api.person(name) for name in ("Ann", "Bea", "Cem"))
    for person, text in ((ann, QUESTION), (bea, REFUSED), (cem, "/start")):
        person.says(text)

    press_ann = Finger(api, ann)
    [answer] = ann.chat.wait_for(1)
    ids = practice_ids(bot, answer)
    opens_and_comes_back(press_ann, answer)
    saves_and_drops(press_ann, answer, lambda: bot.catalogue.people.saved(f"telegram:{ann.id}"), ids)
    lists_what_is_alike(press_ann, answer, ids, bot)
    narrows_to_a_region(press_ann, answer, bot, answering)

    press_bea = Finger(api, bea)
    [refusal] = bea.chat.wait_for(1)
    [suggestion] = [line.removeprefix("B. ") for line in refusal.text.splitlines() if line.startswith("B. ")]
    assert press_bea(refusal, "👎") == ENGLISH("Thank you, this helps to make answers better.")
    assert labels(refusal) == ["🌍 Region…", "❓ A", "❓ B"]
    press_bea(refusal, data=answer.buttons[0][0]["callback_data"])
    press_bea(refusal, "❓ B")
    assert bea.chat.wait_for(2)[-1].text.startswith(f"❓ {suggestion}\n\n")

    press_cem = Finger(api, cem)
    [greeting] = cem.chat.wait_for(1)
    press_cem(greeting, "❓ C")
    cem.says("/language")
    cem.says("/region")
    *_, languages, regions = cem.chat.wait_for(4)
    press_cem(languages, LANGUAGE_NAMES["pt"])
    assert languages.text == Wording("pt")("I answer you in {language}.", language="Português")
    press_cem(regions, "Africa")
    africa = vocabulary().regions["africa"].label("pt")
    assert regions.text == Wording("pt")("I look in: {places}.", places=africa)
    assert languages.buttons == regions.buttons == []

    assert press_ann.pressed | press_bea.pressed | press_cem.pressed == actions(bot)


def test_a_judgement_is_kept_once_with_the_whole_question(api: BotApi, bot: RunningBot, answering: Assistant) -> None:
    ann = api.person("Ann")
    press = Finger(api, ann)
    asked(ann)
    ann.says("and in Asia?")
    answer = ann.chat.wait_for(2)[-1]
    _, good, bad = (one["callback_data"] for one in answer.buttons[-1])
    for data in (bad, bad, good):
        press(answer, data=data)
    with open_catalogue(answering.settings) as catalogue:
        newest, before, *_ = [*catalogue.feedback(), None]
    assert newest is not None
    assert (newest.question, newest.helpful) == (f"{QUESTION} and in Asia?", False)
    assert before is None or before.question != newest.question


def test_buttons_of_old_messages_work_after_a_restart(api: BotApi, settings: Settings, answering: Assistant) -> None:
    ann, bea, cem = (api.person(name) for name in ("Ann", "Bea", "Cem"))
    with RunningBot(settings, answering) as bot:
        answer, refusal = asked(ann), asked(bea, REFUSED)
        greeting = asked(cem, "/start")
        cem.says("/language")
        cem.says("/region")
        *_, languages, regions = cem.chat.wait_for(3)
        ids = practice_ids(bot, answer)
    press_ann, press_bea, press_cem = Finger(api, ann), Finger(api, bea), Finger(api, cem)
    with RunningBot(settings, answering) as bot:
        opens_and_comes_back(press_ann, answer)
        saves_and_drops(press_ann, answer, lambda: bot.catalogue.people.saved(f"telegram:{ann.id}"), ids)
        lists_what_is_alike(press_ann, answer, ids, bot)
        narrows_to_a_region(press_ann, answer, bot, answering)
        press_ann(answer, "👍")
        press_bea(refusal, "❓ A")
        assert bea.chat.wait_for(2)[-1].text.startswith("❓ ")
        press_cem(languages, LANGUAGE_NAMES["fr"])
        press_cem(regions, "Africa")
        press_cem(greeting, "❓ A")
        assert len(cem.chat.wait_for(4)) == 4
        assert bot.catalogue.people.preferences(f"telegram:{cem.id}").language == "fr"
        assert press_ann.pressed | press_bea.pressed | press_cem.pressed == actions(bot)


def test_buttons_of_a_forgotten_answer_say_that_it_is_too_old(api: BotApi, bot: RunningBot) -> None:
    ann = api.person("Ann")
    press = Finger(api, ann)
    answer = asked(ann)
    everything = [one["callback_data"] for row in answer.buttons for one in row]
    press(answer, "1")
    everything += [one["callback_data"] for row in answer.buttons for one in row if "callback_data" in one]
    ann.says("/forget")
    ann.chat.wait_for(2)
    assert {press(answer, data=data) for data in everything} == {TOO_OLD}
    assert bot.catalogue.people.saved(f"telegram:{ann.id}") == []


def test_buttons_of_a_withdrawn_practice_say_that_it_is_not_published_any_more(
    api: BotApi, bot: RunningBot, answering: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = api.person("Ann")
    press = Finger(api, ann)
    answer = asked(ann)
    ids, published = practice_ids(bot, answer), answering.practice
    press(answer, "☆ Save…")
    press(answer, "☆ 1")
    monkeypatch.setattr(answering, "practice", lambda one: None if one == ids[0] else published(one))
    key = answer.buttons[0][0]["callback_data"].split(":")[1]
    for action in ("open", "page", "like", "keep", "save"):
        assert press(answer, data=f"{action}:{key}:1:0") == ENGLISH("This practice is not published any more."), action
    press(answer, "2")  # the others open as before
    assert of_kind(answer.content, "bold")[0] == published(ids[1]).title
    assert asked(ann, "/saved").text == ENGLISH("None of what you saved is published any more.")
    assert press(answer, data=f"drop:{key}:1:0") == ENGLISH("Not saved any more.")


MADE_UP = (
    "open:made-up-key:1:0", "open:-:1:0", "narrow:made-up-key:0:0", "helped:-:1:0", "unheard:-:0:0", "language:xx:0:0",
    "region:-:99:0", "", " ", "open", "👍", "x" * 64,
)  # fmt: skip


def test_what_was_made_up_is_refused_kindly(api: BotApi, bot: RunningBot) -> None:
    ann = api.person("Ann")
    greeting = asked(ann, "/start")
    press = Finger(api, ann)
    assert [press(greeting, data=data) for data in MADE_UP] == [TOO_OLD] * len(MADE_UP)
    assert ann.chat.messages == [greeting]
    assert greeting.edited == 0


def test_a_key_of_another_chat_is_refused(api: BotApi, bot: RunningBot) -> None:
    ann, eve = api.person("Ann"), api.person("Eve", language_code="es")
    answer, greeting = asked(ann), asked(eve, "/start")
    press = Finger(api, eve)
    told = Wording("es")(TOO_OLD)
    assert {press(greeting, data=one["callback_data"]) for row in answer.buttons for one in row} == {told}
    assert greeting.edited == answer.edited == 0
    assert bot.catalogue.people.saved(f"telegram:{eve.id}") == []


def test_numbers_that_an_answer_does_not_have_are_refused(api: BotApi, bot: RunningBot) -> None:
    ann = api.person("Ann")
    press = Finger(api, ann)
    answer = asked(ann)
    key = answer.buttons[0][0]["callback_data"].split(":")[1]
    for action in ("open", "page", "like", "keep", "save", "drop", "choose", "suggested", "narrow"):
        for number in (99, 999):
            assert press(answer, data=f"{action}:{key}:{number}:0"), action
    press(answer, data=f"page:{key}:1:999")  # the last page there is
    assert of_kind(answer.content, "bold")[-1] == "Sources"


def test_a_press_is_answered_where_the_catalogue_fails(
    api: BotApi, bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise CatalogueError("The disk is full.")

    ann = api.person("Ann", language_code="fr")
    press = Finger(api, ann)
    answer = asked(ann)
    sorry = Wording("fr")("Something went wrong on my side. Please ask again in a moment.")
    desk = bot.telegram.desk
    for failing in ("preferences", "answer"):
        with monkeypatch.context() as patched:
            patched.setattr(type(desk.people), failing, fails)
            assert press(answer, "1") == sorry
    press(answer, "1")
    assert answer.edited == 1


def test_whoever_presses_too_fast_is_told_and_the_others_are_not(api: BotApi, bot: RunningBot) -> None:
    ann, bea = api.person("Ann"), api.person("Bea")
    greeting, other = asked(ann, "/start"), asked(bea, "/start")
    queries = [ann.presses(greeting, data="open:made-up:1:0") for _ in range(60)]
    told = [api.callback_answer(query)["text"] for query in queries]
    assert told[:30] == [TOO_OLD] * 30
    assert told[-1] == ENGLISH("Not so fast, please.")
    assert Finger(api, bea)(other, data="open:made-up:1:0") == TOO_OLD
