"""The themes: each with its practices, questions with an answer, and the themes beside it."""

import json
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from assistant.web.pages.practices.themes import grouped
from assistant.wording import Wording
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES, vocabulary
from tests.assistant.web.pages.document import read


def test_every_theme_is_there_with_its_number(site: TestClient, shipped: list[Practice]) -> None:
    document = read(site.get("/themes?lang=en"))
    counts = Counter(theme for practice in shipped for theme in practice.themes)
    told = {link["href"]: link.text for link in document.all("a") if link["href"].startswith("/themes/")}
    assert set(told) == {f"/themes/{code}?lang=en" for code in vocabulary().themes}
    numbers = [int(said.text.split()[0]) for said in document.all("span", class_="unseen") if "practice" in said.text]
    assert sorted(numbers) == sorted(counts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_theme_is_in_one_group(language: str) -> None:
    groups = grouped({"financing": 3}, Wording(language))
    codes = [theme.code for group in groups for theme in group.themes]
    assert sorted(codes) == sorted(vocabulary().themes)
    assert {theme.practices for group in groups for theme in group.themes} == {0, 3}
    assert "Further themes" not in {group.label for group in grouped({}, Wording("en"))}


@pytest.mark.parametrize("code", ["digital-skills", "emergency-response", "neighbourhood-communities"])
def test_a_theme_shows_what_is_of_it(site: TestClient, shipped: list[Practice], code: str) -> None:
    of_theme = [practice for practice in shipped if code in practice.themes]
    document = read(site.get(f"/themes/{code}?lang=en"))
    assert document.one("h1").text == vocabulary().themes[code].label("en")
    assert document.one("h2", id="practices").text.startswith(f"{len(of_theme)} practices")
    ids = [card["id"].removeprefix("practice-") for card in document.all("article", class_="card")]
    assert len(ids) == min(12, len(of_theme))
    assert set(ids) <= {practice.id for practice in of_theme}
    told_first = [practice.id for practice in of_theme if practice.themes[0] == code]
    assert set(ids[: len(told_first)]) <= set(told_first)
    assert f"/practices?theme={code}&lang=en" in document.links()


def test_its_questions_have_an_answer(site: TestClient, shipped: list[Practice]) -> None:
    document = read(site.get("/themes/migrants-refugees?lang=fr"))
    asked = [dict(parse_qsl(urlsplit(link).query))["q"] for link in document.links("/ask")]
    known = {q.text for practice in shipped if "migrants-refugees" in practice.themes for q in practice.questions}
    assert len(asked) >= 3 and set(asked) <= known
    assert {link["lang"] for link in document.all("a") if link["href"].startswith("/ask?q=")} <= {"fr", "en"}


def test_its_neighbours_share_practices(site: TestClient, shipped: list[Practice]) -> None:
    document = read(site.get("/themes/financing?lang=en"))
    beside = Counter(t for p in shipped if "financing" in p.themes for t in p.themes if t != "financing")
    most = beside.most_common(1)[0][1]
    first = next(link for link in document.links("/themes/"))
    assert beside[first.removeprefix("/themes/").removesuffix("?lang=en")] == most


def test_search_engines_are_told_where_it_stands(site: TestClient) -> None:
    document = read(site.get("/themes/financing?lang=ar"))
    told = json.loads(document.one("script", type="application/ld+json").text)
    assert told["@type"] == "BreadcrumbList"
    assert [item["item"] for item in told["itemListElement"]] == [
        "https://precedent.example/themes",
        "https://precedent.example/themes/financing",
    ]
    assert told["itemListElement"][1]["name"] == vocabulary().themes["financing"].label("ar")


@pytest.mark.parametrize("code", ["pigeons", "DIGITAL-SKILLS", "<script>", "a" * 300, "%00"])
def test_an_unknown_theme_is_told_kindly(site: TestClient, code: str) -> None:
    document = read(site.get(f"/themes/{code}?lang=en", headers={"accept": "text/html"}), 404)
    assert document.one("h1").text == "There is no such theme"
    assert "/themes?lang=en" in document.links()
