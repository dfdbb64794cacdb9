"""Within the web server: Telegram brings the updates, and nobody else can."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings, SettingsError
from assistant.web.app import create_app
from bots.telegram import webhook as webhook_module
from bots.telegram.webhook import PATH, webhook_secret
from tests.assistant.processes import precedent, serving
from tests.assistant.web.conftest import assert_problem
from tests.bots.telegram.api import BotApi, Person, Refusal
from tests.bots.telegram.serving import Web, until
from tests.bots.telegram.test_manners import is_answer, renamed

QUESTION = "How have other cities got older people online?"
TOKEN = "123456:TEST-token"  # noqa: S105


@pytest.fixture
def on(settings: Settings) -> Settings:
    """Settings with the webhook switched on."""
    return settings.model_copy(update={"telegram_webhook": True})


@pytest.fixture
def web(api: BotApi, on: Settings, answering: Assistant) -> Iterator[Web]:
    """The web server with the bot in it, once Telegram knows."""
    with Web(on, answering) as running:
        api.wait_for_call("setWebhook")
        yield running


def known(api: BotApi, name: str = "Ana") -> Person:
    """Someone whom the bot may write to."""
    person = api.person(name)
    person.chat.started = True
    return person


def message(number: int, text: str, person: int = 42, **more: Any) -> dict[str, Any]:
    """An update as Telegram writes it."""
    user = {"id": person, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    chat = {"id": person, "type": "private", "first_name": "Ana"}
    said = {"message_id": number, "date": int(time.time()), "chat": chat, "from": user, "text": text} | more
    return {"update_id": number, "message": said}


def test_telegram_is_told_where_and_its_updates_are_answered(api: BotApi, web: Web) -> None:
    [told] = api.calls_of("setWebhook")
    assert told.params["url"] == web.url + PATH
    assert told.params["secret_token"] == webhook_secret(api.token)
    assert not told.params.get("drop_pending_updates")
    assert set(told.params["allowed_updates"]) == {
        "message", "edited_message", "callback_query", "inline_query", "my_chat_member",
    }  # fmt: skip
    assert api.token not in webhook_secret(api.token)

    people = [api.person(name) for name in "abcde"]
    for person in people:
        person.says(QUESTION)
    answers = [person.chat.wait_for(1)[0] for person in people]
    assert all(map(is_answer, answers))
    api.wait_for_quiet()
    assert [len(person.chat.messages) for person in people] == [1] * 5
    opening = next(button["callback_data"] for row in answers[0].buttons for button in row)
    assert api.callback_answer(people[0].presses(answers[0], data=opening))
    assert api.inline_answer(people[1].asks_inline(QUESTION))["results"]
    assert api.calls_of("getUpdates") == []
    # The web is served beside it, and does not tell of it.
    assert web.asks(QUESTION).json()["answered"]
    assert not any("telegram" in path for path in web.get("/openapi.json").json()["paths"])
    assert_problem(web.get(PATH), 405)


def test_only_telegram_may_bring_updates(api: BotApi, web: Web) -> None:
    secret = webhook_secret(api.token)
    wrong: list[str | bytes | None] = [
        None, b"", "wrong", secret[:-1], secret + "x", secret.upper(), api.token,
        "ñ".encode(), b"\xff\xfe\x80", b"x" * 8000,
    ]  # fmt: skip
    for given in wrong:
        assert_problem(web.brings(message(1, QUESTION), given), 403)
    api.wait_for_quiet()
    assert api.calls_of("sendMessage") == []


def test_what_is_no_update_is_refused(api: BotApi, web: Web) -> None:
    bodies: list[Any] = [
        b"", b"{", b"null", b"[]", b"7", b'"x"', b"{}", b"\xff\xfe", b"[" * 100_000, b'{"update_id": }',
        {"update_id": "one"}, {"update_id": -1}, {"update_id": 2**63}, {"update_id": 10**400}, {"update_id": None},
        {"update_id": 1.5}, {"message": message(1, QUESTION)["message"]},
    ]  # fmt: skip
    for body in bodies:
        assert_problem(web.brings(body), 422)
    assert web.get("/healthz").status_code == 200


def test_an_update_that_nobody_can_read_is_not_asked_for_again(api: BotApi, web: Web) -> None:
    updates = [
        {"update_id": 1}, {"update_id": 2, "message": "x"}, {"update_id": 3, "message": {}},
        {"update_id": 4, "message": [1]}, message(5, "x", date=10**18), message(6, "x", date="yesterday"),
        message(7, "x", chat=5), message(8, "x", entities=[1]), {"update_id": 9, "callback_query": {"id": 5}},
        {"update_id": 10, "channel_post": message(1, QUESTION)["message"]},
        {"update_id": 11, "telepathy": {"thought": QUESTION}},
    ]  # fmt: skip
    for update in updates:
        assert web.brings(update).status_code == 200
    ana = known(api)
    assert web.brings(message(12, QUESTION, ana.id)).status_code == 200
    assert is_answer(ana.chat.wait_for(1)[0])
    assert len(api.calls_of("sendMessage")) == 1


def test_an_update_may_be_large_and_a_question_not(api: BotApi, web: Web) -> None:
    ana = known(api)
    large = message(10**6, QUESTION, ana.id)
    large["message"]["quoted"] = "x" * 500_000
    assert web.brings(large).status_code == 200
    large["message"]["quoted"] = "x" * 1_100_000
    assert_problem(web.brings(large), 413)
    assert_problem(web.asks("x" * 70_000), 413)
    assert is_answer(ana.chat.wait_for(1)[0])


def test_an_update_that_comes_again_is_answered_once(api: BotApi, web: Web) -> None:
    ana = known(api)
    again = message(10**6, QUESTION, ana.id)
    assert [web.brings(again).status_code for _ in range(5)] == [200] * 5
    ana.chat.wait_for(1)
    assert web.brings(again).status_code == 200
    api.wait_for_quiet()
    assert len(ana.chat.messages) == 1


def test_what_nobody_can_read_is_harmless(api: BotApi, web: Web) -> None:
    texts = ["\ud800 half of a pair \udfff", "\udfff", "@precedent_test_bot \ud83d", "\0" * 10]
    people = [known(api) for _ in texts]
    for number, (person, text) in enumerate(zip(people, texts, strict=True), 10**6):
        entities = [{"type": "mention", "offset": 0, "length": 19}] if text.startswith("@") else []
        assert web.brings(message(number, text, person.id, entities=entities)).status_code == 200
    for person in people:
        person.chat.wait_for(1)
    api.wait_for_quiet()
    assert len(api.calls_of("sendMessage")) == len(people)


def test_what_cannot_be_kept_is_asked_for_again(api: BotApi, web: Web) -> None:
    ana = api.person("Ana")
    with renamed(web.settings, "inbox"):
        assert_problem(web.brings(message(10**6, QUESTION)), 503)
        ana.says(QUESTION)
        until(lambda: web.brings(message(10**6, QUESTION)).status_code == 503)
        assert web.asks(QUESTION).json()["answered"]
        assert ana.chat.messages == []
    [answer] = ana.chat.wait_for(1)  # Telegram brought it again
    assert is_answer(answer)
    api.wait_for_quiet()
    assert len(ana.chat.messages) == 1


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again soon."""
    monkeypatch.setattr(webhook_module, "_AGAIN_AFTER", 0.1)


@pytest.mark.usefixtures("quickly")
def test_the_pages_do_not_wait_for_telegram(api: BotApi, on: Settings, answering: Assistant) -> None:
    ana = api.person("Ana")
    with api.down():
        ana.says(QUESTION)
        web = Web(on, answering)
        with web:
            assert web.asks(QUESTION).json()["answered"]
            assert api.calls == []
        # It ends at once, though Telegram was never reached.
    with Web(on, answering):
        assert is_answer(ana.chat.wait_for(1)[0])


@pytest.mark.usefixtures("quickly")
def test_the_bot_comes_when_telegram_does(api: BotApi, on: Settings, answering: Assistant) -> None:
    ana = api.person("Ana")
    ana.says(QUESTION)
    api.fail("getMe", Refusal(500, "Internal Server Error"))
    api.fail("setWebhook", Refusal(502, "Bad Gateway"))
    with Web(on, answering) as web:
        until(lambda: web.brings(message(10**6, "/help")).status_code in (200, 503))
        assert is_answer(ana.chat.wait_for(1)[0])


@pytest.mark.usefixtures("quickly")
def test_a_token_that_telegram_refuses_leaves_the_pages_alone(
    api: BotApi, on: Settings, answering: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    token = Settings(telegram_token="999:not-the-token", _env_file=None).telegram_token  # noqa: S106
    with Web(on.model_copy(update={"telegram_token": token}), answering) as web:
        until(lambda: web.brings(message(1, QUESTION)).status_code == 503)
        assert web.asks(QUESTION).json()["answered"]
    said = capsys.readouterr()
    assert "bot_not_started" in said.out
    assert "not-the-token" not in said.out + said.err


@pytest.mark.usefixtures("quickly")
def test_an_address_that_telegram_refuses_is_told(
    api: BotApi, on: Settings, answering: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    api.fail("setWebhook", Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"), 9)
    with Web(on, answering) as web:
        api.wait_for_call("setMyShortDescription")
        assert web.get("/healthz").status_code == 200
    assert len(api.calls_of("setWebhook")) == 1
    assert "https url must be provided" in capsys.readouterr().out.lower()


@pytest.mark.usefixtures("quickly")
def test_two_that_share_a_folder_take_turns(api: BotApi, on: Settings, answering: Assistant) -> None:
    with Web(on, answering) as first:
        api.wait_for_call("setWebhook")
        with Web(on, answering) as second:
            assert_problem(second.brings(message(1, QUESTION)), 503)
            assert second.asks(QUESTION).json()["answered"]
            assert len(api.calls_of("setWebhook")) == 1
            first.stop()
            api.wait_for_call("setWebhook", 2)
            ana = api.person("Ana")
            ana.says(QUESTION)
            assert is_answer(ana.chat.wait_for(1)[0])


def test_what_was_kept_before_a_restart_is_answered_after_it(
    api: BotApi, on: Settings, answering: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.telegram.polling._SECONDS_TO_FINISH", 0.2)
    ana = known(api)
    with Web(on, answering) as web:
        api.wait_for_call("setMyShortDescription", 8)
        with api.down():
            assert web.brings(message(10**6, QUESTION, ana.id)).status_code == 200
            web.stop()
    with Web(on, answering):
        [answer] = ana.chat.wait_for(1)
        api.wait_for_quiet()
    assert is_answer(answer)
    assert len(ana.chat.messages) == 1


def test_without_the_setting_there_is_no_such_address(api: BotApi, settings: Settings, answering: Assistant) -> None:
    with Web(settings, answering) as web:
        assert_problem(web.brings(message(1, QUESTION)), 404)
        assert web.asks(QUESTION).json()["answered"]
    assert api.calls == []


def test_what_is_missing_is_told_in_one_sentence(own_settings: Settings) -> None:
    ended = precedent("serve", "--port", "0", home=own_settings.home, telegram_webhook="true", telegram_token=TOKEN)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "PRECEDENT_PUBLIC_URL" in ended.stderr
    assert ended.stderr.count("\n") == 1
    with pytest.raises(SettingsError, match="PRECEDENT_TELEGRAM_TOKEN"):
        create_app(own_settings.model_copy(update={"telegram_webhook": True, "public_url": "https://a.example"}))


def test_the_command_serves_both_and_ends_cleanly(api: BotApi, on: Settings) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    set_so = {
        "telegram_webhook": "true",
        "telegram_token": on.telegram_token.get_secret_value(),
        "telegram_api": on.telegram_api,
        "public_url": f"http://127.0.0.1:{port}",
        "log_level": "debug",
    }
    ana = api.person("Ana")
    ana.says(QUESTION)
    with serving(on.home, "--port", str(port), **set_so) as server:
        assert is_answer(ana.chat.wait_for(1)[0])
        assert httpx.get(f"{server.address}/readyz", trust_env=False).status_code == 200
        assert server.stop() in (0, -15)
    said = "".join(server.said)
    assert "Traceback" not in said
    assert "TEST-token" not in said
    assert webhook_secret(api.token) not in said
