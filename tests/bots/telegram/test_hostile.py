"""Text that people, programs and pests send is data: it is answered kindly, once, and breaks nothing."""

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.wording import Wording
from bots.telegram.shown.buttons import Pressed
from bots.telegram.shown.markup import MAX_LENGTH
from tests.assistant.hostile import ORDERLY, PROMPTS, REFUSED
from tests.bots.telegram.api import BotApi, Message, Person
from tests.bots.telegram.api.entities import utf16_length
from tests.bots.telegram.running import RunningBot

QUESTION = "How have other cities got older people online?"
NO_WORDS = "I cannot read a question in that. Please write it in words."


def storable(texts: dict[str, str]) -> dict[str, str]:
    """Those that a message can hold; halves of surrogate pairs come in test_webhook.py."""
    return {name: text for name, text in texts.items() if text.strip() and _whole(text)}


def _whole(text: str) -> bool:
    return text.encode("utf-8", "ignore").decode() == text


def is_kind(message: Message) -> bool:
    """It says something, within the limits, and says nothing of the inside. Its markup the server has read strictly."""
    inside = ("Traceback", "Error:", "sqlite", "SELECT", "/work", "site-packages")
    return 0 < utf16_length(message.text) <= MAX_LENGTH and not any(word in message.text for word in inside)


def test_strange_texts_are_answered_kindly_and_once(api: BotApi, bot: RunningBot) -> None:
    texts = storable(REFUSED | ORDERLY) | {
        "emoji without end": "🎉" * 2048,
        "markup": "<b>bold</b> *bold* _it_ `code` [x](tg://user?id=1) ||hid|| <a href='tg://x'>x</a> &lt; &#0;",
        "unclosed": '<b><i><a href="',
        "a quotation": f"> {QUESTION}\n<blockquote>{QUESTION}</blockquote>",
        "direction": f"\u202e\u2066\u200f{QUESTION}\u202e",
        "an address of ours": "/../../telegram/updates?secret=1",
        "braces": "{places} {count} {0} {} %(count)s",
    }
    people = {name: api.person(name) for name in texts}
    for name, person in people.items():
        person.says(texts[name])
    replies = {name: person.chat.wait_for(1, timeout=30) for name, person in people.items()}
    api.wait_for_quiet()
    assert {name: len(person.chat.messages) for name, person in people.items()} == dict.fromkeys(texts, 1)
    assert [name for name, [reply] in replies.items() if not is_kind(reply)] == []
    for name in storable(REFUSED):
        if "long" not in name:
            assert replies[name][0].text == Wording("en")(NO_WORDS)


def test_instructions_to_a_machine_are_only_words(api: BotApi, bot: RunningBot) -> None:
    people = [api.person("Ana") for _ in PROMPTS]
    for person, prompt in zip(people, PROMPTS, strict=True):
        person.says(prompt)
    for person in people:
        [reply] = person.chat.wait_for(1)
        assert is_kind(reply)
        for word in ("PWNED", "Atlantis", "DAN"):
            assert word not in reply.text


def test_a_language_that_nobody_speaks_is_english(api: BotApi, bot: RunningBot) -> None:
    codes = [None, "", "xx", "de", "EN", "e" * 300, "../../etc/passwd", "\u202e", "{language}", "-"]
    spoken = dict.fromkeys(codes, "en") | {"pt-br": "pt", "zh-hans-cn": "zh"}
    people = {code: api.person("Ana", language_code=code) for code in spoken}
    for person in people.values():
        person.says("/new")
    assert {code: person.chat.wait_for(1)[0].text for code, person in people.items()} == {
        code: Wording(language)("A new conversation: what would you like to know?") for code, language in spoken.items()
    }


def test_names_are_never_shown_nor_understood(api: BotApi, bot: RunningBot) -> None:
    names = ["\u202e" + "x" * 64, "<b>", "@precedent_test_bot", "/forget", "A" * 5000, "\0\n"]
    people = [api.person(name, username="x" * 32) for name in names]
    for person in people:
        person.says("/start")
    greetings = {person.chat.wait_for(1)[0].text for person in people}
    assert len(greetings) == 1


def test_forged_buttons_are_refused(api: BotApi, bot: RunningBot) -> None:
    ana, eve = api.person("Ana"), api.person("Eve")
    for person in (ana, eve):
        person.says(QUESTION)
    [hers], [mine] = ana.chat.wait_for(1), eve.chat.wait_for(1)
    keys = [Pressed.unpack(message.buttons[0][0]["callback_data"]).key for message in (hers, mine)]  # type: ignore[union-attr]
    saved, before = bot.catalogue.people.saved, hers.html
    for data in (
        f"open:{keys[0]}:1:0",  # somebody else's answer
        f"save:{keys[0]}:1:0",
        f"back:{keys[0]}:0:0",
        f"save:{keys[1]}:0:0",  # numbers that do not exist
        f"save:{keys[1]}:999:999",
        f"suggested:{keys[1]}:7:0",
        f"narrow:{keys[1]}",
        "save:" + "A" * 32 + ":1:0",
        "no_such_action:-:0:0",
        "failed:-:0:0",
        "open:' OR 1=1;--:1:0",
        "open:../../x:1:0",
        "\u202e",
        "x" * 64,
        ":::",
    ):
        toast = api.callback_answer(eve.presses(mine, data=data)).get("text", "")
        assert toast, data
        assert is_toast(toast), toast
    assert saved(f"telegram:{eve.id}") == saved(f"telegram:{ana.id}") == []
    assert (hers.html, hers.edited) == (before, 0)


def is_toast(text: str) -> bool:
    return utf16_length(text) <= 200


@hypothesis_settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_any_text_at_all_is_answered_once(api: BotApi, bot: RunningBot, text: str) -> None:
    person: Person = api.person("Ana")
    person.says(text)
    assert is_kind(person.chat.wait_for(1)[0])
