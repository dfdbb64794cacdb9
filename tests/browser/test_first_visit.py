"""The path of somebody who has never been here, from the first question to the thanks, with scripts and without."""

from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from tests.browser.conftest import Visit


@dataclass(frozen=True)
class Visitor:
    """Who comes: their language, what they ask on with, and the language they try out at the end."""

    language: str
    follow_up: str
    other: str


VISITORS: Final = [
    Visitor("en", "and in Africa?", "ru"),
    Visitor("fr", "et en Afrique ?", "zh"),
    Visitor("ar", "وفي أفريقيا؟", "es"),
]


def in_language(page: Page, language: str) -> None:
    """The page is in a language, and runs in its direction."""
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


def answered(page: Page, question: str) -> None:
    """The page shows the answer to a question, whole: its practices and what can be done next."""
    expect(page.locator("h1")).to_have_text(question)
    expect(page.locator("article.evidence").first).to_be_visible()
    expect(page.locator("aside.beyond")).to_be_visible()
    expect(page).to_have_title(f"{question} · Precedent")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("visitor", VISITORS, ids=lambda visitor: visitor.language)
def test_the_path_of_a_first_visit(visit: Visit, settings: Settings, visitor: Visitor, javascript: bool) -> None:
    page = visit("/", language=visitor.language, javascript=javascript)
    in_language(page, visitor.language)

    # An example leads to an answer; with scripts it comes without the page being loaded again.
    loads: list[str] = []
    page.on("domcontentloaded", lambda loaded: loads.append(loaded.url))
    example = page.locator(".examples a").first
    question = example.inner_text()
    example.click()
    answered(page, question)
    in_language(page, visitor.language)
    assert len(loads) == (0 if javascript else 1)

    # From the answer to a practice, a similar one, and both side by side.
    asked = page.url
    title = page.locator("article.evidence h3 a").first
    named = title.inner_text()
    title.click()
    expect(page.locator("article.record h1")).to_have_text(named)
    in_language(page, visitor.language)
    similar = page.locator(".similar .cards h3 a").first
    named = similar.inner_text()
    similar.click()
    expect(page.locator("article.record h1")).to_have_text(named)
    page.locator(".similar input[type=checkbox]").first.check()
    page.locator(".similar button").click()
    expect(page.locator(".comparison thead th")).to_have_count(3)
    expect(page.locator(".comparison .name").first).to_have_text(named)
    in_language(page, visitor.language)

    # All the way back, the answer stands as it stood.
    while page.url != asked:
        page.go_back()
    answered(page, question)

    # It is gone on with, and said to have helped.
    page.locator("aside.beyond input[name=q]").fill(visitor.follow_up)
    page.locator("aside.beyond input[name=q]").press("Enter")
    expect(page.locator("h1")).to_have_text(visitor.follow_up)
    expect(page.locator(".chip").first).to_contain_text(question)
    expect(page.locator("aside.beyond")).to_be_visible()
    page.locator("form.feedback button[value=yes]").click()
    expect(page.locator("form.feedback")).to_have_count(0)
    expect(page.locator("#feedback p")).to_be_visible()
    with open_catalogue(settings) as catalogue:
        kept = catalogue.feedback(1)[0]
    assert (kept.question, kept.helpful, kept.language) == (visitor.follow_up, True, visitor.language)

    # Only who chooses a language gets a cookie, which holds it and nothing else.
    assert page.context.cookies() == []
    page.locator(".languages summary").click()
    page.locator(f".languages button[value={visitor.other}]").click()
    in_language(page, visitor.other)
    expect(page.locator("h1")).to_have_text(visitor.follow_up)
    assert [(cookie["name"], cookie["value"]) for cookie in page.context.cookies()] == [("language", visitor.other)]
    page.goto("/map")
    in_language(page, visitor.other)


def test_in_arabic_a_city_stands_before_what_it_did(visit: Visit) -> None:
    page = visit("/ask?q=older+people+online&lang=ar")
    for glance in page.locator(".glances li").all():
        city, said, number = (glance.locator(part).bounding_box() for part in ("b", "span", ".citation"))
        assert city and said and number
        assert city["x"] + city["width"] > said["x"] + said["width"] - 1 or city["y"] < said["y"]
        assert number["x"] < said["x"] + said["width"]
