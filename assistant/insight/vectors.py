"""Vectors of questions that were asked, made in the background and held in memory alone.

They are not written down: from a vector much of its question could be told, long after the question was deleted.
"""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import structlog

Vectors = npt.NDArray[np.float32]

log = structlog.get_logger()

MOST: Final = 12_000
"""Vectors that are held; about 20 MB."""

PORTION: Final = 16
"""Questions embedded at a time, so that those who ask wait no longer than a few hundredths of a second."""


class QuestionVectors:
    """Gives vectors that it has, and makes those that it has not in a thread that ends when it is done.

    Args:
        embed: Gives the vectors of questions.
        most: How many are held; those that were wanted longest ago go first.
    """

    def __init__(self, embed: Callable[[list[str]], Vectors], most: int = MOST) -> None:
        self._embed = embed
        self._most = most
        self._held: OrderedDict[str, Vectors] = OrderedDict()
        self._wanted: OrderedDict[str, None] = OrderedDict()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        weakref.finalize(self, self._stop.set)  # before the interpreter ends, too

    def close(self) -> None:
        """Make no more; returns when the portion that is being made is."""
        self._stop.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def want(self, texts: Iterable[str]) -> tuple[int, int]:
        """Have vectors made of what has none, in this order; what was wanted before and is not any more is left.

        Returns:
            How many of these there are already, and how many there will be.
        """
        texts = list(dict.fromkeys(texts))[: self._most]
        with self._changed:
            for text in reversed(texts):
                if text in self._held:
                    self._held.move_to_end(text)
            missing = [text for text in texts if text not in self._held]
            self._wanted = OrderedDict.fromkeys(missing)
            if missing and self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._work, name="insight", daemon=True)
                self._thread.start()
            return len(texts) - len(missing), len(texts)

    def wait(self, seconds: float) -> bool:
        """Wait for what is wanted; returns whether all of it is there."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._wanted, seconds)

    def get(self, texts: Sequence[str]) -> Vectors | None:
        """Vectors in the order of these texts, shape (texts, dimension), or None where one is missing."""
        with self._changed:
            found = [self._held.get(text) for text in texts]
        vectors = [vector for vector in found if vector is not None]
        return np.stack(vectors) if vectors and len(vectors) == len(found) else None

    def _work(self) -> None:
        while not self._stop.is_set():
            with self._changed:
                texts = [text for text, _ in zip(self._wanted, range(PORTION), strict=False)]
                if not texts:
                    self._thread = None
                    return
            try:
                vectors = self._embed(texts)
            except Exception as error:
                log.error("questions_not_embedded", error=type(error).__name__)
                vectors = None
            with self._changed:
                for number, text in enumerate(texts):
                    self._wanted.pop(text, None)
                    if vectors is not None:
                        self._held[text] = vectors[number]
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
                if not self._wanted or vectors is None:
                    self._wanted.clear()
                    self._changed.notify_all()
