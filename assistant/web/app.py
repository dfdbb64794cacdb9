"""The web application: pages, the JSON interface, channels, what operators look at."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from assistant.assistant import Assistant
from assistant.channels import served_channels
from assistant.office.tending import tending
from assistant.settings import Settings
from assistant.watching import watching
from assistant.web import api, problems
from assistant.web.body_limit import BodyLimit
from assistant.web.metrics import Metrics
from assistant.web.middleware import install_middleware
from assistant.web.site import install_site
from assistant.web.staff.form_sizes import FORMS
from assistant.web.staff.sources.uploads import UPLOADS


def create_app(settings: Settings, opener: Callable[[Settings], Assistant] = Assistant.open) -> FastAPI:
    """Make the application.

    Args:
        settings: The settings.
        opener: Opens the assistant when the application starts.

    Raises:
        SettingsError: The settings of a channel that is served beside the pages do not fit together.
    """
    channels = served_channels(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.assistant = await asyncio.to_thread(opener, settings)
        app.state.workers = ThreadPoolExecutor(settings.workers, thread_name_prefix="answer")
        try:
            async with AsyncExitStack() as running:
                await running.enter_async_context(watching(app.state.assistant))
                await running.enter_async_context(tending(app.state.assistant))
                for channel in channels:
                    await running.enter_async_context(channel.running(app.state.assistant))
                yield
        finally:
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
    bodies = {path: size for channel in channels for path, size in channel.bodies.items()}
    bodies.update(FORMS)
    app.add_middleware(BodyLimit, larger=bodies, streamed=UPLOADS)
    install_middleware(app, settings)
    app.include_router(api.router)
    install_site(app)
    for channel in channels:
        app.include_router(channel.router)
    _add_operations(app)
    return app


def _add_operations(app: FastAPI) -> None:
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
