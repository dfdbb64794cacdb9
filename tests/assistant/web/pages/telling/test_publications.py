"""When practices came and changed is read once a snapshot, and told even while the catalogue is away."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from assistant.assistant import Assistant
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.web.pages.telling.publications import Publications
from corpus.catalogue import CatalogueError, Publication
from corpus.practice import Practice

MOMENT = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Catalogue:
    """Stands for the catalogue; counts how often it is read, and may be away."""

    def __init__(self, *found: Publication) -> None:
        self.found = list(found)
        self.read = 0
        self.away: Exception | None = None

    def __call__(self) -> list[Publication]:
        self.read += 1
        if self.away:
            raise self.away
        return self.found


def publication(practice_id: str, days: int) -> Publication:
    return Publication(practice_id, MOMENT, MOMENT + timedelta(days=days))


@pytest.fixture
def served(shipped: list[Practice]) -> Any:
    """A snapshot of three practices."""
    practices = shipped[:3]
    contents = SimpleNamespace(ids=[practice.id for practice in practices], practice=practices.__getitem__)
    return SimpleNamespace(snapshot="one", contents=contents)


def test_the_latest_change_stands_first_and_what_is_not_served_is_left_out(served: Any) -> None:
    a, b, c = served.contents.ids
    known = Publications(
        Catalogue(publication("ie-withdrawn", 9), publication(a, 1), publication(b, 3), publication(c, 2))
    )
    assert [one.practice_id for one in asyncio.run(known.of(served))] == [b, c, a]


def test_the_catalogue_is_read_once_a_snapshot(served: Any) -> None:
    catalogue = Catalogue(*(publication(practice_id, 1) for practice_id in served.contents.ids))
    known = Publications(catalogue)

    async def look() -> None:
        await asyncio.gather(*(known.of(served) for _ in range(5)))
        assert catalogue.read == 1
        served.snapshot = "two"
        await known.of(served)
        assert catalogue.read == 2

    asyncio.run(look())


@pytest.mark.parametrize("failure", [CatalogueError("away"), OSError("away"), TimeoutError()])
def test_while_the_catalogue_is_away_the_day_of_the_check_stands(
    served: Any, shipped: list[Practice], failure: Exception
) -> None:
    now = [0.0]
    catalogue = Catalogue(*(publication(practice_id, 1) for practice_id in served.contents.ids))
    catalogue.away = failure
    known = Publications(catalogue, lambda: now[0])
    with capture_logs() as logs:
        told = asyncio.run(known.of(served))
        asyncio.run(known.of(served))
    assert [entry["event"] for entry in logs] == ["publications_not_read"]  # and is not asked again at once
    checked = {practice.id: practice.checked for practice in shipped}
    assert {one.practice_id: one.last.date() for one in told} == {
        practice_id: checked[practice_id] for practice_id in served.contents.ids
    }
    catalogue.away, now[0] = None, 61.0
    assert {one.last for one in asyncio.run(known.of(served))} == {MOMENT + timedelta(days=1)}


def test_nobody_waits_long_for_it(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.web.pages.telling.publications._PATIENCE", 0.05)

    def slow() -> list[Publication]:
        time.sleep(0.3)
        return []

    async def look() -> float:
        known = Publications(slow)
        started = time.monotonic()
        assert len(await known.of(served)) == 3
        return time.monotonic() - started

    with capture_logs():
        assert asyncio.run(look()) < 0.25


def test_what_the_catalogue_says_reaches_the_feed(
    site: TestClient, stocked_home: Settings, assistant: Assistant
) -> None:
    with open_catalogue(stocked_home) as catalogue:
        latest = catalogue.publications()[0]
    feed = site.get("/feed.atom?lang=en").text
    assert f"<updated>{latest.last.isoformat()}</updated>" in feed
    assert latest.practice_id in assistant.live.served.contents.ids
