"""The list of practices: searched, narrowed, sorted and turned over by addresses alone, and kind where nothing fits."""

from html import escape
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from assistant.web.pages.practices.browse import PER_PAGE
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES, vocabulary
from tests.assistant.hostile import ORDERLY, PROMPTS
from tests.assistant.web.pages.document import Document, Element, Response, read


def listed(document: Document) -> list[str]:
    return [card["id"].removeprefix("practice-") for card in document.all("article", class_="card")]


def counted(document: Document) -> str:
    return document.one("h2", id="counted").text


def chips(document: Document) -> dict[str, Element]:
    return {chip.text.removeprefix("Remove: "): chip for chip in document.all("a", class_="chip")}


def get(site: TestClient, **parameters: object) -> Document:
    return read(site.get("/practices", params={"lang": "en", **parameters}))  # type: ignore[dict-item]


class TestAll:
    def test_page_by_page_each_practice_once(self, site: TestClient, shipped: list[Practice]) -> None:
        document = get(site)
        assert counted(document) == f"{len(shipped)} practices in {len({(p.country, p.city) for p in shipped})} cities"
        ids = listed(document)
        assert len(ids) == PER_PAGE
        while following := document.all("a", rel="next"):
            assert document.one("link", rel="next")["href"] == following[0]["href"]
            document = read(site.get(following[0]["href"]))
            assert document.one("link", rel="prev") and document.one("a", rel="prev")
            ids += listed(document)
        assert sorted(ids) == sorted(practice.id for practice in shipped)

    def test_a_page_has_its_own_address_and_title(self, site: TestClient) -> None:
        document = get(site, page=2, theme="learning-spaces")
        assert "Page 2" in document.title
        assert (
            document.one("a", aria_current="page", href="/practices?theme=learning-spaces&page=2&lang=en").text
            == "Page 22"
        )
        assert document.one("a", rel="prev")["href"] == "/practices?theme=learning-spaces&lang=en"

    @pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "٢", "9" * 40])
    def test_what_is_no_page_is_the_first(self, site: TestClient, page: str) -> None:
        assert listed(get(site, page=page)) == listed(get(site))

    def test_beyond_the_last_page_there_is_none(self, site: TestClient) -> None:
        read(site.get("/practices?page=999", headers={"accept": "text/html"}), 404)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_in_every_language(self, site: TestClient, language: str) -> None:
        document = read(site.get(f"/practices?lang={language}&region=africa"))
        assert document.one("html")["lang"] == language
        titles = document.all("a", lang=language, dir="rtl" if language == "ar" else "ltr")
        assert len(titles) == PER_PAGE
        assert vocabulary().regions["africa"].label(language) in document.one("ul", class_="chips").text
        assert all("lang" in dict(parse_qsl(urlsplit(link).query)) for link in document.links("/practices"))


class TestNarrowing:
    def test_what_is_ticked_is_a_plain_form(self, site: TestClient, shipped: list[Practice]) -> None:
        form = get(site).one("form", id="browse")
        assert (form["action"], form["method"]) == ("/practices", "get")
        document = get(site, theme=["digital-skills", "adult-literacy"], region="africa")
        expected = [
            practice.id
            for practice in shipped
            if practice.region == "africa" and {"digital-skills", "adult-literacy"} & set(practice.themes)
        ]
        assert sorted(listed(document)) == sorted(expected)
        ticked = {box["value"] for box in document.all("input", type="checkbox", checked="")}
        assert ticked == {"digital-skills", "adult-literacy", "africa"}

    def test_numbers_beside_what_can_be_ticked_hold(self, site: TestClient) -> None:
        document = get(site, audience="older-adults")
        labels = {
            box["id"]: int(label.text.split()[-1])
            for box, label in zip(
                document.all("input", type="checkbox"),
                [label for label in document.all("label") if "for" not in label.attributes],
                strict=True,
            )
        }
        for name, value in (("theme", "digital-skills"), ("region", "asia-pacific"), ("sdg", "3"), ("country", "KR")):
            narrower = get(site, audience="older-adults", **{name: value})
            assert counted(narrower).startswith(f"{labels[f'choose-{name}-{value}']} practice")

    def test_each_choice_is_a_chip_that_takes_it_off(self, site: TestClient) -> None:
        chosen = {"q": "reading", "theme": "adult-literacy", "country": "ph", "from": 1990, "to": 2030, "sort": "city"}
        document = get(site, **chosen)
        assert set(chips(document)) == {"“reading”", "Adult literacy", "Philippines", "Began 1990 to 2030"}
        left = dict(parse_qsl(urlsplit(chips(document)["Philippines"]["href"]).query))
        assert left == {
            "q": "reading",
            "theme": "adult-literacy",
            "from": "1990",
            "to": "2030",
            "sort": "city",
            "lang": "en",
        }
        years_off = dict(parse_qsl(urlsplit(chips(document)["Began 1990 to 2030"]["href"]).query))
        assert {"from", "to"}.isdisjoint(years_off) and years_off["country"] == "PH"

    def test_of_two_values_one_can_be_taken_off(self, site: TestClient) -> None:
        document = get(site, country=["IE", "GB"])
        assert chips(document)["Ireland"]["href"] == "/practices?country=GB&lang=en"

    def test_cities_from_the_map_stay_while_one_narrows_on(self, site: TestClient) -> None:
        document = get(site, city=["Cork", "Limerick"])
        assert [field["value"] for field in document.all("input", type="hidden", name="city")] == ["Cork", "Limerick"]
        assert counted(document).endswith("in 2 cities")

    def test_years(self, site: TestClient, shipped: list[Practice]) -> None:
        document = get(site, **{"from": "2020", "sort": "oldest"})
        expected = [practice for practice in shipped if practice.start and practice.start >= 2020]
        assert counted(document).startswith(f"{len(expected)} practices")
        unknown = sum(practice.start is None for practice in shipped)
        assert f"Of {unknown} practices the year is not known" in document.one("div", id="panel-years").text
        assert document.one("input", id="from")["value"] == "2020"

    def test_years_the_wrong_way_round_are_turned(self, site: TestClient) -> None:
        document = get(site, **{"from": "2015", "to": "2010"})
        assert "Began 2010 to 2015" in chips(document)

    def test_languages_of_sources(self, site: TestClient) -> None:
        document = get(site, source_language="ko")
        assert "Korean" in chips(document)
        panel = document.one("div", id="panel-source_language").text
        assert "Told from the titles" in panel and "Portuguese" in panel

    def test_long_facets_show_a_few_and_what_is_chosen(self, site: TestClient) -> None:
        document = get(site, country="ZM")
        zambia = document.one("input", id="choose-country-ZM")
        assert zambia.inside.count("details") == 1  # not in the list that must be opened first
        hidden = [box for box in document.all("input", name="country") if box.inside.count("details") == 2]
        assert len(hidden) > 40

    @pytest.mark.parametrize(
        ("parameters", "named"),
        [
            ({"theme": "pigeons"}, "pigeons"),
            ({"country": "Ireland"}, "IRELAND"),
            ({"city": "<script>alert(1)</script>"}, "<script>alert(1)</script>"),
            ({"from": "soon"}, "soon"),
            ({"source_language": "tlh"}, "tlh"),
        ],
    )
    def test_what_is_not_known_is_left_out_and_named(
        self, site: TestClient, shipped: list[Practice], parameters: dict[str, str], named: str
    ) -> None:
        document = get(site, **parameters)
        assert counted(document).startswith(f"{len(shipped)} practices")
        assert document.one("p", class_="notice").text == f"“{named}” is not known here and was left out."


class TestSearching:
    def test_the_best_first_and_the_words_stay_in_the_field(self, site: TestClient) -> None:
        document = get(site, q="lifelong learning festival")
        assert "festival" in document.all("h3")[0].text.lower()
        assert document.one("input", id="words")["value"] == "lifelong learning festival"
        assert "lifelong learning festival" in document.title
        assert document.one("option", selected="").text == "Best fit"

    def test_what_is_found_can_be_sorted(self, site: TestClient, by_id: dict[str, Practice]) -> None:
        newest = listed(get(site, q="older people", theme="older-adults", sort="newest"))
        years = [by_id[identifier].start or 0 for identifier in newest]
        assert years == sorted(years, reverse=True)
        assert sorted(newest) == sorted(listed(get(site, q="older people", theme="older-adults")))

    @pytest.mark.parametrize("text", [*ORDERLY.values(), *PROMPTS])
    def test_any_text_is_harmless(self, site: TestClient, text: str) -> None:
        shown = text.encode("utf-8", "replace").decode()
        response: Response = site.get("/practices", params={"q": shown, "lang": "en"})
        document = read(response)
        assert not [script for script in document.all("script") if "src" not in script.attributes]
        assert not document.all("img")
        if "<" in shown:
            assert shown not in response.text and escape(shown[:20]) in response.text

    def test_too_long_a_text_is_told_kindly(self, site: TestClient) -> None:
        response = site.get("/practices", params={"q": "a" * 1001, "lang": "en"}, headers={"accept": "text/html"})
        assert "at most 1000 characters" in read(response, 422).one("p", class_="lead").text


class TestNothing:
    def test_what_to_take_off_is_said_with_what_there_is_then(self, site: TestClient) -> None:
        document = get(site, region="africa", theme="digital-skills", **{"from": "2031"})
        assert counted(document) == "No practice found"
        remedy = next(link for link in document.all("a") if link.text == "Without Began 2031 or later")
        assert counted(read(site.get(remedy["href"]))).split()[0] in document.one("div", class_="nothing").text
        assert listed(read(site.get(remedy["href"])))

    def test_every_way_out_leads_to_practices(self, site: TestClient) -> None:
        document = get(site, country="CZ", theme="digital-skills")
        ways = [link["href"] for link in document.all("a") if link.text.startswith("Without ")]
        assert ways
        assert all(listed(read(site.get(way))) for way in ways)
        assert "/practices?lang=en" in document.links()


class TestMap:
    def test_the_cities_of_the_whole_list_are_on_the_map(self, site: TestClient) -> None:
        document = get(site, region="africa", page=2)
        svg = document.one("svg", class_="map")
        assert svg["role"] == "group" and svg["aria-label"]
        dots = document.links("/practices?region=africa&city=")
        cities = {value for dot in dots for name, value in parse_qsl(urlsplit(dot).query) if name == "city"}
        assert len(cities) == int(counted(document).split()[3]) and "Nairobi" in cities
        assert "/map?region=africa&lang=en" in document.links()

    def test_a_dot_leads_to_the_practices_it_stands_for(self, site: TestClient) -> None:
        document = get(site, country="IE")
        dots = document.links("/practices?country=IE&city=")
        assert dots
        assert sum(int(counted(read(site.get(dot))).split()[0]) for dot in dots) == int(counted(document).split()[0])


class TestScript:
    def test_what_the_script_needs_is_on_the_page(self, site: TestClient) -> None:
        document = get(site)
        assert document.one("p", id="told")["role"] == "status"
        assert document.one("form", id="browse")["data-failed"]
        assert document.one("div", id="facets") and document.one("div", id="results")
        script = document.one("script", type="module")["src"]
        assert script.startswith("/static/browse.")
        text = site.get(script).text
        assert "AbortController" in text and "DOMParser" in text and "innerHTML" not in text


def test_a_page_that_has_not_changed_is_not_sent_again(site: TestClient) -> None:
    first = site.get("/practices?lang=en&theme=financing")
    again = site.get("/practices?lang=en&theme=financing", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
