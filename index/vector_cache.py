"""Keeps every vector under its model and text, so that what has not changed is never embedded again."""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

_CHUNK: Final = 500  # parameters of one statement
_CHECKED_WHOLE: Final = 256 * 2**20
"""Up to this size a file is checked as a whole when it is opened; larger ones take seconds for it."""


class VectorCache:
    """A file of vectors; several processes may use it at once.

    Args:
        path: The file; made where it does not exist. A damaged file is set aside: everything in it can be made again.
        fingerprint: Names the model; vectors of other models stay untouched.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._fingerprint = fingerprint
        self._path = path
        try:
            self._database = _open(path)
        except sqlite3.OperationalError:  # busy, or not to be opened by us: no damage
            raise
        except sqlite3.DatabaseError:
            self._begin_anew()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors known for these texts."""
        try:
            return self._get(texts)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damaged where it was not looked into when it was opened
            self._database.close()
            self._begin_anew()
            return {}

    def _get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        keys = {self._key(text): text for text in texts}
        found: dict[str, Vectors] = {}
        names = list(keys)
        for start in range(0, len(names), _CHUNK):
            chunk = names[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self._database.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", chunk)  # noqa: S608
            for key, vector in rows:
                found[keys[key]] = np.frombuffer(vector, dtype=np.float32)
        return found

    def put(self, vectors: Iterable[tuple[str, Vectors]]) -> None:
        """Keep vectors, each with the text it was made from; all of them or none."""
        rows = [(self._key(text), vector.astype(np.float32).tobytes()) for text, vector in vectors]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _begin_anew(self) -> None:
        self._path.replace(self._path.with_suffix(".damaged"))
        self._database = _open(self._path)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._fingerprint}\0{text}".encode("utf-8", "replace")).digest()[:16]


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30)
    try:
        with suppress(sqlite3.OperationalError):  # refused at once where another process is just doing the same
            database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")  # the last vectors before a power cut are simply made again
        database.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
        )
        small = path.stat().st_size < _CHECKED_WHOLE
        if small and database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the file is damaged")
    except BaseException:
        database.close()
        raise
    return database
