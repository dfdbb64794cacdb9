"""Who may see and do what under `/staff` and `/api/staff/`.

A page says who may see it by a parameter, and renders with `staff_page`:

    from assistant.web.staff.access import Editor, Publisher, staff_page, back_to, in_catalogue

    @router.get("/staff/sources")
    async def sources(request: Request, signed: Editor) -> Response:
        listed = await in_catalogue(request, lambda catalogue: catalogue.sources.all())
        return await staff_page(request, signed, "staff/sources.html", sources=listed)

    @router.post("/staff/sources")
    async def add(request: Request, signed: Editor, address: Annotated[str, Form()]) -> Response:
        await in_catalogue(request, lambda catalogue: catalogue.sources.add("page", address, by=signed.name))
        return await back_to(request, signed, "/staff/sources", visitor_of_staff(request).wording("It is added."))

`Editor` lets in everybody who is signed in, `Publisher` publishers alone; others see the page to sign in, or one that
says who may. Both check every request that changes something: it must come from a page of this site and carry the
token of its session. So each form under `/staff` holds

    <form method="post" …><input type="hidden" name="token" value="{{ token }}">

and a script sends the same as the header `x-csrf-token`. Nothing else is needed, but GET must change nothing.

Templates extend `staff/base.html` and have `signed` (`.name`, `.role`, `.may_publish`), `token`, `visitor` and
`messages`. `back_to` shows the page at a path with a message on it, once; what is wrong with a form is best said on
the form itself: render it again with `status=422`.

Under `/api/staff/` the same parameters take `Authorization: Bearer KEY` and nothing else: no cookie, so no token.
"""

from assistant.web.staff.access.dependencies import Editor, Publisher, editor, publisher
from assistant.web.staff.access.installing import install_access
from assistant.web.staff.access.pages import back_to, staff_page, visitor_of_staff
from assistant.web.staff.access.state import in_catalogue
from corpus.catalogue.staff import Signed

__all__ = [
    "Editor",
    "Publisher",
    "Signed",
    "back_to",
    "editor",
    "in_catalogue",
    "install_access",
    "publisher",
    "staff_page",
    "visitor_of_staff",
]
