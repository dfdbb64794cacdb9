"""The tests' own Bot API server: faults on the way, being down, webhooks, and Telegram's limits."""

import asyncio
import threading
import time
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from json import JSONDecodeError, loads
from typing import Any

import httpx
import pytest

from tests.bots.telegram.api import (
    BotApi,
    DropAfter,
    DropBefore,
    Fault,
    Garbage,
    HangAfter,
    HangBefore,
    Person,
    Refusal,
    ServerError,
    TooManyRequests,
)
from tests.bots.telegram.api.client import Client
from tests.bots.telegram.api.errors import ApiError
from tests.bots.telegram.api.limits import Limits


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def call(api: BotApi) -> Iterator[Client]:
    with Client(api.url, api.token) as client:
        yield client


@pytest.fixture
def ana(api: BotApi) -> Person:
    person = api.person("Ana")
    person.says("hi")
    return person


@pytest.mark.parametrize(
    ("fault", "code", "description"),
    [
        (TooManyRequests(7), 429, "Too Many Requests: retry after 7"),
        (ServerError(), 500, "Internal Server Error"),
        (Refusal(400, "Bad Request: PEER_ID_INVALID"), 400, "Bad Request: PEER_ID_INVALID"),
    ],
)
def test_errors_in_json(api: BotApi, call: Client, ana: Person, fault: Fault, code: int, description: str) -> None:
    api.fail("sendMessage", fault)
    with pytest.raises(ApiError) as raised:
        call("sendMessage", chat_id=ana.id, text="hi")
    assert (raised.value.code, raised.value.description) == (code, description)
    assert raised.value.retry_after == (7 if code == 429 else None)
    assert ana.chat.messages == []
    call("sendMessage", chat_id=ana.id, text="hi")
    assert [call.error for call in api.calls_of("sendMessage")] == [repr(fault), ""]


@pytest.mark.parametrize("fault", [ServerError(502), Garbage()])
def test_bodies_that_are_no_json(api: BotApi, call: Client, ana: Person, fault: Fault) -> None:
    api.fail("sendMessage", fault, times=2)
    for _ in range(2):
        with pytest.raises(JSONDecodeError):
            call("sendMessage", chat_id=ana.id, text="hi")
    call("sendMessage", chat_id=ana.id, text="hi")
    assert len(ana.chat.messages) == 1


@pytest.mark.parametrize(
    ("fault", "had_effect"),
    [(DropBefore(), False), (DropAfter(), True), (HangBefore(0.1), False), (HangAfter(0.1), True)],
)
def test_connections_that_are_closed(api: BotApi, call: Client, ana: Person, fault: Fault, had_effect: bool) -> None:
    api.fail("sendMessage", fault)
    began = time.monotonic()
    with pytest.raises(httpx.TransportError):
        call("sendMessage", chat_id=ana.id, text="hi")
    assert time.monotonic() - began >= fault.delay
    assert len(ana.chat.messages) == had_effect
    call("sendMessage", chat_id=ana.id, text="hi again")  # over a new connection
    assert len(ana.chat.messages) == had_effect + 1


def test_updates_that_are_lost_on_the_way_are_given_again(api: BotApi, call: Client, ana: Person) -> None:
    api.fail("getUpdates", DropAfter())
    with pytest.raises(httpx.TransportError):
        call("getUpdates", timeout=5)
    assert [update["message"]["text"] for update in call("getUpdates")] == ["hi"]


def test_down(api: BotApi, call: Client, ana: Person) -> None:
    poll_ended = threading.Event()

    def poll() -> None:
        with Client(api.url, api.token) as client, pytest.raises(httpx.TransportError):
            client("getUpdates", offset=2**30, timeout=30)
        poll_ended.set()

    thread = threading.Thread(target=poll)
    thread.start()
    api.wait_for_call("getUpdates")
    url = api.url
    with api.down():
        assert poll_ended.wait(5)
        for _ in range(2):
            with pytest.raises(httpx.ConnectError):
                call("getMe")
        ana.says("are you there?")
    thread.join()
    assert api.url == url
    assert [update["message"]["text"] for update in call("getUpdates")] == ["are you there?"]


class Hook:
    """A webhook that writes down what is posted to it."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, str, dict[str, Any]]] = []
        self.answers: list[int] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = loads(self.rfile.read(int(self.headers["Content-Length"])))
                hook.posted.append((self.path, self.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), body))
                self.send_response(hook.answers.pop(0) if hook.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def hook() -> Iterator[Hook]:
    opened = Hook()
    yield opened
    opened.close()


def wait_until_taken(call: Client) -> dict[str, Any]:
    until = time.monotonic() + 10
    while (about := dict(call("getWebhookInfo")))["pending_update_count"] and time.monotonic() < until:
        time.sleep(0.01)
    return about


def test_a_webhook_is_given_updates_until_it_takes_them(api: BotApi, call: Client, ana: Person, hook: Hook) -> None:
    hook.answers = [500, 404]
    call("setWebhook", url=hook.url, secret_token="s3cret_-", allowed_updates=["message"])  # noqa: S106
    ana.says("again")
    about = wait_until_taken(call)
    assert about["url"] == hook.url
    assert about["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert about["allowed_updates"] == ["message"]
    assert {(path, token) for path, token, _ in hook.posted} == {("/hook", "s3cret_-")}
    assert [body["message"]["text"] for _, _, body in hook.posted] == ["hi", "hi", "hi", "again"]
    with pytest.raises(ApiError, match=r"^Conflict: can't use getUpdates method while webhook is active; use deleteW"):
        call("getUpdates")
    with api.down():
        ana.says("later")
    wait_until_taken(call)
    assert hook.posted[-1][2]["message"]["text"] == "later"
    call("deleteWebhook")
    ana.says("polled")
    assert [update["message"]["text"] for update in call("getUpdates")] == ["polled"]
    assert call("getWebhookInfo")["url"] == ""


def _waits(limits: Limits, chats: Iterable[int], now: float) -> list[int]:
    return [limits.take(chat_id, now) for chat_id in chats]


def test_limits_of_a_chat_of_a_group_and_in_all() -> None:
    limits = Limits()
    assert _waits(limits, [1] * 5, now=0) == [0, 0, 0, 1, 1]
    assert _waits(limits, [1] * 2, now=1) == [0, 1]
    assert _waits(limits, range(2, 40), now=10) == [0] * 30 + [1] * 8
    assert _waits(limits, range(32, 40), now=11) == [0] * 8
    through = sum(limits.take(-100, now=100 + second) == 0 for second in range(30))
    assert through == 20
    assert limits.take(-100, now=130) == 30
    assert limits.take(-100, now=160) == 0


def test_too_many_messages_are_refused() -> None:
    with BotApi(limits=True) as api, Client(api.url, api.token) as call:
        ana = api.person("Ana")
        ana.says("hi")
        for _ in range(2):
            sent = call("sendMessage", chat_id=ana.id, text="hi")
        call("editMessageText", chat_id=ana.id, message_id=sent["message_id"], text="hello")
        with pytest.raises(ApiError, match=r"^Too Many Requests: retry after 1$") as raised:
            call("sendMessage", chat_id=ana.id, text="hi")
        assert (raised.value.code, raised.value.retry_after) == (429, 1)
        assert call("sendChatAction", chat_id=ana.id, action="typing") is True  # does not count


def test_two_hundred_chats_at_once(api: BotApi) -> None:
    people = [api.person(f"Person {number}") for number in range(200)]
    for person in people:
        person.says("hi")

    async def answer_all() -> None:
        limits = httpx.Limits(max_connections=50)
        async with httpx.AsyncClient(limits=limits, timeout=30, trust_env=False) as http:
            address = f"{api.url}/bot{api.token}/sendMessage"
            calls = [http.post(address, data={"chat_id": person.id, "text": "hi"}) for person in people]
            assert {answer.status_code for answer in await asyncio.gather(*calls)} == {200}

    asyncio.run(answer_all())
    assert [len(person.chat.messages) for person in people] == [1] * 200
