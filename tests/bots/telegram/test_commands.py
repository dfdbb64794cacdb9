"""Every command, in a private chat and in a group."""

import sqlite3
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.wording import Wording
from bots.telegram.handlers.commands import NAMES, descriptions, examples
from bots.telegram.shown.buttons import LANGUAGE_NAMES, Pressed
from bots.telegram.tidying import ANSWERS_KEPT
from corpus.catalogue import Preferences
from corpus.vocabulary import LANGUAGES, vocabulary
from tests.bots.telegram.api import BotApi, Message, Person
from tests.bots.telegram.running import RunningBot
from tests.bots.telegram.shown.reading import of_kind

QUESTION = "How have other cities got older people online?"
ENGLISH = Wording("en")


def expected_words(wording: Wording) -> dict[str, list[str]]:
    """What each command says to someone who is new, at least."""
    commands = [f"/{name} – {text}" for name, text in descriptions(wording).items()]
    return {
        "start": examples(wording),
        "help": commands,
        "new": [wording("A new conversation: what would you like to know?")],
        "language": [wording("I answer in the language of each question."), wording("Which language would you like?")],
        "region": [wording("I look in every region.")],
        "saved": [wording("You have saved nothing yet. Open a practice and tap “Save”.")],
        "forget": [wording("Done: everything kept about you is erased. Messages in this chat are yours to delete.")],
        "privacy": [
            wording("/forget erases everything about you at once. Nothing is passed on, and no answer is made up.")
        ],
        "about": ["218", wording("It is not an official service of any network of cities.")],
    }


def told(person: Person, text: str) -> Message:
    """What the bot says to a text."""
    before = len(person.chat.messages)
    person.says(text)
    return person.chat.wait_for(before + 1)[-1]


def regions_of(bot: RunningBot, answering: Assistant, message: Message) -> set[str]:
    """The regions that the practices in an answer come from."""
    pressed = Pressed.unpack(message.buttons[0][0]["callback_data"])
    shown = bot.catalogue.people.answer(pressed.key) if pressed else None
    assert shown is not None
    found = [answering.practice(practice_id) for practice_id in shown.practices]
    return {practice.region for practice in found if practice is not None}


def test_every_command_answers_in_the_language_of_whoever_sends_it(api: BotApi, bot: RunningBot) -> None:
    for language in ("en", "ru"):
        people = {name: api.person(name, language_code=language) for name in NAMES}
        for name, person in people.items():
            person.says(f"/{name}")
        expected = expected_words(Wording(language))
        for name, person in people.items():
            [said] = person.chat.wait_for(1)
            assert [words for words in expected[name] if words not in said.text] == [], name


def test_every_command_answers_in_a_group_to_whoever_names_the_bot(api: BotApi, bot: RunningBot) -> None:
    ann = api.person("Ann", language_code="es")
    expected = expected_words(Wording("es"))
    for name in NAMES:
        group = api.group(name, privacy=True)
        asked = group.said_by(ann, f"/{name}@{api.username}")
        [said] = group.chat.wait_for(1)
        assert [words for words in expected[name] if words not in said.text] == [], name
        assert said.reply_to == asked["message_id"]
    assert ann.chat.messages == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_answered(language: str, answering: Assistant) -> None:
    for question in examples(Wording(language)):
        answer = answering.ask(question, expected_language=language, keep=False)
        assert answer.answered, question
        assert len(answer.practices) == 5, question


def test_a_chosen_language_is_remembered_and_used(api: BotApi, bot: RunningBot) -> None:
    ann = api.person("Ann")
    choice = told(ann, "/language")
    names = [one["text"] for row in choice.buttons for one in row]
    assert names == [*LANGUAGE_NAMES.values(), ENGLISH("The language of each question")]
    ann.presses(choice, "Français")
    french = Wording("fr")
    assert choice.wait_for_edit().text == french("I answer you in {language}.", language="Français")
    answer = told(ann, QUESTION)
    assert french("Sources") in answer.text
    assert f"🌍 {french('Region…')}" in [one["text"] for row in answer.buttons for one in row]

    choice = told(ann, "/language")
    assert choice.text.startswith(french("I answer you in {language}.", language="Français"))
    ann.presses(choice, french("The language of each question"))
    assert choice.wait_for_edit().text == ENGLISH("I answer in the language of each question.")
    assert ENGLISH("Sources") in told(ann, QUESTION).text
    assert bot.catalogue.people.preferences(f"telegram:{ann.id}") == Preferences()


def test_a_chosen_region_narrows_what_names_no_place(api: BotApi, bot: RunningBot, answering: Assistant) -> None:
    ann = api.person("Ann")
    europe = vocabulary().regions["europe-north-america"].label("en")
    choice = told(ann, "/region")
    ann.presses(choice, europe)
    assert choice.wait_for_edit().text == ENGLISH("I look in: {places}.", places=europe)

    narrowed = told(ann, QUESTION)
    assert regions_of(bot, answering, narrowed) == {"europe-north-america"}
    assert narrowed.text.startswith(ENGLISH("Only: {places}", places=europe))
    elsewhere = told(ann, "How have cities in China got older people online?")
    assert regions_of(bot, answering, elsewhere) == {"asia-pacific"}
    assert europe not in elsewhere.text

    key = narrowed.buttons[0][0]["callback_data"].split(":")[1]
    ann.presses(narrowed, data=f"narrow:{key}:0:0")  # for once, everywhere
    everywhere = ann.chat.wait_for(4)[-1]
    assert len(regions_of(bot, answering, everywhere)) > 1
    assert bot.catalogue.people.preferences(f"telegram:{ann.id}").regions == ("europe-north-america",)


def test_a_new_conversation_forgets_the_one_before(api: BotApi, bot: RunningBot) -> None:
    ann, bea = api.person("Ann"), api.person("Bea")
    for person in (ann, bea):
        told(person, QUESTION)
    told(ann, "/new")
    followed, new = told(bea, "2"), told(ann, "2")
    assert of_kind(followed.content, "bold")[0].startswith("1. ")
    assert of_kind(new.content, "bold") == []


def test_forgetting_leaves_nothing_of_a_person_in_the_database(
    api: BotApi, settings: Settings, answering: Assistant
) -> None:
    ann, bea = api.person("Annunziata"), api.person("Beatrix")
    with RunningBot(settings, answering) as bot:
        answer = told(ann, f"{QUESTION} Aunt Zenobia asks")
        told(bea, f"{QUESTION} Uncle Yorick asks")
        ann.presses(answer, "1")
        answer.wait_for_edit()
        ann.presses(answer, f"☆ {ENGLISH('Save')}")
        answer.wait_for_edit()
        bot.catalogue.people.keep_preferences(f"telegram:{ann.id}", Preferences("es", ("africa",)))
        group = api.group("Team")
        group.said_by(ann, f"@{api.username} {QUESTION} Cousin Xerxes asks")
        group.chat.wait_for(1)
    personal = (str(ann.id), "Annunziata", "Zenobia", "Xerxes")
    database = settings.home / "catalogue.sqlite"
    assert {table for table, row in rows(database) if f"telegram:{ann.id}" in row} >= {
        "preferences", "saved_practices", "conversations", "shown_answers",
    }  # fmt: skip

    with RunningBot(settings, answering):
        told(ann, "/forget")
    assert [(table, row) for table, row in rows(database) if any(word in row for word in personal)] == []
    left = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert [word for word in personal if word.encode() in left] == []
    assert any("Yorick" in row and str(bea.id) in row for _, row in rows(database))


def rows(database: Path) -> list[tuple[str, str]]:
    """Every row of every table, as text."""
    connection = sqlite3.connect(database)
    tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
    found = [(table, repr(row)) for table in tables for row in connection.execute(f"select * from {table}")]  # noqa: S608
    connection.close()
    return found


def test_how_long_answers_are_kept_is_what_people_are_told(api: BotApi, bot: RunningBot) -> None:
    assert f"for {ANSWERS_KEPT.days} days" in " ".join(told(api.person("Ann"), "/privacy").text.split())
