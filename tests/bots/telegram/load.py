"""Measures the bot under load: `python -m tests.bots.telegram.load`.

The bot runs as a process of its own against the tests' Bot API server. Its own time for an answer is that from the
update's arrival to the beginning of the call that sends the answer, less what the assistant took to answer.
"""

import asyncio
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from telegram.request import HTTPXRequest

from assistant.assistant import Assistant
from assistant.logs import configure_logging
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from bots.telegram.application import TelegramBot
from bots.telegram.desk import Desk
from bots.telegram.polling import poll
from bots.telegram.transport.pace import Pace
from corpus.records import SHIPPED, read_records
from tests.assistant.processes import ROOT, environment
from tests.bots.telegram.api import BotApi
from tests.bots.telegram.test_many_chats import questions

_KEPT = ROOT / ".test-home"
_WARM_UP = 40
_LIFTED = 100_000


def main() -> None:
    """Print the figures."""
    with BotApi(limits=True) as api, _bot(api, limits=True):
        print(f"answers a second, within Telegram's limits: {_rush(api, 300):.1f}")
    with BotApi() as api, _bot(api, limits=False):
        print(f"answers a second, with the limits lifted:   {_rush(api, 600):.1f}")
    for at_once in (1, 16):
        taken: list[dict[str, float]] = []
        with BotApi() as api, _bot(api, limits=False, times=taken):
            _converse(api, at_once, 400)
        own, asked = (_figures([each[whose] for each in taken[_WARM_UP:]]) for whose in ("own_ms", "ask_ms"))
        print(f"the bot's own time an answer, {at_once} at once: {own} (the assistant's: {asked})")


def _figures(times: list[float]) -> str:
    cut = statistics.quantiles(times, n=100)
    return f"p50 {cut[49]:.1f} ms, p99 {cut[98]:.1f} ms"


def _rush(api: BotApi, count: int) -> float:
    """Everyone asks at the same moment; gives the answers a second."""
    _converse(api, 16, _WARM_UP)
    people = [api.person(f"P{number}") for number in range(count)]
    began = time.monotonic()
    for person, question in zip(people, _asked(), strict=False):
        person.says(question)
    for person in people:
        assert len(person.chat.wait_for(1, timeout=120)) == 1
    return (count - 1) / (api.calls_of("sendMessage")[-1].at - began)


def _converse(api: BotApi, at_once: int, count: int) -> None:
    """So many ask at a time, each in a chat of their own."""

    def ask(question: str) -> None:
        person = api.person("P")
        person.says(question)
        person.chat.wait_for(1, timeout=60)

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(ask, [question for question, _ in zip(_asked(), range(count), strict=False)]))


def _asked() -> Iterator[str]:
    """Questions without end, no two alike."""
    number = 0
    while True:
        for question in questions():
            yield f"{question} {number}" if number else question
        number += 1


@contextmanager
def _bot(api: BotApi, *, limits: bool, times: list[dict[str, float]] | None = None) -> Iterator[None]:
    """The bot in a process, with a home of its own; adds its times when it has ended."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("models", "snapshots"):
            (home / name).symlink_to((_KEPT / name).resolve())
        with open_catalogue(Settings(home=home, _env_file=None)) as catalogue:
            catalogue.add(read_records([SHIPPED]).practices, by="load")
        given = environment(home, telegram_token=api.token, telegram_api=api.url, log_level="warning")
        told = home / "times.json"
        command = [sys.executable, "-m", "tests.bots.telegram.load", str(told), str(int(limits))]
        process = subprocess.Popen(command, env=given)
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)
        if times is not None:
            times += json.loads(told.read_text("utf-8"))


def _run_bot(times: Path, limits: bool) -> None:
    """The process of the bot."""
    settings = Settings.load()
    configure_logging(settings.log_level, settings.secrets())
    watch = _Watch()
    with Assistant.open(settings) as assistant, open_catalogue(settings) as catalogue:
        watch.put_on(assistant)
        desk = Desk(assistant, catalogue)
        asyncio.run(_until_told(settings, desk, Pace() if limits else Pace(_LIFTED, _LIFTED, _LIFTED)))
        desk.close()
    times.write_text(json.dumps(watch.times), "utf-8")


async def _until_told(settings: Settings, desk: Desk, pace: Pace) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await poll(TelegramBot(settings, desk, pace=pace), stop, lambda _: None)


class _Watch:
    """Notes when updates arrive and answers leave."""

    def __init__(self) -> None:
        self.times: list[dict[str, float]] = []
        self._arrived: dict[str, tuple[float, str]] = {}
        self._asked: dict[str, float] = {}

    def put_on(self, assistant: Assistant) -> None:
        """Watch an assistant, and all calls to the Bot API."""
        ask, do_request = assistant.ask, HTTPXRequest.do_request

        def timed_ask(question: str, **options: Any) -> Any:
            answer = ask(question, **options)
            self._asked[question] = answer.took_ms
            return answer

        async def timed_request(request: HTTPXRequest, url: str, *arguments: Any, **options: Any) -> Any:
            begun = time.perf_counter()
            if url.endswith("/sendMessage"):
                self._leaves(str(options["request_data"].json_parameters["chat_id"]), begun)
            code, payload = await do_request(request, url, *arguments, **options)
            if url.endswith("/getUpdates"):
                arrived = time.perf_counter()
                for update in json.loads(payload)["result"]:
                    self._arrived[str(update["message"]["chat"]["id"])] = (arrived, update["message"]["text"])
            return code, payload

        assistant.ask = timed_ask  # type: ignore[method-assign]
        HTTPXRequest.do_request = timed_request  # type: ignore[method-assign]

    def _leaves(self, chat: str, begun: float) -> None:
        arrived, question = self._arrived[chat]
        ask_ms = self._asked.get(question, 0.0)
        self.times.append({"own_ms": (begun - arrived) * 1000 - ask_ms, "ask_ms": ask_ms})


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _run_bot(Path(sys.argv[1]), bool(int(sys.argv[2])))
    else:
        main()
