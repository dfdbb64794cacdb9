"""While questions are answered, a new snapshot is taken up, and nothing that fails on the way ends that."""

import asyncio
import gc
import threading
import weakref
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from assistant import watching as watching_module
from assistant.assistant import Assistant
from assistant.watching import watching


class Watched:
    """Stands in for an assistant: notes what is asked of it, and fails as told."""

    def __init__(self, *, fails: bool = False) -> None:
        self.looks = 0
        self.snapshot: Snapshot | None = Snapshot()
        self.warmed_up = False
        self.may_end = threading.Event()
        self.may_end.set()
        self._fails = fails

    def warm_up(self) -> None:
        self.may_end.wait(5)
        if self._fails:
            raise RuntimeError("no names")
        self.warmed_up = True

    def refresh(self) -> bool:
        self.looks += 1
        if self._fails and self.looks < 3:
            raise OSError("no disk")
        if self.snapshot is None or not self.warmed_up:
            return False
        self.snapshot = None
        return True


class Snapshot:
    """Holds on to itself, as what keeps its own results does: only the collector lets go of it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching_module, "_LOOK_FOR_SNAPSHOTS", 0.01)


def watch(watched: Watched, looks: int = 0) -> Any:
    """Watch until so many looks were taken."""

    async def run() -> None:
        async with watching(cast(Assistant, watched)):
            while watched.looks < looks:
                await asyncio.sleep(0.01)

    return asyncio.wait_for(run(), 5)


def test_it_warms_up_and_looks_again_and_again() -> None:
    watched = Watched()
    asyncio.run(watch(watched, looks=3))
    assert watched.warmed_up
    seen = watched.looks
    assert seen <= 4


def test_the_collector_passes_over_what_stays_and_takes_the_earlier_snapshot() -> None:
    gc.unfreeze()
    watched = Watched()
    earlier = weakref.ref(watched.snapshot)
    frozen: list[int] = []

    async def run() -> None:
        async with watching(cast(Assistant, watched)):
            while watched.looks < 3:
                await asyncio.sleep(0.01)
            frozen.append(gc.get_freeze_count())

    asyncio.run(asyncio.wait_for(run(), 5))
    assert frozen[0] > 10_000
    assert earlier() is None
    assert gc.get_freeze_count() == 0


def test_a_look_that_fails_is_not_the_last() -> None:
    watched = Watched(fails=True)
    with capture_logs() as logged:
        asyncio.run(watch(watched, looks=4))
    assert [(entry["event"], entry["error"]) for entry in logged if entry["event"] == "snapshot_look_failed"] == [
        ("snapshot_look_failed", "OSError")
    ] * 2
    assert ("not_warmed_up", "RuntimeError") in [(entry["event"], entry["error"]) for entry in logged]


def test_it_does_not_end_while_it_warms_up() -> None:
    # The assistant is closed afterwards: nobody may be asking it any more.
    watched = Watched()
    watched.may_end.clear()
    threading.Timer(0.2, watched.may_end.set).start()
    asyncio.run(watch(watched))
    assert watched.warmed_up


def test_what_fails_inside_comes_out() -> None:
    async def run() -> None:
        async with watching(cast(Assistant, Watched())):
            raise KeyError("inside")

    with pytest.raises(KeyError, match="inside"):
        asyncio.run(run())
