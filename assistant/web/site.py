"""The web site: every page, and the files that pages name."""

from typing import Final

from fastapi import APIRouter, FastAPI

from assistant.web.frame.renderer import install_renderer
from assistant.web.pages import home
from assistant.web.pages.answer import page as answer
from assistant.web.pages.practices import browse, countries, map, themes
from assistant.web.pages.record import compare, history, practice
from assistant.web.pages.telling import about, feed, privacy, programs, sitemap, widget
from assistant.web.staff import routers as staff_routers
from assistant.web.staff.access.installing import install_access

ROUTERS: Final[tuple[APIRouter, ...]] = (
    home.router,
    answer.router,
    browse.router,
    map.router,
    # Before a practice: its address would take that of its history.
    history.router,
    practice.router,
    compare.router,
    themes.router,
    countries.router,
    about.router,
    privacy.router,
    programs.router,
    widget.router,
    feed.router,
    sitemap.router,
)


def install_site(app: FastAPI) -> None:
    """Give an application its pages."""
    install_renderer(app)
    install_access(app)
    for router in (*ROUTERS, *staff_routers()):
        app.include_router(router)
