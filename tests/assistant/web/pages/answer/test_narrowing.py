"""What an answer is narrowed to, what follows it, and what stands in its place."""

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from corpus.vocabulary import vocabulary
from tests.assistant.web.pages.asking import IN_AFRICA, QUESTION, ask, chips, follow
from tests.assistant.web.pages.markup import assert_orderly
from tests.assistant.web.test_api import REGISTERS


class TestNarrowing:
    def test_a_place_in_the_words_can_be_taken_off(self, site: TestClient) -> None:
        page = ask(site, IN_AFRICA)
        assert chips(page) == ["Africa"]
        wider = assert_orderly(site.get(page.one("a", cls="chip")["href"]).text)
        assert chips(wider) == []
        assert wider.one("h1").text == IN_AFRICA

    def test_a_region_in_the_words_can_be_taken_off(self, site: TestClient) -> None:
        question = "Libraries in Latin America and the Caribbean for children?"
        page = ask(site, question)
        assert chips(page)
        while links := page.all("a", cls="chip"):
            page = assert_orderly(site.get(links[0]["href"]).text)
        assert chips(page) == []
        assert page.one("h1").text == question

    def test_chosen_filters_are_shown_and_can_be_taken_off(self, site: TestClient) -> None:
        region, theme = "latin-america-caribbean", "older-adults"
        page = ask(site, QUESTION, region=region, theme=theme, sdg="4")
        labels = [vocabulary().regions[region].label("en"), vocabulary().themes[theme].label("en")]
        assert chips(page) == [*labels, f"Goal 4: {vocabulary().sdgs['4'].label('en')}"]
        without = parse_qs(urlsplit(page.all("a", cls="chip")[0]["href"]).query)
        assert "region" not in without
        assert without["theme"] == [theme]

    def test_a_chosen_place_stands_in_place_of_those_in_the_words(self, site: TestClient) -> None:
        assert chips(ask(site, IN_AFRICA, country="de")) == ["Germany"]

    def test_more_practices(self, site: TestClient) -> None:
        page = ask(site, QUESTION)
        more = page.link("Show more practices")
        assert more["href"].endswith("#practice-6")
        longer = assert_orderly(site.get(more["href"]).text)
        assert len(longer.all("article", cls="evidence")) == 10
        longest = assert_orderly(site.get(longer.link("Show more practices")["href"]).text)
        assert 10 < len(longest.all("article", cls="evidence")) <= 20
        assert not [link for link in longest.all("a") if "Show more practices" in link.text]


class TestFollowUp:
    def test_it_keeps_the_conversation(self, site: TestClient) -> None:
        page = follow(site, ask(site, QUESTION), "and in Asia?")
        assert chips(page)[0].startswith(f"Following: {QUESTION}")
        alone = parse_qs(urlsplit(page.all("a", cls="chip")[0]["href"]).query)
        assert "conversation" not in alone

    def test_it_keeps_what_was_chosen(self, site: TestClient) -> None:
        page = follow(site, ask(site, IN_AFRICA, theme="libraries-museums-culture", ignore="Africa"), "others?")
        assert "Libraries, museums, culture" in chips(page)
        assert not any(chip.startswith("Africa") for chip in chips(page))

    def test_one_of_those_shown(self, site: TestClient) -> None:
        first = ask(site, QUESTION)
        title = [link for link in first.all("a") if link.is_in(tag="h3")][1]
        page = follow(site, first, "the second")
        card = page.one("article", cls="evidence")
        assert title.text in card.text
        assert "What was done" in [heading.text for heading in page.all("h3")]

    def test_none_of_those_shown(self, site: TestClient) -> None:
        page = follow(site, ask(site, QUESTION), "the ninth")
        assert page.one("h2", id="lead").text == "That is none of the practices shown, which were these:"
        assert len(page.all("article", cls="evidence")) == 5
        assert "kept" not in page.one("main").text.partition("Did this help")[0]


class TestRefusal:
    def test_elsewhere(self, site: TestClient) -> None:
        page = ask(site, "How do older people get online in Prague?")
        assert "for the place or filters asked for" in page.one("h2", id="lead").text
        assert "without who asked it" in page.one("main").text
        assert len(page.all("article", cls="evidence")) <= 3
        wider = assert_orderly(site.get(page.link("Look everywhere")["href"]).text)
        assert "have done something" in wider.one("h2", id="lead").text

    def test_elsewhere_keeps_what_was_taken_off_before(self, site: TestClient) -> None:
        page = ask(site, "Digital skills for refugees in Kenya and Mongolia", ignore="Kenya", lang="en")
        wider = assert_orderly(site.get(page.link("Look everywhere")["href"]).text)
        assert chips(wider) == []

    @pytest.mark.parametrize("question", ["What is the weather tomorrow?", REGISTERS])
    def test_it_helps_on(self, site: TestClient, question: str) -> None:
        page = ask(site, question)
        assert "collection" in page.one("h2", id="lead").text
        assert "kept" in page.one("main").text
        assert [link for link in page.all("a") if link.is_in(cls="suggested")]
        assert not page.all("ul", cls="copy")
