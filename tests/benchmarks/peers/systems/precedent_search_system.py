"""The search of Precedent alone, for texts that are no practices and need no answer."""

from pathlib import Path

from assistant.language import detect_language
from assistant.settings import Settings
from index.contents import Contents
from index.model import OnnxEmbedder, PreparedModel
from index.model.prepare import model_folder
from index.search import Query, Searcher
from index.snapshot import SnapshotStore


class PrecedentSearch:
    """The search over the snapshot of a home."""

    def __init__(self, folder: Path, model: str) -> None:
        settings = Settings.load(home=folder / "precedent")
        prepared = PreparedModel.load(
            model_folder(settings.model, settings.models, settings.query_prefix, settings.passage_prefix)
        )
        self._searcher = Searcher(Contents.open(SnapshotStore(settings.snapshots)), OnnxEmbedder(prepared))

    def search(self, question: str, count: int) -> list[str]:
        """The texts found, best first."""
        # The numbers alone: paragraphs that stand for practices are no whole records that could be read.
        found = self._searcher.search(Query(question, detect_language(question), limit=0))
        return [self._searcher.contents.ids[number] for number in found.numbers[:10]]


def index(folder: Path, model: str, limit: int | None = None) -> None:
    """Nothing: the home was made before."""


open_system = PrecedentSearch
