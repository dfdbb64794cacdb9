"""What was approved is published, with its index, whatever others do meanwhile; and comes back."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.live import LiveIndex
from assistant.office.publishing import PublishedChange, practice_of, publish, rollback, withdraw
from assistant.publishing import ServedModel, building, open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Approved, Catalogue, CatalogueError, MovedOnError
from index.contents import Contents
from index.snapshot import SnapshotError, SnapshotStore
from tests.assistant.office.homes import (
    approve_change,
    approve_new,
    boat,
    cheap_model,
    make_home,
    published,
    served,
)
from tests.assistant.snapshots import damage
from tests.index.doubles import CountingEmbedder, HashEmbedder

TITLES = {f"no-oslo-boats-{number}": f"Reading boats, number {number}" for number in (1, 2, 3)}


def go(settings: Settings, model: ServedModel | None = None) -> PublishedChange:
    return publish(settings, model or cheap_model(), by="Ana")


def test_approved_drafts_become_practices_that_are_served(three: Settings) -> None:
    with open_catalogue(three) as catalogue:
        new, changed = approve_new(catalogue, boat(4)), approve_change(catalogue, boat(2, title="Boats of all sizes"))
        steps: list[str] = []
        change = publish(three, cheap_model(), by="Ana", progress=lambda step, done, total: steps.append(step))
        assert (change.changes.added, change.changes.changed) == (["no-oslo-boats-4"], ["no-oslo-boats-2"])
        assert (change.revision, change.drafts, change.held) == (2, [new, changed], [])
        kept = catalogue.drafts.get(new)
        assert kept and (kept.state, kept.revision, kept.practice_id) == ("published", 2, "no-oslo-boats-4")
        assert catalogue.drafts.approved() == []
        latest = catalogue.revision()
        assert latest and (latest.by, latest.came_from) == ("Ana", None)
        assert [entry.action for entry in catalogue.audit.latest()][:2] == ["draft.publish"] * 2
    assert (
        served(three)
        == published(three)
        == TITLES
        | {
            "no-oslo-boats-2": "Boats of all sizes",
            "no-oslo-boats-4": "Reading boats, number 4",
        }
    )
    manifest = SnapshotStore(three.snapshots).verify(change.snapshot)
    assert manifest.corpus["revision"] == 2
    assert steps[-1] == "serving"


def test_only_passages_that_are_new_are_embedded(three: Settings) -> None:
    counting = CountingEmbedder(HashEmbedder())
    model = ServedModel("by chance", "by chance", 16, 512, lambda: counting)
    with open_catalogue(three) as catalogue:
        approve_change(catalogue, boat(2, title="Boats of all sizes"))
    go(three, model)
    assert counting.passages
    assert all("Boats of all sizes" in text for text in counting.passages if "number" in text or "Boats of" in text)
    assert not [text for text in counting.passages if "number 1" in text or "number 3" in text]


def test_with_nothing_approved_nothing_changes(three: Settings) -> None:
    before = SnapshotStore(three.snapshots).ids()
    change = go(three)
    assert (change.revision, change.changes.revision, change.drafts) == (1, None, [])
    assert SnapshotStore(three.snapshots).ids() == before


def test_the_first_practice_of_a_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(home=tmp_path_factory.mktemp("new"), _env_file=None)
    with open_catalogue(settings) as catalogue:
        approve_new(catalogue, boat(1))
    assert go(settings).revision == 1
    assert served(settings) == {"no-oslo-boats-1": "Reading boats, number 1"}
    with pytest.raises(SnapshotError, match="without practices"):
        withdraw(settings, cheap_model(), ["no-oslo-boats-1"], by="Ana")
    assert published(settings) == served(settings)


def test_two_changes_of_one_practice_follow_one_another(three: Settings) -> None:
    with open_catalogue(three) as catalogue:
        first = catalogue.drafts.propose(boat(2, title="First"), by="Ana")
        second = catalogue.drafts.propose(boat(2, title="Second"), by="Ben")
        catalogue.drafts.approve(first.id, version=first.version, by="Ana")
        assert go(three).drafts == [first.id]
        # It was written over what stood before the first: to publish it would undo that unseen.
        with pytest.raises(CatalogueError, match="changed since"):
            catalogue.drafts.approve(second.id, version=second.version, by="Ben")


def test_a_draft_whose_practice_somebody_changed_is_held_and_stays_approved(three: Settings) -> None:
    with open_catalogue(three) as catalogue:
        held, other = approve_change(catalogue, boat(2, title="Approved")), approve_new(catalogue, boat(4))
        catalogue.add([boat(2, title="Changed by hand")], by="Ben")
        change = go(three)
        assert (change.drafts, [one.draft for one in change.held]) == ([other], [held])
        assert "no-oslo-boats-2" in change.held[0].reason
        kept = catalogue.drafts.get(held)
        assert kept and kept.state == "approved"
    assert served(three)["no-oslo-boats-2"] == "Changed by hand"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"sections": [{"code": "what-was-done", "text": "They built. They read. All came.\n## Results\nX"}]},
            "heading",
        ),
        ({"city": "Os\x85lo"}, "control character"),
        ({"themes": ["pigeons"]}, "themes"),
        ({"id": ""}, "id"),
    ],
)
def test_what_is_no_practice_or_could_not_be_exported_is_refused(change: dict[str, Any], reason: str) -> None:
    record = boat(4).model_dump(mode="json") | change
    with pytest.raises(CatalogueError, match=reason):
        practice_of(Approved(1, 1, None, None, record), ())


def test_an_id_that_was_taken_meanwhile_gets_a_number(three: Settings) -> None:
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(4))
        catalogue.add([boat(4, title="Another"), boat(5)], by="Ben")
    assert go(three).changes.added == ["no-oslo-boats-4-2"]


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[Catalogue], object], times: int = 1) -> None:
    """Let somebody change something just before the transaction, so many times."""
    own = Catalogue.publish
    left = [times]

    def publish_late(self: Catalogue, *arguments: object, **named: object) -> object:
        if left[0]:
            left[0] -= 1
            act(self)
        return own(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Catalogue, "publish", publish_late)


def test_a_corpus_that_changes_meanwhile_is_read_again(three: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(4))
    meanwhile(monkeypatch, lambda catalogue: catalogue.add([boat(5)], by="Ben"))
    assert go(three).revision == 3
    assert sorted(served(three)) == [f"no-oslo-boats-{number}" for number in range(1, 6)]
    assert served(three) == published(three)


def test_a_draft_that_is_reopened_meanwhile_is_not_published(three: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_catalogue(three) as catalogue:
        number = approve_new(catalogue, boat(4))
        version = getattr(catalogue.drafts.get(number), "version", 0)
    meanwhile(monkeypatch, lambda catalogue: catalogue.drafts.reopen(number, version=version, by="Ben"))
    assert go(three).drafts == []
    assert served(three) == published(three) == TITLES


def test_who_never_has_a_moments_peace_is_told(three: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(4))
    numbers = iter(range(10, 100))
    meanwhile(monkeypatch, lambda catalogue: catalogue.add([boat(next(numbers))], by="Ben"), times=99)
    with pytest.raises(MovedOnError, match="changed meanwhile"):
        go(three)
    assert served(three) == TITLES


def test_nobody_publishes_while_another_builds(three: Settings) -> None:
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(4))
    publishing = threading.Thread(target=go, args=(three,))
    with building(three):
        publishing.start()
        publishing.join(0.3)
        assert publishing.is_alive()
        assert served(three) == TITLES
    publishing.join()
    assert "no-oslo-boats-4" in served(three)


def test_back_and_forward_again(three: Settings) -> None:
    store = SnapshotStore(three.snapshots)
    first = store.current_id()
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(4))
        second = go(three).snapshot
        withdrawn = withdraw(three, cheap_model(), ["no-oslo-boats-1"], by="Ana")
        assert withdrawn.changes.withdrawn == ["no-oslo-boats-1"]
        after = published(three)

        back = rollback(three, cheap_model(), by="Ben")
        assert (back.revision, back.snapshot, back.changes.restored) == (4, second, ["no-oslo-boats-1"])
        further = rollback(three, cheap_model(), 1, by="Ben")
        assert (further.snapshot, further.changes.withdrawn) == (first, ["no-oslo-boats-4"])
        assert served(three) == published(three) == TITLES
        assert rollback(three, cheap_model(), 3, by="Ben").revision == 6
        assert served(three) == published(three) == after
        assert [revision.came_from for revision in catalogue.revisions()] == [3, 1, 2, None, None, None]
        assert rollback(three, cheap_model(), 3, by="Ben").changes.revision is None


def test_a_snapshot_that_is_gone_or_damaged_is_built_from_what_is_kept(three: Settings) -> None:
    store = SnapshotStore(three.snapshots)
    first = str(store.current_id())
    withdraw(three, cheap_model(), ["no-oslo-boats-1"], by="Ana")
    (store.root / first / "texts.bin").write_bytes(b"gone")
    counting = CountingEmbedder(HashEmbedder())
    back = rollback(three, ServedModel("by chance", "by chance", 16, 512, lambda: counting), 1, by="Ana")
    assert back.snapshot != first
    assert counting.passages == []
    assert served(three) == TITLES


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_revision_that_never_was(three: Settings, version: int) -> None:
    if version == 2:
        withdraw(three, cheap_model(), ["no-oslo-boats-1"], by="Ana")
        version = 3
    with pytest.raises(CatalogueError, match=f"no revision {version}"):
        rollback(three, cheap_model(), version, by="Ana")


def test_nothing_to_go_back_to(three: Settings) -> None:
    with pytest.raises(CatalogueError, match="no earlier revision"):
        rollback(three, cheap_model(), by="Ana")


def test_what_is_withdrawn_must_be_known(three: Settings) -> None:
    with pytest.raises(CatalogueError, match="no-oslo-nothing"):
        withdraw(three, cheap_model(), ["no-oslo-nothing", "no-oslo-boats-1"], by="Ana")
    assert served(three) == TITLES


def test_another_model_makes_the_whole_anew(three: Settings) -> None:
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(4))
    change = go(three, cheap_model("another"))
    assert SnapshotStore(three.snapshots).manifest(change.snapshot).model["fingerprint"] == "another"
    assert len(served(three)) == 4


def test_one_taken_over_is_the_same_as_one_built_anew(
    three: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(4))
        approve_change(catalogue, boat(1, title="Boats of all sizes"))
    taken = SnapshotStore(three.snapshots).manifest(go(three).snapshot)
    anew = make_home(tmp_path_factory.mktemp("anew"), [boat(1, title="Boats of all sizes"), boat(2), boat(3), boat(4)])
    store = SnapshotStore(anew.snapshots)
    built = store.manifest(str(store.current_id()))
    assert taken.counts == built.counts
    same = {name for name in built.files if not name.startswith("words/")}
    assert {name: taken.files[name]["sha256"] for name in same} == {name: built.files[name]["sha256"] for name in same}


def test_the_vectors_of_a_large_corpus_are_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vector_files._EXACT", 2)
    monkeypatch.setattr("index.vector_files._SHARE", 0.9)
    three = make_home(tmp_path / "home", [boat(1), boat(2), boat(3)])
    store = SnapshotStore(three.snapshots)
    first = str(store.current_id())
    live = LiveIndex(store, HashEmbedder())
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(4))
    second = go(three).snapshot
    assert (store.root / first / "cells.faiss").samefile(store.root / second / "cells.faiss")
    assert store.verify(second).files["cells.faiss"] == store.manifest(first).files["cells.faiss"]
    assert live.refresh()
    assert served(three) == published(three)
    question = HashEmbedder().embed_queries(["Reading boats, number 4. Oslo, Norway. "])[0]
    whole = Contents.open(store, first).vectors.search(question, 5)[0]
    assert len(live.served.contents.vectors) == len(Contents.open(store, first).vectors) * 4 // 3
    assert live.served.contents.vectors.search(question, 5)[0][0] >= whole[0]

    damage(store, second, "cells.faiss")  # and with it the first one, for it is the same file
    with open_catalogue(three) as catalogue:
        approve_new(catalogue, boat(5))
    third = go(three).snapshot
    assert store.verify(third)
    assert served(three) == published(three)
