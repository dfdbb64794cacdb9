"""The box for other sites: small, harmless, and useful even where it may not ask."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.web.widget import line_to_copy, widget_script, words_in
from assistant.wording import Wording
from corpus.vocabulary import LANGUAGES
from tests.assistant.conftest import ORIGIN, PUBLIC
from tests.assistant.web.node import run_node

PAGE = (Path(__file__).parent / "page_of_another_site.js").read_text("utf-8")
QUESTION = "How have other cities got older people online?"


def box(body: Any, *, status: int = 200, question: str = QUESTION, lang: str = "de", **given: Any) -> Any:
    """Put the box on a page, ask, and give what it shows."""
    values = {
        "src": f"{PUBLIC}/widget.js",
        "dataset": {"lang": "en"},
        "lang": lang,
        "question": question,
        "status": status,
        "body": body if isinstance(body, str) else json.dumps(body),
    }
    code = f"const given = {json.dumps(values | given)};\n{PAGE}\n{widget_script().decode()}\nawait reported();"
    return json.loads(run_node(code))


@pytest.fixture(scope="module")
def answer(site: TestClient) -> Any:
    """An answer as the box gets it."""
    return site.post("/api/ask", json={"question": QUESTION, "language": "en", "limit": 3}).json()


class TestScript:
    def test_other_sites_may_load_it_and_keep_it_for_a_while(self, site: TestClient) -> None:
        response = site.get("/widget.js")
        assert response.headers["content-type"] == "text/javascript; charset=utf-8"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        assert response.headers["cache-control"].startswith("public, max-age=")
        again = site.get("/widget.js", headers={"if-none-match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cross-origin-resource-policy"] == "cross-origin"

    def test_nothing_else_may_be_loaded_by_other_sites(self, site: TestClient) -> None:
        for path in ("/", "/widget", "/api/vocabulary", "/feed.atom"):
            assert "cross-origin-resource-policy" not in site.get(path).headers

    def test_it_is_small(self) -> None:
        assert len(widget_script()) < 15_000

    def test_it_keeps_nothing_and_reads_nothing_as_markup(self) -> None:
        script = widget_script().decode()
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
                          "cookie", "localStorage", "sessionStorage", "indexedDB", "http://", "https://"):  # fmt: skip
            assert forbidden not in script

    def test_it_has_the_words_of_every_language(self) -> None:
        (words,) = re.findall(r"^const words = (.*);$", widget_script().decode(), re.MULTILINE)
        assert json.loads(words) == {language: words_in(Wording(language)) for language in LANGUAGES}
        used = set(re.findall(r"say\.([a-z]+)", widget_script().decode()))
        assert used == words_in(Wording("en")).keys()


class TestBox:
    def test_it_shows_what_cities_did_and_leads_to_the_rest(self, answer: Any) -> None:
        shown = box(answer)
        assert (shown["mode"], shown["sheets"]) == ("closed", 1)
        assert shown["told"] == answer["answer"][0]["text"]
        assert len(shown["found"]) == 3
        for practice, entry in zip(answer["practices"], shown["found"], strict=True):
            link, place, evidence = entry["inside"]
            assert link["href"] == f"{PUBLIC}/practices/{practice['id']}?lang=en"
            assert link["inside"] == [practice["title"]]
            assert practice["city"] in place["inside"][0]
            cited = [one["text"] for one in answer["answer"] if practice["number"] in one["citations"]]
            assert evidence["inside"] == [" ".join(cited)]
        assert shown["onward"] == f"{PUBLIC}/ask?q=How+have+other+cities+got+older+people+online%3F&lang=en"

    def test_it_sends_the_question_and_nothing_about_who_asks(self, answer: Any) -> None:
        (asked,) = box(answer)["asked"]
        assert asked["address"] == f"{PUBLIC}/api/ask"
        assert asked["body"] == {"question": QUESTION, "language": "en", "limit": 3}
        assert asked["credentials"] == "omit"
        assert asked["headers"] == {"content-type": "application/json"}

    def test_what_it_sends_is_allowed_to_the_sites_that_are_named(self, site: TestClient, answer: Any) -> None:
        (asked,) = box(answer)["asked"]
        preflight = {"origin": ORIGIN, "access-control-request-method": asked["method"]}
        preflight["access-control-request-headers"] = ",".join(asked["headers"])
        assert site.options("/api/ask", headers=preflight).headers["access-control-allow-origin"] == ORIGIN
        called = site.post("/api/ask", json=asked["body"], headers=asked["headers"] | {"origin": ORIGIN})
        assert called.json()["answered"]

    @pytest.mark.parametrize(
        ("dataset", "lang", "language", "direction"),
        [
            ({"lang": "fr"}, "en", "fr", "ltr"),
            ({"lang": "ar"}, "en", "ar", "rtl"),
            ({}, "pt-BR", "pt", "ltr"),
            ({"lang": "constructor"}, "ZH-hant", "zh", "ltr"),
        ],
    )
    def test_its_language_is_that_of_the_line_or_of_the_page(
        self, answer: Any, dataset: dict[str, str], lang: str, language: str, direction: str
    ) -> None:
        shown = box(answer, dataset=dataset, lang=lang)
        assert (shown["section"]["lang"], shown["section"]["dir"]) == (language, direction)
        assert shown["label"] == Wording(language)("What would you like to know from other cities?")
        assert shown["asked"][0]["body"]["language"] == language

    def test_it_says_that_there_is_no_answer(self, site: TestClient) -> None:
        refused = site.post("/api/ask", json={"question": "What is the weather tomorrow?"}).json()
        shown = box(refused)
        assert shown["told"].startswith("Nothing in the collection answers this yet.")
        assert len(shown["found"]) == len(refused["practices"])
        assert shown["onward"].startswith(f"{PUBLIC}/ask?q=")

    @pytest.mark.parametrize(
        ("status", "body", "said"),
        [
            (429, "{}", "many"),
            (500, "oops", "failed"),
            (422, "{}", "failed"),
            (200, "not json", "failed"),
            (200, "{}", "failed"),
            (200, "null", "failed"),
            (200, '{"answered": true, "answer": [], "practices": []}', "failed"),
        ],
    )
    def test_whatever_goes_wrong_the_way_to_the_answer_stays(self, status: int, body: str, said: str) -> None:
        shown = box(body, status=status)
        assert shown["told"] == words_in(Wording("en"))[said]
        assert shown["found"] == []
        assert shown["onward"].startswith(f"{PUBLIC}/ask?q=")

    def test_where_it_may_not_ask_it_leads_to_the_answer(self) -> None:
        shown = box("", unreachable=True)
        assert shown["told"] == "The answer could not be fetched here."
        assert shown["onward"].startswith(f"{PUBLIC}/ask?q=")

    def test_a_blank_question_is_not_sent(self) -> None:
        assert box("", question="  \n")["asked"] == []

    def test_a_hostile_answer_is_text_and_its_links_stay_here(self) -> None:
        practice = {"number": 1, "title": "<img src=x onerror=alert(1)>", "city": "<b>", "country_name": "x",
                    "summary": "", "language": "en", "url": "javascript:alert(1)"}  # fmt: skip
        text = "<script>alert(1)</script>"
        shown = box({"answered": True, "answer": [{"text": text, "citations": []}], "practices": [practice]})
        assert shown["told"] == text
        assert shown["found"][0]["inside"][0]["href"] == f"{PUBLIC}/"
        assert shown["found"][0]["inside"][0]["inside"] == [practice["title"]]


class TestPage:
    def test_it_has_the_line_to_copy_and_the_box_itself(self, site: TestClient) -> None:
        page = site.get("/widget?lang=fr").text
        assert '<script async src="/widget.js" data-lang="fr"></script>' in page
        escaped = f"&lt;script async src=&#34;{PUBLIC}/widget.js&#34; data-lang=&#34;fr&#34;&gt;&lt;/script&gt;"
        assert escaped in page
        assert f"script-src {PUBLIC}; connect-src {PUBLIC}" in page

    def test_a_hostile_host_does_not_break_out_of_the_line(self) -> None:
        assert line_to_copy('https://a"><script>', "en").count("<script") == 1
