"""A refresh that is killed at any moment: nothing is half there, and going on ends where an undisturbed one ends."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from corpus.catalogue import Catalogue
from tests.corpus.refreshing.doubles import Site, serving

ROOT = Path(__file__).parents[3]
ROUNDS, AGAIN, MOMENTS = 20, 2, 12

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such signal")


class Refresh(Protocol):
    """Refreshes a catalogue in a process of its own; gives its exit code, and how many points it could die at."""

    def __call__(self, file: Path, **order: Any) -> tuple[int, int]: ...


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


@pytest.fixture(scope="module")
def refresh() -> Iterator[Refresh]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.corpus.refreshing.dying"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:

        def order(file: Path, **order: Any) -> tuple[int, int]:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(json.dumps({"url": f"sqlite:///{file}", **order}) + "\n")
            server.stdin.flush()
            ended = json.loads(server.stdout.readline())
            return ended["code"], ended["points"]

        yield order
        assert server.stdin is not None
        server.stdin.close()


@pytest.fixture(scope="module")
def before(site: Site, refresh: Refresh, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue after a first refresh; the site has changed since, in every way."""
    file = tmp_path_factory.mktemp("before") / "catalogue.db"
    paths = [f"/{number}" for number in range(6)]
    for path in paths:
        site.page(path, f"The boat of {path}.</p><p>Another boat of {path}.")
    with Catalogue.open(f"sqlite:///{file}") as catalogue:
        catalogue.sources.add("sitemap", site.site_map(*paths), by="ana", name="map")
        catalogue.sources.add("page", site.page("/page", "A boat."), by="ana", name="page")
        catalogue.sources.add("sitemap", site.address + "/none.xml", by="ana", name="none")
    assert refresh(file)[0] == 0
    with Catalogue.open(f"sqlite:///{file}") as catalogue:
        first, second, *_ = catalogue.drafts.queue()
        catalogue.drafts.approve(first.id, version=first.version, by="ana")
        catalogue.drafts.edit(second.id, second.record | {"title": "Mine"}, version=second.version, by="ana")
    site.page("/0", "A new boat of /0.</p><p>Another new boat of /0.")
    site.page("/1", "Only one boat.")
    site.pages["/2"] = 404
    site.pages["/3"] = b"<html>broken"
    site.page("/6", "A boat that is new.</p><p>And another boat.")
    site.page("/7", "Nothing.")
    site.site_map(*(f"/{number}" for number in range(8)))
    return file


def copy(before: Path, folder: Path) -> Path:
    folder.mkdir()
    for file in before.parent.glob("catalogue.db*"):
        shutil.copy(file, folder)
    return folder / "catalogue.db"


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(file)
    try:
        return sorted(database.execute(query).fetchall(), key=repr)
    finally:
        database.close()


def state(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is kept, but for moments and numbers of rows."""
    return {
        "documents": rows(
            file,
            "SELECT source_id, address, document, text_digest, validators, gone_at IS NULL, failure, no_draft"
            " FROM documents",
        ),
        "drafts": rows(
            file, "SELECT address, key, version, state, record, practice_id, reason, edited_by, decided_by FROM drafts"
        ),
        "sources": rows(file, "SELECT name, failure, held FROM sources"),
    }


def check_whole(file: Path) -> None:
    """What is there now is whole, however much of the refresh has happened."""
    assert rows(file, "PRAGMA integrity_check") == [("ok",)]
    assert rows(file, "PRAGMA foreign_key_check") == []
    without = "no_draft = '' AND id NOT IN (SELECT document_id FROM drafts WHERE document_id IS NOT NULL)"
    assert rows(file, f"SELECT address FROM documents WHERE document IS NOT NULL AND {without}") == []  # noqa: S608
    twice = "SELECT document_id, key, drafted_digest FROM drafts GROUP BY 1, 2, 3 HAVING count(*) > 1"
    assert rows(file, twice) == []
    decided = rows(file, "SELECT state, edited_by FROM drafts WHERE state = 'approved' OR edited_by != ''")
    assert decided == [("approved", ""), ("waiting", "ana")]


@pytest.fixture(scope="module")
def undisturbed(before: Path, refresh: Refresh, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, int]:
    """The state after a refresh that nobody disturbs, and how many points there are to die at."""
    file = copy(before, tmp_path_factory.mktemp("undisturbed") / "home")
    code, points = refresh(file)
    assert code == 0
    check_whole(file)
    after = state(file)
    assert {one[3] for one in after["drafts"]} == {"approved", "waiting"}
    assert refresh(file)[0] == 0
    assert state(file) == after
    return after, points


def test_killed_at_any_point(before: Path, undisturbed: tuple[Any, int], refresh: Refresh, tmp_path: Path) -> None:
    """Each point of an undisturbed refresh has the same chance; what goes on is killed again before it may end."""
    after, points = undisturbed
    chance = random.Random(20_260_501)  # noqa: S311
    killed = 0
    for number, fatal in enumerate(sorted({1, 2, points, *chance.sample(range(3, points), ROUNDS - 3)})):
        file = copy(before, tmp_path / str(number))
        for point in (fatal, *(chance.randrange(1, points // 2) for _ in range(AGAIN))):
            code, _ = refresh(file, fatal=point)
            assert code in (0, -signal.SIGKILL)
            killed += code != 0
            check_whole(file)
        assert refresh(file)[0] == 0
        assert state(file) == after, f"killed at point {fatal} of {points}"
    assert killed >= 50


def test_killed_at_any_moment(before: Path, undisturbed: tuple[Any, int], refresh: Refresh, tmp_path: Path) -> None:
    after, _ = undisturbed
    chance = random.Random(20_260_502)  # noqa: S311
    file = copy(before, tmp_path / "home")
    for _ in range(MOMENTS):
        assert refresh(file, after=chance.uniform(0.0, 0.1))[0] in (0, -signal.SIGKILL)
        check_whole(file)
    assert refresh(file)[0] == 0
    assert state(file) == after
