"""The bot as it runs, beside the tests: in a thread of this process, or as a process of its own."""

import asyncio
import signal
import subprocess
import threading
import time
from types import TracebackType
from typing import Any, Self

from assistant.assistant import Assistant
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from bots.telegram.application import TelegramBot
from bots.telegram.desk import Desk
from bots.telegram.polling import poll
from corpus.catalogue import Catalogue
from tests.assistant.processes import COMMAND, environment
from tests.bots.telegram.api import BotApi


class RunningBot:
    """The bot in a thread, asking for updates.

    Args:
        settings: They name the Bot API and the home; the catalogue is the bot's own.
        assistant: Answers.
        options: Of `TelegramBot`, such as how long Telegram may take to answer.
    """

    def __init__(self, settings: Settings, assistant: Assistant, **options: Any) -> None:
        self._settings = settings
        self._assistant = assistant
        self._options = options
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot")
        self._failure: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self.catalogue: Catalogue
        self.telegram: TelegramBot

    def __enter__(self) -> Self:
        self.catalogue = open_catalogue(self._settings)
        self._thread.start()
        if not self._ready.wait(20) or self._failure is not None:
            self.stop()
            raise AssertionError("the bot does not run") from self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End it as a signal would."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(20)
        self.catalogue.close()
        assert not self._thread.is_alive(), "the bot does not stop"

    def wait_until_done(self, api: BotApi, timeout: float = 60) -> None:
        """Block until the bot has taken every update and dealt with it.

        Raises:
            AssertionError: It has not in that time.
        """
        end = time.monotonic() + timeout
        api.wait_for_quiet(0.02, timeout)
        while len(self.telegram.received):
            assert time.monotonic() < end, f"{len(self.telegram.received)} updates are not dealt with"
            time.sleep(0.01)

    def _run(self) -> None:
        try:
            asyncio.run(self._poll())
        except BaseException as error:
            self._failure = error
        finally:
            self._ready.set()

    async def _poll(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        desk = Desk(self._assistant, self.catalogue)
        try:
            self.telegram = TelegramBot(self._settings, desk, **self._options)
            await poll(self.telegram, self._stop, lambda _: self._ready.set())
        finally:
            desk.close()


class BotProcess:
    """`precedent bot` as a process of its own, which can be killed.

    Args:
        settings: They become its environment.
        log: The name of its log, in the home.
    """

    def __init__(self, settings: Settings, log: str = "bot.log") -> None:
        self._environment = environment(
            settings.home,
            telegram_token=settings.telegram_token.get_secret_value(),
            telegram_api=settings.telegram_api,
            public_url=settings.public_url,
            log_level=settings.log_level,
        )
        self._process: subprocess.Popen[str] | None = None
        self.log = settings.home / log

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(signal.SIGKILL)

    def start(self) -> None:
        """Start it; it is not ready yet."""
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "bot"],
                env=self._environment,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def end(self, number: signal.Signals) -> int | None:
        """End it with a signal; gives its exit code."""
        if self._process is None:
            return None
        self._process.send_signal(number)
        return self.wait()

    def wait(self, timeout: float = 60) -> int:
        """Wait for its end; gives its exit code."""
        assert self._process is not None
        code = self._process.wait(timeout)
        self._process = None
        return code

    def wait_for_log(self, word: str, timeout: float = 60) -> str:
        """Block until a word stands in the log; gives what stands there.

        Raises:
            AssertionError: It does not in that time.
        """
        end = time.monotonic() + timeout
        while word not in (said := self.log.read_text("utf-8")):
            assert time.monotonic() < end, said
            time.sleep(0.02)
        return said
