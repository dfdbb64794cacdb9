import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from corpus.practice import Practice


class Page(HTMLParser):
    """What a visitor finds on the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.dots: dict[str, str] = {}
        self.rows: list[list[str]] = []
        self.links: dict[str, str] = {}
        self._at: list[str] = []
        self._href = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        assert "style" not in named
        assert not any(name.startswith("on") for name in named)
        self._at.append(tag)
        if tag == "a":
            self._href = str(named["href"])
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self._at and self._at.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._at[-1:] == ["title"] and "svg" in self._at:
            self.dots[data] = self._href
        elif "a" in self._at and "svg" not in self._at and data.strip():
            self.links[data.strip()] = self._href
        if self.rows and self._at and {"td", "th"} & set(self._at):
            self.rows[-1][-1] += data

    @property
    def cities(self) -> list[list[str]]:
        """The rows of the table, without its head."""
        return self.rows[1:]


def page(site: TestClient, address: str = "/map", status: int = 200) -> Page:
    response = site.get(address)
    assert response.status_code == status, response.text[:300]
    return Page(response.text)


def practices_told(dots: dict[str, str]) -> int:
    return sum(int(re.findall(r": (\d+) practices?$", title)[0]) for title in dots)


def test_the_map_and_the_table_tell_the_same(site: TestClient, shipped: list[Practice]) -> None:
    found = page(site)
    text = site.get("/map").text
    assert f"{len(shipped)} practices in {len(found.cities)} cities" in text
    assert practices_told(found.dots) == sum(int(row[2]) for row in found.cities) == len(shipped)
    linked = [value for href in found.dots.values() for _, value in parse_qsl(urlsplit(href).query)]
    assert sorted(linked) == sorted(row[1].split(" (placed")[0] for row in found.cities)
    assert found.rows[0] == ["Country", "City", "Practices"]
    assert [row[0] for row in found.cities] == sorted((row[0] for row in found.cities), key=str.casefold)


def test_a_city_leads_to_its_practices(site: TestClient) -> None:
    found = page(site, "/map?country=IE&zoom=europe")
    assert found.dots["Dublin, Ireland: 1 practice"] == "/practices?country=IE&city=Dublin"
    assert found.links["Cork"] == "/practices?country=IE&city=Cork"
    assert [row[1] for row in found.cities] == ["Cork", "Dublin", "Limerick"]
    assert site.get(found.links["Cork"]).status_code == 200


def test_what_narrows_the_list_narrows_the_map(site: TestClient) -> None:
    listed = site.get("/api/search", params={"theme": "digital-skills", "region": "africa", "limit": 100}).json()
    found = page(site, "/map?theme=digital-skills&region=africa")
    assert practices_told(found.dots) == listed["total"]
    assert {row[1] for row in found.cities} == {practice["city"] for practice in listed["practices"]}
    assert found.links["Show the practices as a list"] == "/practices?region=africa&theme=digital-skills"
    # Each part of what was chosen can be taken off, and a part of the world keeps what was chosen.
    assert found.links["Europe"] == "/map?region=africa&theme=digital-skills&zoom=europe"
    text = unescape(site.get("/map?theme=digital-skills&region=africa").text)
    taken_off = '<span class="unseen">Remove: </span><span dir="auto">'
    assert f'href="/map?theme=digital-skills">{taken_off}Africa<' in text
    assert f'href="/map?region=africa">{taken_off}Digital skills<' in text


def test_words_narrow_the_map_too(site: TestClient) -> None:
    found = page(site, "/map?q=mobile+library&zoom=africa")
    assert 0 < len(found.cities) < 30
    assert all("q=mobile+library" in href for href in found.dots.values())
    assert 'value="mobile library"' in site.get("/map?q=mobile+library").text


def test_a_part_of_the_world_says_what_lies_elsewhere(site: TestClient, shipped: list[Practice]) -> None:
    found = page(site, "/map?zoom=africa")
    text = unescape(site.get("/map?zoom=africa").text)
    told = practices_told(found.dots)
    assert f"{len(shipped) - told} practices are in other parts of the world" in text
    assert re.search(r'zoom=africa" aria-current="true">Africa</a>', text)
    assert "Nairobi" in {row[1] for row in found.cities}
    assert "Auckland" not in {row[1] for row in found.cities}


def test_a_roughly_placed_city_says_so(site: TestClient) -> None:
    cities = {row[1] for row in page(site, "/map?country=CM").cities}
    assert cities == {"Yaoundé", "Mayo-Baléo (placed nearby)"}


@pytest.mark.parametrize("address", ["/map?zoom=atlantis", "/map?zoom=", "/map?theme=nonsense", "/map?country=ZZ"])
def test_what_there_is_not_is_left_out(site: TestClient, shipped: list[Practice], address: str) -> None:
    assert practices_told(page(site, address).dots) == len(shipped)


def test_nothing_found_is_said_kindly(site: TestClient) -> None:
    found = page(site, "/map?country=IE&region=africa")
    assert not found.dots
    assert found.links["Show all practices on the map"] == "/map"
    elsewhere = page(site, "/map?country=IE&zoom=asia-pacific")
    assert not elsewhere.dots
    assert elsewhere.links["Show the whole world"] == "/map?country=IE"


def test_the_page_is_in_the_visitors_language(site: TestClient) -> None:
    response = site.get("/map?lang=ar")
    assert '<html lang="ar" dir="rtl">' in response.text
    assert 'direction="ltr"' in response.text  # of the map: west stays on the left
    assert "أفريقيا" in response.text
    found = Page(response.text)
    assert all(href.endswith("lang=ar") for href in found.dots.values())


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "{count}", "{{ 7*7 }}", "%s", "' onload='x"])
def test_a_hostile_query_is_only_text(site: TestClient, hostile: str) -> None:
    response = site.get("/map", params={"q": hostile, "city": hostile, "zoom": hostile, "theme": hostile})
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert hostile in unescape(response.text)
    Page(response.text)


def test_the_page_is_sent_once(site: TestClient) -> None:
    first = site.get("/map")
    assert site.get("/map", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_the_table_can_be_reached_past_the_map(site: TestClient) -> None:
    text = site.get("/map").text
    assert text.index('href="#cities"') < text.index('class="map"') < text.index('id="cities"')
    assert re.search(r'<svg class="map"[^>]* role="group" aria-label="[^"]+"', text)
