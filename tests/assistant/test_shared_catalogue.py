"""The catalogue is opened once, by whoever wants it first, and tried again while it is away."""

import threading
from pathlib import Path

import pytest

from assistant import publishing
from assistant.settings import Settings
from assistant.shared_catalogue import SharedCatalogue
from corpus.catalogue import Catalogue
from corpus.faults import CorpusError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, _env_file=None)


def test_nothing_is_opened_before_it_is_wanted(settings: Settings, tmp_path: Path) -> None:
    shared = SharedCatalogue(settings)
    shared.close()
    assert not list(tmp_path.iterdir())


def test_all_threads_share_one(settings: Settings) -> None:
    shared = SharedCatalogue(settings)
    got: list[Catalogue] = []
    threads = [threading.Thread(target=lambda: got.append(shared.get())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len({id(catalogue) for catalogue in got}) == 1
    assert got[0].history("ie-cork-nothing") == []
    shared.close()


def test_what_was_away_is_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "away"
    shared = SharedCatalogue(Settings(home=tmp_path, database=f"sqlite:///{folder}/catalogue.sqlite", _env_file=None))
    with pytest.raises(CorpusError):
        shared.get()
    folder.mkdir()
    assert shared.get().practices() == []
    shared.close()


def test_nobody_waits_long_for_another_who_is_opening_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    opening, done = threading.Event(), threading.Event()

    def hang(_: Settings) -> Catalogue:
        opening.set()
        done.wait(10)
        raise CorpusError("The catalogue cannot be opened.")

    monkeypatch.setattr(publishing, "open_catalogue", hang)
    monkeypatch.setattr("assistant.shared_catalogue._WAIT_SECONDS", 0.05)
    shared = SharedCatalogue(settings)

    def first() -> None:
        with pytest.raises(CorpusError):
            shared.get()

    thread = threading.Thread(target=first)
    thread.start()
    assert opening.wait(5)
    with pytest.raises(CorpusError, match="still being opened"):
        shared.get()
    done.set()
    thread.join()
