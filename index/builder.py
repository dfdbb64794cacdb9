"""Builds a snapshot from the corpus: cut, embed what is new, index, check, publish."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np

from corpus.places import label_of
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.contents_writer import ContentsWriter
from index.earlier import Earlier, runs
from index.joined_vectors import SomeVectors
from index.lexical import LexicalIndex, count_words
from index.model import Embedder
from index.passages import cut_passages
from index.place_cache import gazetteer_file
from index.scratch import ScratchTexts, ScratchVectors
from index.segments import Segment, line_of
from index.snapshot import Manifest, SnapshotError, SnapshotStore
from index.vector_cache import VectorCache
from index.vector_files import Kept, save_vectors
from index.word_counts import WordCounts, joined

PLACES_FILE: Final = "places.json"
_CUT_AT_ONCE: Final = 256
"""Practices that are in memory at the same time."""
_EMBEDDED_AT_ONCE: Final = 16_384
"""Passages whose vectors are."""
_KEPT_AT_ONCE: Final = 256
"""Vectors are put in the cache in portions of this size: what was done before an interruption is not lost."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""
Words = dict[str, list[WordCounts]]


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
    with (
        store.aside() as folder,
        store.aside() as scratch,
        ScratchTexts(scratch / "texts") as texts,
        ScratchVectors(scratch / "vectors", embedder.dimension) as vectors,
    ):
        with ContentsWriter(folder) as written:
            parts, words = _write(entries, numbers, earlier, embedder, max_tokens, written, texts, progress)
        _embed(texts, vectors, embedder, cache, progress)
        _index_words(folder / "words", numbers, earlier, words, progress)
        linked = save_vectors(
            folder,
            [part if isinstance(part, Kept) else SomeVectors(vectors, np.arange(*part)) for part in parts],
            embedder.dimension,
            earlier.vectors if earlier else None,
            earlier.passages if earlier else 0,
            partial(progress, "indexing vectors"),
        )
        progress("collecting names of places", 0, 1)
        shutil.copyfile(gazetteer_file(written.cities, cache.parent), folder / PLACES_FILE)
        progress("collecting names of places", 1, 1)
        counts = {
            "practices": written.practices,
            "passages": written.passages,
            "cities": len(written.cities),
            "countries": len({country for _, country in written.cities}),
            "sources": written.sources,
        }
        known = {name: earlier.files[name] for name in linked} if earlier else {}
        return store.publish(folder, model=model, corpus=corpus, counts=counts, current=current, known=known)


def _entry(practice: Practice | Entry) -> Entry:
    return practice if isinstance(practice, Entry) else Entry(practice.id, "", lambda: practice)


def _write(
    entries: Sequence[Entry],
    numbers: Sequence[int | None],
    earlier: Earlier | None,
    embedder: Embedder,
    max_tokens: int,
    written: ContentsWriter,
    texts: ScratchTexts,
    progress: Progress,
) -> tuple[list[Kept | tuple[int, int]], Words]:
    """Write all practices, cut those that are not taken over, and put aside what is to be embedded of them.

    Returns:
        Where the vectors will come from, part by part: rows of the earlier snapshot, or from which to before which of
        the texts put aside. And the words of what was cut, by language.
    """
    total, done = sum(number is None for number in numbers), 0
    parts: list[Kept | tuple[int, int]] = []
    words: Words = {language: [] for language in LANGUAGES}
    for first, stop in runs(numbers):
        number = numbers[first]
        if earlier is not None and number is not None:
            written.add(earlier.take(number, number + stop - first))
            parts.append(earlier.rows(number, number + stop - first))
            continue
        for start in range(first, stop, _CUT_AT_ONCE):
            portion = entries[start : min(start + _CUT_AT_ONCE, stop)]
            practices = [entry.read() for entry in portion]
            passages = []
            for practice in practices:
                passages.append(cut_passages(practice, embedder.count_tokens, max_tokens))
                done += 1
                progress("cutting into passages", done, total)
            lines = [line_of(practice, entry.digest) for practice, entry in zip(practices, portion, strict=True)]
            written.add(Segment.of(lines, passages))
            before = len(texts)
            texts.add([passage.embedded for cut in passages for passage in cut])
            parts.append((before, len(texts)))
            for language, counted in words.items():
                counted.append(count_words([_words(practice, language) for practice in practices], language))
    return parts, words


def _embed(texts: ScratchTexts, vectors: ScratchVectors, embedder: Embedder, cache: Path, progress: Progress) -> None:
    """A vector for every text, in their order: one that is known already, or a new one."""
    total = len(texts)
    if not total:
        return
    with VectorCache(cache, embedder.fingerprint) as kept:
        for start in range(0, total, _EMBEDDED_AT_ONCE):
            portion = texts.read(start, min(start + _EMBEDDED_AT_ONCE, total))
            known = kept.get(portion)
            # Sorted by length over the whole portion, so that little is spent on padding.
            missing = sorted({text for text in portion if text not in known}, key=len)
            done = start + len(portion) - len(missing)
            progress("embedding", done, total)
            for first in range(0, len(missing), _KEPT_AT_ONCE):
                few = missing[first : first + _KEPT_AT_ONCE]
                made = dict(zip(few, embedder.embed_passages(few), strict=True))
                kept.put(made.items())
                known.update(made)
                done += len(few)
                progress("embedding", done, total)
            vectors.add(np.stack([known[text] for text in portion]))
    progress("embedding", total, total)


def _index_words(
    folder: Path, numbers: Sequence[int | None], earlier: Earlier | None, words: Words, progress: Progress
) -> None:
    new = count(len(earlier) if earlier else 0)
    order = np.array([next(new) if number is None else number for number in numbers])
    for done, (language, counted) in enumerate(words.items()):
        progress("indexing words", done, len(words))
        if earlier is None:
            pool = joined(counted)
        else:
            before = earlier.words.get(language) or WordCounts.of([[]] * len(earlier))
            pool = joined([before, *counted]).take(order)
        counted.clear()
        LexicalIndex.of_counts({language: pool}).save(folder)
    progress("indexing words", len(words), len(words))


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
