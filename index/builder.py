"""Builds a snapshot from the corpus: cut, embed what is new, index, check, publish."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus.places import label_of
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.contents import write_contents
from index.earlier import Earlier, runs
from index.lexical import LexicalIndex, count_words
from index.model import Embedder
from index.passages import Passage, cut_passages
from index.place_cache import gazetteer_file
from index.segments import Segment, heading_of, line_of
from index.snapshot import Manifest, SnapshotError, SnapshotStore
from index.vector_cache import VectorCache
from index.word_counts import joined

PLACES_FILE: Final = "places.json"
_KEPT_AT_ONCE: Final = 256
"""Vectors are put in the cache in portions of this size: what was done before an interruption is not lost."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A practice that is to be in a snapshot.

    Args:
        id: Its id.
        digest: Digest of what it says: one that an earlier snapshot has is taken over from there. May be empty.
        read: Gives the practice where it is needed.
    """

    id: str
    digest: str
    read: Callable[[], Practice]


def build_snapshot(
    practices: Sequence[Practice | Entry],
    embedder: Embedder,
    store: SnapshotStore,
    cache: Path,
    *,
    model: dict[str, Any],
    corpus: dict[str, Any],
    max_tokens: int = 512,
    earlier: Earlier | None = None,
    current: bool = True,
    progress: Progress = lambda step, done, total: None,
) -> Manifest:
    """Build a snapshot and make it current.

    Args:
        practices: What is to be found; at least one.
        embedder: Embeds the passages.
        store: Where the snapshot goes.
        cache: File that keeps vectors from one build to the next; names of places are kept beside it.
        model, corpus: Described in the manifest.
        max_tokens: The model's length.
        earlier: A snapshot from which practices are taken over that have not changed.
        current: Whether it is to be served at once, or only lies ready.
        progress: Told how far it is.

    Returns:
        The manifest of the new snapshot.

    Raises:
        SnapshotError: There is nothing to index.
    """
    if not practices:
        raise SnapshotError("There are no practices to index. Add some with: precedent corpus add PATH")
    entries = sorted((_entry(practice) for practice in practices), key=lambda entry: entry.id)
    numbers = [earlier.find(entry.digest) if earlier else None for entry in entries]
    new = iter(_segments(entries, numbers, embedder, cache, max_tokens, progress))
    segments = []
    for first, stop in runs(numbers):
        number = numbers[first]
        if earlier is not None and number is not None:
            segments.append(earlier.take(number, number + stop - first))
        else:
            segments.append(next(new))
    progress("indexing words", 0, 1)
    words = LexicalIndex.of_counts(
        {language: joined(segment.words[language] for segment in segments) for language in LANGUAGES}
    )
    progress("indexing words", 1, 1)
    with store.aside() as folder:
        taken = write_contents(folder, segments, words, earlier)
        progress("collecting names of places", 0, 1)
        headings = [heading_of(line) for segment in segments for line in segment.lines]
        cities = {(heading["facets"]["cities"][0], heading["facets"]["countries"][0]) for heading in headings}
        shutil.copyfile(gazetteer_file(cities, cache.parent), folder / PLACES_FILE)
        progress("collecting names of places", 1, 1)
        counts = {
            "practices": len(entries),
            "passages": sum(len(segment.kinds) for segment in segments),
            "cities": len(cities),
            "countries": len({country for _, country in cities}),
            "sources": sum(heading["sources"] for heading in headings),
        }
        known = {name: earlier.files[name] for name in taken} if earlier else {}
        return store.publish(folder, model=model, corpus=corpus, counts=counts, current=current, known=known)


def _entry(practice: Practice | Entry) -> Entry:
    return practice if isinstance(practice, Entry) else Entry(practice.id, "", lambda: practice)


def _segments(
    entries: Sequence[Entry],
    numbers: list[int | None],
    embedder: Embedder,
    cache: Path,
    max_tokens: int,
    progress: Progress,
) -> Iterator[Segment]:
    """The runs of practices that are not taken over, cut and embedded."""
    spans = [span for span in runs(numbers) if numbers[span[0]] is None]
    total, done = sum(stop - first for first, stop in spans), 0
    cut: list[tuple[list[Practice], list[bytes], list[list[Passage]]]] = []
    for first, stop in spans:
        practices = [entry.read() for entry in entries[first:stop]]
        lines = [
            line_of(practice, entry.digest) for practice, entry in zip(practices, entries[first:stop], strict=True)
        ]
        passages = []
        for practice in practices:
            passages.append(cut_passages(practice, embedder.count_tokens, max_tokens))
            done += 1
            progress("cutting into passages", done, total)
        cut.append((practices, lines, passages))
    texts = [passage.embedded for _, _, passages in cut for made in passages for passage in made]
    vectors = _embed(texts, embedder, cache, progress)
    start = 0
    for practices, lines, passages in cut:
        stop = start + sum(map(len, passages))
        counts = {
            language: count_words([_words(practice, language) for practice in practices], language)
            for language in LANGUAGES
        }
        yield Segment.of(lines, passages, vectors[start:stop], counts)
        start = stop


def _embed(texts: Sequence[str], embedder: Embedder, cache: Path, progress: Progress) -> npt.NDArray[np.float32]:
    if not texts:
        return np.empty((0, embedder.dimension), np.float32)
    with VectorCache(cache, embedder.fingerprint) as kept:
        known = kept.get(texts)
        # Sorted by length over the whole corpus, so that little is spent on padding.
        missing = sorted({text for text in texts if text not in known}, key=len)
        progress("embedding", len(texts) - len(missing), len(texts))
        done = len(texts) - len(missing)
        for start in range(0, len(missing), _KEPT_AT_ONCE):
            portion = missing[start : start + _KEPT_AT_ONCE]
            made = dict(zip(portion, embedder.embed_passages(portion), strict=True))
            kept.put(made.items())
            known.update(made)
            done += len(portion)
            progress("embedding", done, len(texts))
    progress("embedding", len(texts), len(texts))
    vectors = np.empty((len(texts), embedder.dimension), np.float32)
    for row, text in enumerate(texts):
        vectors[row] = known[text]
    return vectors


def _words(practice: Practice, language: str) -> str:
    """What a practice is found by, word for word, in one language: English has the body too."""
    parts = [
        practice.title_in(language),
        practice.city,
        label_of(practice.country, language),
        practice.summary_in(language),
        *(question.text for question in practice.questions if question.language == language),
    ]
    if language == "en":
        parts.extend(section.text for section in practice.sections)
    return "\n".join(parts)
