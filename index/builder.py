"""Builds a snapshot from the corpus: cut, embed what is new, index, check, publish."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from corpus.places import label_of
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.contents import write_contents
from index.lexical import LexicalIndex
from index.model import Embedder
from index.passages import Passage, cut_passages
from index.place_cache import gazetteer_file
from index.snapshot import Manifest, SnapshotError, SnapshotStore
from index.vector_cache import VectorCache

PLACES_FILE: Final = "places.json"
_KEPT_AT_ONCE: Final = 256
"""Vectors are put in the cache in portions of this size: what was done before an interruption is not lost."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def build_snapshot(
    practices: Sequence[Practice],
    embedder: Embedder,
    store: SnapshotStore,
    cache: Path,
    *,
    model: dict[str, Any],
    corpus: dict[str, Any],
    max_tokens: int = 512,
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
        progress: Told how far it is.

    Returns:
        The manifest of the new snapshot.

    Raises:
        SnapshotError: There is nothing to index.
    """
    if not practices:
        raise SnapshotError("There are no practices to index. Add some with: precedent corpus add PATH")
    ordered = sorted(practices, key=lambda practice: practice.id)
    passages: list[list[Passage]] = []
    for number, practice in enumerate(ordered, 1):
        passages.append(cut_passages(practice, embedder.count_tokens, max_tokens))
        progress("cutting into passages", number, len(ordered))
    texts = [passage.embedded for cut in passages for passage in cut]
    vectors = _embed(texts, embedder, cache, progress)
    progress("indexing words", 0, 1)
    words = LexicalIndex.build(
        {language: [_words(practice, language) for practice in ordered] for language in LANGUAGES}
    )
    progress("indexing words", 1, 1)
    with store.aside() as folder:
        write_contents(folder, ordered, passages, vectors, words)
        progress("collecting names of places", 0, 1)
        kept = gazetteer_file(((practice.city, practice.country) for practice in ordered), cache.parent)
        shutil.copyfile(kept, folder / PLACES_FILE)
        progress("collecting names of places", 1, 1)
        counts = {
            "practices": len(ordered),
            "passages": len(texts),
            "cities": len({(practice.country, practice.city) for practice in ordered}),
            "countries": len({practice.country for practice in ordered}),
            "sources": sum(len(practice.sources) for practice in ordered),
        }
        return store.publish(folder, model=model, corpus=corpus, counts=counts)


def _embed(texts: Sequence[str], embedder: Embedder, cache: Path, progress: Progress) -> npt.NDArray[np.float32]:
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
    return np.stack([known[text] for text in texts])


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
