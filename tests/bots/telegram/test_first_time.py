"""Someone writes to the bot for the first time, and goes the whole way: in English, Spanish and Arabic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from assistant.assistant import Assistant
from assistant.compose import lead
from assistant.details import full_practice
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.wording import Wording
from bots.telegram.handlers.commands import examples
from corpus.places import label_of
from corpus.practice import Practice
from tests.bots.telegram.api import BotApi, Message, Person
from tests.bots.telegram.ready_api import ReadyApi
from tests.bots.telegram.running import RunningBot
from tests.bots.telegram.shown.reading import of_kind, read


@dataclass(frozen=True)
class Newcomer:
    """Someone new, with what they write in their own language."""

    language: str
    name: str
    follow_up: str
    place: str
    country: str  # China, in their language


ANN = Newcomer("en", "Ann", "and in Asia?", "Asia", "China")
ANA = Newcomer("es", "Ana", "¿y en Asia?", "Asia", "China")
AMAL = Newcomer("ar", "أمل", "وفي آسيا؟", "آسيا", "الصين")


def shown_in(bot: RunningBot, answering: Assistant, message: Message) -> list[Practice]:
    """The practices in an answer, in their order."""
    key = message.buttons[0][0]["callback_data"].split(":")[1]
    shown = bot.catalogue.people.answer(key)
    assert shown is not None
    practices = [answering.practice(practice_id) for practice_id in shown.practices]
    return [practice for practice in practices if practice is not None]


def assert_is_answer(message: Message, practices: Sequence[Practice], wording: Wording) -> None:
    """What a person sees of an answer: a lead, then up to five practices, each with evidence and sources."""
    places = [(practice.country, practice.city) for practice in practices]
    assert lead(places, wording) in message.text
    assert 1 <= len(practices) <= 5
    titles = [f"{number}. {one.title_in(wording.language)}" for number, one in enumerate(practices, 1)]
    assert of_kind(message.content, "bold") == titles
    places_shown = of_kind(message.content, "italic")
    blocks = message.text.split("\n\n")[-len(practices) :]
    for number, (practice, block) in enumerate(zip(practices, blocks, strict=True), 1):
        country = label_of(practice.country, wording.language)
        assert any(place.startswith(practice.city) and country in place for place in places_shown)
        assert re.search(rf"\w.* \[{number}\]$", block, re.MULTILINE)
        assert wording("Sources") in block.splitlines()[-1]
    linked = {entity["url"].rstrip("/") for entity in message.entities if entity["type"] == "text_link"}
    for practice in practices:
        assert linked & {source.url.rstrip("/") for source in practice.sources}
    assert [one["text"] for one in message.buttons[0]] == [str(number) for number in range(1, len(practices) + 1)]


def assert_can_be_read_in_full(message: Message, person: Person, practice: Practice, wording: Wording) -> None:
    """A practice that was opened: page after page to its sources."""
    full = full_practice(practice, wording.language)
    assert of_kind(message.content, "bold")[0] == full.title
    assert full.summary in message.text
    for section in full.sections:
        person.presses(message, section.label)
        message.wait_for_edit()
        assert f"• {section.label} •" in labels(message)
        assert section.text in message.text
    person.presses(message, wording("Sources"))
    message.wait_for_edit()
    assert of_kind(message.content, "text_link") == [source.title for source in full.sources]


def labels(message: Message) -> list[str]:
    """What stands on the buttons under a message."""
    return [one["text"] for row in message.buttons for one in row]


@pytest.mark.parametrize("newcomer", [ANN, ANA, AMAL], ids=["English", "Spanish", "Arabic"])
def test_the_whole_way_of_someone_new(newcomer: Newcomer, api: BotApi, bot: RunningBot, answering: Assistant) -> None:
    wording = Wording(newcomer.language)
    person = api.person(newcomer.name, language_code=newcomer.language)

    person.says("/start")
    [greeting] = person.chat.wait_for(1)
    assert [question in greeting.text for question in examples(wording)] == [True] * 3
    assert wording("Ask me in your own words and your own language, such as:") in greeting.text

    person.presses(greeting, "❓ A")
    answer = person.chat.wait_for(2)[-1]
    practices = shown_in(bot, answering, answer)
    assert answer.text.startswith(f"❓ {examples(wording)[0]}")
    assert_is_answer(answer, practices, wording)
    [typing, *_] = [call for call in api.calls_of("sendChatAction") if call.params["chat_id"] == person.id]
    assert typing.params["action"] == "typing"
    assert typing.at < api.calls_of("sendMessage")[-1].at
    as_answered = answer.html

    person.presses(answer, "1")
    answer.wait_for_edit()
    assert_can_be_read_in_full(answer, person, practices[0], wording)

    saving = person.presses(answer, f"☆ {wording('Save')}")
    assert api.callback_answer(saving)["text"] == wording("Saved. You find it with /saved.")
    assert f"★ {wording('Saved')}" in labels(answer)
    answer.wait_for_edit()

    person.presses(answer, f"↩ {wording('Back')}")
    answer.wait_for_edit()
    assert answer.html == as_answered

    judging = person.presses(answer, "👍")
    assert api.callback_answer(judging)["text"] == wording("Thank you, this helps to make answers better.")
    assert "👍" not in labels(answer)
    with open_catalogue(answering.settings) as catalogue:
        newest = catalogue.feedback()[0]
    assert (newest.question, newest.helpful, newest.language) == (examples(wording)[0], True, newcomer.language)

    person.says(newcomer.follow_up)
    following = person.chat.wait_for(3)[-1]
    assert_is_answer(following, shown_in(bot, answering, following), wording)
    assert wording("Only: {places}", places=newcomer.place) in following.text
    assert newcomer.country in following.text

    person.says("/saved")
    saved = person.chat.wait_for(4)[-1]
    assert of_kind(saved.content, "bold") == [f"1. {practices[0].title_in(newcomer.language)}"]

    person.says("/forget")
    person.chat.wait_for(5)
    assert bot.catalogue.people.saved(f"telegram:{person.id}") == []
    late = person.presses(saved, "1")
    told = wording("This message is too old for its buttons. Ask again, and I answer anew.")
    assert api.callback_answer(late)["text"] == told
    assert len(person.chat.messages) == 5


class ReadyNewcomer:
    """Someone new on the ready server, who takes one step after the other.

    Args:
        api: The server.
        newcomer: Who it is.
    """

    def __init__(self, api: ReadyApi, newcomer: Newcomer) -> None:
        self._newcomer = newcomer
        self._wording = Wording(newcomer.language)
        self._person = api.person(newcomer.name, language_code=newcomer.language)

    def starts(self) -> None:
        self._person.says("/start")

    def is_greeted(self) -> None:
        [self._greeting] = self._person.wait_for(1)
        assert examples(self._wording)[0] in read(self._greeting.text).text

    def taps_an_example(self) -> None:
        self._person.presses(self._greeting, self._greeting.buttons[0][0]["callback_data"])

    def is_answered(self) -> None:
        self._answer = self._person.wait_for(2)[-1]
        seen = read(self._answer.text)
        self._titles = of_kind(seen, "bold")
        assert seen.text.startswith(f"❓ {examples(self._wording)[0]}")
        assert len(self._titles) == len(self._answer.buttons[0]) == 5

    def opens_a_practice_and_comes_back(self) -> None:
        self._person.presses(self._answer, self._answer.buttons[0][0]["callback_data"])
        page = self._person.wait_for_edit(self._answer)
        assert [f"1. {title}" for title in of_kind(read(page.text), "bold")] == self._titles[:1]
        back = next(one for row in page.buttons for one in row if one["text"] == f"↩ {self._wording('Back')}")
        self._person.presses(page, back["callback_data"])
        assert self._person.wait_for_edit(page).text == self._answer.text

    def follows_up(self) -> None:
        self._person.says(self._newcomer.follow_up)

    def is_answered_again(self) -> None:
        following = self._person.wait_for(3)[-1]
        narrowed = self._wording("Only: {places}", places=self._newcomer.place)
        assert read(following.text).text.startswith(narrowed)


def test_the_way_begins_alike_on_a_server_that_was_not_written_beside_the_bot(
    ready_api: ReadyApi, own_settings: Settings, answering: Assistant
) -> None:
    token = Settings(telegram_token=ready_api.token, _env_file=None).telegram_token
    settings = own_settings.model_copy(update={"telegram_token": token, "telegram_api": ready_api.url})
    newcomers = [ReadyNewcomer(ready_api, newcomer) for newcomer in (ANN, ANA, AMAL)]
    with RunningBot(settings, answering):
        for step in (
            ReadyNewcomer.starts,
            ReadyNewcomer.is_greeted,
            ReadyNewcomer.taps_an_example,
            ReadyNewcomer.is_answered,
            ReadyNewcomer.opens_a_practice_and_comes_back,
            ReadyNewcomer.follows_up,
            ReadyNewcomer.is_answered_again,
        ):
            for newcomer in newcomers:
                step(newcomer)
