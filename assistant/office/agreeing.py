"""Catalogue and index agree: the snapshot that is served holds what is published, whatever died when.

A snapshot belongs to a catalogue by the digest of its corpus. Where the current one holds another, one that lies there
with the right digest is made current, and where there is none, one is built.
"""

import os

from assistant.logs import configure_logging
from assistant.office.publishing import whole_snapshot
from assistant.publishing import Progress, ServedModel, build_state, building, open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from index.snapshot import SnapshotStore


def agree(
    settings: Settings,
    model: ServedModel,
    *,
    wait: bool = True,
    progress: Progress = lambda step, done, total: None,
) -> bool:
    """Make the index hold what is published.

    Args:
        settings: They name the home.
        model: The embedding model.
        wait: Whether to wait for another process that is building, which may do it all.
        progress: Told how far it is.

    Returns:
        Whether another snapshot is served now. Nothing is done for an empty catalogue: there is nothing to serve.

    Raises:
        BlockingIOError: Another process is building, and there is no waiting.
        CatalogueError: The catalogue cannot be read.
        SnapshotError, ModelError: A snapshot cannot be built.
    """
    with building(settings, wait=wait) as store:
        with open_catalogue(settings) as catalogue:
            state = catalogue.state()
        if not state.held:
            return False
        current = store.current_id()
        snapshot = whole_snapshot(store, state.digest, model.fingerprint)
        if snapshot is None:
            build_state(settings, store, model, state, progress=progress)
        elif snapshot != current:
            store.make_current(snapshot, known_whole=True)
        return store.current_id() != current


def take_up(settings: Settings, catalogue: Catalogue, fingerprint: str, served: str | None = None) -> bool:
    """Do of `agree` what costs little: make a snapshot current that lies ready.

    Args:
        settings: They name the home.
        catalogue: The catalogue.
        fingerprint: Of the embedding model.
        served: The snapshot that is being served, which is known to be whole.

    Returns:
        Whether catalogue and index agree now; if not, a snapshot is to be built.

    Raises:
        BlockingIOError: Another process is building.
        CatalogueError: The catalogue cannot be read.
    """
    with building(settings, wait=False) as store:
        state = catalogue.state()
        current = store.current_id()
        if not state.held:
            return True
        if current == served and current in store.holding(state.digest, fingerprint):
            return True
        snapshot = whole_snapshot(store, state.digest, fingerprint)
        if snapshot is not None and snapshot != current:
            store.make_current(snapshot, known_whole=True)
        return snapshot is not None


def current_counts(settings: Settings) -> dict[str, int]:
    """How many practices, passages and so on the current snapshot holds.

    Raises:
        SnapshotError: There is none.
    """
    store = SnapshotStore(settings.snapshots)
    return store.manifest(store.current_id() or "").counts


def main() -> None:
    """Make catalogue and index agree, at low priority: `python -m assistant.office.agreeing`."""
    os.nice(10)
    settings = Settings.load()
    configure_logging(settings.log_level, settings.secrets())
    agree(settings, ServedModel.of(settings))


if __name__ == "__main__":
    main()
