"""The cookie of a session: only sent to this host, never to scripts, only encrypted where the site is."""

from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from assistant.web.staff.access.state import settings_of
from corpus.catalogue.staff import LONGEST

PLAIN: Final = "staff"
PREFIX: Final = "__Host-"
"""With it, a browser takes the cookie only from this very host, and only if it is secure."""


def is_secure(request: Request) -> bool:
    """Whether the browser reaches the site over https, as far as can be told behind a proxy that does not say."""
    public = urlsplit(settings_of(request).public_url)
    return request.url.scheme == "https" or (public.scheme == "https" and public.netloc == request.url.netloc)


def cookie_name(request: Request, name: str = PLAIN) -> str:
    """What a cookie is called where the site is reached as it is now."""
    return f"{PREFIX}{name}" if is_secure(request) else name


def token_in(request: Request) -> str:
    """The token that the browser shows; empty if it shows none."""
    return request.cookies.get(cookie_name(request), "")


def give(request: Request, response: Response, token: str) -> None:
    """Let the browser keep a token."""
    # Lax and not strict: who follows a link in a letter, or comes back from their organisation's page, is signed in.
    # What changes anything needs the token of a form besides.
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop(request: Request, response: Response, name: str = PLAIN) -> None:
    """Let the browser forget a cookie."""
    secure = is_secure(request)
    response.delete_cookie(cookie_name(request, name), path="/", secure=secure, httponly=True, samesite="lax")
