"""From the start page every link leads somewhere, and every page there says what it is."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import httpx2
import pytest

from tests.browser.served import Site

MOST: Final = 400
"""Pages that are looked at."""
MOST_OF_A_PATH: Final = 8
"""Pages of one path that are looked at, which differ only in their parameters."""


@dataclass
class Page(HTMLParser):
    """What a page says of itself, and where it leads."""

    address: str
    text: str
    root: dict[str, str | None] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    headings: int = 0
    title: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._inside: list[str] = []
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "template":
            self._inside.append(tag)
        if "template" in self._inside:
            return
        if tag == "html":
            self.root = given
        elif tag == "h1":
            self.headings += 1
        elif tag == "title" and not self.title:
            self._inside.append(tag)
        elif tag == "meta" and given.get("name"):
            self.named[str(given["name"])] = given.get("content") or ""
        elif tag == "link":
            if given.get("rel") == "canonical":
                self.named["canonical"] = given["href"] or ""
            self.files.append(given["href"] or "")
        elif tag == "script" and given.get("src"):
            self.files.append(given["src"] or "")
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if given.get("id"):
            self.ids.append(str(given["id"]))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if "title" in self._inside:
            self.title += data


@dataclass
class Crawled:
    """What was found on the way.

    Attributes:
        pages: The pages by their addresses.
        broken: Addresses that lead nowhere, each with a page that links to it.
        without_target: Addresses with a fragment that is not on their page.
    """

    pages: dict[str, Page]
    broken: list[str]
    without_target: list[str]


@pytest.fixture(scope="module")
def crawled(site: Site) -> Crawled:
    """The site as far as its links lead from the start page."""
    start = f"{site.address}/?lang=en"
    waiting, found_on = deque([start]), {start: ""}
    of_a_path: Counter[str] = Counter()
    pages: dict[str, Page] = {}
    broken: list[str] = []
    with httpx2.Client(headers={"accept": "text/html,*/*"}, trust_env=False, timeout=20) as client:
        while waiting:
            address = waiting.popleft()
            response = client.get(address)
            if response.status_code != 200:
                broken.append(f"{response.status_code} {address} on {found_on[address]}")
                continue
            if not response.headers["content-type"].startswith("text/html"):
                continue
            page = pages[address] = Page(address, response.text)
            for reference in (*page.links, *page.files):
                target = urldefrag(urljoin(address, reference))[0]
                path = urlsplit(target).path
                if not target.startswith(f"{site.address}/") or target in found_on:
                    continue
                if len(found_on) >= MOST or of_a_path[path] >= MOST_OF_A_PATH:
                    continue
                of_a_path[path] += 1
                found_on[target] = address
                waiting.append(target)
    without_target = []
    for page in pages.values():
        for link in page.links:
            target, fragment = urldefrag(urljoin(page.address, link))
            if fragment and target in pages and unquote(fragment) not in pages[target].ids:
                without_target.append(f"{link} on {page.address}")
    return Crawled(pages, broken, without_target)


def test_no_link_is_broken(crawled: Crawled) -> None:
    assert crawled.broken == []
    assert crawled.without_target == []


def test_the_whole_site_is_reached(crawled: Crawled) -> None:
    paths = {urlsplit(address).path for address in crawled.pages}
    kinds = {tuple(path.split("/")[1:2]) + ("…",) * (path.count("/") > 1) for path in paths}
    assert kinds >= {
        ("",), ("ask",), ("practices",), ("practices", "…"), ("map",), ("themes",), ("themes", "…"), ("countries",),
        ("countries", "…"), ("compare",), ("about",), ("privacy",), ("api",), ("widget",),
    }  # fmt: skip
    assert len(crawled.pages) > 200


def test_every_page_says_what_it_is(crawled: Crawled, site: Site) -> None:
    for address, page in crawled.pages.items():
        assert page.root.get("lang") in ("en", "fr", "es", "ar", "zh", "ru", "pt"), address
        assert page.root.get("dir") == ("rtl" if page.root["lang"] == "ar" else "ltr"), address
        assert page.headings == 1, address
        assert page.title.strip().endswith("Precedent") and len(page.title.strip()) > len("· Precedent"), address
        assert page.named["description"].strip(), address
        assert [name for name, count in Counter(page.ids).items() if count > 1] == [], address
        canonical = page.named["canonical"]
        assert canonical.startswith(f"{site.address}{urlsplit(address).path}?"), address
        assert f"lang={page.root['lang']}" in canonical, address


def test_pages_of_different_paths_have_different_titles(crawled: Crawled) -> None:
    titles: dict[str, set[str]] = {}
    for address, page in crawled.pages.items():
        path = urlsplit(address).path
        if "noindex" not in page.named.get("robots", "") and page.root["lang"] == "en":
            titles.setdefault(page.title, set()).add(path)
    assert [(title, paths) for title, paths in titles.items() if len(paths) > 1] == []
