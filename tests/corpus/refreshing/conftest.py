"""A site on loopback, a catalogue on SQLite, and what refreshes it from there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.fetching import Fetcher
from corpus.refreshing import Refresher
from tests.corpus.refreshing.doubles import Site, refresher, serving, unhurried_fetcher


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(f"sqlite:///{tmp_path / 'catalogue.db'}") as opened:
        yield opened


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with unhurried_fetcher() as opened:
        yield opened


@pytest.fixture
def refreshes(catalogue: Catalogue, fetcher: Fetcher) -> Refresher:
    return refresher(catalogue, fetcher)
