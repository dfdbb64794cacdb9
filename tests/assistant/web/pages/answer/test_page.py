"""The page of an answer, as a link that was shared opens it without JavaScript."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.web.frame.visitor import Visitor
from assistant.web.pages.answer.asked import AskedPage
from assistant.web.pages.answer.shown import shown_answer
from corpus.practice import Practice
from tests.assistant.hostile import ORDERLY, PROMPTS
from tests.assistant.web.pages.asking import QUESTION, address, ask
from tests.assistant.web.pages.markup import Markup, assert_orderly


@pytest.fixture(scope="module")
def page(site: TestClient) -> Markup:
    return ask(site, QUESTION)


class TestWhole:
    def test_the_question_and_its_answer_are_there(self, page: Markup, by_id: dict[str, Practice]) -> None:
        assert page.one("h1").text == QUESTION
        assert page.one("title").text == f"{QUESTION} · Precedent"
        assert page.one("h2", id="lead").text.startswith("5 cities have done something about this")
        cards = page.all("article", cls="evidence")
        assert [card["id"] for card in cards] == [f"practice-{number}" for number in range(1, 6)]
        for card in cards:
            title = next(link for link in page.all("a") if card in link.within and "/practices/" in link["href"])
            practice = by_id[urlsplit(title["href"]).path.removeprefix("/practices/")]
            assert title.text == practice.title
            place = next(element for element in page.all(cls="place") if card in element.within)
            assert practice.city in place.text
            assert practice.start is None or str(practice.start) in place.text

    def test_every_sentence_leads_to_its_practice_and_back(self, page: Markup) -> None:
        citations = page.all("a", cls="citation")
        assert [link["href"] for link in citations] == [f"#practice-{number}" for number in range(1, 6)]
        assert all("practice" in link["aria-label"] for link in citations)
        back = page.all("a", cls="numbered")
        assert [link["href"] for link in back] == [f"#said-{number}" for number in range(1, 6)]
        assert all(link["aria-label"].startswith(link.text) for link in back)

    def test_sentences_stand_so_in_the_records(self, page: Markup, shipped: list[Practice]) -> None:
        records = [
            " ".join([practice.summary, *(section.text for section in practice.sections)]) for practice in shipped
        ]
        glances = [element for element in page.all("span") if element.is_in(cls="glances")]
        assert glances
        assert all(any(glance.text in record for record in records) for glance in glances)

    def test_sources_are_links_with_host_and_year(self, page: Markup, by_id: dict[str, Practice]) -> None:
        links = [link for link in page.all("a") if link.is_in(cls="read-in")]
        addresses = {source.url: source for practice in by_id.values() for source in practice.sources}
        assert len(links) > 10
        for link in links:
            source = addresses[link["href"]]
            assert link["rel"] == "noopener nofollow"
            assert source.publisher in link.text or source.title in link.text
            assert (urlsplit(source.url).hostname or "").removeprefix("www.") in link.text
            assert source.published is None or str(source.published) in link.text

    def test_it_says_why_each_one_fits(self, page: Markup) -> None:
        for card in page.all("article", cls="evidence"):
            assert "Found in: " in card.text
            assert "Theme: " in card.text
        assert any("For: Older adults" in card.text for card in page.all("article", cls="evidence"))

    def test_other_questions_are_offered(self, page: Markup) -> None:
        suggested = [link for link in page.all("a") if link.is_in(cls="suggested")]
        assert len(suggested) == 3
        assert all(parse_qs(urlsplit(link["href"]).query)["q"] == [link.text] for link in suggested)

    def test_search_engines_leave_it_out(self, page: Markup) -> None:
        assert page.one("meta", name="robots")["content"] == "noindex"

    def test_it_is_small(self, site: TestClient) -> None:
        assert len(site.get(address(QUESTION)).content) < 60_000

    def test_it_need_not_be_sent_twice(self, site: TestClient) -> None:
        asked = address("Mobile library", thanks="kept")
        first = site.get(asked)
        again = site.get(asked, headers={"if-none-match": first.headers["etag"]})
        # The conversation begins anew with each second.
        assert again.status_code == 304 or again.headers["etag"] != first.headers["etag"]


class TestLanguages:
    def test_the_language_of_the_address_is_that_of_page_and_answer(self, site: TestClient) -> None:
        page = ask(site, QUESTION, lang="ar")
        assert (page.one("html")["lang"], page.one("html")["dir"]) == ("ar", "rtl")
        assert page.one("h1")["lang"] == "en"
        assert page.one("h2", id="lead")["lang"] == "ar"
        titles = [link for link in page.all("a") if link.is_in(tag="h3")]
        assert {link["lang"] for link in titles} == {"ar"}

    def test_without_one_the_answer_is_in_that_of_the_question(self, site: TestClient) -> None:
        question = "Comment les bibliothèques vont-elles vers les enfants des villages ?"
        response = site.get(f"/ask?{urlencode({'q': question})}", headers={"accept-language": "en"})
        page = assert_orderly(response.text)
        assert page.one("html")["lang"] == "en"
        assert page.one("h2", id="lead")["lang"] == "fr"
        assert {link["lang"] for link in page.all("a") if link.is_in(tag="h3")} == {"fr"}

    def test_links_keep_the_language(self, site: TestClient) -> None:
        page = ask(site, QUESTION, lang="fr")
        own = [link["href"] for link in page.all("a") if link["href"].startswith("/") and link.is_in(tag="main")]
        assert own
        assert all("lang=fr" in link for link in own)


class TestNotAQuestion:
    @pytest.mark.parametrize("question", ["", "   ", "\u200b\u202e"])
    def test_nothing_asked(self, site: TestClient, question: str) -> None:
        page = ask(site, question)
        assert "Please write what you would like to know" in page.one("main").text
        assert page.all("input", name="q")

    def test_no_parameter_at_all(self, site: TestClient) -> None:
        assert site.get("/ask").status_code == 200

    def test_too_long(self, site: TestClient) -> None:
        page = ask(site, "a" * 1001, 422)
        assert "at most 1000 characters" in page.one("main").text
        assert page.one("input", name="q")["value"] == "a" * 1001

    def test_an_unknown_filter(self, site: TestClient) -> None:
        page = ask(site, QUESTION, 422, theme="<b>potions</b>")
        assert "“<b>potions</b>”, which is not known here" in page.one("main").text
        without = page.link("Ask without filters")["href"]
        assert site.get(without).status_code == 200

    @pytest.mark.parametrize("limit", ["0", "-3", "1e9", "²", "9" * 400, "x"])
    def test_a_limit_that_is_none(self, site: TestClient, limit: str) -> None:
        assert 0 < len(ask(site, QUESTION, limit=limit).all("article", cls="evidence")) <= 20

    def test_a_conversation_that_is_none(self, site: TestClient) -> None:
        assert ask(site, QUESTION, conversation="%%%").all("article", cls="evidence")


class TestHostile:
    @pytest.mark.parametrize("question", [*ORDERLY.values(), *PROMPTS], ids=[*ORDERLY, *PROMPTS])
    def test_questions_are_only_text(self, site: TestClient, question: str) -> None:
        assert_orderly(site.get(address(question)).text)
        response = site.get(address(question, "/ask/part"))
        assert response.status_code == 200
        assert response.text.endswith("<!--end-->")

    def test_parameters_are_only_text(self, site: TestClient) -> None:
        evil = '"><script>alert(1)</script>'
        page = ask(site, QUESTION, conversation=evil, ignore=[evil, "'"], limit=evil, thanks=evil)
        assert page.one("h1").text == QUESTION

    def test_records_are_only_text(self, site: TestClient, assistant: Assistant) -> None:
        evil = "<img src=x onerror=alert(1)> {{ 7*7 }} <!--part--> & \u202e"
        answer = assistant.ask(QUESTION, keep=False)
        first = answer.practices[0]
        source = first.sources[0].model_copy(
            update={"url": "javascript:alert(1)", "title": evil, "publisher": evil, "published": None}
        )
        passage = first.passage.model_copy(update={"section": "results", "text": evil})
        changed = {"title": evil, "city": evil, "summary": evil, "sources": [source], "passage": passage}
        sentences = [sentence.model_copy(update={"text": evil}) for sentence in answer.answer]
        hostile = answer.model_copy(
            update={
                "answer": sentences,
                "practices": [first.model_copy(update=changed), *answer.practices[1:]],
                "suggestions": [evil],
                "question": evil,
            }
        )
        visitor = Visitor("en", True, "/ask", (), "https://precedent.example")
        shown = shown_answer(hostile, AskedPage(evil, {}), visitor)
        values = {"visitor": visitor, "shown": shown, "practices": 3}
        pages = site.app.state.pages  # type: ignore[attr-defined]
        page = assert_orderly(pages.text("answer.html", **values))
        assert not page.all("img")
        card = page.one("article", id="practice-1")
        assert " ".join(evil.split()) in card.text
        assert not [link for link in page.all("a") if "javascript" in link["href"]]
        assert "<!--part-->" not in pages.text("answer_card.html", card=shown.cards[0], **values)


class TestFigures:
    def total(self, site: TestClient) -> float:
        lines = site.get("/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("precedent_questions_total"))

    def test_answers_count_once(self, site: TestClient) -> None:
        before = self.total(site)
        site.get(address(QUESTION))
        site.get(address(QUESTION, "/ask/part"))
        assert self.total(site) == before + 2
        site.get(address(QUESTION, thanks="kept"))
        site.get(address(QUESTION, "/ask/copy", format="apa"))
        site.get(address(""))
        assert self.total(site) == before + 2
