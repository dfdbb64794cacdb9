"""Killed anywhere, or with the disk full: catalogue and index agree afterwards, and no approved work is lost."""

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.office.agreeing import agree
from assistant.office.publishing import publish, rollback
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from index.snapshot import SnapshotStore
from tests.assistant.office.dying import NOT_PERMITTED
from tests.assistant.office.homes import (
    approve_change,
    approve_new,
    boat,
    cheap_model,
    make_home,
    published,
    served,
)
from tests.assistant.processes import ROOT, environment

OLD = {f"no-oslo-boats-{number}": f"Reading boats, number {number}" for number in (1, 2, 3)}
NEW = OLD | {"no-oslo-boats-2": "Boats of all sizes", "no-oslo-boats-4": "Reading boats, number 4"}
KILLED = -9


class Dying:
    """Tries the office's work in processes that die.

    Args:
        process: Answers one attempt a line.
        folder: For the homes that it is tried on.
    """

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._count = 0

    def attempt(self, template: Settings, act: str, **how: Any) -> tuple[Settings, int, str]:
        """Do something in a copy of a home; gives that, the exit code, and how many moments or what failed."""
        self._count += 1
        home = self._folder / str(self._count)
        if "room" in how:
            how["template"] = str(template.home)
        else:
            shutil.copytree(template.home, home)
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"home": str(home), "act": act, **how}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Settings(home=home, _env_file=None), answer["code"], answer["said"]

    def moments(self, template: Settings, act: str, count: int, **how: Any) -> list[int]:
        """So many moments at which it could die, spread over all that there are."""
        home, code, said = self.attempt(template, act, **how)
        assert code == 0, said
        shutil.rmtree(home.home)
        step = max(1, int(said) / count)
        return sorted({int(1 + number * step) for number in range(count) if number * step < int(said)})


@pytest.fixture(scope="module")
def dying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dying]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.assistant.office.dying"],
        cwd=ROOT,
        env=environment(None),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield Dying(process, tmp_path_factory.mktemp("homes"))
    finally:
        process.communicate()


def home_to_publish(folder: Path) -> Settings:
    settings = make_home(folder, [boat(1), boat(2), boat(3)])
    with open_catalogue(settings) as catalogue:
        approve_new(catalogue, boat(4))
        approve_change(catalogue, boat(2, title="Boats of all sizes"))
    return settings


@pytest.fixture
def approved(tmp_path: Path) -> Settings:
    """A home with one new practice and one changed one approved, and nothing of them published."""
    return home_to_publish(tmp_path / "approved")


@pytest.fixture
def approved_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same with its vectors in cells, as those of a large corpus are."""
    monkeypatch.setattr("index.vector_files._EXACT", 2)
    monkeypatch.setattr("index.vector_files._SHARE", 0.9)
    settings = home_to_publish(tmp_path / "approved")
    assert list(settings.snapshots.glob("*/cells.faiss"))
    return settings


@pytest.fixture
def changed(approved: Settings) -> Settings:
    """The same home with it published."""
    publish(approved, cheap_model(), by="Ana")
    assert published(approved) == NEW
    return approved


def sound(settings: Settings, *states: dict[str, str]) -> dict[str, str]:
    """Make sure that one of these states stands, whole, and that the index can be brought to it; gives it."""
    store = SnapshotStore(settings.snapshots)
    store.verify(str(store.current_id()))
    assert served(settings) in states  # what a server answers from that is started at once
    stands = published(settings)
    assert stands in states
    agree(settings, cheap_model())
    assert served(settings) == stands
    assert not agree(settings, cheap_model())
    assert store.verify(str(store.current_id()))
    return stands


def nothing_lost(settings: Settings, stands: dict[str, str]) -> None:
    """Approved work is approved still, or published; and can be published now."""
    with open_catalogue(settings) as catalogue:
        wanted = {"approved": 2} if stands == OLD else {"published": 2}
        counts = catalogue.drafts.counts()
        assert {state: count for state, count in counts.items() if count} == wanted
    publish(settings, cheap_model(), by="Ana")
    assert served(settings) == published(settings) == NEW
    leftovers = [path.name for path in settings.snapshots.iterdir() if path.name.startswith(".")]
    assert len(leftovers) <= 1


def test_publishing_killed_at_any_moment(dying: Dying, approved: Settings) -> None:
    seen = []
    for moment in dying.moments(approved, "publish", 60):
        home, code, _ = dying.attempt(approved, "publish", moment=moment)
        assert code == KILLED
        seen.append(sound(home, OLD, NEW))
        nothing_lost(home, seen[-1])
        shutil.rmtree(home.home)
    assert len(seen) >= 60
    assert OLD in seen and NEW in seen
    assert seen == sorted(seen, key=lambda state: state == NEW)  # once it is published, it stays so


def test_publishing_a_large_corpus_killed_at_any_moment(dying: Dying, approved_large: Settings) -> None:
    for moment in dying.moments(approved_large, "publish", 15, large=True):
        home, code, _ = dying.attempt(approved_large, "publish", moment=moment, large=True)
        assert code == KILLED
        nothing_lost(home, sound(home, OLD, NEW))
        shutil.rmtree(home.home)


def test_rolling_back_killed_at_any_moment(dying: Dying, changed: Settings) -> None:
    for moment in dying.moments(changed, "rollback", 25):
        home, code, _ = dying.attempt(changed, "rollback", moment=moment)
        assert code == KILLED
        sound(home, OLD, NEW)
        rollback(home, cheap_model(), 1, by="Ana")
        assert served(home) == published(home) == OLD
        rollback(home, cheap_model(), 2, by="Ana")
        assert served(home) == published(home) == NEW
        shutil.rmtree(home.home)


def test_bringing_together_killed_at_any_moment(dying: Dying, approved: Settings) -> None:
    added = OLD | {"no-oslo-boats-5": "Reading boats, number 5"}
    with open_catalogue(approved) as catalogue:
        catalogue.add([boat(5)], by="Ben")
    for moment in dying.moments(approved, "agree", 15):
        home, code, _ = dying.attempt(approved, "agree", moment=moment)
        assert code == KILLED
        assert sound(home, OLD, added) == added
        shutil.rmtree(home.home)


def test_publishing_killed_after_any_time(dying: Dying, approved: Settings) -> None:
    chance = random.Random(7)  # noqa: S311  (for the tests to be the same each time)
    for _ in range(20):
        home, _, _ = dying.attempt(approved, "publish", seconds=chance.uniform(0.005, 0.25))
        nothing_lost(home, sound(home, OLD, NEW))
        shutil.rmtree(home.home)


def test_files_that_cannot_grow(dying: Dying, approved: Settings) -> None:
    """Every file has a size at which its disk is full: the smallest first, then ever larger ones."""
    refused = 0
    for size in (*range(512, 12_000, 1_500), 20_000, 40_000, 80_000, 120_000, 300_000, 400_000, 500_000):
        home, code, said = dying.attempt(approved, "publish", file_bytes=size)
        assert code in (0, 1)
        refused += code
        assert code == 0 or said.split(":")[0] in ("OSError", "CatalogueError", "OperationalError", "RuntimeError"), (
            said
        )
        nothing_lost(home, sound(home, OLD, NEW))
        shutil.rmtree(home.home)
    assert refused >= 8


def test_a_disk_that_is_full(dying: Dying, approved: Settings) -> None:
    refused = 0
    for room in (0, 4_096, *range(10_000, 250_000, 20_000), 1_000_000, 4_000_000):
        home, code, said = dying.attempt(approved, "publish", room=room)
        if code == NOT_PERMITTED:
            pytest.skip("this account may not mount a disk of its own")
        assert code in (0, 1)
        refused += code
        assert code == 0 or re.search("full|space|written", said), said
        nothing_lost(home, sound(home, OLD, NEW))
        shutil.rmtree(home.home)
    assert refused >= 8
    assert code == 0
