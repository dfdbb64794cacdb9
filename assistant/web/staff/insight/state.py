"""The insight of one application, made with the first page that wants it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from fastapi import Request

from assistant.assistant import Assistant
from assistant.insight import Insight
from index.contents import Contents

Result = TypeVar("Result")


def insight_of(request: Request) -> Insight:
    """What counts and groups what was asked, for the application of a request."""
    state = request.app.state
    found: Insight | None = getattr(state, "insight", None)
    if found is None:
        assistant: Assistant = state.assistant

        def contents() -> tuple[str, Contents]:
            served = assistant.live.served
            return served.snapshot, served.contents

        found = Insight(assistant.catalogue.get, contents, assistant.embed, assistant.settings.keep_days)
        state.insight = found
    return found


async def counted(request: Request, work: Callable[[Insight], Result]) -> Result:
    """Count or group, off the event loop, and not in the threads that answer: it waits for a disk.

    Args:
        request: Any request to the application.
        work: What to do.

    Raises:
        CatalogueError: The catalogue failed.
    """
    return await asyncio.to_thread(work, insight_of(request))
