"""An earlier state of the collection: what going back to it would change, and going back."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Request, Response

from assistant.web.staff.access import Editor, Publisher, Signed, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.jobs.starting import begin, token_of_form
from assistant.web.staff.publishing.page import did
from corpus.catalogue import Catalogue, CatalogueError, State
from corpus.catalogue.entries import Revision

router = APIRouter(include_in_schema=False)

SHOWN: Final = 100
Number = Annotated[int, Path(ge=1, le=2**31)]


@dataclass(frozen=True, slots=True)
class Named:
    """Practices that change in one way: how many, and of the first ones id and title."""

    count: int
    first: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Back:
    """What going back to a revision would change; `forward` where it undoes a going back."""

    revision: Revision
    comes: Named
    goes: Named
    changes: Named
    stays: int
    forward: bool


@router.get("/staff/publish/revisions/{number}")
async def ask(request: Request, signed: Editor, number: Number) -> Response:
    """What would change if the collection went back to a revision."""
    back = await in_catalogue(request, lambda catalogue: _back(catalogue, number))
    if back is None:
        return await _missing(request, signed)
    return await staff_page(
        request,
        signed,
        "staff/revision.html",
        back=back,
        did=did(back.revision, visitor_of_staff(request).wording),
        once=token_of_form(),
    )


@router.post("/staff/publish/revisions/{number}")
async def go_back(
    request: Request, signed: Publisher, number: Number, once: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Go back to what stood after a revision."""
    latest = await in_catalogue(request, lambda catalogue: catalogue.revision())
    if latest is None or number > latest.number:
        return await _missing(request, signed)
    return await begin(request, signed, "rollback", {"version": number}, once)


def _back(catalogue: Catalogue, number: int) -> Back | None:
    latest = catalogue.revision()
    if latest is None or number > latest.number:
        return None
    (revision,) = catalogue.revisions(1, latest.number - number)
    now, then = catalogue.state(), catalogue.state(number)
    changed = [name for name in then.held if name in now.held and then.held[name].digest != now.held[name].digest]
    return Back(
        revision,
        comes=_named(then, [name for name in then.held if name not in now.held]),
        goes=_named(now, [name for name in now.held if name not in then.held]),
        changes=_named(then, changed),
        stays=len(now.held.keys() & then.held.keys()) - len(changed),
        forward=latest.came_from is not None and number == latest.number - 1,
    )


def _named(state: State, names: list[str]) -> Named:
    first = []
    for name in sorted(names)[:SHOWN]:
        try:
            first.append((name, state.practice(name).title))
        except CatalogueError:  # of another version of the format
            first.append((name, name))
    return Named(len(names), first)


async def _missing(request: Request, signed: Signed) -> Response:
    wording = visitor_of_staff(request).wording
    return await staff_page(
        request,
        signed,
        "staff/refused.html",
        status=404,
        heading=wording("There is no such state"),
        sentence=wording("The list under “Publish” has every state that there was."),
    )
