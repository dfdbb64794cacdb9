"""A server that answers keeps its index in agreement with the catalogue, at no cost while nothing changes."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from assistant.assistant import Assistant
from assistant.live import LiveIndex
from assistant.office import agreeing
from assistant.office import tending as tending_module
from assistant.office.publishing import withdraw
from assistant.office.tending import Tending, tending
from assistant.publishing import building, open_catalogue
from assistant.settings import Settings
from assistant.shared_catalogue import SharedCatalogue
from corpus.faults import CorpusError
from index.snapshot import SnapshotStore
from tests.assistant.office.homes import boat, cheap_model, served
from tests.index.doubles import HashEmbedder


@pytest.fixture
def assistant(three: Settings) -> Iterator[Any]:
    catalogue = SharedCatalogue(three)
    live = LiveIndex(SnapshotStore(three.snapshots), HashEmbedder())
    yield SimpleNamespace(settings=three, catalogue=catalogue, live=live)
    catalogue.close()


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The processes that would have been started."""
    begun: list[list[str]] = []

    def start(command: list[str], **_: Any) -> Any:
        begun.append(command)
        return SimpleNamespace(poll=lambda: 0)

    monkeypatch.setattr(tending_module, "subprocess", SimpleNamespace(Popen=start, DEVNULL=subprocess.DEVNULL))
    return begun


def test_what_agrees_is_looked_into_once(
    assistant: Any, builds: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    take_up = agreeing.take_up
    monkeypatch.setattr(agreeing, "take_up", lambda *given: looked.append(True) or take_up(*given))
    tended = Tending(assistant)
    for _ in range(3):
        tended.look()
    assert (looked, builds) == ([True], [])


def test_a_snapshot_that_lies_ready_is_taken_up(assistant: Any, builds: list[list[str]]) -> None:
    store = SnapshotStore(assistant.settings.snapshots)
    first = str(store.current_id())
    second = withdraw(assistant.settings, cheap_model(), ["no-oslo-boats-1"], by="Ana").snapshot
    store.make_current(first)  # as one leaves it who dies after the catalogue was changed
    Tending(assistant).look()
    assert store.current_id() == second
    assert assistant.live.refresh()
    assert builds == []


def test_where_there_is_none_one_is_built_beside_the_server(assistant: Any, builds: list[list[str]]) -> None:
    with open_catalogue(assistant.settings) as catalogue:
        catalogue.add([boat(4)], by="Ana")
    tended = Tending(assistant)
    for _ in range(3):
        tended.look()
    assert builds == [[sys.executable, "-m", "assistant.office.agreeing"]]  # not again and again


def test_while_another_builds_nothing_is_done(assistant: Any, builds: list[list[str]]) -> None:
    with open_catalogue(assistant.settings) as catalogue:
        catalogue.add([boat(4)], by="Ana")
    tended = Tending(assistant)
    with building(assistant.settings):
        tended.look()
    assert builds == []
    tended.look()
    assert len(builds) == 1


def test_a_home_without_a_catalogue_gets_none(assistant: Any, builds: list[list[str]]) -> None:
    database = assistant.settings.home / "catalogue.sqlite"
    database.unlink()
    Tending(assistant).look()
    assert not database.exists()
    assert builds == []
    assert len(served(assistant.settings)) == 3


def test_a_look_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending_module, "_LOOK_SECONDS", 0.01)
    looks: list[int] = []

    class Failing:
        def __init__(self, assistant: Any) -> None:
            pass

        def look(self) -> None:
            looks.append(1)
            raise CorpusError("away") if len(looks) == 1 else OSError("no disk")

    monkeypatch.setattr(tending_module, "Tending", Failing)

    async def run() -> None:
        async with tending(cast(Assistant, None)):
            while len(looks) < 3:
                await asyncio.sleep(0.01)

    with capture_logs() as logged:
        asyncio.run(asyncio.wait_for(run(), 10))
    assert [entry["event"] for entry in logged][:2] == ["catalogue_not_looked_at"] * 2
