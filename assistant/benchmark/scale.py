"""A large corpus on one machine: `python -m assistant.benchmark.scale [PASSAGES] [--questions FILE]`.

First the index of vectors alone: so many vectors varied from those of the home's passages (see `varied_vectors`), asked
for the ten nearest to real questions, which the real model embedded, and held against exact search over the same
vectors; without a filter, and with filters that keep a part of the practices, drawn by a fixed seed. Then a whole
corpus of that size, its practices made of the home's by varying ids and titles (see `office`): building it, opening it,
serving it, searching it, and publishing 1,000 practices more. Takes some ten minutes and 6 GB of disk for a million.
"""

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from assistant.benchmark.homes import lent_home
from assistant.benchmark.memory import memory_of
from assistant.benchmark.office import Steps, served_by, varied
from assistant.benchmark.processes import ServerProcess
from assistant.benchmark.questions import mixed_questions, spread
from assistant.benchmark.varied_vectors import VariedVectors
from assistant.office.agreeing import agree
from assistant.publishing import Progress, ServedModel, open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from index.allowed import Allowed
from index.cells import CellIndex
from index.contents import Contents
from index.filters import Filters
from index.joined_vectors import JoinedVectors
from index.model import Embedder
from index.passages import cut_passages
from index.scratch import ScratchVectors
from index.search import Found, Query, Searcher
from index.snapshot import SnapshotStore

Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Asked = TypeVar("Asked")
Given = TypeVar("Given")

_BY: Final = "benchmark"
_QUESTIONS: Final = 400
_UNTIMED: Final = 20
"""Questions asked before those that count: the first touch what is not in memory yet."""
_SHARES: Final = (0.01, 0.03, 0.1, 0.3)
_OWNED: Final = 40
"""Passages of one practice, which a filter keeps or leaves together."""
_PORTION: Final = 50_000
_NEW: Final = 1_000
_SAMPLE: Final = 384
_SERVED_SECONDS: Final = 300


def main() -> None:
    """Measure as the arguments say, and print JSON."""
    from assistant.cli.progress import steps  # noqa: PLC0415

    parser = argparse.ArgumentParser(prog="python -m assistant.benchmark.scale")
    parser.add_argument("passages", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--questions", type=Path, help="JSON Lines; the practices' own questions if left out")
    parser.add_argument("--only", choices=["vectors", "corpus"])
    arguments = parser.parse_args()
    settings = Settings.load()
    contents = Contents.open(SnapshotStore(settings.snapshots))
    practices = [contents.practice(number) for number in range(len(contents))]
    real = contents.vectors.vectors(np.arange(len(contents.vectors)))
    del contents
    model = ServedModel.of(settings)
    asked = _questions(practices, arguments.questions)
    vectors = np.concatenate([model.embedder.embed_queries([text]) for text in asked])
    made = VariedVectors(real, model.fingerprint)
    measured: dict[str, Any] = {}
    with steps() as progress:
        if arguments.only != "corpus":
            measured["vectors"] = measure_vectors(made, arguments.passages, vectors, progress)
        if arguments.only != "vectors":
            count = max(1, round(arguments.passages * len(practices) / len(real)))
            measured["corpus"] = measure_corpus(settings, model, practices, count, made, asked, vectors, progress)
    sys.stdout.write(json.dumps(measured, indent=1) + "\n")


def measure_vectors(made: VariedVectors, count: int, questions: Vectors, progress: Progress) -> dict[str, Any]:
    """Measure the index of vectors alone.

    Args:
        made: Makes the vectors.
        count: How many.
        questions: Vectors of questions.
        progress: Told how far it is.
    """
    chance = np.random.default_rng(5)
    kept = [chance.random(count // _OWNED + 1) < share for share in _SHARES]
    filters = [None, *(Allowed(mask[np.arange(count) // _OWNED]) for mask in kept)]
    with tempfile.TemporaryDirectory(prefix="precedent-scale-") as name:
        folder = Path(name)
        with ScratchVectors(folder / "vectors", made.dimension) as vectors:
            for start in range(0, count, _PORTION):
                vectors.add(made.numbered(start, min(start + _PORTION, count)))
                progress("making vectors", min(start + _PORTION, count), count)
            joined = JoinedVectors([vectors], made.dimension)
            exact = _exact(joined, questions, filters, progress)
            (folder / "index").mkdir()
            started = time.perf_counter()
            index = CellIndex.build(
                folder / "index", joined, progress=lambda done, total: progress("indexing vectors", done, total)
            )
            built = time.perf_counter() - started
        size = sum(path.stat().st_size for path in (folder / "index").iterdir())
        found = {}
        for share, allowed, nearest in zip((1.0, *_SHARES), filters, exact, strict=True):
            rows, timed = _timed(partial(_nearest, index, allowed), list(questions))
            right = [len(set(one.tolist()) & set(other.tolist())) for one, other in zip(rows, nearest, strict=True)]
            found[f"{share:.0%}"] = {"recall_at_10": round(sum(right) / nearest.size, 4), **timed}
        return {
            "vectors": count,
            "questions": len(questions),
            "bytes_each": round(size / count, 1),
            "build_seconds": round(built, 1),
            "kept_by_filter": found,
        }


def measure_corpus(
    settings: Settings,
    model: ServedModel,
    practices: Sequence[Practice],
    count: int,
    made: VariedVectors,
    asked: Sequence[str],
    vectors: Vectors,
    progress: Progress,
) -> dict[str, Any]:
    """Measure building, opening, serving, searching and growing a whole corpus, in a home of its own.

    Args:
        settings: Of a home with a prepared model.
        model: That model.
        practices: What the corpus is made of.
        count: How many practices.
        made: Makes the vectors of their passages.
        asked, vectors: Questions, and their vectors.
        progress: Told how far it is.

    Raises:
        BenchmarkError: The server did not start.
    """
    given = ServedModel(model.name, model.fingerprint, model.dimension, 512, lambda: made)
    everything = varied(practices, count + _NEW)
    # In all places of the order, as what people add is.
    new = spread(everything, _NEW)
    added = {practice.id for practice in new}
    with lent_home(settings, index=False) as home:
        with open_catalogue(home) as catalogue:
            started = time.perf_counter()
            catalogue.add([practice for practice in everything if practice.id not in added], by=_BY)
            adding = time.perf_counter() - started
            del everything
            built = _apart(_build, home, made._real, model.fingerprint)
            progress("building", 1, 1)
            opened = _apart(_open, home, list(asked), vectors)
            progress("opening and searching", 1, 1)
            with ServerProcess(home) as server:
                time.sleep(20)  # until it has warmed up
                memory = server.memory()
                started = time.perf_counter()
                catalogue.add(new, by=_BY)
                noted = Steps()
                agree(home, given, progress=noted)
                seconds = noted.seconds()
                published = time.perf_counter() - started
                current = SnapshotStore(home.snapshots).current_id()
                while served_by(server.port) != current and time.perf_counter() < started + _SERVED_SECONDS:
                    time.sleep(0.05)
                served = time.perf_counter() - started
            grown = _apart(_open, home, list(asked), vectors)
            progress("publishing", 1, 1)
        speed, texts = _speed(model.embedder, practices, model.max_tokens)
        return {
            "practices": count,
            "adding_to_the_catalogue_seconds": round(adding, 1),
            "build": built,
            "opened": opened,
            "server": {"ready_seconds": round(server.ready_seconds, 2), "megabytes": memory.resident},
            "publishing_1000": {
                "published_seconds": round(published, 1),
                "served_seconds": round(served, 1),
                "steps": seconds,
                "embedded_a_second": round(speed, 1),
                "to_be_embedded": round(_NEW * texts),
                "served_seconds_with_embedding": round(served + _NEW * texts / speed),
                "opened": grown,
            },
        }


def _build(home: Settings, real: Vectors, fingerprint: str) -> dict[str, Any]:
    made = VariedVectors(real, fingerprint)
    before = memory_of(os.getpid())
    noted = Steps()
    started = time.perf_counter()
    given = ServedModel.of(home)
    agree(home, ServedModel(given.name, fingerprint, made.dimension, 512, lambda: made), progress=noted)
    manifest = SnapshotStore(home.snapshots).manifest(str(SnapshotStore(home.snapshots).current_id()))
    return {
        "passages": manifest.counts["passages"],
        "seconds": round(time.perf_counter() - started, 1),
        "steps": noted.seconds(),
        "megabytes_before": before.resident,
        "megabytes_peak": memory_of(os.getpid()).peak,
        "megabytes_on_disk": round(sum(file["bytes"] for file in manifest.files.values()) / 2**20),
    }


def _open(home: Settings, asked: Sequence[str], vectors: Vectors) -> dict[str, Any]:
    before = memory_of(os.getpid())
    store = SnapshotStore(home.snapshots)
    started = time.perf_counter()
    identifier, _ = store.newest_whole()
    verified = time.perf_counter() - started
    contents = Contents.open(store, identifier)
    opened = time.perf_counter() - started
    memory = memory_of(os.getpid())
    searcher = Searcher(contents, VariedVectors(vectors, ""))
    counts = contents.facet_counts()["countries"]
    most, least = max(counts, key=lambda code: counts[code]), min(counts, key=lambda code: counts[code])
    searched = {}
    for name, country in (("everywhere", None), (f"in {most}", most), (f"in {least}", least)):
        filters = Filters(countries=frozenset([country])) if country else Filters()
        searched[name] = _timed(partial(_search, searcher, filters), list(zip(asked, vectors, strict=True)))[1]
    return {
        "verify_seconds": round(verified, 2),
        "verify_and_open_seconds": round(opened, 2),
        "megabytes_before": before.resident,
        "megabytes_open": memory.resident,
        "megabytes_after_searches": memory_of(os.getpid()).resident,
        "whole_search": searched,
    }


def _apart(work: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Do work in a process of its own, whose memory is its alone."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _nearest(index: CellIndex, allowed: Allowed | None, question: Vectors) -> Rows:
    return index.search(question, 10, allowed)[1]


def _search(searcher: Searcher, filters: Filters, question: tuple[str, Vectors]) -> Found:
    return searcher.search(Query(question[0], "en", filters), question[1])


def _timed(work: Callable[[Asked], Given], questions: Sequence[Asked]) -> tuple[list[Given], dict[str, float]]:
    """What each question gives, and how many milliseconds it takes, one after the other."""
    for question in questions[:_UNTIMED]:
        work(question)
    seconds, given = [], []
    for question in questions:
        started = time.perf_counter()
        given.append(work(question))
        seconds.append(time.perf_counter() - started)
    p50, p99 = np.percentile(seconds, [50, 99]) * 1e3
    return given, {"p50_ms": round(float(p50), 2), "p99_ms": round(float(p99), 2)}


def _exact(
    vectors: JoinedVectors, questions: Vectors, filters: Sequence[Allowed | None], progress: Progress
) -> list[Rows]:
    """The ten nearest of all vectors to each question, under each filter, shape (questions, 10) each."""
    held = [(np.empty((len(questions), 0), np.float32), np.empty((len(questions), 0), np.int64)) for _ in filters]
    start = 0
    for portion in vectors.portions():
        products = questions @ portion.T
        for number, allowed in enumerate(filters):
            rows = np.arange(len(portion)) if allowed is None else np.flatnonzero(allowed.mask[start:][: len(portion)])
            near, where = held[number]
            both = np.concatenate([near, products[:, rows]], axis=1)
            numbers = np.concatenate([where, np.broadcast_to(start + rows, (len(questions), len(rows)))], axis=1)
            best = np.argpartition(-both, 9, axis=1)[:, :10]
            held[number] = np.take_along_axis(both, best, 1), np.take_along_axis(numbers, best, 1)
        start += len(portion)
        progress("searching exactly", start, len(vectors))
    return [rows for _, rows in held]


def _questions(practices: Sequence[Practice], file: Path | None) -> list[str]:
    if file is None:
        return mixed_questions(practices, _QUESTIONS)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return spread([str(line["question"]) for line in lines], _QUESTIONS)


def _speed(embedder: Embedder, practices: Sequence[Practice], max_tokens: int) -> tuple[float, float]:
    """Passages that the real model embeds a second, sorted by length; and passages that a practice has."""
    chosen = spread(practices, 40)
    texts = [passage.embedded for one in chosen for passage in cut_passages(one, embedder.count_tokens, max_tokens)]
    sample = sorted(spread(texts, _SAMPLE), key=len)
    embedder.embed_passages(sample[:16])
    started = time.perf_counter()
    embedder.embed_passages(sample)
    return len(sample) / (time.perf_counter() - started), len(texts) / len(chosen)


if __name__ == "__main__":
    main()
