"""Opens the assistant for a command."""

from typing import TYPE_CHECKING

from assistant.settings import Settings
from assistant.starting_model import start_model

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def open_assistant() -> "Assistant":
    """The assistant on what the settings name, with everything that it logs on stderr.

    Raises:
        SettingsError: A setting cannot be used.
        ModelError: The model is not prepared.
        SnapshotError: There is no index.
    """
    settings = Settings.load()
    embedder = start_model(settings)  # first: loading takes as long as importing the rest, and goes on beside it

    from assistant.assistant import Assistant  # noqa: PLC0415
    from assistant.logs import configure_logging  # noqa: PLC0415

    configure_logging(settings.log_level, settings.secrets())
    return Assistant.open(settings, embedder)
