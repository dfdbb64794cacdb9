"""Hostile questions and records in a real browser: they are shown, nothing in them runs, and the policy holds."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.assistant import Assistant
from assistant.settings import Settings
from tests.assistant.hostile import ORDERLY
from tests.assistant.web.pages.hostile import ATTACK, hostile
from tests.browser.conftest import Visit
from tests.browser.kinds import FOUND, QUESTION
from tests.browser.served import CHANGED, Site
from tests.browser.watched import Watched

QUESTIONS: Final = {
    "attack": f"How do libraries help {ATTACK} children?",
    **{name: ORDERLY[name] for name in ("HTML", "right to left override", "lone surrogate")},
}


def nothing_ran(page: Page) -> None:
    """There is no element on the page that text from outside would have made."""
    expect(page.locator("main")).to_be_visible()
    assert page.locator("img, iframe, object, [onerror], [style], script:not([src]):not([type])").count() == 0
    assert page.locator("a[href^='javascript' i]").count() == 0


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_hostile_question_is_only_shown(visit: Visit, name: str) -> None:
    question = QUESTIONS[name]
    page = visit(f"/ask?{urlencode({'q': question, 'lang': 'en'}, errors='surrogatepass')}")
    nothing_ran(page)
    title = page.title()
    page.goto("/?lang=en")
    page.locator("#question").evaluate("(field, text) => { field.value = text; }", question.replace("\ud800", "\ufffd"))
    page.locator(".ask button").click()
    expect(page.locator("aside.beyond")).to_be_visible()
    nothing_ran(page)
    if name in ("attack", "HTML"):
        expect(page.locator("h1")).to_contain_text("<img src=x onerror=alert(1)>")
        assert page.title() == title
        expect(page.locator("aside.beyond .ask")).to_be_visible()


def test_the_policy_stops_what_would_get_through(visit: Visit, watched: Watched) -> None:
    page = visit("/")
    page.evaluate("""() => {
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran = 1"><b style="color: red">b</b>');
      const script = document.createElement('script');
      script.textContent = 'window.ran = 1';
      document.body.append(script);
      const elsewhere = document.createElement('img');
      elsewhere.src = 'http://127.0.0.2/x.png';
      document.body.append(elsewhere);
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    watched.expected("script-src", "style-src", "img-src")
    watched.noticed.clear()  # the picture that is not there


@pytest.fixture
def hostile_site(settings: Settings, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The site on a corpus in which every record attacks."""
    served = assistant.live.served
    served.lists.prepare()
    orderly = served.contents.practice
    monkeypatch.setattr(served.contents, "practice", lambda number: hostile(orderly(number)))
    with Site(settings, assistant) as running:
        yield running
    served.lists._titles.cache_clear()


def test_hostile_records_are_only_shown(browser: Browser, hostile_site: Site) -> None:
    with Watched(browser, hostile_site.address) as watched:
        page = watched.visitor()
        for address in (
            "/?",
            f"/ask?{urlencode({'q': QUESTION})}&",
            f"/practices/{CHANGED}?q=Question&",
            f"/compare?ids={','.join(FOUND)}&",
            "/practices?",
            "/themes/digital-skills?",
            "/countries/KR?",
            "/map?zoom=europe&",
            f"/practices/{CHANGED}/history?",
        ):
            page.goto(f"{address}lang=fr")
            nothing_ran(page)
        page.goto(f"/practices/{CHANGED}?lang=fr")
        expect(page.locator("h1")).to_contain_text("Titre </script><script>alert(1)</script>")
        page.goto("/?lang=en")
        page.locator("#question").fill(QUESTION)
        page.locator("#question").press("Enter")
        expect(page.locator("aside.beyond")).to_be_visible()
        expect(page.locator("article.evidence h3").first).to_contain_text("<img src=x onerror=alert(1)>")
        nothing_ran(page)
