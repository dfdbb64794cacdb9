"""From the catalogue to a served index: prepares the model, and builds a snapshot of what is published."""

from collections.abc import Callable

from assistant.settings import Settings
from corpus.catalogue import Catalogue
from index.builder import build_snapshot
from index.lock import only_one
from index.model import OnnxEmbedder, PreparedModel, prepare_model
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


def build_index(
    settings: Settings, model: PreparedModel, progress: Progress = lambda step, done, total: None
) -> Manifest:
    """Build a snapshot of everything published and make it current.

    Raises:
        SnapshotError: Nothing is published.
    """
    # One build at a time: of two, the one that read the catalogue first could else be the one that is served last.
    with only_one(settings.home / ".build.lock"):
        with open_catalogue(settings) as catalogue:
            published = catalogue.published()
        return build_snapshot(
            published.practices,
            OnnxEmbedder(model, settings.threads or None),
            SnapshotStore(settings.snapshots, settings.keep_snapshots),
            settings.vector_cache,
            model={"name": model.name, "fingerprint": model.fingerprint, "dimension": model.dimension},
            corpus={"digest": published.digest, "revision": published.revision},
            max_tokens=model.max_tokens,
            progress=progress,
        )


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
