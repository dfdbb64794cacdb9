"""Search engines are told every address in every language, and what is not for them."""

import fnmatch
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from assistant.web.pages.telling.sitemap import LISTS, OTHERS, Entry, render
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from tests.assistant.conftest import PUBLIC

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture(scope="module")
def entries(site: TestClient) -> dict[str, Any]:
    """The entries by path."""
    response = site.get("/sitemap.xml")
    assert response.headers["content-type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314  (our own)
    assert root.tag == f"{MAP}urlset"
    return {str(entry.findtext(f"{MAP}loc")).removeprefix(PUBLIC): entry for entry in root}


def test_every_page_and_every_practice_is_there(entries: dict[str, Any], shipped: list[Practice]) -> None:
    wanted = {*LISTS, *OTHERS, *(f"/practices/{practice.id}" for practice in shipped)}
    wanted |= {f"/themes/{theme}" for practice in shipped for theme in practice.themes}
    wanted |= {f"/countries/{practice.country}" for practice in shipped}
    assert entries.keys() == wanted


def test_each_stands_beside_its_other_languages(entries: dict[str, Any]) -> None:
    for path, entry in entries.items():
        others = {other.get("hreflang"): other.get("href") for other in entry.findall(LINK)}
        wanted = {language: f"{PUBLIC}{path}?lang={language}" for language in LANGUAGES}
        assert others == wanted | {"x-default": f"{PUBLIC}{path}"}


def test_what_changed_says_when(entries: dict[str, Any]) -> None:
    for path, entry in entries.items():
        changed = entry.findtext(f"{MAP}lastmod")
        assert (changed is None) == (path in OTHERS), path
        assert changed is None or len(changed) == len("2026-11-23")


def test_every_kind_of_address_can_be_opened(site: TestClient, entries: dict[str, Any]) -> None:
    firsts = {path.rpartition("/")[0]: path for path in entries if path.count("/") > 1}
    for path in (*LISTS, *OTHERS, *firsts.values()):
        assert site.get(path, headers={"accept": "text/html"}).status_code == 200, path


def test_it_is_sent_once(site: TestClient) -> None:
    tag = site.get("/sitemap.xml").headers["etag"]
    assert site.get("/sitemap.xml", headers={"if-none-match": tag}).status_code == 304


def test_a_hostile_host_stays_text() -> None:
    text = render((Entry("/a&b"),), 'https://a"><script>\x00')
    root = ElementTree.fromstring(text)  # noqa: S314  (our own)
    assert root[0].findtext(f"{MAP}loc") == 'https://a"><script>/a&b'


def allowed(rules: str, path: str) -> bool:
    """What a crawler makes of the rules: a beginning, in which `*` stands for anything."""
    refused = [line.removeprefix("Disallow: ") for line in rules.splitlines() if line.startswith("Disallow: ")]
    return not any(fnmatch.fnmatchcase(path, rule.replace("?", "[?]") + "*") for rule in refused)


def test_crawlers_read_pages_and_leave_searches_alone(site: TestClient, entries: dict[str, Any]) -> None:
    response = site.get("/robots.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    rules = response.text
    assert rules.startswith("User-agent: *\n")
    assert f"\nSitemap: {PUBLIC}/sitemap.xml\n" in rules
    for path in entries:
        assert allowed(rules, path), path
        assert allowed(rules, f"{path}?lang=fr"), path
    for path in ("/feed.atom", "/practices?page=2", "/static/site.0.css"):
        assert allowed(rules, path), path
    for path in (
        "/ask?q=libraries",
        "/api/ask",
        "/practices?q=libraries",
        "/practices?theme=financing&region=africa",
        "/practices?lang=fr&theme=financing",
        "/practices/ie-cork?q=cost",
        "/compare?ids=a,b",
        "/staff",
        "/staff/review",
    ):
        assert not allowed(rules, path), path
