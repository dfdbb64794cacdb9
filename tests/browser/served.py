"""The whole web site as it is served, in a thread beside the tests, on a catalogue with a history."""

import socket
import threading
import time
from datetime import date
from pathlib import Path
from typing import Final, Self

import uvicorn

from assistant.assistant import Assistant
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.web.app import create_app
from corpus.practice import Practice

CHANGED: Final = "ie-cork-lifelong-learning-festival"
"""A record with an earlier version."""
WITHDRAWN: Final = "ie-cork-festival-of-yesterday"
"""A record that was there and is no more."""


def make_home(folder: Path, lender: Settings, shipped: list[Practice]) -> Settings:
    """A home with the whole corpus, in which one record has changed and one was withdrawn.

    Args:
        folder: Where to put it.
        lender: Settings of the home whose model and index are lent.
        shipped: The records.
    """
    (folder / "models").symlink_to(lender.models.resolve())
    (folder / "snapshots").symlink_to(lender.snapshots.resolve())
    settings = Settings(home=folder, contact="precedent@city.example", _env_file=None)
    changed = next(practice for practice in shipped if practice.id == CHANGED)
    before = changed.model_copy(
        update={
            "title": "Cork's festival of learning",
            "summary": changed.summary.replace("learning", "education"),
            "themes": changed.themes[:1],
            "sections": changed.sections[:-1],
            "checked": date(2024, 3, 1),
        }
    )
    with open_catalogue(settings) as catalogue:
        catalogue.add([practice for practice in shipped if practice.id != CHANGED], by="setup")
        catalogue.add([before, changed.model_copy(update={"id": WITHDRAWN})], by="setup")
        catalogue.add([changed], by="command line")
        catalogue.withdraw([WITHDRAWN], by="command line")
    return settings


class Site:
    """The site in a thread; what it is told and answers is real HTTP.

    Args:
        settings: Of its home.
        assistant: Its model and index answer; it stays open.

    Attributes:
        address: Where it answers.
        assistant: The site's own assistant.
    """

    def __init__(self, settings: Settings, assistant: Assistant) -> None:
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # another server can take its place
        self._listening.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.settings = settings
        self.assistant = Assistant(settings, assistant.live, assistant._embedder, assistant.calibration)
        app = create_app(settings, lambda _: self.assistant)
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],), name="site")

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            assert time.monotonic() < deadline and self._thread.is_alive(), "the site does not start"
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._listening.close()
        assert not self._thread.is_alive(), "the site does not stop"
