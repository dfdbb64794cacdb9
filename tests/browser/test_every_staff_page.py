"""Every kind of page of staff, in English and Arabic, wide and narrow: nothing keeps people from using it."""

import datetime
from collections.abc import Iterator
from typing import Final

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.assistant import Assistant
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.practice import Practice
from tests.browser import axe, test_validity
from tests.browser.kinds import in_language
from tests.browser.measures import REACHABLE, reachable, small_targets, wide_elements
from tests.browser.served import Site, make_home
from tests.browser.staff_kinds import SIGNED, fill
from tests.browser.test_keyboard import walk
from tests.node import missing

WIDE: Final = (1280, 900)
NARROW: Final = (360, 640)
OPEN: Final = {"sign-in", "invitation"}
"""Pages of those who are not signed in."""

Kinds = dict[str, tuple[str, int]]


@pytest.fixture(scope="module")
def catalogue(settings: Settings) -> Iterator[Catalogue]:
    with open_catalogue(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def settings(home: Settings, shipped: list[Practice], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own: other tests look at what the public sees, and at an empty queue."""
    return make_home(tmp_path_factory.mktemp("staff"), home, shipped)


@pytest.fixture(scope="module")
def site(settings: Settings, assistant: Assistant) -> Iterator[Site]:
    with Site(settings, assistant) as running:
        yield running


@pytest.fixture(scope="module")
def token(catalogue: Catalogue) -> str:
    account = catalogue.staff.add(SIGNED, "plum tram lantern owl", "publisher", by="tests")
    return catalogue.staff.open_session(account, datetime.datetime.now(datetime.UTC), program="Tests")


@pytest.fixture(scope="module")
def kinds(catalogue: Catalogue, token: str) -> Kinds:
    return fill(catalogue)


@pytest.fixture(scope="module")
def office(browser: Browser, site: Site, kinds: Kinds, token: str) -> Iterator[Page]:
    """A window of somebody who is signed in; what was asked is read already."""
    with browser.new_context(base_url=site.address) as context:
        context.add_cookies([{"name": "staff", "value": token, "url": site.address}])
        page = context.new_page()
        page.goto("/staff/insight")
        while page.get_by_role("link", name="Look again").count():
            page.wait_for_timeout(500)
            page.reload()
        yield page


@pytest.fixture(scope="module")
def stranger(browser: Browser, site: Site) -> Iterator[Page]:
    with browser.new_context(base_url=site.address) as context:
        yield context.new_page()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_nothing_keeps_people_from_using_it(
    office: Page, stranger: Page, kinds: Kinds, language: str, narrow: bool
) -> None:
    reason = missing(axe.PACKAGE)
    width, height = NARROW if narrow else WIDE
    found = []
    for name, (address, status) in kinds.items():
        page = stranger if name in OPEN else office
        page.set_viewport_size({"width": width, "height": height})
        # Dark where the other language is light, so that both are looked at in each width.
        page.emulate_media(color_scheme="dark" if narrow is (language == "en") else "light")
        response = page.goto(in_language(address, language))
        assert response is not None
        found += [] if response.status == status else [f"{name}: {response.status}"]
        unfold(page)
        if reason is None:
            only = None if narrow is (language == "ar") else axe.LOOKS
            found += [f"{name}: {fault}" for fault in axe.faults(page, only=only)]
        found += [f"{name} is wide: {element}" for element in wide_elements(page)]
        if narrow:
            found += [f"{name} is small: {target}" for target in small_targets(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_valid(site: Site, kinds: Kinds, office: Page, token: str, language: str) -> None:
    reason = missing(test_validity.PACKAGE)
    if reason:
        pytest.skip(reason)
    headers = {"accept": "text/html"}
    with httpx2.Client(base_url=site.address, headers=headers, trust_env=False, timeout=20) as client:
        pages = {}
        for name, (address, _) in kinds.items():
            cookies = {} if name in OPEN else {"cookie": f"staff={token}"}
            pages[name] = client.get(in_language(address, language), headers=cookies).text
    assert test_validity.faults(pages) == []


def test_work_that_is_under_way(office: Page, kinds: Kinds, catalogue: Catalogue) -> None:
    job = catalogue.jobs.start("links", {}, SIGNED)
    catalogue.jobs.begin(job.id)
    catalogue.jobs.progress(job.id, "checking links", 30, 120)
    try:
        own = f"/staff/jobs/{job.id}"
        for path in (own, "/staff/sources", "/staff/links", "/staff"):
            office.goto(in_language(path, "en"))
            if path == own:
                expect(office.locator("main")).to_contain_text("30 of 120")
            else:  # every page from which it could have been started leads there
                expect(office.locator(f'main a[href^="{own}"]')).to_be_visible()
            assert wide_elements(office) == []
            if missing(axe.PACKAGE) is None:
                assert axe.faults(office) == [], path
    finally:
        catalogue.jobs.finish(job.id, {"links": {"ok": 3}})


@pytest.mark.parametrize("name", ["queue", "draft", "merge-into", "source-new", "source-columns", "found", "publish"])
def test_tab_goes_through_the_page_in_its_order(office: Page, kinds: Kinds, name: str) -> None:
    office.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    office.goto(in_language(kinds[name][0], "en"))
    walked = walk(office)
    assert [step.place for step in walked] == in_tab_order(office)
    assert [step.name for step in walked if not step.outlined] == []
    assert [step.name for step in walked if not step.seen] == []


def in_tab_order(page: Page) -> list[int]:
    """The places of what Tab reaches: all but what was taken out, and radio buttons that the arrow keys are for."""
    others: list[int] = page.evaluate(f"""() => {REACHABLE}.flatMap((element, place) =>
      element.tabIndex < 0
      || (element.type === 'radio' && !element.checked && document.querySelector(`[name="${{element.name}}"]:checked`))
      ? [place] : [])""")
    return [place for place in range(reachable(page)) if place not in others]


def unfold(page: Page) -> None:
    """Open what is folded up, but for the menu of languages, which lies over the rest."""
    page.evaluate("""() => {
      for (const details of document.querySelectorAll('main details')) details.open = true;
      scrollTo({ top: 1e6, behavior: 'instant' }); // where a bar of buttons lies over no field
    }""")
