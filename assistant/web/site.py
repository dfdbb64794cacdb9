"""The web site: every page, and the files that pages name."""

from typing import Final

from fastapi import APIRouter, FastAPI

from assistant.web.pages import (
    about,
    answer,
    browse,
    compare,
    countries,
    feed,
    history,
    home,
    map,
    practice,
    privacy,
    programs,
    sitemap,
    themes,
    widget,
)
from assistant.web.pages.site import install_renderer

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
    for router in ROUTERS:
        app.include_router(router)
