"""The parts in which an answer comes to the script, the answer to take along, and whether it helped."""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.faults import CorpusError
from tests.assistant.conftest import PUBLIC
from tests.assistant.web.pages.asking import QUESTION, address, ask
from tests.assistant.web.pages.markup import Markup, assert_orderly

PART, END = "<!--part-->", "<!--end-->"


class TestParts:
    def test_they_are_the_page(self, site: TestClient) -> None:
        asked = address(QUESTION, limit=3)
        response = site.get(address(QUESTION, "/ask/part", limit=3))
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        *parts, end = response.text.split(PART)
        assert end == END
        first, *cards, more, beyond = parts
        findings = [*re.split(r"(?=\n  </div>\n</article>)", first)[:1], *cards, more]
        page = site.get(asked).text
        main = page[page.index('<article class="answer') : page.index("</main>")]
        assert _words("".join([*findings, "</div>", beyond, "</article>"])) == _words(main)

    def test_each_part_is_one_element(self, site: TestClient) -> None:
        text = site.get(address(QUESTION, "/ask/part")).text
        for part in text.split(PART)[:-1]:
            markup = Markup(part)
            assert len([element for element in markup.elements if not element.within]) == 1

    def test_they_say_what_was_found(self, site: TestClient) -> None:
        def article(question: str) -> dict[str, str]:
            text = site.get(address(question, "/ask/part")).text
            return Markup(text.split(PART)[0]).elements[0].attributes

        assert article(QUESTION)["data-found"] == "5 practices found"
        assert article(QUESTION)["data-title"] == f"{QUESTION} · Precedent"
        assert article("What is the weather tomorrow?")["data-found"] == "No answer found"

    @pytest.mark.parametrize(("question", "status"), [(" ", 200), ("a" * 1001, 422)])
    def test_what_is_no_question_is_told_in_a_part_too(self, site: TestClient, question: str, status: int) -> None:
        response = site.get(address(question, "/ask/part"))
        assert response.status_code == status
        part, end = response.text.split(PART)
        assert end == END
        assert Markup(part).one("h1").text


def _words(text: str) -> list[str]:
    """Markup without white space that does not count, without the words for the script, and without the moment."""
    text = re.sub(r' data-(title|found)="[^"]*"|conversation=[\w-]+|value="[\w-]{60,}"', "", text)
    return re.sub(r">\s*|\s*<", lambda match: match[0].strip(), text).split()


class TestCopy:
    @pytest.mark.parametrize("form", ["text", "markdown", "apa", "bibtex"])
    def test_every_format_is_plain_text(self, site: TestClient, form: str) -> None:
        page = ask(site, QUESTION)
        link = next(link for link in page.all("a") if f"format={form}" in link["href"])
        assert "data-copy" in link.attributes
        response = site.get(link["href"])
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/plain; charset=utf-8"
        for card in page.all("article", cls="evidence"):
            title = next(one for one in page.all("a") if card in one.within and one.is_in(tag="h3"))
            assert urlsplit(title["href"]).path in response.text
            assert title.text.split()[0] in response.text

    def test_the_address_is_that_of_the_answer(self, site: TestClient) -> None:
        text = site.get(address(QUESTION, "/ask/copy", format="text", theme="older-adults")).text
        assert text.splitlines()[-1] == f"{PUBLIC}{_in_order(QUESTION, theme='older-adults')}"

    def test_an_unknown_format(self, site: TestClient) -> None:
        assert site.get(address(QUESTION, "/ask/copy", format="docx")).status_code == 422


def _in_order(question: str, **parameters: str) -> str:
    return f"/ask?{urlencode({'q': question, **parameters, 'lang': 'en'})}"


class TestFeedback:
    @pytest.fixture
    def form(self, site: TestClient) -> dict[str, str]:
        page = ask(site, QUESTION, lang="fr")
        fields = [field for field in page.all("input", type="hidden") if field.is_in(cls="feedback")]
        return {field["name"]: field["value"] for field in fields}

    def send(self, site: TestClient, **fields: str) -> Any:
        return site.post("/ask/feedback", data=fields, follow_redirects=False)

    def test_it_is_kept_and_thanked_for(self, site: TestClient, stocked_home: Settings, form: dict[str, str]) -> None:
        response = self.send(site, **form, helpful="no", comment=" Too few from  my region ")
        assert response.status_code == 303
        assert "set-cookie" not in response.headers
        target = urlsplit(response.headers["location"])
        assert target.path == "/ask"
        assert target.fragment == "feedback"
        assert parse_qs(target.query) == {"q": [QUESTION], "thanks": ["kept"], "lang": ["fr"]}
        with open_catalogue(stocked_home) as catalogue:
            kept = catalogue.feedback()[0]
        assert (kept.question, kept.helpful, kept.language, kept.practice_id) == (QUESTION, False, "fr", None)
        assert "my region" in (kept.comment or "")
        page = assert_orderly(site.get(response.headers["location"]).text)
        assert not page.all("form", cls="feedback")

    @pytest.mark.parametrize(
        "back",
        ["https://evil.example/ask?q=x", "//evil.example", "/ask?", "/ask?q=a&lang=xx\r\nset-cookie:a=b", "\\\\e"],
    )
    def test_it_leads_nowhere_else(self, site: TestClient, form: dict[str, str], back: str) -> None:
        response = self.send(site, **{**form, "back": back}, helpful="yes")
        assert response.status_code == 303
        target = urlsplit(response.headers["location"])
        assert (target.scheme, target.netloc, target.path) == ("", "", "/ask")
        assert "set-cookie" not in response.headers

    @pytest.mark.parametrize("changed", [{"helpful": "perhaps"}, {"question": ""}, {"question": "q" * 1001}])
    def test_what_is_not_as_it_should_be_is_not_kept(
        self, site: TestClient, form: dict[str, str], changed: dict[str, str]
    ) -> None:
        assert self.send(site, **{**form, "helpful": "yes", **changed}).status_code == 422

    def test_the_catalogue_is_away(
        self, site: TestClient, form: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: Any, **__: Any) -> None:
            raise CorpusError("no disk")

        monkeypatch.setattr(site.app.state.assistant.keeper, "keep_feedback", fail)  # type: ignore[attr-defined]
        response = self.send(site, **form, helpful="yes")
        assert "thanks=later" in response.headers["location"]
        page = assert_orderly(site.get(address(QUESTION, thanks="later")).text)
        assert "could not be kept" in page.one(id="feedback").text
