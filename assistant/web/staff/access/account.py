"""One's own account: another password, and where one is signed in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from assistant.web.staff.access.choosing import fault_of_password
from assistant.web.staff.access.dependencies import Editor
from assistant.web.staff.access.hashing import TooBusyError
from assistant.web.staff.access.pages import back_to, staff_page, visitor_of_staff
from assistant.web.staff.access.sign_in import catalogue_of, let_in
from assistant.web.staff.access.state import access_of, in_catalogue
from corpus.catalogue import Catalogue
from corpus.catalogue.staff import Account, OpenSession, Signed, SignInRefused

router = APIRouter(include_in_schema=False)

PATH = "/staff/account"


@router.get(PATH)
async def account(request: Request, signed: Editor) -> Response:
    """What is known of the account."""
    return await _shown(request, signed)


@router.post(f"{PATH}/password")
async def change_password(
    request: Request,
    signed: Editor,
    current: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change the password; all other sessions end."""
    wording = visitor_of_staff(request).wording
    if signed.issuer is not None:
        return await _shown(request, signed, wording("Your password is kept by your organisation."), 422)
    if fault := fault_of_password(wording, password, again, signed.name):
        return await _shown(request, signed, fault, 422)
    access = access_of(request)
    now = access.clock()

    def work() -> Account:
        staff = catalogue_of(request).staff
        staff.check(signed.name, current, now)
        return staff.change_password(signed.name, password, by=signed.name)

    try:
        changed = await access.hashing.run(work)
    except SignInRefused as refused:
        said = wording("Your present password is not right.")
        if refused.wait_seconds:
            said = wording("Your present password is not right. Please wait a little before you try again.")
        return await _shown(request, signed, said, 422)
    except TooBusyError:
        said = wording("Many people sign in at this moment. Please try again in a few seconds.")
        return await _shown(request, signed, said, 503)
    said = wording("Your password is changed. Wherever else you were signed in, you are signed out.")
    return await let_in(request, changed, PATH, said)


@router.post(f"{PATH}/sign-out-others")
async def sign_out_others(request: Request, signed: Editor) -> Response:
    """End all sessions but this one."""
    await in_catalogue(
        request, lambda catalogue: catalogue.staff.close_all(signed.name, by=signed.name, but=signed.session)
    )
    said = visitor_of_staff(request).wording("Wherever else you were signed in, you are signed out.")
    return await back_to(request, signed, PATH, said)


async def _shown(request: Request, signed: Signed, fault: str = "", status: int = 200) -> Response:
    now = access_of(request).clock()

    def work(catalogue: Catalogue) -> list[OpenSession]:
        return catalogue.staff.open_sessions(signed.account_id or 0, now)

    return await staff_page(
        request,
        signed,
        "staff/account.html",
        status=status,
        fault=fault,
        sessions=await in_catalogue(request, work),
    )
