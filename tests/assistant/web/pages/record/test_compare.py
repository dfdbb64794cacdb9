"""Practices side by side: a real table, what they share, and a way on from every state."""

import pytest
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.web.pages.record.comparable import ids_of
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from tests.assistant.hostile import ORDERLY, REFUSED
from tests.assistant.web.pages.document import Document, read
from tests.assistant.web.pages.hostile import hostile

CORK, LIMERICK = "ie-cork-lifelong-learning-festival", "ie-limerick-lifelong-learning-festival"
GIZA, TURIN, SEOUL = "eg-giza-literacy-campaign", "it-turin-prison-university", "kr-seoul-50-plus-campuses"


def columns(page: Document) -> list[str]:
    return [link.text for link in page.all("a", class_="name")]


def titles(by_id: dict[str, Practice], *ids: str, language: str = "en") -> list[str]:
    return [by_id[identifier].title_in(language) for identifier in ids]


def row(page: Document, label: str) -> list[str]:
    """The cells of the row with a label."""
    cells: list[str] = []
    within = False
    for element in page.elements:
        if element.tag == "th":
            within = element.text.strip().startswith(label)
        elif element.tag == "td" and within:
            cells.append(element.text)
    return cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_practices_stand_side_by_side(site: TestClient, by_id: dict[str, Practice], language: str) -> None:
    page = read(site.get(f"/compare?ids={CORK},{LIMERICK}&lang={language}"))
    assert columns(page) == titles(by_id, CORK, LIMERICK, language=language)
    table = page.one("table")
    for identifier in (CORK, LIMERICK):
        assert by_id[identifier].summary_in(language) in table.text
        for section in by_id[identifier].sections:
            assert section.text in table.text
    assert all(header["scope"] in ("col", "row") for header in page.all("th"))
    assert len(page.all("th", scope="col")) == 3


def test_the_table_can_be_scrolled_with_the_keyboard(site: TestClient) -> None:
    region = read(site.get(f"/compare?ids={CORK},{LIMERICK}")).one("div", class_="comparison")
    assert (region["tabindex"], region["role"]) == ("0", "region")
    assert region["aria-label"]


def test_what_is_shared_is_told(site: TestClient) -> None:
    page = read(site.get(f"/compare?ids={CORK},{LIMERICK}"))
    assert "Learning festivals" in page.one("ul", class_="common").text
    assert "in all" in row(page, "Themes")[0]
    assert "2004" in row(page, "Years")[0]
    assert "2011" in row(page, "Years")[1]
    assert "the same" in page.one("table").text
    three = read(site.get(f"/compare?ids={CORK},{LIMERICK},{TURIN}"))
    assert "in 2 of 3" in row(three, "Themes")[0]


def test_one_can_be_taken_off(site: TestClient, by_id: dict[str, Practice]) -> None:
    page = read(site.get(f"/compare?ids={CORK},{GIZA},{TURIN}"))
    links = page.all("a", class_="remove")
    assert [columns(read(site.get(link["href"]))) for link in links] == [
        titles(by_id, GIZA, TURIN),
        titles(by_id, CORK, TURIN),
        titles(by_id, CORK, GIZA),
    ]


def test_one_can_be_searched_for_and_added(site: TestClient, by_id: dict[str, Practice]) -> None:
    page = read(site.get("/compare", params={"ids": CORK, "q": "university studies in prison", "lang": "fr"}))
    hidden = {field["name"]: field["value"] for field in page.all("input", type="hidden")}
    assert (hidden["ids"], hidden["lang"]) == (CORK, "fr")
    add = [link for link in page.links(f"/compare?ids={CORK}%2C") if TURIN in link]
    assert columns(read(site.get(add[0]))) == titles(by_id, CORK, TURIN, language="fr")


def test_one_alone_waits_for_another(site: TestClient, by_id: dict[str, Practice]) -> None:
    page = read(site.get(f"/compare?ids={CORK}"))
    assert by_id[CORK].title in page.one("article", class_="card").text
    assert not page.all("table")
    assert len(page.links(f"/compare?ids={CORK}%2C")) == 6


def test_four_leave_no_room_for_more(site: TestClient, by_id: dict[str, Practice]) -> None:
    page = read(site.get(f"/compare?ids={CORK},{GIZA},{TURIN},{SEOUL},{LIMERICK}"))
    assert columns(page) == titles(by_id, CORK, GIZA, TURIN, SEOUL)
    assert "1 was left out" in page.one("main").text
    assert not page.all("input", type="search")


def test_both_ways_of_naming_them_are_the_same(site: TestClient) -> None:
    one = columns(read(site.get(f"/compare?ids={CORK}&ids={GIZA}&ids={CORK}")))
    assert one == columns(read(site.get(f"/compare?ids={CORK},{GIZA}")))
    assert ids_of([" a , b,,a", "c", "x" * 200]) == ["a", "b", "c"]


def test_an_unknown_one_is_told_of_and_the_others_stand(site: TestClient, by_id: dict[str, Practice]) -> None:
    page = read(site.get(f"/compare?ids={CORK},ie-cork-nothing,{GIZA}"))
    assert columns(page) == titles(by_id, CORK, GIZA)
    assert "1 of the practices asked for is not in the collection" in page.one("main").text


def test_only_unknown_ones_are_not_found_but_lead_on(site: TestClient) -> None:
    page = read(site.get("/compare?ids=ie-cork-nothing,zz-a"), 404)
    assert "2 of the practices asked for" in page.one("main").text
    assert page.all("input", type="search")


def test_none_at_all_begins_with_a_search(site: TestClient) -> None:
    page = read(site.get("/compare"))
    assert page.all("input", type="search")
    found = read(site.get("/compare?q=Cork"))
    assert any(CORK in link for link in found.links("/compare?ids="))


@pytest.mark.parametrize("text", [*ORDERLY.values(), *REFUSED.values()], ids=[*ORDERLY, *REFUSED])
def test_any_text_may_be_searched_for_or_compared(site: TestClient, text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass")[:8000]
    searched = site.get("/compare", params={"ids": CORK, "q": sent})
    compared = site.get("/compare", params={"ids": sent})
    assert searched.status_code == 200
    assert compared.status_code in (200, 404)
    for response in (searched, compared):
        assert "<script>alert" not in response.text
        assert "<img" not in response.text


def test_a_hostile_record_is_harmless(
    site: TestClient, by_id: dict[str, Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: Assistant = site.app.state.assistant  # type: ignore[attr-defined]
    monkeypatch.setattr(found, "practice", lambda identifier: hostile(by_id[identifier]))
    for path in (f"/compare?ids={CORK},{GIZA}&lang=fr", f"/compare?ids={CORK}"):
        response = site.get(path)
        read(response)
        assert "<script>alert" not in response.text
        assert "<img" not in response.text


def test_search_engines_do_not_follow_every_pair(site: TestClient) -> None:
    assert read(site.get(f"/compare?ids={CORK},{GIZA}")).one("meta", name="robots")["content"] == "noindex"
