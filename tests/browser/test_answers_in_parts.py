"""Answers that come without the page being loaded again: back and forward, slowness, breaks, a server that is gone."""

import threading
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.assistant.processes import serving
from tests.browser.conftest import Visit
from tests.browser.kinds import QUESTION
from tests.browser.served import Site
from tests.browser.watched import Watched

OTHER: Final = "How do libraries in Africa reach children?"


def ask(page: Page, question: str) -> None:
    page.locator("main input[name=q]").fill(question)
    page.locator("main input[name=q]").press("Enter")


def answered(page: Page, question: str) -> None:
    expect(page.locator("h1")).to_have_text(question)
    expect(page.locator("article.evidence").first).to_be_visible()
    expect(page.locator("aside.beyond")).to_be_visible()


def address(question: str, **parameters: str) -> str:
    return f"/ask?{urlencode({'q': question, **parameters})}"


def test_back_and_forward_bring_answers_back_as_they_were(visit: Visit) -> None:
    page = visit("/")
    page.evaluate("window.loadedOnce = true")
    home = page.url
    ask(page, QUESTION)
    answered(page, QUESTION)
    first = page.url
    page.locator("article.evidence").first.evaluate("card => { card.dataset.known = 'yes'; }")
    suggested = page.locator(".suggested a").first.inner_text()
    page.evaluate("scrollTo(0, 300)")  # the suggestions go along beside the practices
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0
    page.locator(".suggested a").first.click()
    answered(page, suggested)
    assert page.evaluate("scrollY") == 0

    page.go_back()
    answered(page, QUESTION)
    assert page.url == first
    expect(page.locator("article.evidence[data-known]")).to_have_count(1)  # not asked a second time
    assert abs(page.evaluate("scrollY") - scrolled) < 3
    expect(page).to_have_title(f"{QUESTION} · Precedent")
    page.go_forward()
    answered(page, suggested)
    page.go_back()
    page.go_back()
    assert page.url == home
    expect(page.locator(".examples a").first).to_be_visible()
    assert page.evaluate("window.loadedOnce") is True


def test_what_is_not_remembered_any_more_is_asked_again(visit: Visit) -> None:
    page = visit("/")
    ask(page, QUESTION)
    answered(page, QUESTION)
    page.reload()
    answered(page, QUESTION)
    page.go_back()
    expect(page.locator(".examples a").first).to_be_visible()
    page.go_forward()
    answered(page, QUESTION)


def test_a_link_that_was_shared_opens_as_the_answer_came(visit: Visit, watched: Watched) -> None:
    page = visit("/", language="fr")
    ask(page, QUESTION)
    answered(page, QUESTION)
    shared = watched.visitor("fr")
    shared.goto(page.url)
    answered(shared, QUESTION)
    assert shared.locator("main").inner_text() == page.locator("main").inner_text()
    assert shared.title() == page.title()


def test_a_slow_answer_says_so_and_is_given_up_for_another(
    visit: Visit, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    prompt = site.assistant.ask

    def ask_slowly(question: str, **named: Any) -> Any:
        if question == QUESTION:
            go_on.wait(20)
        return prompt(question, **named)

    monkeypatch.setattr(site.assistant, "ask", ask_slowly)
    page = visit("/")
    given_up: list[str] = []
    page.on("requestfailed", lambda request: given_up.append(request.url))
    ask(page, QUESTION)
    expect(page.locator("h1")).to_have_text(QUESTION)
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".waiting")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text(page.locator(".waiting").inner_text())
    page.go_back()
    ask(page, OTHER)
    answered(page, OTHER)
    assert any(urlsplit(url).path == "/ask/part" and "older+people" in url for url in given_up)
    go_on.set()
    page.wait_for_timeout(300)
    answered(page, OTHER)
    assert page.locator("h1").count() == 1
    expect(page.locator(".waiting")).to_have_count(0)


def test_an_answer_that_breaks_off_says_so_and_can_be_tried_again(visit: Visit) -> None:
    page = visit("/")

    def break_off(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text()[:9000])

    page.route("**/ask/part*", break_off)
    ask(page, QUESTION)
    expect(page.locator(".broken")).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text(page.locator(".broken h2").inner_text())
    page.unroute("**/ask/part*")
    page.locator(".broken a").click()
    answered(page, QUESTION)
    expect(page.locator(".broken")).to_have_count(0)
    page.go_back()
    expect(page.locator(".examples a").first).to_be_visible()


def test_a_server_that_is_gone_and_comes_back(browser: Browser, settings: Settings, assistant: Assistant) -> None:
    with Site(settings, assistant) as site:
        watched = Watched(browser, site.address)
        page = watched.visitor()
        page.goto("/")
        ask(page, OTHER)
        answered(page, OTHER)
    with watched:
        page.locator("aside.beyond input[name=q]").fill(QUESTION)
        page.locator("aside.beyond input[name=q]").press("Enter")
        expect(page.locator(".broken")).to_be_visible()
        expect(page.locator("h1")).to_have_text(QUESTION)
        watched.expected("ERR_CONNECTION")
        with serving(settings.home, "--port", str(urlsplit(site.address).port)):
            page.locator(".broken a").click()
            answered(page, QUESTION)
            page.close()  # a server that stops waits for who is still connected


def test_feedback_that_cannot_be_kept_is_told_and_can_be_given_again(visit: Visit, watched: Watched) -> None:
    page = visit(address(QUESTION))
    page.route("**/api/feedback", lambda route: route.abort("connectionrefused"))
    page.locator("form.feedback button[value=no]").click()
    expect(page.locator("form.feedback .said")).to_be_visible()
    expect(page.locator("form.feedback button").first).to_be_enabled()
    watched.expected("/api/feedback")
    page.unroute("**/api/feedback")
    page.locator("form.feedback summary").click()
    page.locator("form.feedback textarea").fill("Nothing about costs.")
    page.locator("form.feedback button[value=no]").click()
    expect(page.locator("form.feedback")).to_have_count(0)
    expect(page.locator("#feedback p")).to_be_focused()


def test_an_answer_is_copied_as_text(visit: Visit) -> None:
    page = visit(address(QUESTION, lang="en"), permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").first.click()
    expect(page.locator("[data-copy]").first).to_contain_text("✓")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(QUESTION)
    assert page.locator("article.evidence h3").first.inner_text() in copied
