"""From the catalogue to a served index: prepares the model, and builds a snapshot of what is published."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Self

from assistant.settings import Settings
from corpus.catalogue import Catalogue, State
from index.builder import Entry, build_snapshot
from index.earlier import Earlier
from index.lock import only_one
from index.model import BackgroundEmbedder, Embedder, PreparedModel, prepare_model
from index.model.prepare import model_folder
from index.snapshot import Manifest, SnapshotError, SnapshotStore

Report = Callable[[str], None]
Progress = Callable[[str, int, int], None]


def prepare(settings: Settings, report: Report = lambda step: None) -> PreparedModel:
    """Prepare the embedding model that the settings name, or find it prepared.

    Raises:
        ModelError: It is not to be had or cannot be served.
    """
    return prepare_model(
        settings.model,
        settings.models,
        query_prefix=settings.query_prefix,
        passage_prefix=settings.passage_prefix,
        report=report,
    )


def open_catalogue(settings: Settings) -> Catalogue:
    """Open the catalogue that the settings name, brought up to date.

    Raises:
        CatalogueError: It cannot be opened.
    """
    if not settings.database.get_secret_value():
        settings.home.mkdir(parents=True, exist_ok=True)
    return Catalogue.open(settings.database_url)


@dataclass(frozen=True)
class ServedModel:
    """The embedding model as building an index needs it; it is loaded where something is to be embedded.

    Args:
        name: The name or folder it was prepared from.
        fingerprint: Equal fingerprints give equal vectors.
        dimension: Numbers in a vector.
        max_tokens: Longest text, in ids.
        load: Loads it.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int
    load: Callable[[], Embedder]

    @classmethod
    def of(cls, settings: Settings, model: PreparedModel | None = None) -> Self:
        """The model that the settings name.

        Args:
            settings: The settings.
            model: What `prepare` returned, where it has just been called.

        Raises:
            ModelError: It is not prepared.
        """
        folder = model_folder(settings.model, settings.models, settings.query_prefix, settings.passage_prefix)
        ready = model or PreparedModel.load(folder)
        load = partial(BackgroundEmbedder, ready, settings.threads or None)
        return cls(ready.name, ready.fingerprint, ready.dimension, ready.max_tokens, load)

    @cached_property
    def embedder(self) -> Embedder:
        """The model, loaded while the earlier snapshot is read."""
        return self.load()

    def described(self) -> dict[str, Any]:
        """What a manifest says of it."""
        return {"name": self.name, "fingerprint": self.fingerprint, "dimension": self.dimension}


@contextmanager
def building(settings: Settings, *, wait: bool = True) -> Iterator[SnapshotStore]:
    """Keeps every other process from building: of two, the one that read the catalogue first could be served last.

    Args:
        settings: They name the home.
        wait: Whether to wait for another process that is building.

    Raises:
        BlockingIOError: Another process is building, and there is no waiting.
    """
    with only_one(settings.home / ".build.lock", wait=wait):
        yield SnapshotStore(settings.snapshots, settings.keep_snapshots)


def build_state(
    settings: Settings,
    store: SnapshotStore,
    model: ServedModel,
    state: State,
    *,
    whole: bool = False,
    current: bool = True,
    progress: Progress = lambda step, done, total: None,
) -> Manifest:
    """Build a snapshot of a state of the corpus. To be called inside of `building`.

    Args:
        settings: They name the home.
        store: What `building` gave.
        model: Embeds what is new.
        state: What is to be found.
        whole: Whether everything is worked out anew, in place of taking over what has not changed.
        current: Whether it is to be served at once, or only lies ready.
        progress: Told how far it is.

    Raises:
        SnapshotError: There is nothing to index.
    """
    entries = [Entry(name, held.digest, partial(state.practice, name)) for name, held in state.held.items()]
    return build_snapshot(
        entries,
        model.embedder,
        store,
        settings.vector_cache,
        model=model.described(),
        corpus={"digest": state.digest, "revision": state.revision},
        max_tokens=model.max_tokens,
        earlier=None if whole else Earlier.open(store, model.fingerprint),
        current=current,
        progress=progress,
    )


def build_index(
    settings: Settings, model: PreparedModel, progress: Progress = lambda step, done, total: None
) -> Manifest:
    """Build a whole new snapshot of everything published and make it current.

    Raises:
        SnapshotError: Nothing is published.
    """
    with building(settings) as store:
        with open_catalogue(settings) as catalogue:
            state = catalogue.state()
        return build_state(settings, store, ServedModel.of(settings, model), state, whole=True, progress=progress)


def is_up_to_date(settings: Settings, model: PreparedModel) -> bool:
    """Whether the current snapshot is whole and holds what is published, embedded by this model."""
    store = SnapshotStore(settings.snapshots)
    current = store.current_id()
    if current is None:
        return False
    try:
        manifest = store.verify(current)
    except SnapshotError:
        return False
    with open_catalogue(settings) as catalogue:
        digest = catalogue.digest()
    return manifest.corpus.get("digest") == digest and manifest.model.get("fingerprint") == model.fingerprint
