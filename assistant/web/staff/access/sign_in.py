"""The pages to sign in and to sign out."""

from typing import Annotated, Final
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from assistant.web.rate_limit import key_of
from assistant.web.staff.access.cookies import drop, give, token_in
from assistant.web.staff.access.dependencies import Editor, maybe_signed_in
from assistant.web.staff.access.hashing import TooBusyError
from assistant.web.staff.access.origin import is_from_here
from assistant.web.staff.access.pages import message, staff_page, visitor_of_staff
from assistant.web.staff.access.programs import program_of
from assistant.web.staff.access.state import access_of, in_catalogue, settings_of
from assistant.wording import Wording
from corpus.catalogue import Catalogue
from corpus.catalogue.staff import Account, SignInRefused

log = structlog.get_logger()

router = APIRouter(include_in_schema=False)

START: Final = "/staff"
_LONGEST_ADDRESS: Final = 2000


@router.get("/staff/sign-in")
async def sign_in_page(request: Request, next: str = "") -> Response:
    """Name and password, or the organisation's account."""
    if await maybe_signed_in(request) is not None:
        return RedirectResponse(safe_next(next), status_code=303)
    return await shown(request, next_path=next)


@router.post("/staff/sign-in")
async def sign_in(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Sign in, or say that it does not fit."""
    wording = visitor_of_staff(request).wording
    if not is_from_here(request, surely=True):
        return await shown(
            request, status=403, name=name, next_path=next, fault=wording("Please sign in with the form on this page.")
        )
    access = access_of(request)
    now = access.clock()
    address = address_of(request)
    if wait := access.delays.count(address, now):
        return await _refused(request, name, next, wait, locked=True)
    try:
        account = await access.hashing.run(
            lambda: catalogue_of(request).staff.check(name, password, now),
        )
    except SignInRefused as refused:
        log.warning("sign_in_refused", locked=refused.locked)  # without the name: it may be a password in its place
        if refused.locked:
            access.delays.take_back(address)
        return await _refused(request, name, next, refused.wait_seconds, locked=refused.locked)
    except TooBusyError:
        access.delays.take_back(address)
        return await shown(
            request,
            status=503,
            name=name,
            next_path=next,
            fault=wording("Many people sign in at this moment. Please try again in a few seconds."),
        )
    access.delays.take_back(address)
    return await let_in(request, account, next)


@router.post("/staff/sign-out")
async def sign_out(request: Request, signed: Editor) -> Response:
    """End the session."""
    token = token_in(request)
    await in_catalogue(request, lambda catalogue: catalogue.staff.close_session(token))
    response = RedirectResponse("/staff/sign-in", status_code=303)
    drop(request, response)
    return response


async def let_in(request: Request, account: Account, next_path: str = START, said: str = "") -> Response:
    """Open a session for somebody who has just shown who they are, and end the one that the browser had.

    Args:
        request: The request.
        account: Theirs.
        next_path: Where to go on.
        said: A message to be shown there, in their language.
    """
    before = token_in(request)
    now = access_of(request).clock()
    program = program_of(request.headers.get("user-agent", ""))

    def work(catalogue: Catalogue) -> str:
        # Always a new token: one that somebody else put into the browser before must not become worth anything.
        if before:
            catalogue.staff.close_session(before)
        token = catalogue.staff.open_session(account, now, program=program)
        signed = catalogue.staff.session(token, now) if said else None
        if signed is not None:
            catalogue.staff.put_flash(signed, message(said))
        return token

    response = RedirectResponse(safe_next(next_path), status_code=303)
    give(request, response, await in_catalogue(request, work))
    return response


async def shown(
    request: Request, *, status: int = 200, name: str = "", next_path: str = "", fault: str = "", wait: int = 0
) -> Response:
    """The page to sign in, with what went wrong before."""
    settings = settings_of(request)
    visitor = visitor_of_staff(request)
    going_on = urlencode({"next": next_path}) if safe_next(next_path) == next_path else ""
    response = await staff_page(
        request,
        None,
        "staff/sign_in.html",
        visitor=visitor,
        status=status,
        name=name[:60],
        next_path=safe_next(next_path),
        fault=fault,
        organisation=organisation_name(settings.oidc_name, visitor.wording) if settings.oidc_issuer else "",
        organisation_address=f"/staff/oidc?{going_on}" if going_on else "/staff/oidc",
    )
    if wait:
        response.headers["retry-after"] = str(wait)
    return response


def safe_next(path: str) -> str:
    """Where to go on: a page of staff, and nowhere else."""
    plain = path.isascii() and path.isprintable() and "\\" not in path and " " not in path
    if not plain or len(path) > _LONGEST_ADDRESS or "//" in path.partition("?")[0]:
        return START
    first = path.partition("?")[0]
    if first != START and not first.startswith(f"{START}/"):
        return START
    return START if ".." in first or first in ("/staff/sign-in", "/staff/sign-out") else path


def address_of(request: Request) -> str | None:
    """What the address of a request is counted as; None for this machine."""
    forwarded = "x-forwarded-for" in request.headers
    return key_of(request.client.host if request.client else None, forwarded=forwarded)


def catalogue_of(request: Request) -> Catalogue:
    """The catalogue; to be called off the event loop."""
    catalogue: Catalogue = request.app.state.assistant.catalogue.get()
    return catalogue


def organisation_name(name: str, wording: Wording) -> str:
    """What the organisation is called whose account staff may use."""
    return name.strip() or wording("your organisation")


async def _refused(request: Request, name: str, next_path: str, wait: int, *, locked: bool) -> Response:
    wording = visitor_of_staff(request).wording
    said = [] if locked else [wording("The name or the password is wrong.")]
    if locked or wait:
        seconds = wording.plural("{count} second", "{count} seconds", wait)
        minutes = wording.plural("{count} minute", "{count} minutes", -(-wait // 60))
        said.append(
            wording("Too many attempts failed. Please try again in {time}.", time=seconds if wait < 100 else minutes)
        )
    return await shown(
        request,
        status=429 if locked else 422,
        name=name,
        next_path=next_path,
        fault=" ".join(said),
        wait=wait,
    )
