"""Drafts are reviewed with the keyboard alone, each field beside what it rests on."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.document import Block, Document
from tests.assistant.web.staff.review.conftest import TEXT, drafted, put
from tests.browser import axe
from tests.browser.served import Site
from tests.browser.watched import Watched

Office = Callable[..., Page]
LONG = Document(
    media="html",
    title="Boats",
    language="en",
    blocks=(Block("paragraph", TEXT), *(Block("paragraph", f"Further news, number {number}.") for number in range(30))),
)
"""What the fields rest on stands at its beginning, out of sight once somebody has read to its end."""


@pytest.fixture
def office(watched: Watched, site: Site, settings: Settings) -> Iterator[Office]:
    """Opens a page of staff for somebody who is signed in; three drafts wait."""
    with open_catalogue(settings) as catalogue:
        now = datetime.datetime.now(datetime.UTC)
        if catalogue.staff.get("marta") is None:
            catalogue.staff.add("marta", "plum tram lantern owl", "editor", by="tests")
        account = catalogue.staff.get("marta")
        assert account
        token = catalogue.staff.open_session(account, now, program="Tests")
        source = catalogue.sources.add("page", f"https://city.example/{now.timestamp()}", by="marta", name="Oslo")
        drafts = [drafted(key, title=title) for key, title in (("a", "Boats"), ("b", "Ships"), ("c", "Trams"))]
        put(catalogue, source, *drafts, document=LONG, address=source.address)

        def open_for(path: str = "/staff", **visitor: Any) -> Page:
            page = watched.visitor(**visitor)
            page.context.add_cookies([{"name": "staff", "value": token, "url": site.address}])
            page.goto(path)
            return page

        yield open_for
        for draft in catalogue.drafts.queue(limit=1000):
            catalogue.drafts.reject(draft.id, version=draft.version, by="tests", reason="The test is over.")


def opened(office: Office, **visitor: Any) -> Page:
    """The page of the first draft."""
    page = office(**visitor)
    page.locator("[data-entry]").first.click()
    expect(page.locator("h1")).to_have_text("Boats")
    return page


def test_a_draft_is_edited_approved_and_the_next_rejected_with_keys_alone(office: Office) -> None:
    page = office()
    page.keyboard.press("j")
    expect(page.locator("[data-entry]").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Boats")
    page.keyboard.press("e")
    expect(page.locator("#f-title")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" are jam")  # keys that do something else outside a field
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.locator("h1")).to_have_text("Boats are jam")
    page.keyboard.press("a")
    expect(page.locator("h1")).to_have_text("Ships")
    expect(page.get_by_role("status")).to_contain_text("Approved: Boats are jam.")
    page.keyboard.press("r")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#reason")).to_be_hidden()
    page.keyboard.press("r")
    page.keyboard.press("Tab")
    page.keyboard.type("Not a practice.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Trams")
    expect(page.get_by_role("status")).to_contain_text("Rejected: Ships.")
    page.keyboard.press("m")
    expect(page.locator("h1")).to_have_text("Merge into a practice")


def test_the_keys_are_listed_and_can_be_switched_off(office: Office) -> None:
    page = opened(office)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Approve")
    assert axe.faults(page) == []
    page.get_by_label("Use these keys on this computer").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("a")
    page.keyboard.press("e")
    expect(page.locator("#f-title")).not_to_be_focused()
    page.reload()
    page.keyboard.press("e")
    expect(page.locator("#f-title")).not_to_be_focused()
    expect(page.locator("h1")).to_have_text("Boats")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use these keys on this computer").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("e")
    expect(page.locator("#f-title")).to_be_focused()


def test_a_field_shows_what_it_rests_on(office: Office) -> None:
    page = opened(office)
    paper = page.locator("[data-paper]")
    paper.evaluate("paper => paper.scrollTo({top: paper.scrollHeight, behavior: 'instant'})")
    page.locator("#f-city").focus()
    lit = page.locator("mark.lit")
    expect(lit).to_have_text(["Oslo"])
    expect(lit).to_be_in_viewport()
    page.locator("#f-summary").click()
    expect(lit).to_have_text(["In ", "2015", " the library of ", "Oslo", " fitted out two boats."])
    page.locator("#f-end").focus()
    expect(lit).to_have_count(0)
    page.locator("mark", has_text="2015").click()  # and from there back
    expect(page.locator("#f-summary")).to_be_focused()


def test_without_scripts_each_field_has_links_to_its_passages(office: Office) -> None:
    page = opened(office, javascript=False)
    page.locator("[data-field=city] .rests summary").click()
    page.locator("[data-field=city] .rests a").click()
    expect(page.locator("mark:target")).to_have_text("Oslo")
    expect(page.locator("mark:target")).to_be_in_viewport()
    page.get_by_label("City").fill("Bergen")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.get_by_label("City")).to_have_value("Bergen")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_keeps_people_from_using_it(office: Office, language: str, width: int) -> None:
    page = office(f"/staff?lang={language}", width=width)
    pages = ["/staff/practices", "/staff/translations", "/staff/practices/ie-cork-learning-neighbourhoods/edit"]
    draft = page.locator("[data-entry]").first.get_attribute("href")
    assert draft
    for path in (None, draft, *(f"{path}?lang={language}" for path in pages)):
        if path:
            page.goto(path)
        page.evaluate("scrollTo({top: 1e6, behavior: 'instant'})")  # where the bar of buttons lies over no field
        assert axe.faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
