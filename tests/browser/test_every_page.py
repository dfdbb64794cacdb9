"""Every kind of page, in English and Arabic, light and dark, wide and narrow: nothing keeps people from using it."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import LOOKS, PACKAGE, faults
from tests.browser.kinds import in_language, kinds
from tests.browser.measures import small_targets, wide_elements
from tests.browser.served import Site
from tests.node import missing

WIDE: Final = (1280, 900)
NARROW: Final = (320, 640)
ZOOMED: Final = (640, 450)
"""What is left of the wide window at 200 %."""
LONGER: Final = {"answer-long", "practices-last"}
"""Kinds that are only longer than others."""
VARIANTS: Final = {
    "answer-thanks", "follow-up", "too-long", "unknown-filter", "practices-none", "map-narrowed", "map-none",
    "country-none", "practice-asked", "compare-one", "compare-none", "out-of-scope",
}  # fmt: skip
"""Kinds made from the templates of others: they are looked at in one language."""
LOOKED_AT: Final = [
    pytest.param((name, language), id=f"{name}-{language}")
    for language in ("en", "ar")
    for name in kinds()
    if name not in LONGER and (language == "en" or name not in VARIANTS)
]


@pytest.fixture(scope="module")
def window(browser: Browser, site: Site) -> Iterator[Page]:
    """One window for all pages."""
    with browser.new_context(base_url=site.address) as context:
        yield context.new_page()


@pytest.fixture(scope="module", params=LOOKED_AT)
def looked_at(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A kind of page and a language."""
    name, language = request.param
    return str(name), str(language)


@pytest.fixture(scope="module")
def page(window: Page, looked_at: tuple[str, str]) -> Page:
    """A page, opened once for all that is looked at."""
    name, language = looked_at
    address, status = kinds()[name]
    response = window.goto(in_language(address, language))
    assert response is not None
    assert response.status == status
    return window


def set_to(page: Page, window: tuple[int, int], scheme: str) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_axe_finds_nothing(page: Page, looked_at: tuple[str, str], narrow: bool) -> None:
    reason = missing(PACKAGE)
    if reason:
        pytest.skip(reason)
    # Wide and light, narrow and dark in one language; in the other the other way round. What is looked at first in
    # a language is looked at whole, then only what another width or colours can break.
    english = looked_at[1] == "en"
    set_to(page, NARROW if narrow else WIDE, "dark" if narrow is english else "light")
    assert faults(page, only=LOOKS if narrow is english else None) == []


def test_nothing_is_to_be_scrolled_sideways_in_a_narrow_window(page: Page) -> None:
    set_to(page, NARROW, "light")
    assert wide_elements(page) == []


def test_targets_are_large_enough_for_a_finger(page: Page) -> None:
    set_to(page, NARROW, "light")
    assert small_targets(page) == []


def test_it_can_be_zoomed_to_twice_its_size(page: Page) -> None:
    set_to(page, ZOOMED, "light")
    assert wide_elements(page) == []
    set_to(page, WIDE, "light")
    page.evaluate("document.documentElement.style.fontSize = '200%'")  # the text alone
    assert wide_elements(page) == []
    page.evaluate("document.documentElement.style.fontSize = ''")


@pytest.mark.parametrize(
    ("name", "language", "unfolded"),
    [
        ("home", "ar", ".languages"),
        ("answer", "en", "article.evidence details, .feedback details"),
        ("practice", "ar", "details.unfold"),
        ("practices", "en", "#facet-theme, #more-theme"),
        ("practices", "ar", "#facet-source_language"),
        ("practices", "en", "#facet-years"),
    ],
)
def test_what_is_unfolded_can_be_used_too(window: Page, name: str, language: str, unfolded: str) -> None:
    window.goto(in_language(kinds()[name][0], language))
    set_to(window, NARROW, "light")
    for details in window.locator(unfolded).all():
        details.evaluate("element => { element.open = true; }")
    assert wide_elements(window) == []
    assert small_targets(window) == []
    set_to(window, WIDE, "dark")
    assert wide_elements(window) == []
    if missing(PACKAGE) is None:
        assert faults(window) == []


def test_what_keeps_people_out_would_be_found(window: Page) -> None:
    window.goto("/?lang=en")
    set_to(window, NARROW, "light")
    window.evaluate("""() => {
      document.querySelector('label').remove();
      document.getElementById('question').placeholder = '';
      document.querySelector('h1').style.cssText = 'color: #eee; inline-size: 40rem';
      document.querySelector('.counts a').style.cssText = 'display: block; inline-size: 10px; block-size: 10px';
    }""")
    found = " ".join(faults(window))
    assert "label:" in found
    assert "color-contrast:" in found
    assert any("<h1" in element for element in wide_elements(window))
    assert any("× 10)" in target for target in small_targets(window))
