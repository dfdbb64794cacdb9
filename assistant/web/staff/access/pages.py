"""Renders the pages of staff, and shows a message on the next one."""

import asyncio
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from assistant.web.frame.renderer import pages_of
from assistant.web.frame.visitor import Visitor
from assistant.web.staff.access.state import in_catalogue
from corpus.catalogue.staff import Signed

DONE: Final = "done"
FAULT: Final = "fault"
_SEPARATOR: Final = ": "


def visitor_of_staff(request: Request) -> Visitor:
    """Whoever looks at a page, as for every page of the site: their language, and addresses that keep it."""
    return pages_of(request).visitor(request)


async def staff_page(
    request: Request,
    signed: Signed | None,
    template: str,
    *,
    visitor: Visitor | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    """A page of staff, with the message that waits for it.

    Args:
        request: The request.
        signed: Who is signed in; None on pages that anybody may see.
        template: Name of its template, which extends `staff/base.html`.
        visitor: Who looks at it, where that is known already.
        status: HTTP status.
        values: What the template shows besides `signed`, `token`, `visitor` and `messages`.
    """
    messages: list[tuple[str, str]] = []
    if signed is not None and signed.flash:
        kept = await in_catalogue(request, lambda catalogue: catalogue.staff.take_flash(signed))
        for line in kept.splitlines():
            kind, separator, text = line.partition(_SEPARATOR)
            if separator:
                messages.append((kind, text))
    # In a thread: a page may be long, and those who ask are not to wait for it.
    return await asyncio.to_thread(
        pages_of(request).render,
        request,
        template,
        visitor=visitor or visitor_of_staff(request),
        status=status,
        signed=signed,
        token=signed.csrf if signed else "",
        messages=messages,
        **values,
    )


async def back_to(request: Request, signed: Signed, path: str, said: str = "", *, kind: str = DONE) -> Response:
    """Show a page after something was done, with a message on it.

    Args:
        request: The request that did it.
        signed: Who did it.
        path: Of the page, with its parameters.
        said: The message, in the visitor's language; none if empty.
        kind: `done`, or `fault` for what did not work.
    """
    if said:
        line = message(said, kind)
        await in_catalogue(request, lambda catalogue: catalogue.staff.put_flash(signed, line))
    return RedirectResponse(path, status_code=303)


def message(said: str, kind: str = DONE) -> str:
    """A message as it is kept until it is shown: one line."""
    return kind + _SEPARATOR + " ".join(said.split())
