"""Begins to load the model that the settings name."""

from assistant.settings import Settings
from index.model import BackgroundEmbedder, PreparedModel
from index.model.prepare import model_folder


def start_model(settings: Settings) -> BackgroundEmbedder:
    """The embedder of the settings' model, on its way: it is loaded while the process does something else.

    Args:
        settings: They name the model and its threads.

    Raises:
        ModelError: The model is not prepared.
    """
    folder = model_folder(settings.model, settings.models, settings.query_prefix, settings.passage_prefix)
    return BackgroundEmbedder(PreparedModel.load(folder), settings.threads or None)
