"""Parameters by which a page says who may see it."""

import hmac
from typing import Annotated, Final

from fastapi import Depends, Request

from assistant.web.staff.access.cookies import token_in
from assistant.web.staff.access.faults import FormRefusedError, NotAllowedError, NotSignedInError
from assistant.web.staff.access.organisation import role_of
from assistant.web.staff.access.origin import is_from_here
from assistant.web.staff.access.state import access_of, in_catalogue, settings_of
from corpus.catalogue.staff import Signed

API: Final = "/api/staff/"
FIELD: Final = "token"
HEADER: Final = "x-csrf-token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_MAX_TOKEN: Final = 200
_MOST_FILES: Final = 100
"""In any form; a page may want fewer."""


async def editor(request: Request) -> Signed:
    """Whoever is signed in.

    Raises:
        NotSignedInError: Nobody is.
        FormRefusedError: The request changes something and does not come from a form of their session.
    """
    if request.url.path.startswith(API):
        return await _by_key(request)
    signed = await _by_cookie(request)
    if request.method not in _SAFE:
        await _check_form(request, signed)
    return signed


async def publisher(signed: Annotated[Signed, Depends(editor)]) -> Signed:
    """A publisher who is signed in.

    Raises:
        NotAllowedError: Somebody else is.
    """
    if not signed.may_publish:
        raise NotAllowedError(signed)
    return signed


Editor = Annotated[Signed, Depends(editor)]
Publisher = Annotated[Signed, Depends(publisher)]


async def maybe_signed_in(request: Request) -> Signed | None:
    """Whoever is signed in, or None; for pages that anybody may see."""
    try:
        return await _by_cookie(request)
    except NotSignedInError:
        return None


async def _by_cookie(request: Request) -> Signed:
    token = token_in(request)
    if not token or len(token) > _MAX_TOKEN:
        raise NotSignedInError
    now = access_of(request).clock()
    signed = await in_catalogue(request, lambda catalogue: catalogue.staff.session(token, now))
    if signed is None:
        raise NotSignedInError
    if signed.issuer is not None:
        settings = settings_of(request)
        # Whoever was taken out of the settings is out at once, and not only at the end of the session.
        if settings.oidc_issuer != signed.issuer or role_of(settings, signed.name) != signed.role:
            raise NotSignedInError
    return signed


async def _by_key(request: Request) -> Signed:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not 0 < len(secret) <= _MAX_TOKEN:
        raise NotSignedInError
    now = access_of(request).clock()
    signed = await in_catalogue(request, lambda catalogue: catalogue.staff.key(secret, now))
    if signed is None:
        raise NotSignedInError
    return signed


async def _check_form(request: Request, signed: Signed) -> None:
    if not is_from_here(request):
        raise FormRefusedError(signed)
    given = request.headers.get(HEADER)
    if given is None and request.headers.get("content-type", "").startswith(_FORMS):
        # What is read here is what the page gets: bounds that a page sets when it reads its form come too late.
        value = (await request.form(max_files=_MOST_FILES)).get(FIELD)
        given = value if isinstance(value, str) else None
    if given is None or not hmac.compare_digest(given.encode("utf-8", "replace"), signed.csrf.encode()):
        await request.close()  # with the files that came along
        raise FormRefusedError(signed)
