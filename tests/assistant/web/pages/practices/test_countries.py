"""The countries: by region with their cities, and each with its practices city by city."""

import json
import re
from collections import Counter

import pytest
from starlette.testclient import TestClient

from corpus.places import label_of
from corpus.practice import Practice
from tests.assistant.web.pages.document import read


def test_every_country_with_its_cities(site: TestClient, shipped: list[Practice]) -> None:
    document = read(site.get("/countries?lang=en"))
    counts = Counter(practice.country for practice in shipped)
    assert sorted(document.links("/countries/")) == sorted(f"/countries/{code}?lang=en" for code in counts)
    ireland = next(item for item in document.all("li") if item.text.strip().startswith("Ireland"))
    assert f"{counts['IE']} practices" in ireland.text and "Cork · Dublin · Limerick" in ireland.text
    regions = [heading.text for heading in document.all("h2")]
    assert [re.sub(r"\s*\d+ practices\d+$", "", text) for text in regions] == [
        "Africa",
        "Arab States",
        "Asia and the Pacific",
        "Europe and North America",
        "Latin America and the Caribbean",
    ]


@pytest.mark.parametrize(("code", "language"), [("IE", "en"), ("KR", "ar"), ("BF", "fr"), ("US", "zh")])
def test_a_country_city_by_city(site: TestClient, shipped: list[Practice], code: str, language: str) -> None:
    found = [practice for practice in shipped if practice.country == code]
    document = read(site.get(f"/countries/{code}?lang={language}"))
    assert document.one("h1").text == label_of(code, language)
    assert {heading.text for heading in document.all("bdi")} == {practice.city for practice in found}
    ids = [card["id"].removeprefix("practice-") for card in document.all("article", class_="card")]
    assert sorted(ids) == sorted(practice.id for practice in found)
    assert f"/countries/{code}?lang={language}" not in document.links()
    assert document.one("svg", class_="map")
    told = json.loads(document.one("script", type="application/ld+json").text)
    assert told["itemListElement"][-1]["item"] == f"https://precedent.example/countries/{code}"


def test_small_letters_lead_to_the_one_address(site: TestClient) -> None:
    response = site.get("/countries/ie?lang=fr&x=1", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (308, "/countries/IE?x=1&lang=fr")


def test_a_country_without_a_practice_is_named(site: TestClient) -> None:
    document = read(site.get("/countries/CZ?lang=en", headers={"accept": "text/html"}), 404)
    assert document.one("h1").text == "Czechia"
    assert "no practice from Czechia" in document.one("p", class_="lead").text
    assert "/countries?lang=en" in document.links()


@pytest.mark.parametrize("code", ["XX", "Ireland", "<b>", "ß", "1", "ﬁ"])
def test_an_unknown_country_is_told_kindly(site: TestClient, code: str) -> None:
    document = read(site.get(f"/countries/{code}?lang=en", headers={"accept": "text/html"}), 404)
    assert document.one("h1").text == "There is no such country"
