"""Further ways to ask, added by packages above this one: found by entry point, so that nothing here imports upwards.

The distribution names them in `pyproject.toml`, in two groups: `precedent.commands` are commands of the command line;
`precedent.channels` are functions that make what the web server serves beside its own pages.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the command line looks for commands here and must not wait for a web server to be imported
    from collections.abc import Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from fastapi import APIRouter

    from assistant.assistant import Assistant
    from assistant.settings import Settings

COMMANDS = "precedent.commands"
CHANNELS = "precedent.channels"


class Channel(Protocol):
    """A way to ask that the web server serves."""

    @property
    def router(self) -> APIRouter:
        """Its endpoints."""

    @property
    def bodies(self) -> Mapping[str, int]:
        """Paths that take larger bodies than others, and how many bytes those may have."""

    def running(self, assistant: Assistant) -> AbstractAsyncContextManager[None]:
        """Runs it while the server does.

        Args:
            assistant: Answers the questions.
        """


def commands() -> dict[str, EntryPoint]:
    """Commands by name, not loaded yet."""
    return _entry_points(COMMANDS)


def served_channels(settings: Settings) -> list[Channel]:
    """The channels that the settings switch on.

    Raises:
        SettingsError: A channel's settings do not fit together.
    """
    makers: list[Callable[[Settings], Channel | None]] = [entry.load() for entry in _entry_points(CHANNELS).values()]
    return [channel for channel in (make(settings) for make in makers) if channel is not None]


def _entry_points(group: str) -> dict[str, EntryPoint]:
    # Of this distribution alone: looking through every one that is installed takes longer than an answer.
    try:
        found: Any = distribution("precedent").entry_points
    except PackageNotFoundError:
        return {}
    return {entry.name: entry for entry in found if entry.group == group}
