"""Precedent itself, through the door that every channel uses: whole answers with their sentences, not only a search."""

from pathlib import Path

from systems.interface import read_passages

from assistant.assistant import Assistant
from assistant.settings import Settings


class Precedent:
    """The assistant on a home that was built for the passages."""

    def __init__(self, folder: Path, model: str) -> None:
        self._assistant = Assistant.open(Settings.load(home=folder / "precedent", cached_answers=1))

    def warm_up(self) -> None:
        """Read names and phrases before anyone asks."""
        self._assistant.warm_up()

    def search(self, question: str, count: int) -> list[str]:
        """The practices of the answer, best first."""
        answer = self._assistant.ask(question, limit=10, keep=False)
        return [practice.id for practice in answer.practices]


def index(folder: Path, model: str, limit: int | None = None) -> None:
    """Embed as many passages as the others do for a sample; the home itself is made before, from the practices."""
    from index.model import OnnxEmbedder, PreparedModel
    from index.model.prepare import model_folder

    if limit is not None:
        settings = Settings.load(home=folder / "precedent")
        prepared = PreparedModel.load(
            model_folder(settings.model, settings.models, settings.query_prefix, settings.passage_prefix)
        )
        OnnxEmbedder(prepared).embed_passages([passage.text for passage in read_passages(folder)[:limit]])


open_system = Precedent
