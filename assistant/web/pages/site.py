"""Puts the web site together: its pages, its files, and what protects them."""

from fastapi import FastAPI, Request

from assistant.web.pages.assets import Assets
from assistant.web.pages.not_found import problem_page
from assistant.web.pages.rendering import Pages


def pages_of(request: Request) -> Pages:
    """What renders the pages of the application."""
    pages: Pages = request.app.state.pages
    return pages


def install_renderer(app: FastAPI) -> None:
    """Give the application what renders its pages, and the files they name."""
    assets = Assets()
    app.state.assets = assets
    app.state.pages = Pages(assets)
    app.state.problem_page = problem_page
    app.include_router(assets.router)
