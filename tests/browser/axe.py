"""Looks a page over for what keeps people from using it, with axe-core."""

from functools import cache
from typing import Any, Final

from playwright.sync_api import Page

from tests.node import MODULES

PACKAGE: Final = "axe-core"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""Everything that WCAG 2.0 to 2.2 demand on the levels A and AA, and what axe advises beside."""
LOOKS: Final = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
"""The rules that another width or other colours can break."""


def faults(page: Page, *, only: list[str] | None = None) -> list[str]:
    """What axe finds on the page as it stands now, each with the element.

    Args:
        page: The page.
        only: Rules to look at, in place of all.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    options: dict[str, Any] = {
        "runOnly": {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        f"{violation['id']}: {node['html'][:200]} {' '.join(node['failureSummary'].split())}"
        for violation in found
        for node in violation["nodes"]
    ]


@cache
def _source() -> str:
    return (MODULES / PACKAGE / "axe.min.js").read_text("utf-8")
