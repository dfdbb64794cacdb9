"""Asks for answers' pages, as visitors do."""

from typing import Any
from urllib.parse import urlencode

from starlette.testclient import TestClient

from tests.assistant.web.pages.markup import Markup, assert_orderly

QUESTION = "How have other cities got older people online?"
IN_AFRICA = "How do libraries in Africa reach children?"


def address(question: str, path: str = "/ask", **parameters: Any) -> str:
    """The address of an answer's page, in English where nothing else is said."""
    return f"{path}?{urlencode({'q': question, 'lang': 'en', **parameters}, doseq=True, errors='replace')}"


def ask(site: TestClient, question: str, status: int = 200, **parameters: Any) -> Markup:
    """The page of an answer, which keeps to what every page keeps to."""
    response = site.get(address(question, **parameters))
    assert response.status_code == status
    assert "set-cookie" not in response.headers
    return assert_orderly(response.text)


def follow(site: TestClient, page: Markup, question: str) -> Markup:
    """Ask on, with what the form under an answer sends."""
    fields = [
        (field["name"], field.attributes.get("value", ""))
        for field in page.all("input")
        if field.is_in(tag="aside", cls="beyond") and field.is_in(cls="ask") and field["name"] != "q"
    ]
    response = site.get(f"/ask?{urlencode([*fields, ('q', question)])}")
    assert response.status_code == 200
    return assert_orderly(response.text)


def chips(page: Markup) -> list[str]:
    """What a page says was understood."""
    return [chip.text.removesuffix(" × Remove") for chip in page.all(cls="chip")]
