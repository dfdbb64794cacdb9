"""Accounts: make, change and remove them."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Form, Request, Response

from assistant.office.passwords import generated
from assistant.web.staff.access import Publisher, Signed, back_to, in_catalogue, visitor_of_staff
from assistant.web.staff.access.hashing import TooBusyError
from assistant.web.staff.access.sign_in import catalogue_of
from assistant.web.staff.access.state import access_of
from assistant.web.staff.people.page import PATH, ShownOnce, people_page
from assistant.web.staff.people.saying import plainly
from corpus.catalogue import CatalogueError
from corpus.catalogue.staff import Role, Staff

router = APIRouter(include_in_schema=False)

Result = TypeVar("Result")
Name = Annotated[str, Form(max_length=200)]
ChosenRole = Annotated[Role, Form()]


@router.get(PATH)
async def people(request: Request, signed: Publisher) -> Response:
    """Who may."""
    return await people_page(request, signed)


@router.post(PATH)
async def add(
    request: Request,
    signed: Publisher,
    name: Name = "",
    role: ChosenRole = "editor",
    first: Annotated[str, Form()] = "link",
) -> Response:
    """Make an account, and show once how its owner gets in: a one-time link, or a password made for them."""
    now = access_of(request).clock()

    def work(staff: Staff) -> ShownOnce:
        if first == "password":
            password = generated()
            return ShownOnce("password", staff.add(name, password, role, by=signed.name).name, password)
        account = staff.add(name, None, role, by=signed.name)
        return ShownOnce("link", account.name, staff.invite(account.name, now, by=signed.name))

    return await _shown_once(request, signed, name, work)


@router.post(f"{PATH}/link")
async def link(request: Request, signed: Publisher, name: Name) -> Response:
    """Make a one-time link with which the owner of an account chooses another password."""
    now = access_of(request).clock()
    return await _shown_once(
        request, signed, name, lambda staff: ShownOnce("link", name, staff.invite(name, now, by=signed.name))
    )


@router.post(f"{PATH}/role")
async def change_role(request: Request, signed: Publisher, name: Name, role: ChosenRole) -> Response:
    """Let somebody do more or less."""
    wording = visitor_of_staff(request).wording
    said = wording("{name} has another role now and must sign in again.", name=name)
    return await _changed(request, signed, name, said, lambda staff: staff.change_role(name, role, by=signed.name))


@router.post(f"{PATH}/sign-out")
async def sign_out(request: Request, signed: Publisher, name: Name) -> Response:
    """End all sessions of somebody."""
    said = visitor_of_staff(request).wording("{name} is signed out everywhere.", name=name)
    but = signed.session
    await in_catalogue(request, lambda catalogue: catalogue.staff.close_all(name, by=signed.name, but=but))
    return await back_to(request, signed, PATH, said)


@router.post(f"{PATH}/remove")
async def remove(request: Request, signed: Publisher, name: Name) -> Response:
    """Remove an account."""
    said = visitor_of_staff(request).wording("The account {name} is removed.", name=name)
    return await _changed(request, signed, name, said, lambda staff: staff.remove(name, by=signed.name))


async def _shown_once(request: Request, signed: Signed, name: str, work: Callable[[Staff], ShownOnce]) -> Response:
    """Do what makes a secret, and show it."""
    visitor = visitor_of_staff(request)
    try:
        once = await access_of(request).hashing.run(lambda: work(catalogue_of(request).staff))
    except CatalogueError as error:
        return await people_page(request, signed, fault=plainly(error, name, visitor.wording), status=422)
    except TooBusyError:
        said = visitor.wording("Many people sign in at this moment. Please try again in a few seconds.")
        return await people_page(request, signed, fault=said, status=503)
    if once.kind == "link":
        once = ShownOnce(once.kind, once.name, f"{visitor.origin}/staff/invitation/{once.secret}")
    return await people_page(request, signed, once=once)


async def _changed(request: Request, signed: Signed, name: str, said: str, work: Callable[[Staff], object]) -> Response:
    """Change somebody else's account."""
    wording = visitor_of_staff(request).wording

    def change(staff: Staff) -> bool:
        account = staff.get(name)
        if account is not None and account.id == signed.account_id:
            return False  # or nobody might be left who may
        work(staff)
        return True

    try:
        done = await in_catalogue(request, lambda catalogue: change(catalogue.staff))
    except CatalogueError as error:
        return await people_page(request, signed, fault=plainly(error, name, wording), status=422)
    if not done:
        fault = wording("Another publisher can do this to your own account; you cannot.")
        return await people_page(request, signed, fault=fault, status=422)
    return await back_to(request, signed, PATH, said)
