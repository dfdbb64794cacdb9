"""Catalogue and index are brought together, from whatever state they are in."""

import shutil

import pytest

from assistant.office.agreeing import agree, current_counts, take_up
from assistant.office.publishing import withdraw
from assistant.publishing import building, open_catalogue
from assistant.settings import Settings
from index.snapshot import SnapshotStore
from tests.assistant.office.homes import boat, cheap_model, published, served
from tests.assistant.snapshots import damage

FINGERPRINT = cheap_model().fingerprint


def test_what_agrees_stays_as_it_is(three: Settings) -> None:
    store = SnapshotStore(three.snapshots)
    before = store.ids()
    assert not agree(three, cheap_model())
    assert store.ids() == before
    assert current_counts(three)["practices"] == 3


def test_a_change_of_the_catalogue_alone_is_followed(three: Settings) -> None:
    with open_catalogue(three) as catalogue:
        catalogue.add([boat(4)], by="Ana")
        assert not take_up(three, catalogue, FINGERPRINT)
        assert agree(three, cheap_model())
        assert take_up(three, catalogue, FINGERPRINT)
    assert served(three) == published(three)


def test_a_snapshot_that_lies_ready_is_made_current(three: Settings) -> None:
    store = SnapshotStore(three.snapshots)
    first = str(store.current_id())
    second = withdraw(three, cheap_model(), ["no-oslo-boats-1"], by="Ana").snapshot
    store.make_current(first)
    with open_catalogue(three) as catalogue:
        assert take_up(three, catalogue, FINGERPRINT, served=first)
    assert store.current_id() == second
    store.make_current(first)
    assert agree(three, cheap_model())
    assert store.current_id() == second


@pytest.mark.parametrize("file", ["vectors.faiss", "manifest.json"])
def test_a_damaged_snapshot_is_built_anew(three: Settings, file: str) -> None:
    store = SnapshotStore(three.snapshots)
    damage(store, str(store.current_id()), file)
    assert agree(three, cheap_model())
    assert served(three) == published(three)
    assert store.verify(str(store.current_id()))


def test_everything_of_the_index_may_be_gone(three: Settings) -> None:
    shutil.rmtree(three.snapshots)
    three.vector_cache.unlink()
    assert agree(three, cheap_model())
    assert served(three) == published(three)


def test_another_model_needs_a_snapshot_of_its_own(three: Settings) -> None:
    assert agree(three, cheap_model("another"))
    assert not agree(three, cheap_model("another"))
    assert agree(three, cheap_model())


def test_an_empty_catalogue_changes_nothing(three: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Settings(home=tmp_path_factory.mktemp("other"), _env_file=None)
    shutil.copytree(three.snapshots, other.snapshots)
    assert not agree(other, cheap_model())
    with open_catalogue(other) as catalogue:
        assert take_up(other, catalogue, FINGERPRINT)
    assert len(served(other)) == 3


def test_nobody_waits_who_does_not_want_to(three: Settings) -> None:
    with building(three), pytest.raises(BlockingIOError):
        agree(three, cheap_model(), wait=False)


def test_the_current_snapshot_stays_however_old_it_is(three: Settings) -> None:
    store = SnapshotStore(three.snapshots, keep=2)
    first = str(store.current_id())
    for _ in range(4):
        with store.aside() as folder:
            shutil.copytree(store.root / first, folder, dirs_exist_ok=True)
            (folder / "manifest.json").unlink()
            store.publish(folder, model={}, corpus={}, counts={}, current=False)
    assert store.current_id() == first
    assert len(store.ids()) == 3
    assert first in store.ids()
