"""The index that is being served, exchanged for a newer one while questions are answered."""

import threading
from dataclasses import dataclass

import structlog

from assistant.lists import Lists
from corpus.faults import CorpusError
from corpus.places import Gazetteer, Location, PlaceFinder
from index.builder import PLACES_FILE
from index.contents import Contents
from index.model import Embedder
from index.search import Searcher
from index.snapshot import SnapshotError, SnapshotStore

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """One snapshot and what is needed to answer from it. Whoever answers holds on to it until done."""

    snapshot: str
    contents: Contents
    searcher: Searcher
    finder: PlaceFinder
    locations: dict[tuple[str, str], Location]
    lists: Lists


class LiveIndex:
    """Gives the snapshot to answer from.

    Args:
        store: The snapshots.
        embedder: The model that questions are embedded with.

    Raises:
        SnapshotError: There is nothing to serve, or it was built with another model.
    """

    def __init__(self, store: SnapshotStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._lock = threading.Lock()
        self._noticed = store.current_id()
        identifier, passed_over = store.newest_whole()
        for reason in passed_over:
            log.error("snapshot_damaged", reason=reason, served=identifier)
        self.served = self._open(identifier)

    def refresh(self) -> bool:
        """Serve the current snapshot if it is not the one served.

        Returns:
            Whether another one is served now. One that cannot be opened is logged and the old one goes on.
        """
        current = self._store.current_id()
        if current is None or current == self._noticed:
            return False
        with self._lock:
            if current == self._noticed:
                return False
            self._noticed = current
            try:
                self._store.verify(current, beside=self.served.snapshot)
                served = self._open(current)
            except (SnapshotError, CorpusError, OSError) as error:
                log.error("snapshot_not_served", reason=str(error), served=self.served.snapshot)
                return False
            self.served = served
        log.info("snapshot_served", snapshot=current, practices=len(served.contents))
        return True

    def _open(self, identifier: str) -> Served:
        contents = Contents.open(self._store, identifier)
        built_with = contents.manifest.model.get("fingerprint")
        if built_with != self._embedder.fingerprint:
            raise SnapshotError(
                f"Snapshot {identifier} was built with another embedding model. Build anew with: precedent index build"
            )
        gazetteer = Gazetteer.load(contents.folder / PLACES_FILE)
        searcher, finder = Searcher(contents, self._embedder), PlaceFinder(gazetteer)
        return Served(identifier, contents, searcher, finder, gazetteer.locations, Lists(contents))
