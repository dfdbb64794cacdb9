"""With the keyboard alone everything is reached, in the order of the page, seen, and left again."""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.kinds import QUESTION, in_language, kinds
from tests.browser.measures import Focused, focused, reachable

WALKED: Final = ("home", "answer", "practice", "practices-narrowed", "map-narrowed", "compare-two", "widget")


def walk(page: Page) -> list[Focused]:
    """Press Tab until the first thing has the focus again; gives what had it."""
    walked: list[Focused] = []
    while True:
        page.keyboard.press("Tab")
        now = focused(page)
        if now.name.startswith("body") or (walked and now.place == walked[0].place):
            return walked
        walked.append(now)
        assert len(walked) < 400, "there is no end"


@pytest.mark.parametrize("name", WALKED)
def test_tab_goes_through_the_page_in_its_order(visit: Visit, name: str) -> None:
    page = visit(in_language(kinds()[name][0], "en"))
    walked = [step for step in walk(page) if not step.name.startswith("precedent-ask")]  # a box with its own insides
    assert [step.place for step in walked] == list(range(reachable(page)))
    assert [step.name for step in walked if not step.outlined] == []
    assert [step.name for step in walked if not step.seen] == []


def test_in_a_narrow_window_the_order_is_what_is_seen(visit: Visit) -> None:
    page = visit("/?lang=en", width=360)
    tops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        tops.append(page.evaluate("document.activeElement.getBoundingClientRect().top"))
    assert tops[1:] == sorted(tops[1:])  # after the link that skips, which stands above them all


def test_the_path_of_a_first_visit_without_a_mouse(visit: Visit) -> None:
    page = visit("/?lang=en")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(QUESTION)
    expect(page.locator("h1")).to_be_focused()  # so that Tab goes on from here
    expect(page.locator("aside.beyond")).to_be_visible()

    page.keyboard.press("Tab")
    citation = page.locator("a.citation").first
    expect(citation).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article.evidence").first).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator("a.numbered").first).to_be_focused()  # and from there back
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.record")).to_be_visible()

    page.go_back()
    page.locator("aside.beyond input[name=q]").focus()
    page.keyboard.type("the second one")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("the second one")
    expect(page.locator("aside.beyond")).to_be_visible()
    page.locator("form.feedback summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#comment")).to_be_focused()
    page.keyboard.type("Clear.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("form.feedback")).to_have_count(0)
    expect(page.locator("#feedback p")).to_be_focused()  # the thanks, where the buttons were


def test_languages_are_switched_without_a_mouse(visit: Visit) -> None:
    page = visit("/map?lang=en")
    page.locator(".languages summary").focus()
    page.keyboard.press("Space")
    expect(page.locator(".languages form")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.url.endswith("/map")


def test_filters_are_chosen_and_left_without_a_mouse(visit: Visit) -> None:
    page = visit("/practices?lang=en")
    page.locator("#facet-region > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#panel-region input").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".results .chip")).to_have_count(1)
    expect(page.locator("#panel-region input").first).to_be_focused()  # still, though the list was put in anew
    assert "region=" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#panel-region")).not_to_be_visible()
    expect(page.locator("#facet-region > summary")).to_be_focused()
