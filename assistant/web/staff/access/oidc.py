"""To sign in with the organisation's account, by OpenID Connect: authorization code with PKCE, state and nonce."""

import asyncio
from typing import Any, Final

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from assistant.web.staff.access.cookies import cookie_name, drop, is_secure
from assistant.web.staff.access.organisation import role_of
from assistant.web.staff.access.own_secret import own_secret
from assistant.web.staff.access.pages import visitor_of_staff
from assistant.web.staff.access.provider import NotProvenError, Provider, ProviderError
from assistant.web.staff.access.sign_in import let_in, organisation_name, safe_next, shown
from assistant.web.staff.access.state import access_of, in_catalogue, settings_of
from corpus.catalogue import CatalogueError

log = structlog.get_logger()

router = APIRouter(include_in_schema=False)

COOKIE: Final = "staff-going"
"""Holds, for those who are on their way, what must fit when they come back; signed, so that nobody can make one."""
_ON_THE_WAY: Final = 600
"""Seconds that somebody may take to sign in there."""
_BACK: Final = "/staff/oidc/callback"


@router.get("/staff/oidc")
async def go(request: Request, next: str = "") -> Response:
    """Send somebody to the organisation's page."""
    provider = _provider(request)
    back = f"{visitor_of_staff(request).origin}{_BACK}"
    try:
        address, kept = await provider.address(request, back)
    except ProviderError as error:
        return await _down(request, error)
    response = RedirectResponse(address, status_code=303)
    signer = await asyncio.to_thread(_signer, request)
    response.set_cookie(
        cookie_name(request, COOKIE),
        signer.dumps({"kept": kept, "next": safe_next(next)}),
        max_age=_ON_THE_WAY,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",  # it must come along when the organisation's page sends the browser back
    )
    return response


@router.get(_BACK)
async def come_back(request: Request) -> Response:
    """Let in somebody who signed in there, if the settings name them."""
    response = await _come_back(request)
    drop(request, response, COOKIE)
    return response


async def _come_back(request: Request) -> Response:
    from itsdangerous import BadData  # noqa: PLC0415

    provider = _provider(request)
    settings = settings_of(request)
    wording = visitor_of_staff(request).wording
    organisation = organisation_name(settings.oidc_name, wording)
    unproven = wording("You could not be signed in with {organisation}. Please try again.", organisation=organisation)
    signer = await asyncio.to_thread(_signer, request)
    try:
        carried = signer.loads(request.cookies.get(cookie_name(request, COOKIE), ""), max_age=_ON_THE_WAY)
        identity = await provider.identity(request, carried["kept"])
    except ProviderError as error:
        return await _down(request, error)
    except (BadData, NotProvenError) as error:
        reason = str(error) if isinstance(error, NotProvenError) else type(error).__name__
        log.warning("organisation_sign_in_refused", reason=reason)
        return await shown(request, status=403, fault=unproven)
    role = role_of(settings, identity.email) if identity.verified else None
    if role is None:
        log.warning("organisation_sign_in_refused", reason="not named" if identity.verified else "not verified")
        said = wording(
            "Your account with {organisation} is not among those that may come in here. Ask whoever runs this site.",
            organisation=organisation,
        )
        return await shown(request, status=403, fault=said)
    try:
        account = await in_catalogue(
            request,
            lambda catalogue: catalogue.staff.external(settings.oidc_issuer, identity.subject, identity.email, role),
        )
    except CatalogueError as error:
        log.warning("organisation_sign_in_refused", reason="name taken or unusable", error=type(error).__name__)
        said = wording(
            "There is another account with your e-mail address here. Ask a publisher to remove it, then try again."
        )
        return await shown(request, status=403, fault=said)
    return await let_in(request, account, carried["next"])


def _provider(request: Request) -> Provider:
    settings = settings_of(request)
    if not settings.oidc_issuer:
        raise HTTPException(404)
    access = access_of(request)
    if access.provider is None:
        access.provider = Provider(settings)
    return access.provider


def _signer(request: Request) -> Any:
    from itsdangerous import URLSafeTimedSerializer  # noqa: PLC0415

    return URLSafeTimedSerializer(own_secret(settings_of(request).home), salt=COOKIE)


async def _down(request: Request, error: Exception) -> Response:
    log.error("organisation_does_not_answer", reason=str(error))
    visitor = visitor_of_staff(request)
    organisation = organisation_name(settings_of(request).oidc_name, visitor.wording)
    said = visitor.wording(
        "{organisation} does not answer just now. Please try again in a few minutes.",
        organisation=organisation[:1].upper() + organisation[1:],
    )
    return await shown(request, status=503, fault=said)
