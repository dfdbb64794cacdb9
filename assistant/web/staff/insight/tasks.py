"""The tasks that the office made of what was asked."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from assistant.web.staff.access import Editor, Signed, back_to, in_catalogue, staff_page, visitor_of_staff
from corpus.catalogue import Catalogue, CatalogueError, Task

router = APIRouter(include_in_schema=False)


@router.get("/staff/tasks")
async def tasks(request: Request, signed: Editor) -> Response:
    """What is to be done, and what is done."""

    def work(catalogue: Catalogue) -> tuple[list[Task], list[Task]]:
        return catalogue.tasks.all(done=False), catalogue.tasks.all(done=True, limit=50)

    to_do, done = await in_catalogue(request, work)
    return await staff_page(request, signed, "staff/tasks.html", to_do=to_do, done=done)


@router.post("/staff/tasks/{number}/done")
async def close(request: Request, signed: Editor, number: int) -> Response:
    """Say that a task is done."""
    wording = visitor_of_staff(request).wording
    return await _changed(
        request, signed, lambda catalogue: catalogue.tasks.close(number, by=signed.name), wording("The task is done.")
    )


@router.post("/staff/tasks/{number}/reopen")
async def reopen(request: Request, signed: Editor, number: int) -> Response:
    """Say that a task is not done after all."""
    wording = visitor_of_staff(request).wording
    return await _changed(
        request,
        signed,
        lambda catalogue: catalogue.tasks.reopen(number, by=signed.name),
        wording("The task is to be done again."),
    )


async def _changed(request: Request, signed: Signed, change: Callable[[Catalogue], Task], said: str) -> Response:
    visitor = visitor_of_staff(request)
    try:
        await in_catalogue(request, change)
    except CatalogueError:
        said = visitor.wording("There is no such task any more.")
        return await back_to(request, signed, visitor.url("/staff/tasks"), said, kind="fault")
    return await back_to(request, signed, visitor.url("/staff/tasks"), said)
