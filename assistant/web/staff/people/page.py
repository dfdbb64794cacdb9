"""The page of all who may."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request, Response

from assistant.web.staff.access import Signed, in_catalogue, staff_page
from assistant.web.staff.access.state import access_of, settings_of

PATH: Final = "/staff/people"


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """A secret that was just made, and is shown this one time.

    Args:
        kind: `link`, `password` or `key`.
        name: For whom or what.
        secret: The secret.
    """

    kind: str
    name: str
    secret: str


async def people_page(
    request: Request, signed: Signed, *, once: ShownOnce | None = None, fault: str = "", status: int = 200
) -> Response:
    """Accounts and keys.

    Args:
        request: The request.
        signed: The publisher who looks at them.
        once: A secret to be shown.
        fault: What is wrong with what was sent.
        status: HTTP status.
    """
    now = access_of(request).clock()
    accounts, keys = await in_catalogue(request, lambda catalogue: (catalogue.staff.all(), catalogue.staff.keys()))
    return await staff_page(
        request,
        signed,
        "staff/people.html",
        status=status,
        accounts=accounts,
        keys=keys,
        once=once,
        fault=fault,
        now=now,
        organisation=bool(settings_of(request).oidc_issuer),
    )
