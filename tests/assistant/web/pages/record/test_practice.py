"""The page of one practice gives all of its record, and answers from it alone."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.shared_catalogue import SharedCatalogue
from corpus.catalogue import Catalogue
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from tests.assistant.hostile import ORDERLY, REFUSED
from tests.assistant.web.conftest import assert_problem
from tests.assistant.web.pages.document import Document, read
from tests.assistant.web.pages.hostile import hostile

CORK = "ie-cork-lifelong-learning-festival"
PAGE = f"/practices/{CORK}"
PUBLIC = "https://precedent.example"


@pytest.fixture
def cork(by_id: dict[str, Practice]) -> Practice:
    return by_id[CORK]


@pytest.fixture
def opened(site: TestClient) -> Assistant:
    """The assistant behind the site."""
    found: Assistant = site.app.state.assistant  # type: ignore[attr-defined]
    return found


def described(page: Document) -> dict[str, Any]:
    return dict(json.loads(page.one("script", type="application/ld+json").text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_in_the_record_stands_on_the_page(site: TestClient, cork: Practice, language: str) -> None:
    page = read(site.get(f"{PAGE}?lang={language}"))
    heading = page.one("h1")
    assert heading.text == cork.title_in(language)
    assert heading["lang"] == language
    said = page.one("main").text
    assert cork.summary_in(language) in said
    for section in cork.sections:
        (paragraph,) = [p for p in page.all("p", lang="en") if p.text == section.text]
        assert paragraph["dir"] == "ltr"
    for source in cork.sources:
        link = page.one("a", href=source.url)
        assert link.text == source.title
        assert link["rel"] == "noopener nofollow"
        assert source.publisher in said
    for path in ("/countries/IE", "/themes/learning-festivals", "/themes/neighbourhood-communities"):
        assert page.links(f"{path}?lang={language}")
    assert len(page.links("/ask?q=")) == len(cork.questions)
    assert all(f"lang={language}" in link for link in page.links("/ask?q="))
    assert "November 23, 2026" in said or "2026" in said


def test_what_is_in_english_is_marked_for_others(site: TestClient) -> None:
    assert "This part is in English." not in site.get(f"{PAGE}?lang=en").text
    page = read(site.get(f"{PAGE}?lang=ar"))
    assert page.one("html")["dir"] == "rtl"
    assert len(page.all("p", class_="remark")) == 2  # translated by machine; sections in English


def test_questions_in_the_visitor_s_language_come_first(site: TestClient, cork: Practice) -> None:
    page = read(site.get(f"{PAGE}?lang=zh"))
    links = [link for link in page.all("a") if link["href"].startswith("/ask?q=")]
    own = [question.text for question in cork.questions if question.language == "zh"]
    assert [link.text for link in links[: len(own)]] == own
    assert all("details" in link.inside for link in links[len(own) :])


def test_machines_are_told_only_what_the_record_says(site: TestClient, cork: Practice) -> None:
    page = read(site.get(f"{PAGE}?lang=fr"))
    data = described(page)
    assert data["headline"] == cork.title_in("fr")
    assert data["inLanguage"] == ["en", "fr"]
    assert data["url"] == f"{PUBLIC}{PAGE}?lang=fr" == page.one("link", rel="canonical")["href"]
    assert data["spatialCoverage"]["address"]["addressCountry"] == "IE"
    assert len(data["citation"]) == len(cork.sources)
    assert not {"author", "license", "datePublished", "temporalCoverage"} & data.keys()
    assert "datePublished" not in data["citation"][6]  # the source does not say
    assert page.one("meta", property="og:title")["content"] == cork.title_in("fr")
    assert page.one("meta", property="og:locale")["content"] == "fr_FR"
    assert page.one("meta", property="og:url")["content"] == data["url"]


def test_years_are_told_to_machines_where_both_are_known(site: TestClient, shipped: list[Practice]) -> None:
    ended = next(practice for practice in shipped if practice.start and practice.end)
    assert described(read(site.get(f"/practices/{ended.id}")))["temporalCoverage"] == f"{ended.start}/{ended.end}"


def test_every_practice_has_a_page(site: TestClient, shipped: list[Practice]) -> None:
    for practice in shipped[::20]:
        for language in ("en", "ar"):
            read(site.get(f"/practices/{practice.id}?lang={language}"))


def test_a_question_is_answered_from_this_record_alone(site: TestClient, cork: Practice) -> None:
    page = read(site.get(PAGE, params={"q": "Which cities followed with festivals of their own?"}))
    quoted = [p.text for p in page.all("p") if "blockquote" in p.inside]
    assert any(text.startswith("Limerick, Belfast and Dublin followed with festivals of their own") for text in quoted)
    record = " ".join([cork.summary, *(section.text for section in cork.sections)])
    assert all(text in record for text in quoted)
    assert "#results" in [a["href"] for a in page.all("a") if "blockquote" in a.inside]
    assert page.one("div", role="status")
    assert page.one("input", id="within")["value"] == "Which cities followed with festivals of their own?"
    assert page.links("/ask?q=Which")


def test_what_the_record_does_not_tell_is_not_made_up(site: TestClient) -> None:
    page = read(site.get("/practices/sa-yanbu-maharati", params={"q": "What do participants pay?"}))
    assert page.all("blockquote") == []
    assert page.links("/ask?q=What")
    assert "The record does not tell this." in page.one("div", role="status").text


def test_a_page_that_answers_a_question_is_not_for_search_engines(site: TestClient) -> None:
    assert read(site.get(PAGE, params={"q": "Who pays?"})).one("meta", name="robots")["content"] == "noindex"
    assert read(site.get(PAGE)).all("meta", name="robots") == []


def test_too_long_a_question_is_kindly_refused(site: TestClient) -> None:
    page = read(site.get(PAGE, params={"q": "a" * 1001}), 422)
    field = page.one("input", id="within")
    assert field["aria-invalid"] == "true"
    assert "1,000" in page.one("p", id=field["aria-describedby"]).text


@pytest.mark.parametrize("text", [*ORDERLY.values(), *REFUSED.values()], ids=[*ORDERLY, *REFUSED])
def test_any_text_may_be_asked(site: TestClient, text: str) -> None:
    response = site.get(PAGE, params={"q": text.encode("utf-8", "surrogatepass")[:8000]})
    assert response.status_code in (200, 422)
    assert "<script>alert" not in response.text
    assert "<img" not in response.text


def test_a_hostile_record_is_harmless(
    site: TestClient, opened: Assistant, cork: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "practice", lambda _: hostile(cork))
    for language in ("en", "fr", "ar"):
        response = site.get(f"{PAGE}?lang={language}")
        page = read(response)
        assert not page.all("img")
        assert "<script>alert" not in response.text
        assert "49" not in page.one("h1").text  # templates in it are not run
        assert not [link for link in page.all("a") if link["href"].startswith("javascript")]
        assert described(page)["citation"][0]["name"].startswith("Source </script>")
        assert "url" not in described(page)["citation"][0]
    assert site.get(f"{PAGE}.md").text.startswith("---\n")
    assert "javascript:alert" in site.get(f"{PAGE}.bib").text  # as text, which is no link


def test_the_record_can_be_saved_as_it_is(site: TestClient, cork: Practice) -> None:
    response = site.get(f"{PAGE}.md")
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert f'filename="{CORK}.md"' in response.headers["content-disposition"]
    assert Practice.parse(response.text, f"{CORK}.md") == cork


def test_it_can_be_cited(site: TestClient) -> None:
    response = site.get(f"{PAGE}.bib")
    assert response.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert f"url = {{{PUBLIC}{PAGE}}}" in response.text
    assert f"Precedent. {PUBLIC}{PAGE}" in read(site.get(PAGE)).one("section", class_="keep").text


def test_similar_practices_can_be_picked_to_compare(site: TestClient) -> None:
    page = read(site.get(PAGE))
    boxes = page.all("input", type="checkbox", name="ids")
    assert len(boxes) == 4
    assert CORK not in [box["value"] for box in boxes]
    assert page.one("input", type="hidden", name="ids")["value"] == CORK
    picked = boxes[1]["value"]
    again = read(site.get(PAGE, params={"compare": f"{picked},zz-elsewhere"}))
    assert [box["value"] for box in again.all("input", type="checkbox") if "checked" in box.attributes] == [picked]
    assert [box["value"] for box in again.all("input", type="hidden", name="ids")] == [CORK, "zz-elsewhere"]
    assert again.links("/compare?")[0] == f"/compare?ids={CORK}%2C{picked}%2Czz-elsewhere"


@pytest.mark.parametrize("identifier", ["ie-cork-nothing", "IE", "a" * 500, "..%2f..%2fetc", "%00", "ie-cork%E2%80%AE"])
@pytest.mark.parametrize("ending", ["", ".md", ".bib", "/history", "/history/1"])
def test_what_never_was_is_not_found(site: TestClient, identifier: str, ending: str) -> None:
    assert site.get(f"/practices/{identifier}{ending}").status_code == 404


def test_programs_get_a_problem_document(site: TestClient) -> None:
    assert_problem(site.get("/practices/ie-cork-nothing"), 404)


@pytest.fixture
def withdrawn(site: TestClient, opened: Assistant, cork: Practice) -> str:
    """A practice that was in the catalogue once."""
    practice = cork.model_copy(update={"id": "ie-cork-withdrawn-festival"})
    opened.catalogue.get().add([practice], by="tests")
    opened.catalogue.get().withdraw([practice.id], by="tests")
    return practice.id


@pytest.mark.parametrize("ending", ["", ".md", ".bib", "/history", "/history/1"])
def test_a_withdrawn_practice_is_gone_and_leads_on(site: TestClient, withdrawn: str, ending: str) -> None:
    response = site.get(f"/practices/{withdrawn}{ending}?lang=fr")
    page = read(response, 410)
    assert "festival" in " ".join(page.links("/practices/"))
    assert not re.search(r"Depuis 2004, hormis", page.one("section", class_="problem").text)
    assert withdrawn not in " ".join(page.links())


def test_without_a_catalogue_it_is_just_not_found(
    site: TestClient, opened: Assistant, withdrawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: SharedCatalogue) -> Catalogue:
        raise OSError("no disk")

    monkeypatch.setattr(SharedCatalogue, "get", away)
    assert site.get(f"/practices/{withdrawn}").status_code == 404
    assert site.get(PAGE).status_code == 200
