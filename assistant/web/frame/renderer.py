"""Puts the web site together: its pages, its files, and what protects them."""

from fastapi import FastAPI, Request

from assistant.web.frame.assets import Assets
from assistant.web.frame.problem_page import problem_page
from assistant.web.frame.rendering import Pages


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
