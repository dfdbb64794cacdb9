"""The About page says truthfully what this is, and its figures are those of README.md."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.web.pages.telling.about import MEASURED, contact_of
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES

README = Path(__file__).parents[5] / "README.md"


def test_it_says_how_much_there_is(site: TestClient, shipped: list[Practice]) -> None:
    page = site.get("/about?lang=en").text
    for count in (len(shipped), len({p.city for p in shipped}), len({p.country for p in shipped}), len(LANGUAGES)):
        assert f"<dd>{count}</dd>" in page


def test_it_says_what_it_is_not_and_where_things_come_from(site: TestClient) -> None:
    page = site.get("/about?lang=en").text
    for said in (
        "word for word",
        "not reviewed by native speakers",
        "not an official service",
        "CC BY 4.0",
        "Unicode CLDR",
        "Natural Earth",
        "public domain",
        "multilingual-e5-small",
    ):
        assert said in page
    for path in ("/privacy", "/api", "/widget"):
        assert f'href="{path}?lang=en"' in page


def test_its_figures_are_those_that_were_measured() -> None:
    told = README.read_text("utf-8")
    questions, languages = re.findall(r"on (\d+) judged questions in (\d+) languages", told)[0]
    assert (MEASURED.questions, MEASURED.languages) == (int(questions), int(languages))
    first, five = re.findall(r"\| all \| \d+ \| (\d+) % \| (\d+) %", told)[0]
    assert (MEASURED.first, MEASURED.first_five) == (int(first), int(five))
    rightly, wrongly = re.findall(r"without an answer (\d+) % are refused, of those with one (\d+) %", told)[0]
    assert (MEASURED.rightly_refused, MEASURED.wrongly_refused) == (int(rightly), int(wrongly))


def test_figures_are_written_as_the_language_does(site: TestClient) -> None:
    assert f"{MEASURED.first}%" in site.get("/about?lang=en").text
    assert re.search(rf"{MEASURED.first}\s%", site.get("/about?lang=fr").text)


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("learning@city.example", "mailto:learning@city.example"),
        ("https://city.example/contact", "https://city.example/contact"),
    ],
)
def test_whoever_runs_the_site_can_be_reached(setting: str, address: str) -> None:
    contact = contact_of(setting)
    assert contact is not None
    assert (contact.name, contact.address) == (setting, address)


def test_nobody_is_named_where_nobody_is_known(site: TestClient) -> None:
    assert contact_of("") is None
    assert "mailto:" not in site.get("/about").text
