"""What the tests of the index share: a handful of practices and a snapshot of them, made once."""

from pathlib import Path
from typing import Any

import pytest

from corpus.places import Gazetteer
from corpus.places.finds import Finds
from corpus.practice import Practice
from index import place_cache
from index.builder import PLACES_FILE, build_snapshot
from index.contents import Contents
from index.model import OnnxEmbedder, PreparedModel
from index.snapshot import SnapshotStore

HANDFUL = (
    "br-sao-paulo-fab-lab-livre",
    "gb-bristol-works",
    "ie-cork-learning-neighbourhoods",
    "ie-cork-lifelong-learning-festival",
    "kr-osan-survival-swimming",
)


@pytest.fixture(scope="session")
def handful(shipped: list[Practice]) -> list[Practice]:
    """Five of the practices shipped, two of them of one city."""
    return [practice for practice in shipped if practice.id in HANDFUL]


@pytest.fixture(scope="session")
def described(model: PreparedModel) -> dict[str, Any]:
    """What a manifest says of the model and the corpus."""
    return {
        "model": {"name": model.name, "fingerprint": model.fingerprint, "dimension": model.dimension},
        "corpus": {"digest": "of the tests", "revision": 1},
    }


@pytest.fixture(scope="session")
def built(
    handful: list[Practice],
    embedder: OnnxEmbedder,
    described: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> SnapshotStore:
    """A store with one snapshot, of the handful, embedded by the real model. Read it only."""
    folder = tmp_path_factory.mktemp("built")
    store = SnapshotStore(folder / "snapshots")
    build_snapshot(handful, embedder, store, folder / "vectors.sqlite", **described)
    return store


@pytest.fixture(scope="session")
def vectors_kept(built: SnapshotStore) -> Path:
    """The vectors kept by that build. Copy it, do not write to it."""
    return built.root.parent / "vectors.sqlite"


@pytest.fixture
def places_known(built: SnapshotStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare further builds the seconds that collecting names of places takes."""
    compiled = Gazetteer.load(built.root / str(built.current_id()) / PLACES_FILE)

    class Compiled:
        @staticmethod
        def compile(cities: list[tuple[str, str]], finds: Finds) -> Gazetteer:
            return compiled

    monkeypatch.setattr(place_cache, "Gazetteer", Compiled)


@pytest.fixture(scope="session")
def contents(built: SnapshotStore) -> Contents:
    """The snapshot of the handful, open."""
    return Contents.open(built)
