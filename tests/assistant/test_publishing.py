"""What is published becomes the index; nothing is embedded twice."""

import shutil
from pathlib import Path

import pytest

from assistant.publishing import build_index, is_up_to_date, open_catalogue, prepare
from assistant.settings import Settings
from corpus.practice import Practice
from index.model import PreparedModel
from index.snapshot import SnapshotError, SnapshotStore
from tests.assistant.snapshots import damage


@pytest.fixture
def settings(home: Settings, tmp_path: Path) -> Settings:
    """A home with the model and the vectors of earlier builds, and nothing published."""
    (tmp_path / "models").symlink_to(home.models.resolve())
    shutil.copy(home.vector_cache, tmp_path)
    return Settings(home=tmp_path, _env_file=None)


def test_the_index_follows_what_is_published(settings: Settings, model: PreparedModel, shipped: list[Practice]) -> None:
    assert prepare(settings) == PreparedModel.load(settings.models / model.folder.name)
    assert not is_up_to_date(settings, model)
    with pytest.raises(SnapshotError, match="precedent corpus add"):
        build_index(settings, model)
    with open_catalogue(settings) as catalogue:
        catalogue.add(shipped[:3], by="tests")
        digest = catalogue.digest()
    steps: dict[str, tuple[int, int]] = {}
    manifest = build_index(settings, model, lambda step, done, total: steps.update({step: (done, total)}))
    assert (manifest.counts["practices"], manifest.corpus) == (3, {"digest": digest, "revision": 1})
    assert manifest.model["fingerprint"] == model.fingerprint
    assert steps["embedding"] == (manifest.counts["passages"],) * 2
    assert all(done == total for done, total in steps.values())
    assert is_up_to_date(settings, model)

    with open_catalogue(settings) as catalogue:
        catalogue.withdraw([shipped[0].id], by="tests")
    assert not is_up_to_date(settings, model)
    with open_catalogue(settings) as catalogue:
        catalogue.add([shipped[0]], by="tests")
    assert is_up_to_date(settings, model)
    damage(SnapshotStore(settings.snapshots), manifest.id, "vectors.faiss")
    assert not is_up_to_date(settings, model)


def test_a_catalogue_of_its_own_address_needs_no_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "none", database=f"sqlite:///{tmp_path / 'own.sqlite'}", _env_file=None)
    with open_catalogue(settings) as catalogue:
        assert catalogue.practices() == []
    assert (tmp_path / "own.sqlite").is_file()
    assert not (tmp_path / "none").exists()
