"""Building the index: against the embedder's own speed, and a refresh against a whole build."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.benchmark.errors import BenchmarkError
from assistant.benchmark.figures import Figure
from assistant.benchmark.homes import lent_home
from assistant.benchmark.questions import spread
from assistant.benchmark.sizes import Progress
from assistant.publishing import ServedModel, build_state, building, open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from index.model import OnnxEmbedder, PreparedModel
from index.passages import cut_passages

_TEXTS_OF_A_PRACTICE = ("title", "summary", "translations", "questions", "sections")
_AUTHOR = "benchmark"


@dataclass(frozen=True, slots=True)
class Building:
    """Times of building, in seconds.

    Args:
        practices, passages: What was built of; passages without repeats.
        bare_seconds: The embedder alone on these passages.
        build_seconds: A whole build with nothing embedded before.
        changed: Practices changed before the refresh.
        refresh_seconds: Publishing the change and building again.
    """

    practices: int
    passages: int
    bare_seconds: float
    build_seconds: float
    changed: int
    refresh_seconds: float

    def figures(self) -> list[Figure]:
        """The figures with their goals."""
        bare, build = self.passages / self.bare_seconds, self.passages / self.build_seconds
        return [
            Figure(
                "build_speed",
                "Building the index, of the embedder's bare speed",
                round(100 * build / bare, 1),
                "%",
                90,
                at_least=True,
                detail=f"{build:.0f} of {bare:.0f} passages a second, {self.practices} practices",
            ),
            Figure(
                "refresh_cost",
                "A refresh that changes 1 %, of a whole build",
                round(100 * self.refresh_seconds / self.build_seconds, 1),
                "%",
                3,
                detail=f"{self.refresh_seconds:.2f} of {self.build_seconds:.1f} s, {self.changed} practice"
                f"{'s' if self.changed > 1 else ''} changed",
            ),
        ]


def measure_building(
    settings: Settings, model: PreparedModel, practices: Sequence[Practice], count: int, progress: Progress
) -> Building:
    """Build an index of a part of the corpus in a home of its own, change one per cent of it, and build again.

    Args:
        settings: Of the home whose model is used.
        model: The prepared model.
        practices: The corpus.
        count: How many practices to build of.
        progress: Told how far it is.

    Raises:
        BenchmarkError: The corpus is too small.
    """
    sample, changed = _divide(practices, count)
    embedder = OnnxEmbedder(model, settings.threads or None)
    cut = [cut_passages(practice, embedder.count_tokens, model.max_tokens) for practice in sample]
    # As in a build: no text twice, and sorted by length.
    texts = sorted({passage.embedded for passages in cut for passage in passages}, key=len)
    embedder.embed_passages(texts[:32])  # the first run sets up the model's memory
    with lent_home(settings, index=False) as home:
        # One half before the build and one after: a machine that slows down meanwhile wrongs neither.
        first, second = texts[::2], texts[1::2]
        bare = _embed(embedder, first, 0, len(texts), progress)
        build = _publish(home, model, sample, "building an index", progress)
        bare += _embed(embedder, second, len(first), len(texts), progress)
        started = time.perf_counter()
        _publish(home, model, changed, "building it again", progress)
        refresh = time.perf_counter() - started
    return Building(len(sample), len(texts), bare, build, len(changed), refresh)


def _divide(practices: Sequence[Practice], count: int) -> tuple[list[Practice], list[Practice]]:
    """A part of the corpus, and new versions of one per cent of that part, at least of one practice.

    A new version has the texts of a practice outside the part: all of its passages are new.
    """
    ordered = sorted(practices, key=lambda practice: practice.id)
    sample = spread(ordered, max(1, min(count, len(ordered) * 99 // 100)))
    chosen = {practice.id for practice in sample}
    others = [practice for practice in ordered if practice.id not in chosen]
    old = spread(sample, max(1, round(len(sample) / 100)))
    if len(others) < len(old):
        raise BenchmarkError("The corpus is too small to measure building the index: it takes at least two practices.")
    changed = [
        before.model_copy(update={name: getattr(other, name) for name in _TEXTS_OF_A_PRACTICE})
        for before, other in zip(old, spread(others, len(old)), strict=True)
    ]
    return sample, changed


def _publish(
    home: Settings, model: PreparedModel, practices: Sequence[Practice], step: str, progress: Progress
) -> float:
    """Publish practices and build the index, as staff do; the seconds that building took."""

    def tell(stage: str, done: int, total: int) -> None:
        if stage == "embedding":
            progress(step, done, total)

    with open_catalogue(home) as catalogue:
        catalogue.add(practices, by=_AUTHOR)
        started = time.perf_counter()
        with building(home) as store:
            build_state(home, store, ServedModel.of(home, model), catalogue.state(), progress=tell)
    return time.perf_counter() - started


def _embed(embedder: OnnxEmbedder, texts: Sequence[str], done: int, total: int, progress: Progress) -> float:
    def count(batch: int) -> None:
        nonlocal done
        done += batch
        progress("embedding alone", done, total)

    started = time.perf_counter()
    embedder.embed_passages(texts, count)
    return time.perf_counter() - started
