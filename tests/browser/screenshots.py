"""Pictures of every kind of page: `python -m tests.browser.screenshots [FOLDER]`, to be looked at by people."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.records import SHIPPED, read_records
from tests.browser.chromium import ARGUMENTS, HOW, chromium
from tests.browser.kinds import in_language, kinds
from tests.browser.served import Site, make_home

WIDTHS: Final = (1280, 360)
LANGUAGES: Final = ("en", "ar")
DARK: Final = ("home", "answer", "practice", "compare-two", "map", "practices")


@contextmanager
def served_site() -> Iterator[Site]:
    """The site on the index of this checkout, with a catalogue of its own.

    Raises:
        SystemExit: There is no index yet.
    """
    settings = Settings.load()
    if not (settings.snapshots / "current").exists():
        raise SystemExit("There is no index yet. Make one with: make setup")
    with tempfile.TemporaryDirectory(prefix="precedent-browser-") as folder:
        home = make_home(Path(folder), settings, read_records([SHIPPED]).practices)
        with Assistant.open(home) as assistant, Site(home, assistant) as site:
            yield site


@contextmanager
def started_browser() -> Iterator[Browser]:
    """The browser.

    Raises:
        SystemExit: None is found.
    """
    program = chromium()
    if program is None:
        raise SystemExit(f"No Chromium is found: {HOW}.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=ARGUMENTS)


def take(folder: Path, only: set[str]) -> int:
    """Take the pictures; gives how many there are.

    Args:
        folder: Where to put them.
        only: The kinds of page to take; all where empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    with served_site() as site, started_browser() as browser:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for name, (address, _) in kinds().items():
                    if (only and name not in only) or (scheme == "dark" and name not in DARK):
                        continue
                    for language in LANGUAGES if scheme == "light" else ("en",):
                        page.goto(in_language(site.address + address, language))
                        shown = "-".join([name, language, str(width), *(["dark"] if scheme == "dark" else [])])
                        page.screenshot(path=folder / f"{shown}.png", full_page=True)
                        taken += 1
                page.close()
    return taken


if __name__ == "__main__":
    folder, *only = sys.argv[1:] or [".screenshots"]
    print(f"{take(Path(folder), set(only))} pictures in {folder}")
