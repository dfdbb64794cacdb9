"""Measures a page in the browser: how wide it is, how large its targets, what the keyboard reaches."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page

REACHABLE: Final = """
(() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  return [...document.querySelectorAll(wanted)].filter((element) => !element.disabled && element.checkVisibility());
})()
"""
"""What the keyboard should reach, in the order of the page."""

_NAME: Final = """
((element) => `${element.localName} ${(element.getAttribute('aria-label') ?? element.textContent
  ?? '').trim().replace(/\\s+/g, ' ').slice(0, 40)} ${element.getAttribute('href') ?? element.name ?? ''}`.trim())
"""

_SMALL: Final = f"""() => {REACHABLE}.filter((element) => {{
  if (element.closest('svg')) return false; // the table below a map has the same links
  if (element.matches('.skip, .skip-map')) return false; // not seen before it has the focus
  const ticked = element.matches('[type=checkbox], [type=radio]');
  const box = (element.closest('label') ?? (ticked ? element.labels[0] : null) ?? element).getBoundingClientRect();
  if (Math.min(box.width, box.height) >= 23.9) return false;
  // In running text a link is as high as its line.
  const block = element.closest('p, li, dd, td, th, figcaption, footer, h1, h2, h3, h4');
  const inline = getComputedStyle(element).display === 'inline';
  return !(inline && block && block.textContent.trim().length > element.textContent.trim().length);
}}).map((element) => {{
  const box = element.getBoundingClientRect();
  return `${{{_NAME}(element)}} (${{Math.round(box.width)}} × ${{Math.round(box.height)}})`;
}})"""

_WIDE: Final = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && !element.closest('.unseen, .comparison, .code, .scrolled'))
    .filter((element) => { const box = element.getBoundingClientRect(); return box.right > room + 1 || box.left < -1; })
    .slice(-5).map((element) => element.outerHTML.slice(0, 200));
}"""

_FOCUSED: Final = f"""() => {{
  const element = document.activeElement;
  const place = {REACHABLE}.indexOf(element);
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const target = element.querySelector('.map-target');
  const ring = target ? getComputedStyle(target) : null;
  return {{
    place,
    name: {_NAME}(element),
    outlined: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      || (ring !== null && ring.stroke !== 'none' && parseFloat(ring.strokeWidth) >= 2),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 1,
  }};
}}"""


@dataclass(frozen=True)
class Focused:
    """What has the focus.

    Attributes:
        place: Which of those that the keyboard should reach; -1 for none of them.
        name: What it is.
        outlined: Whether it shows that it has the focus.
        seen: Whether it is in the window.
    """

    place: int
    name: str
    outlined: bool
    seen: bool


def small_targets(page: Page) -> list[str]:
    """What is to be hit with a finger and is smaller than 24 × 24 pixels, but for links in running text."""
    found: list[str] = page.evaluate(_SMALL)
    return found


def wide_elements(page: Page) -> list[str]:
    """What makes the page wider than the window; nothing where it is not."""
    found: list[str] = page.evaluate(_WIDE)
    return found


def reachable(page: Page) -> int:
    """How much there is on the page that the keyboard should reach."""
    count: int = page.evaluate(f"{REACHABLE}.length")
    return count


def focused(page: Page) -> Focused:
    """What has the focus now."""
    found: dict[str, Any] = page.evaluate(_FOCUSED)
    return Focused(**found)
