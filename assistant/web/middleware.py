"""What stands around the application and looks at every request and response, in its order."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from assistant.settings import Settings
from assistant.web.frame.too_many import too_many
from assistant.web.head import AnswerHead
from assistant.web.headers import SafeHeaders
from assistant.web.rate_limit import RateLimit


def install_middleware(app: FastAPI, settings: Settings) -> None:
    """Put it around an application, from the inside out: what is added later stands further out.

    Args:
        app: The application.
        settings: They say who is held back and which other sites may ask.
    """
    app.add_middleware(RateLimit, per_minute=settings.rate_limit, refusal=too_many)
    # Event streams are left as they are, and so is what is compressed already.
    app.add_middleware(GZipMiddleware, compresslevel=4)  # more would cost a page more time than it saves on the way
    if settings.allowed_origins:  # around the limit, so that other sites can read that they are held back
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
            expose_headers=["retry-after"],
        )
    app.add_middleware(AnswerHead)
    app.add_middleware(SafeHeaders)
