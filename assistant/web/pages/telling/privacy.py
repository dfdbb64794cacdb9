"""What is kept of those who ask, for how long, and how to have it removed."""

from fastapi import APIRouter, Request, Response

from assistant.web.frame.renderer import pages_of
from assistant.web.frame.visitor import COOKIE
from assistant.web.pages.telling.about import contact_of

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
async def privacy(request: Request) -> Response:
    """What is kept."""
    settings = request.app.state.assistant.settings
    return pages_of(request).render(
        request,
        "privacy.html",
        days=settings.keep_days,
        cookie=COOKIE,
        limited=settings.rate_limit > 0,
        contact=contact_of(settings.contact),
    )
