"""The feed is valid Atom, in the reader's language, newest first, and never names what cannot be opened."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.web.frame.visitor import Visitor
from assistant.web.pages.telling.feed import ENTRIES, atom
from corpus.catalogue import Publication
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from tests.assistant.conftest import PUBLIC

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read(text: bytes) -> Any:
    return ElementTree.fromstring(text)  # noqa: S314  (our own)


def only(element: Any, name: str) -> str:
    """The text of the one child of this name."""
    (child,) = element.findall(ATOM + name)
    return str(child.text)


def link(element: Any, kind: str) -> str:
    (found,) = (one.get("href") for one in element.findall(ATOM + "link") if one.get("rel") == kind)
    return str(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid_in_every_language(site: TestClient, by_id: dict[str, Practice], language: str) -> None:
    response = site.get(f"/feed.atom?lang={language}")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = read(response.content)
    assert (feed.tag, feed.get(LANGUAGE)) == (f"{ATOM}feed", language)
    assert only(feed, "id") == link(feed, "self") == f"{PUBLIC}/feed.atom?lang={language}"
    assert only(feed, "title")
    assert only(feed.find(f"{ATOM}author"), "name")
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == ENTRIES
    assert len({only(entry, "id") for entry in entries}) == ENTRIES
    moments = [datetime.fromisoformat(only(entry, "updated")) for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert datetime.fromisoformat(only(feed, "updated")) == moments[0]
    for entry, updated in zip(entries, moments, strict=True):
        practice = by_id[only(entry, "id").removeprefix(f"{PUBLIC}/practices/")]
        assert only(entry, "title").endswith(practice.title_in(language))
        assert only(entry, "summary") == practice.summary_in(language)
        assert link(entry, "alternate") == f"{PUBLIC}/practices/{practice.id}?lang={language}"
        published = datetime.fromisoformat(only(entry, "published"))
        assert published.tzinfo is not None
        assert published <= updated


def test_what_a_reader_has_is_not_sent_again(site: TestClient) -> None:
    first = site.get("/feed.atom?lang=en")
    assert first.headers["cache-control"].startswith("public")
    again = site.get("/feed.atom?lang=en", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_without_a_language_in_the_address_the_browser_chooses(site: TestClient) -> None:
    response = site.get("/feed.atom", headers={"accept-language": "es"})
    assert read(response.content).get(LANGUAGE) == "es"
    assert response.headers["vary"].startswith("accept-language, cookie")
    assert response.headers["cache-control"].startswith("private")


def visitor(language: str = "en", origin: str = PUBLIC) -> Visitor:
    return Visitor(language, True, "/feed.atom", (), origin)


def now() -> datetime:
    return datetime.fromisoformat("2026-11-01T12:00:00+00:00")


def test_a_hostile_record_is_text(by_id: dict[str, Practice]) -> None:
    practice = next(iter(by_id.values())).model_copy(
        update={"title": "<script>alert(1)</script> & \x00\x1b\ud800]]>", "translations": {}}
    )
    contents = SimpleNamespace(number_of={practice.id: 0}, practice=lambda number: practice)
    served: Any = SimpleNamespace(contents=contents)
    feed = read(atom(served, [Publication(practice.id, now(), now())], visitor(origin='https://"><x>')))
    (entry,) = feed.findall(f"{ATOM}entry")
    assert only(entry, "title") == f"{practice.city}: <script>alert(1)</script> & ]]>"
    assert entry.get(LANGUAGE) == "en"


def test_what_is_published_and_not_served_yet_is_left_out(assistant: Assistant) -> None:
    served = assistant.live.served
    known = served.contents.ids[0]
    feed = read(atom(served, [Publication(name, now(), now()) for name in ("ie-not-built-yet", known)], visitor()))
    assert [only(entry, "id") for entry in feed.findall(f"{ATOM}entry")] == [f"{PUBLIC}/practices/{known}"]


def test_an_empty_feed_is_valid_too(assistant: Assistant) -> None:
    feed = read(atom(assistant.live.served, [], visitor()))
    assert datetime.fromisoformat(only(feed, "updated")).tzinfo is not None
