"""A practice none of whose sources can be reached says so on its page, and waits for nobody to find out."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from assistant.web.pages.record.unreachable import Unreachable
from corpus.catalogue import CatalogueError
from corpus.practice import Practice

DAY = datetime(2026, 5, 4, 12, tzinfo=UTC)
SAID = "none of these sources can be reached"


@pytest.fixture
def knows(site: TestClient) -> Iterator[Callable[[Mapping[str, datetime]], None]]:
    state = site.app.state  # type: ignore[attr-defined]

    def know(dead: Mapping[str, datetime]) -> None:
        state.unreachable = Unreachable(lambda: dead)

    yield know
    state.unreachable = None


def test_it_is_said_only_where_every_source_is_dead(
    site: TestClient, shipped: list[Practice], knows: Callable[[Mapping[str, datetime]], None]
) -> None:
    practice = next(one for one in shipped if len(one.sources) > 1)
    page = f"/practices/{practice.id}?lang=en"
    urls = [source.url for source in practice.sources]
    knows(dict.fromkeys(urls[1:], DAY))
    assert SAID not in site.get(page).text
    knows(dict.fromkeys(urls, DAY) | {urls[0]: DAY - timedelta(days=2)})
    assert SAID in site.get(page).text and "last tried on May 2, 2026" in site.get(page).text


def test_pages_do_not_wait_for_a_slow_catalogue() -> None:
    def read() -> Mapping[str, datetime]:
        time.sleep(1)
        return {"https://city.example/": DAY}

    slow, began = Unreachable(read), time.monotonic()
    assert slow.day(["https://city.example/"]) is None and slow.day(["https://city.example/"]) is None
    assert time.monotonic() - began < 0.9


def test_without_a_catalogue_nothing_is_said() -> None:
    def read() -> Mapping[str, datetime]:
        raise CatalogueError("away")

    assert Unreachable(read).day(["https://city.example/"]) is None
