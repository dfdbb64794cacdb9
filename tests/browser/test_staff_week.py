"""A whole week's work of the office in a browser, while visitors go on asking: from a source to an answer, and back."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.settings import Settings
from corpus.practice import Practice
from tests.assistant.processes import Server
from tests.browser.office import (
    CRAFT,
    FESTIVAL,
    GARDEN,
    NAME,
    NEWS,
    PASSWORD,
    QUESTION,
    REGISTERS,
    SITE_MAP,
    CitySite,
    Visitors,
    make_office,
    running_office,
    spreadsheet,
)
from tests.browser.watched import Watched

JOB = 120_000
"""Milliseconds within which long work is done, on a machine that is busy with other things."""
ENNIS = "ie-ennis-burial-registers-online"


@pytest.fixture
def city() -> Iterator[CitySite]:
    with CitySite() as running:
        yield running


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, home: Settings, shipped: list[Practice]) -> Iterator[Server]:
    settings = make_office(tmp_path_factory.mktemp("office"), home, shipped)
    with running_office(settings) as running:
        yield running


def test_a_week_of_the_office(browser: Browser, server: Server, city: CitySite) -> None:
    with Watched(browser, server.address) as watched, Visitors(server.address) as visitors:
        public, page = watched.visitor(), watched.visitor()
        ask_in_vain(public)
        sign_in(page)
        add_three_sources(page, city)
        refresh(page, city)
        review_five_drafts(page)
        watched.expected("status of 422")  # of what could not be approved yet
        publish(page)
        is_answered(public, city)
        is_shown_everywhere(public, city)
        see_what_was_asked(page)
        go_to_state(page, 1, "Go back to state 1?")
        ask_in_vain(public)
        is_gone(public)
        watched.expected("status of 410")
        go_to_state(page, 2, "To state 2?")
        is_answered(public, city)
        sign_out(page)
    assert visitors.failed == []
    assert visitors.answered > 50


def ask_in_vain(page: Page) -> None:
    page.goto(f"/ask?q={quote(QUESTION)}")
    expect(page.locator("main")).to_contain_text("Nothing in the collection answers this yet")


def sign_in(page: Page) -> None:
    page.goto("/staff")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Nothing waits for you")


def add_three_sources(page: Page, city: CitySite) -> None:
    # A spreadsheet: its columns have names of their own, and are told once.
    page.get_by_role("main").get_by_role("link", name="Add a source").click()
    page.get_by_label("Files", exact=True).check()
    page.get_by_label("Files of your computer").set_input_files(
        {"name": "practices.xlsx", "mimeType": "application/octet-stream", "buffer": spreadsheet()}
    )
    page.get_by_role("button", name="Add and read").click()
    expect(page.locator("h1")).to_have_text("Which column holds what?")
    expect(page.get_by_label("Practice", exact=True)).to_have_value("title")
    page.get_by_label("In short").select_option(label="Summary")
    page.get_by_label("Our work").select_option(label="What was done")
    page.get_by_label("What came of it").select_option(label="Results")
    page.get_by_role("button", name="Remember it and make drafts").click()
    done(page, "2 drafts wait for you.")

    # A page.
    add_address(page, city.at(REGISTERS))
    done(page, "1 draft waits for you.")

    # A site map, of which only some pages are wanted.
    add_address(page, city.at(SITE_MAP), pattern="*/projets/*")
    done(page, "1 draft waits for you.")
    assert city.count(GARDEN) == 1
    assert city.count(NEWS) == 0


def add_address(page: Page, address: str, *, pattern: str = "") -> None:
    page.goto("/staff/sources/new")
    page.get_by_label("Address of a page").fill(address)
    if pattern:
        page.get_by_text("Only some pages of a list").click()
        page.get_by_label("Pattern of their addresses").fill(pattern)
    page.get_by_role("button", name="Add and read").click()


def done(page: Page, told: str) -> None:
    """Watch work to its end, which the page shows by itself."""
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=JOB)
    expect(page.locator(".job .lead")).to_have_text(told)


def refresh(page: Page, city: CitySite) -> None:
    city.grow()
    page.goto("/staff/sources")
    page.get_by_role("button", name="Look for changes in all sources").click()
    done(page, "1 new document · 1 changed")
    page.get_by_role("link", name="See what was found").click()
    expect(page.locator("main")).to_contain_text(city.at(CRAFT))
    expect(page.locator("main")).to_contain_text("Nothing was changed yet.")
    page.get_by_role("button", name="Make drafts").click()
    done(page, "2 drafts wait for you.")  # the page that changed is drafted anew in its place


def review_five_drafts(page: Page) -> None:
    heading, said = page.locator("h1"), page.get_by_role("status")
    page.goto("/staff")
    expect(heading).to_have_text("5 drafts wait for you")

    # Approved as it is, with the keyboard alone.
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Night school for carers")
    page.keyboard.press("a")
    expect(said).to_contain_text("Approved: Night school for carers.")

    # Merged into the practice that it has news of.
    expect(heading).to_have_text("Limerick Lifelong Learning Festival")
    page.keyboard.press("m")
    expect(heading).to_have_text("Merge into a practice")
    page.get_by_role("link", name="Limerick Lifelong Learning Festival").click()
    page.get_by_role("checkbox", name="Results").check()
    page.get_by_role("button", name="Merge and approve").click()
    expect(said).to_contain_text("Merged.")

    # Edited, and approved.
    expect(heading).to_have_text("Ennis puts its burial registers online")
    page.get_by_label("Title", exact=True).first.fill("Burial registers online")
    page.get_by_label("First year").fill("2017")
    page.get_by_role("button", name="Approve").click()
    expect(said).to_contain_text("Approved: Burial registers online.")

    # Told in English, for the source is in French.
    expect(heading).to_have_text("Un jardin partagé où l'on apprend à Rezé")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be approved yet")
    for field, text in {
        "title": "A shared garden to learn in",
        "summary": "Rezé opened a garden between the houses, where neighbours learn to grow vegetables.",
        "city": "Rezé",
        "sections-challenge": "Many families had no garden, and children did not know where vegetables come from.",
        "sections-what-was-done": "The city opened a garden in 2014. A gardener gives a free workshop each Wednesday. "
        "Older people pass on to pupils what they know.",
        "sections-results": "Each year 180 residents take part, and three other quarters have opened gardens.",
    }.items():
        page.locator(f"#f-{field}").fill(text)
    page.get_by_label("Country", exact=True).select_option("France")
    page.get_by_role("button", name="Approve").click()
    expect(said).to_contain_text("Approved: A shared garden to learn in.")

    # Rejected, for a reason.
    expect(heading).to_have_text("مدرسة الحرف التقليدية في فاس")
    page.keyboard.press("r")
    page.get_by_label("Why?").select_option("The source says too little.")
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(heading).to_have_text("Nothing waits for you")


def publish(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Publish 4 drafts").click()
    page.get_by_role("button", name="Publish 4 drafts").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    done(page, "3 new practices · 1 changed")
    expect(page.locator("main")).to_contain_text("Served since")
    expect(page.get_by_role("link", name="Burial registers online")).to_have_attribute("href", f"/practices/{ENNIS}")


def is_answered(page: Page, city: CitySite) -> None:
    page.goto(f"/ask?q={quote(QUESTION)}")
    first = page.locator("article.evidence").first
    expect(first).to_contain_text("Burial registers online")
    expect(first.locator(f'a[href="{city.at(REGISTERS)}"]').first).to_be_visible()
    expect(page.locator("a.citation").first).to_be_visible()


def is_shown_everywhere(page: Page, city: CitySite) -> None:
    page.goto(f"/practices/{ENNIS}")
    expect(page.locator("h1")).to_have_text("Burial registers online")
    expect(page.locator("main")).to_contain_text("2017")
    page.goto(f"/practices/{FESTIVAL}/history")
    expect(page.locator("main")).to_contain_text("10,000 visits")
    feed = page.request.get("/feed.atom").text()
    assert f"/practices/{ENNIS}" in feed


def see_what_was_asked(page: Page) -> None:
    """The question that nothing answered at first; what it means is read while the page is looked at again."""
    page.goto("/staff/insight")
    asked = page.locator("main").get_by_text(QUESTION)
    again = page.get_by_role("link", name="Look again")
    expect(asked.or_(again).first).to_be_visible()
    for _ in range(60):
        if again.count() == 0:
            break
        page.wait_for_timeout(1_000)
        again.click()
    expect(asked.first).to_be_visible()


def go_to_state(page: Page, number: int, asked: str) -> None:
    page.goto("/staff/publish")
    page.get_by_role("link", name=f"Go back to this… (State {number})").click()
    expect(page.locator("h1")).to_have_text(asked)
    page.get_by_role("button", name="Yes, make it so").click()
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=JOB)
    expect(page.locator("main")).to_contain_text("Served since")


def is_gone(page: Page) -> None:
    response = page.goto(f"/practices/{ENNIS}")
    assert response is not None
    assert response.status == 410


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.goto("/staff")
    expect(page.locator("h1")).to_have_text("Sign in")
