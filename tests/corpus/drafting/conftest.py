"""What tests of drafting share: the places of the corpus, the real model with vectors kept, drafters on them."""

import datetime
from collections.abc import Iterator

import pytest

from assistant.settings import Settings
from corpus.drafting import Drafter, Embed, Likeness
from corpus.places import Gazetteer, PlaceFinder
from corpus.practice import Practice
from index.model import OnnxEmbedder
from index.place_cache import gazetteer_file
from index.vector_cache import VectorCache
from tests.corpus.drafting.documents import samples
from tests.corpus.drafting.doubles import KeptEmbed

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="session")
def gazetteer(kept_settings: Settings, shipped: list[Practice]) -> Gazetteer:
    """The cities that the corpus knows."""
    kept_settings.home.mkdir(parents=True, exist_ok=True)
    return Gazetteer.load(gazetteer_file(((each.city, each.country) for each in shipped), kept_settings.home))


@pytest.fixture(scope="session")
def finder(gazetteer: Gazetteer) -> PlaceFinder:
    return PlaceFinder(gazetteer)


@pytest.fixture(scope="session")
def embed(embedder: OnnxEmbedder, kept_settings: Settings) -> Iterator[Embed]:
    """The real model; what it has embedded in one run it need not embed in the next."""
    with VectorCache(kept_settings.vector_cache, embedder.fingerprint) as cache:
        yield KeptEmbed(embedder, cache)


@pytest.fixture(scope="session")
def others(shipped: list[Practice]) -> list[Practice]:
    """The practices shipped but for those that the documents of these tests tell of."""
    told = {sample.about for sample in samples("1", "2")}
    return [practice for practice in shipped if practice.id not in told]


@pytest.fixture(scope="session")
def drafter(embed: Embed, gazetteer: Gazetteer, others: list[Practice]) -> Drafter:
    """A drafter that has never seen the practices that it is measured on."""
    return Drafter(embed, gazetteer, practices=others, today=lambda: TODAY)


@pytest.fixture(scope="session")
def likeness(embed: Embed, shipped: list[Practice]) -> Likeness:
    """Compares with every practice shipped."""
    return Likeness(shipped, embed)
