"""What the Telegram bot's tests share."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from tests.bots.telegram.api import BotApi
from tests.bots.telegram.emulator.process import PACKAGE
from tests.bots.telegram.ready_api import ReadyApi
from tests.bots.telegram.running import RunningBot
from tests.node import missing


@pytest.fixture
def ready_api() -> Iterator[ReadyApi]:
    """A ready Bot API emulator, new for each test."""
    reason = missing(PACKAGE)
    if reason is not None:
        pytest.skip(reason)
    with ReadyApi() as api:
        yield api


@pytest.fixture
def api() -> Iterator[BotApi]:
    """The tests' own Bot API server, new for each test."""
    with BotApi() as running:
        yield running


@pytest.fixture(scope="session")
def bot_home(home: Settings, shipped: list[Practice], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the whole corpus published and indexed, from which each test's own is made."""
    folder = tmp_path_factory.mktemp("bot")
    (folder / "models").symlink_to(home.models.resolve())
    (folder / "snapshots").symlink_to(home.snapshots.resolve())
    with open_catalogue(Settings(home=folder, _env_file=None)) as catalogue:
        catalogue.add(shipped, by="tests")
    return folder


@pytest.fixture(scope="session")
def answering(bot_home: Path) -> Iterator[Assistant]:
    """The assistant that answers in all tests; what it keeps lies in `bot_home`."""
    settings = Settings(home=bot_home, public_url="https://precedent.example", _env_file=None)
    with Assistant.open(settings) as opened:
        yield opened


@pytest.fixture
def own_settings(bot_home: Path, tmp_path: Path) -> Settings:
    """Settings of a home of the test's own, without a token."""
    for name in ("models", "snapshots"):
        (tmp_path / name).symlink_to((bot_home / name).resolve())
    original, copied = sqlite3.connect(bot_home / "catalogue.sqlite"), sqlite3.connect(tmp_path / "catalogue.sqlite")
    original.backup(copied)
    original.close()
    copied.close()
    return Settings(home=tmp_path, public_url="https://precedent.example", _env_file=None)


@pytest.fixture
def settings(own_settings: Settings, api: BotApi) -> Settings:
    """Settings that name the tests' own Bot API server."""
    return own_settings.model_copy(
        update={
            "telegram_token": Settings(telegram_token=api.token, _env_file=None).telegram_token,
            "telegram_api": api.url,
        }
    )


@pytest.fixture
def bot(settings: Settings, answering: Assistant) -> Iterator[RunningBot]:
    """The bot, running, with a catalogue of its own."""
    with RunningBot(settings, answering) as running:
        yield running
