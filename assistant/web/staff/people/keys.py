"""Keys for scripts: make and revoke them."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from assistant.web.staff.access import Publisher, back_to, in_catalogue, visitor_of_staff
from assistant.web.staff.people.page import PATH, ShownOnce, people_page
from assistant.web.staff.people.saying import plainly
from corpus.catalogue import CatalogueError
from corpus.catalogue.staff import Role

router = APIRouter(include_in_schema=False)

KEYS: Final = f"{PATH}/keys"
Name = Annotated[str, Form(max_length=200)]


@router.post(KEYS)
async def add_key(
    request: Request, signed: Publisher, name: Name = "", role: Annotated[Role, Form()] = "editor"
) -> Response:
    """Make a key, and show it once."""
    try:
        secret = await in_catalogue(request, lambda catalogue: catalogue.staff.add_key(name, role, by=signed.name))
    except CatalogueError as error:
        fault = plainly(error, name, visitor_of_staff(request).wording)
        return await people_page(request, signed, fault=fault, status=422)
    return await people_page(request, signed, once=ShownOnce("key", name.strip(), secret))


@router.post(f"{KEYS}/revoke")
async def revoke_key(request: Request, signed: Publisher, name: Name) -> Response:
    """Make a key worthless."""
    wording = visitor_of_staff(request).wording
    try:
        await in_catalogue(request, lambda catalogue: catalogue.staff.revoke_key(name, by=signed.name))
    except CatalogueError as error:
        return await people_page(request, signed, fault=plainly(error, name, wording), status=422)
    return await back_to(request, signed, PATH, wording("The key {name} is worth nothing any more.", name=name))
