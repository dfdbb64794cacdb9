"""What visitors have set in their browsers is kept to, and pages can be printed."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.kinds import in_language, kinds
from tests.browser.served import CHANGED

_GROUND: Final = "getComputedStyle(document.documentElement).backgroundColor"
_MOVING: Final = """() => {
  const waiting = document.getElementById('asking').content.querySelector('.waiting').cloneNode(true);
  const answer = document.createElement('div');
  answer.className = 'answer';
  answer.append(waiting);
  waiting.hidden = false;
  document.body.append(answer);
  return getComputedStyle(waiting, '::before').animationName;
}"""


def address(kind: str) -> str:
    return in_language(kinds()[kind][0], "en")


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "breathing")])
def test_nothing_moves_for_who_wants_stillness(visit: Visit, motion: str, animation: str) -> None:
    assert visit("/", reduced_motion=motion).evaluate(_MOVING) == animation


def test_dark_is_dark(visit: Visit) -> None:
    def brightness(page: Page) -> int:
        return sum(map(int, re.findall(r"\d+", page.evaluate(_GROUND))))

    assert brightness(visit("/", dark=True)) < 150
    assert brightness(visit("/")) > 600


@pytest.mark.parametrize("kind", ["answer", "practice", "compare-two", "map"])
def test_on_paper_is_what_is_to_be_read(visit: Visit, kind: str) -> None:
    page = visit(address(kind))
    page.emulate_media(media="print")
    for seen_only_on_screens in ("header.site nav", ".languages", "footer.site", "form.ask", ".skip"):
        for element in page.locator(seen_only_on_screens).all():
            expect(element).not_to_be_visible()
    expect(page.locator("h1")).to_be_visible()


def test_on_paper_a_link_shows_where_it_leads(visit: Visit) -> None:
    page = visit(f"/practices/{CHANGED}?lang=en")
    page.emulate_media(media="print")
    after = page.locator(".sources a").first.evaluate("link => getComputedStyle(link, '::after').content")
    assert "http" in after


@pytest.mark.parametrize(("kind", "landscape"), [("answer", False), ("compare-four", True)])
def test_it_fits_on_paper(visit: Visit, kind: str, landscape: bool) -> None:
    printed = visit(address(kind)).pdf(format="A4", prefer_css_page_size=True).decode("latin-1")
    boxes = [tuple(map(float, box.split())) for box in re.findall(r"/MediaBox \[([^\]]+)\]", printed)]
    assert 1 <= len(boxes) <= 6
    assert all((box[2] > box[3]) is landscape for box in boxes)
