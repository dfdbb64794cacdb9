"""How soon visitors see a page, and how calm it stays: `python -m tests.browser.paint`.

Largest contentful paint and layout shift as Chromium measures them, on a machine slowed down four times.
"""

from dataclasses import dataclass
from statistics import median
from typing import Final
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page
from rich.console import Console
from rich.table import Table

from tests.browser.kinds import QUESTION
from tests.browser.screenshots import served_site, started_browser

SLOWER: Final = 4
TIMES: Final = 5
GOAL_SECONDS: Final = 1.0
_OBSERVE: Final = """
window.seen = { paint: 0, shift: 0, shifted: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.paint = entry.startTime;
}).observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.shift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
_ANSWERED: Final = """(question) => new Promise((done) => {
  const began = performance.now();
  new MutationObserver((_, watching) => {
    if (!document.querySelector('aside.beyond')) return;
    watching.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)));
  }).observe(document.querySelector('main'), { childList: true, subtree: true });
  document.getElementById('question').value = question;
  document.querySelector('form.ask button').click();
})"""


@dataclass(frozen=True)
class Seen:
    """What a visit gave: seconds until the largest thing was painted, and how much shifted."""

    seconds: float
    shift: float


def slowed(browser: Browser, address: str, width: int) -> Page:
    """A page of a new visitor on a slow machine."""
    page = browser.new_page(base_url=address, viewport={"width": width, "height": 800})
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(_OBSERVE)
    return page


def loaded(browser: Browser, address: str, path: str, width: int) -> Seen:
    """Open a page for the first time."""
    page = slowed(browser, address, width)
    page.goto(path, wait_until="load")
    page.wait_for_timeout(400)
    seen = page.evaluate("window.seen")
    page.close()
    return Seen(seen["paint"] / 1000, seen["shift"])


def streamed(browser: Browser, address: str, width: int) -> Seen:
    """Ask from the start page: until the whole answer is painted, and what shifts meanwhile."""
    page = slowed(browser, address, width)
    page.goto("/", wait_until="load")
    seconds = page.evaluate(_ANSWERED, QUESTION) / 1000
    page.wait_for_timeout(400)
    seen = page.evaluate("window.seen")
    page.close()
    return Seen(seconds, seen["shift"])


def main() -> None:
    """Measure, and print a table."""
    asked = f"/ask?q={quote_plus(QUESTION)}"
    table = Table("Page", "Window", "Painted, p50", "worst", f"≤ {GOAL_SECONDS:g} s", "Shift", "0", box=None)
    with served_site() as site, started_browser() as browser:
        loaded(browser, site.address, asked, 1280)  # warms the server up
        for width in (1280, 360):
            measured = {
                "start page": [loaded(browser, site.address, "/", width) for _ in range(TIMES)],
                "answer, by its address": [loaded(browser, site.address, asked, width) for _ in range(TIMES)],
                "answer, asked there": [streamed(browser, site.address, width) for _ in range(TIMES)],
            }
            for name, seen in measured.items():
                typical, worst = median(one.seconds for one in seen), max(one.seconds for one in seen)
                shift = max(one.shift for one in seen)
                table.add_row(
                    name, str(width), f"{typical:.2f} s", f"{worst:.2f} s", "yes" if typical <= GOAL_SECONDS else "no",
                    f"{shift:.4f}", "yes" if shift < 0.0005 else "no",
                )  # fmt: skip
    console = Console(highlight=False)
    console.print(f"Chromium on a processor slowed {SLOWER} times, {TIMES} visits each, nothing kept from before")
    console.print(table)


if __name__ == "__main__":
    main()
