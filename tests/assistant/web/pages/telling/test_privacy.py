"""The page on privacy says what is kept, and the site keeps to it."""

import re

import pytest
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.frame.visitor import COOKIE
from corpus.vocabulary import LANGUAGES


def test_it_says_what_is_kept_and_for_how_long(site: TestClient, stocked_home: Settings) -> None:
    page = site.get("/privacy?lang=en").text
    assert f"deleted after {stocked_home.keep_days} days" in page
    for said in (f">{COOKIE}</code>", ">/forget</code>", "30 days", "no tracking", "held in memory"):
        assert said in page
    assert "Please write to whoever runs this site." in page


def test_nothing_is_set_for_whoever_only_looks(site: TestClient) -> None:
    for path in ("/", "/about", "/privacy", "/api", "/widget", "/widget.js", "/feed.atom"):
        assert "set-cookie" not in site.get(path).headers


def test_the_only_cookie_holds_the_language(site: TestClient) -> None:
    chosen = site.post("/language", data={"language": "fr", "back": "/privacy"}, follow_redirects=False)
    assert chosen.headers.get_list("set-cookie")[0].startswith(f"{COOKIE}=fr;")
    site.cookies.clear()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/about", "/privacy", "/api", "/widget"])
def test_pages_load_nothing_from_another_host(site: TestClient, path: str, language: str) -> None:
    response = site.get(path, params={"lang": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    for tag in re.findall(r"<(?:script|img|link|iframe|object|embed|form)\b[^>]*>", response.text):
        fetched = tag.startswith(("<script", "<img", '<link rel="stylesheet"', '<link rel="icon"', "<form"))
        assert fetched or tag.startswith("<link"), tag
        assert not (fetched and "//" in tag), tag
    assert not re.search(r"<[^>]+ (?:style|on[a-z]+)=", response.text)
    assert response.text.count("<h1") == 1
