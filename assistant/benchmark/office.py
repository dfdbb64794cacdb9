"""How long it takes from "publish" until a running server answers from it: `python -m assistant.benchmark.office`.

A corpus of any size is made of the practices published in the home, varied. Their passages get vectors by chance, kept
under the name of the real model, so that the first build costs minutes and not hours. What is then published goes the
whole way, with the real model: one practice, a text of it changed; and one in a city that no practice is from.
"""

import hashlib
import http.client
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from assistant.benchmark.homes import lent_home
from assistant.benchmark.memory import memory_of
from assistant.benchmark.processes import ServerProcess
from assistant.benchmark.sizes import Progress
from assistant.office.agreeing import agree
from assistant.office.publishing import publish, rollback
from assistant.publishing import ServedModel, open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.catalogue.draft_rows import row_for
from corpus.practice import Practice
from index.contents import Contents
from index.snapshot import SnapshotStore

_BY: Final = "benchmark"
_LOOK_SECONDS: Final = 0.02
_SERVED_SECONDS: Final = 120


@dataclass(slots=True)
class Published:
    """One publishing: the seconds until it returned and until a server answered from it, and those of each step."""

    what: str
    seconds: float
    served_seconds: float
    steps: dict[str, float] = field(default_factory=dict)


class ByChance:
    """Gives each text a vector by chance, under the name of a real model."""

    def __init__(self, fingerprint: str, dimension: int) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension

    def embed_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors by chance, of unit length."""
        seed = hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).digest()[:8]
        vectors = np.random.default_rng(int.from_bytes(seed, "little")).normal(size=(len(texts), self.dimension))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def embed_passages(self, texts: Sequence[str], progress: Any = None) -> npt.NDArray[np.float32]:
        """Vectors by chance, of unit length."""
        return self.embed_queries(texts)

    def count_tokens(self, text: str) -> int:
        """About as many as a model would count."""
        return len(text) // 4


class Steps:
    """Notes when each step of a publishing begins."""

    def __init__(self) -> None:
        self._begun: dict[str, float] = {"reading": time.perf_counter()}

    def __call__(self, step: str, done: int, total: int) -> None:
        """Note a step that is new."""
        self._begun.setdefault(step, time.perf_counter())

    def seconds(self) -> dict[str, float]:
        """How long each step took, in order."""
        names, moments = list(self._begun), [*self._begun.values(), time.perf_counter()]
        return {name: round(moments[n + 1] - moments[n], 2) for n, name in enumerate(names)}


def varied(practices: Sequence[Practice], count: int) -> list[Practice]:
    """So many practices, made of some by varying their ids and titles, and with them most of their passages."""
    made = []
    for number in range(count):
        practice, round_ = practices[number % len(practices)], number // len(practices)
        if round_:
            ending = f"-{round_}"
            identifier = practice.id[: 120 - len(ending)] + ending
            practice = practice.model_copy(update={"id": identifier, "title": f"{practice.title} {round_}"})
        made.append(practice)
    return made


def measure_publishing(
    settings: Settings, count: int, progress: Progress = lambda step, done, total: None
) -> dict[str, Any]:
    """Measure publishing in a corpus of so many practices, in a home of its own.

    Args:
        settings: Of a home with a prepared model and an index.
        count: How many practices.
        progress: Told how far the making of the corpus is.

    Raises:
        ModelError: The model is not prepared.
        SnapshotError: There is no index.
        BenchmarkError: The server did not start.
    """
    contents = Contents.open(SnapshotStore(settings.snapshots))
    practices = varied([contents.practice(number) for number in range(len(contents))], count)
    del contents
    model = ServedModel.of(settings)
    chance = ServedModel(
        model.name, model.fingerprint, model.dimension, 512, lambda: ByChance(model.fingerprint, model.dimension)
    )
    with lent_home(settings, index=False) as home:
        with open_catalogue(home) as catalogue:
            started = time.perf_counter()
            catalogue.add(practices, by=_BY)
            added = time.perf_counter() - started
            started = time.perf_counter()
            agree(home, chance, progress=progress)
            built = time.perf_counter() - started
            with ServerProcess(home) as server:
                time.sleep(3)  # until it has warmed up
                measured = [_go(home, catalogue, model, server, *work) for work in _works(practices)]
                measured.append(_back(home, model, server))
                memory = server.memory()
        store = SnapshotStore(home.snapshots)
        manifest = store.manifest(str(store.current_id()))
        return {
            "practices": count,
            "passages": manifest.counts["passages"],
            "megabytes": round(sum(file["bytes"] for file in manifest.files.values()) / 2**20),
            "seconds": {"adding": round(added, 1), "first build": round(built, 1)},
            "server_ready_seconds": round(server.ready_seconds, 2),
            "server_memory": repr(memory),
            "own_memory": repr(memory_of_this()),
            "published": [
                {
                    "what": one.what,
                    "seconds": round(one.seconds, 2),
                    "served": round(one.served_seconds, 2),
                    "steps": one.steps,
                }
                for one in measured
            ],
        }


def memory_of_this() -> Any:
    """What this process holds."""
    import os  # noqa: PLC0415

    return memory_of(os.getpid())


def _works(practices: Sequence[Practice]) -> list[tuple[str, Practice, bool]]:
    old = practices[len(practices) // 2]
    changed = old.model_copy(update={"summary": f"{old.summary[:150]} Since then it has grown."})
    new = practices[0].model_copy(
        update={"id": "ie-galway-new", "title": "A practice nobody had heard of", "city": "Galway", "country": "IE"}
    )
    return [("one practice changed", changed, False), ("one practice in a new city", new, True)]


def _go(
    home: Settings, catalogue: Catalogue, model: ServedModel, server: ServerProcess, what: str, one: Practice, new: bool
) -> Published:
    if new:
        with catalogue._database.writing() as session:
            row = row_for(one, state="waiting", base=None)
            session.add(row)
            session.flush()
            number, version = row.id, row.version
        catalogue.drafts.approve(number, version=version, by=_BY, practice_id=None)
    else:
        draft = catalogue.drafts.propose(one, by=_BY)
        catalogue.drafts.approve(draft.id, version=draft.version, by=_BY)
    steps = Steps()
    started = time.perf_counter()
    snapshot = publish(home, model, by=_BY, progress=steps).snapshot
    return _seen(server, what, snapshot, started, steps)


def _back(home: Settings, model: ServedModel, server: ServerProcess) -> Published:
    steps = Steps()
    started = time.perf_counter()
    snapshot = rollback(home, model, by=_BY, progress=steps).snapshot
    return _seen(server, "rolled back", snapshot, started, steps)


def _seen(server: ServerProcess, what: str, snapshot: str, started: float, steps: Steps) -> Published:
    seconds = time.perf_counter() - started
    taken = steps.seconds()
    deadline = time.perf_counter() + _SERVED_SECONDS
    while served_by(server.port) != snapshot and time.perf_counter() < deadline:
        time.sleep(_LOOK_SECONDS)
    return Published(what, seconds, time.perf_counter() - started, taken)


def served_by(port: int) -> str | None:
    """The snapshot that a server on this port answers from; None where it does not tell."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/readyz")
        snapshot: str | None = json.loads(connection.getresponse().read()).get("snapshot")
        return snapshot
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def main() -> None:
    """Measure with as many practices as the arguments say, 218 if they say nothing, and print JSON."""
    from assistant.cli.progress import steps  # noqa: PLC0415

    settings = Settings.load()
    for count in [int(argument) for argument in sys.argv[1:]] or [218]:
        with steps() as progress:
            measured = measure_publishing(settings, count, progress)
        sys.stdout.write(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()
