"""The box for other web sites: its script, and a page that shows it."""

from fastapi import APIRouter, Request, Response

from assistant.web.frame.documents import document
from assistant.web.frame.renderer import pages_of
from assistant.web.pages.telling.about import contact_of
from assistant.web.widget import line_to_copy, widget_script

router = APIRouter(include_in_schema=False)


@router.get("/widget.js")
async def script(request: Request) -> Response:
    """The script that other sites name; the only thing here that they may load."""
    return document(
        request,
        widget_script(),
        "text/javascript; charset=utf-8",
        cache="public, max-age=3600, stale-while-revalidate=86400",
        cross_origin_resource_policy="cross-origin",
    )


@router.get("/widget")
async def widget(request: Request) -> Response:
    """What the box is, the line to copy, and the box itself."""
    pages = pages_of(request)
    visitor = pages.visitor(request)
    return pages.render(
        request,
        "widget.html",
        visitor=visitor,
        line=line_to_copy(visitor.origin, visitor.language),
        policy=f"script-src {visitor.origin}; connect-src {visitor.origin}",
        contact=contact_of(request.app.state.assistant.settings.contact),
    )
