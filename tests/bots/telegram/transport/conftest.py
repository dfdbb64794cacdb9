"""A bot that waits less long for Telegram than usual, so that a test need not."""

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.bots.telegram.running import RunningBot


@pytest.fixture
def hasty_bot(settings: Settings, answering: Assistant) -> Iterator[RunningBot]:
    """The bot; it gives a call up after a third of a second."""
    with RunningBot(settings, answering, seconds_to_answer=0.3, seconds_to_poll=1) as running:
        yield running
