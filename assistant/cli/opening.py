"""Opens the assistant for a command."""

from assistant.assistant import Assistant
from assistant.logs import configure_logging
from assistant.settings import Settings


def open_assistant() -> Assistant:
    """The assistant on what the settings name, with everything that it logs on stderr.

    Raises:
        SettingsError: A setting cannot be used.
        ModelError: The model is not prepared.
        SnapshotError: There is no index.
    """
    settings = Settings.load()
    configure_logging(settings.log_level, settings.secrets())
    return Assistant.open(settings)
