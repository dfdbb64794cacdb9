"""The server's threads for what computes."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from fastapi import Request

Result = TypeVar("Result")


async def off_the_loop(request: Request, work: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
    """Run work that computes in the server's threads, so that the event loop stays free to talk.

    Args:
        request: Any request to the application whose threads they are.
        work: What to call.
        arguments, named: What to call it with.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(request.app.state.workers, partial(work, *arguments, **named))
