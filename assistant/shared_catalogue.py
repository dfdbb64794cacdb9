"""The catalogue as pages read it: opened with the first one who wants it, and shared from then on."""

import threading
from typing import TYPE_CHECKING, Final

from corpus.faults import CorpusError

if TYPE_CHECKING:  # SQL is loaded with the first one who wants it
    from assistant.settings import Settings
    from corpus.catalogue import Catalogue

_WAIT_SECONDS: Final = 2.0
"""How long to wait for another thread that is opening it: where the database is away, not all need to find out."""


class SharedCatalogue:
    """Gives the catalogue. Safe to use from several threads, but not on an event loop: it waits for a disk.

    Args:
        settings: They name the catalogue.
    """

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._catalogue: Catalogue | None = None

    def get(self) -> "Catalogue":
        """The catalogue; one that could not be opened is tried again the next time.

        Raises:
            CorpusError: It cannot be opened.
        """
        if self._catalogue is not None:
            return self._catalogue
        if not self._lock.acquire(timeout=_WAIT_SECONDS):
            raise CorpusError("The catalogue is still being opened.")
        try:
            if self._catalogue is None:
                from assistant.publishing import open_catalogue  # noqa: PLC0415

                self._catalogue = open_catalogue(self._settings)
            return self._catalogue
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of it."""
        with self._lock:
            catalogue, self._catalogue = self._catalogue, None
        if catalogue is not None:
            catalogue.close()
