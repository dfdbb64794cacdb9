"""The web application: the JSON interface, what operators look at, and the index exchanged while it runs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Final
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, RedirectResponse

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.web import api, problems
from assistant.web.body_limit import BodyLimit
from assistant.web.metrics import Metrics

log = structlog.get_logger()

_LOOK_FOR_SNAPSHOTS: Final = 0.5
"""Seconds between looks at which snapshot is current; a look costs one small read."""


def create_app(settings: Settings, opener: Callable[[Settings], Assistant] = Assistant.open) -> FastAPI:
    """Make the application.

    Args:
        settings: The settings.
        opener: Opens the assistant when the application starts.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.assistant = await asyncio.to_thread(opener, settings)
        app.state.workers = ThreadPoolExecutor(settings.workers, thread_name_prefix="answer")
        warming = asyncio.create_task(asyncio.to_thread(app.state.assistant.warm_up))
        watching = asyncio.create_task(_watch(app.state.assistant))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await asyncio.wait([warming])
            app.state.workers.shutdown(wait=True)
            app.state.assistant.close()

    app = FastAPI(
        title="Precedent",
        version=version("precedent"),
        summary="What have other cities done about this?",
        description=(
            "Answers questions from a corpus of real practices of cities, with the source of every sentence. "
            "Errors are problem documents (RFC 9457)."
        ),
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from another host
        redoc_url=None,
    )
    app.state.metrics = Metrics()
    problems.install(app)
    app.add_middleware(BodyLimit)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
        )
    app.include_router(api.router)
    _add_operations(app)
    return app


def _add_operations(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def root(request: Request) -> JSONResponse:
        """What this is and how to ask."""
        served = request.app.state.assistant.live.served
        return JSONResponse(
            {
                "name": "Precedent",
                "what": "Answers what other cities have done, with the source of every sentence.",
                "practices": len(served.contents),
                "ask": 'POST /api/ask {"question": "How have other cities got older people online?"}',
                "search": "GET /api/search?q=mobile+library",
                "description": "/openapi.json",
            }
        )

    @app.get("/practices/{practice_id}", include_in_schema=False)
    async def practice(practice_id: str) -> RedirectResponse:
        """Where the address of a practice in an answer leads while there are no pages."""
        return RedirectResponse(f"/api/practices/{quote(practice_id, safe='')}", status_code=307)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> JSONResponse:
        """Whether the process is alive."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz", include_in_schema=False)
    async def readyz(request: Request) -> Response:
        """Whether questions can be answered, and from which snapshot."""
        assistant: Assistant | None = getattr(request.app.state, "assistant", None)
        if assistant is None:
            return problems.problem(503, "The index is still being opened.")
        served = assistant.live.served
        return JSONResponse({"status": "ready", "snapshot": served.snapshot, "practices": len(served.contents)})

    @app.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        """Figures for Prometheus."""
        text = request.app.state.metrics.render(request.app.state.assistant.live.served)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


async def _watch(assistant: Assistant) -> None:
    while True:
        await asyncio.sleep(_LOOK_FOR_SNAPSHOTS)
        try:
            await asyncio.to_thread(assistant.refresh)
        except Exception as error:  # a look that fails must not be the last
            log.error("snapshot_look_failed", error=type(error).__name__)
