"""Packages above this one add commands and channels; the server runs what the settings switch on."""

import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import EntryPoint, PackageNotFoundError
from types import SimpleNamespace

import pytest
from fastapi import APIRouter, Request
from starlette.testclient import TestClient

from assistant import channels
from assistant.assistant import Assistant
from assistant.channels import Channel, commands, served_channels
from assistant.settings import Settings, SettingsError
from assistant.web.app import create_app
from assistant.web.body_limit import MAX_BYTES
from tests.assistant.processes import COMMAND, ROOT, environment
from tests.assistant.web.conftest import assert_problem


class Letters:
    """A channel as another package might add it: it is told how long a letter is."""

    def __init__(self) -> None:
        self.bodies = {"/letters": 2 * MAX_BYTES}
        self.router = APIRouter()
        self.router.add_api_route("/letters", self._receive, methods=["POST"], include_in_schema=False)
        self.seen: list[str] = []

    async def _receive(self, request: Request) -> int:
        return len(await request.body())

    @asynccontextmanager
    async def running(self, assistant: Assistant) -> AsyncIterator[None]:
        self.seen.append("begins" if assistant.ask("learning festival", keep=False).answered else "cannot ask")
        yield
        # The assistant is still open: what is under way can be answered to its end.
        self.seen.append("ends" if assistant.ask("mobile library", keep=False).answered else "cannot ask")


LETTERS = Letters()


def letters(settings: Settings) -> Channel | None:
    """Switched on by a setting."""
    if settings.language == "pt":
        raise SettingsError("Nobody writes letters in Portuguese yet.")
    return LETTERS if settings.language == "fr" else None


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    """The distribution names the channel above, and nothing else."""
    entries = [EntryPoint("letters", f"{__name__}:letters", channels.CHANNELS)]
    monkeypatch.setattr(channels, "distribution", lambda name: SimpleNamespace(entry_points=entries))


def lent(settings: Settings, assistant: Assistant) -> Assistant:
    """One that the application may close."""
    return Assistant(settings, assistant.live, assistant._embedder, assistant.calibration)


def test_the_distribution_adds_the_bot() -> None:
    assert {name: entry.value for name, entry in commands().items()} == {"bot": "bots.telegram.command:bot"}
    assert served_channels(Settings(_env_file=None)) == []  # only where the settings ask for it


def test_where_nothing_is_installed_nothing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(channels, "distribution", missing)
    assert commands() == {}
    assert served_channels(Settings(_env_file=None)) == []


@pytest.mark.usefixtures("added")
def test_a_channel_is_served_and_runs_while_the_server_does(home: Settings, assistant: Assistant) -> None:
    settings = home.model_copy(update={"language": "fr"})
    with TestClient(create_app(settings, lambda _: lent(settings, assistant))) as client:
        assert LETTERS.seen == ["begins"]
        assert client.post("/letters", content=b"x" * 2 * MAX_BYTES).json() == 2 * MAX_BYTES
        assert_problem(client.post("/letters", content=b"x" * (2 * MAX_BYTES + 1)), 413)
        # What the channel takes, nothing else takes.
        assert_problem(client.post("/api/ask", content=b"x" * (MAX_BYTES + 1)), 413)
        assert client.post("/api/ask", json={"question": "mobile library"}).json()["answered"]
        assert "/letters" not in client.get("/openapi.json").json()["paths"]
    assert LETTERS.seen == ["begins", "ends"]


@pytest.mark.usefixtures("added")
def test_a_channel_that_is_not_switched_on_is_not_there(home: Settings, assistant: Assistant) -> None:
    with TestClient(create_app(home, lambda _: lent(home, assistant))) as client:
        assert_problem(client.post("/letters"), 404)


@pytest.mark.usefixtures("added")
def test_settings_that_do_not_fit_together_keep_the_server_from_starting(home: Settings) -> None:
    with pytest.raises(SettingsError, match="Portuguese"):
        create_app(home.model_copy(update={"language": "pt"}))


def test_help_lists_what_is_added_and_waits_for_none_of_it() -> None:
    code = (
        "import sys, json; from assistant.cli.main import app; app(['--help'], standalone_mode=False); "
        "print(json.dumps(sorted({'telegram', 'fastapi', 'sqlalchemy'} & sys.modules.keys())))"
    )
    shown = subprocess.run(
        [COMMAND[0], "-c", code], env=environment(None), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stderr == ""
    *listed, loaded = shown.stdout.splitlines()
    assert json.loads(loaded) == []
    assert any(line.split()[:1] == ["bot"] for line in listed)
