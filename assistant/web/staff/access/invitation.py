"""The page behind a one-time link, on which somebody chooses a password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from assistant.web.staff.access.choosing import fault_of_password
from assistant.web.staff.access.hashing import TooBusyError
from assistant.web.staff.access.origin import is_from_here
from assistant.web.staff.access.pages import staff_page, visitor_of_staff
from assistant.web.staff.access.sign_in import catalogue_of, let_in
from assistant.web.staff.access.state import access_of, in_catalogue
from corpus.catalogue import CatalogueError
from corpus.catalogue.staff import Account

router = APIRouter(include_in_schema=False)


@router.get("/staff/invitation/{secret}")
async def invitation(request: Request, secret: str) -> Response:
    """The form; looking at it does not use the link up, since some programs look at links before people do."""
    account = await _invited(request, secret)
    return await _shown(request, account) if account else await _over(request)


@router.post("/staff/invitation/{secret}")
async def choose(
    request: Request, secret: str, password: Annotated[str, Form()] = "", again: Annotated[str, Form()] = ""
) -> Response:
    """Keep the password, and sign in."""
    account = await _invited(request, secret)
    if account is None:
        return await _over(request)
    wording = visitor_of_staff(request).wording
    if not is_from_here(request, surely=True):
        return await _shown(request, account, wording("Please choose the password with the form on this page."), 403)
    if fault := fault_of_password(wording, password, again, account.name):
        return await _shown(request, account, fault, 422)
    access = access_of(request)
    now = access.clock()
    try:
        account = await access.hashing.run(lambda: catalogue_of(request).staff.take_invitation(secret, password, now))
    except TooBusyError:
        said = wording("Many people sign in at this moment. Please try again in a few seconds.")
        return await _shown(request, account, said, 503)
    except CatalogueError:
        return await _over(request)
    return await let_in(request, account, "/staff/account", wording("Welcome. Your password is kept."))


async def _invited(request: Request, secret: str) -> Account | None:
    now = access_of(request).clock()
    return await in_catalogue(request, lambda catalogue: catalogue.staff.invited(secret, now))


async def _shown(request: Request, account: Account, fault: str = "", status: int = 200) -> Response:
    return await staff_page(request, None, "staff/invitation.html", status=status, name=account.name, fault=fault)


async def _over(request: Request) -> Response:
    wording = visitor_of_staff(request).wording
    return await staff_page(
        request,
        None,
        "staff/refused.html",
        status=404,
        heading=wording("This link does not work any more"),
        sentence=wording("It was used already, or it is too old. Ask a publisher for a new one."),
    )
