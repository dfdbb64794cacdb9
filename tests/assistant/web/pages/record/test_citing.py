"""Citations name what is known and nothing else, and no text ends the field it stands in."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.pages.record.citing import apa, apa_source, bibliography, bibtex, bibtex_source
from corpus.practice import Practice, Source
from tests.assistant.web.pages.hostile import hostile

URL = "https://precedent.example/practices/ie-cork-lifelong-learning-festival"
DAY = datetime.date(2026, 11, 23)


@pytest.fixture
def cork(by_id: dict[str, Practice]) -> Practice:
    return by_id["ie-cork-lifelong-learning-festival"]


def test_a_record_in_the_style_of_the_apa(cork: Practice) -> None:
    assert apa(cork, URL) == (f"Cork Lifelong Learning Festival [Cork, Ireland]. (2026, November 23). Precedent. {URL}")


def test_a_source_in_the_style_of_the_apa() -> None:
    source = Source(url="https://a.example/b", title="Who learns?", publisher="The Echo", published=2017)
    assert apa_source(source, DAY) == (
        "The Echo. (2017). Who learns? Retrieved November 23, 2026, from https://a.example/b"
    )


def test_a_source_without_a_year_says_so() -> None:
    source = Source(url="https://a.example/b", title="Case", publisher="City Council", published=None)
    assert "City Council. (n.d.). Case." in apa_source(source, DAY)
    assert "year" not in bibtex_source("a-1", source, DAY)


def test_a_record_for_bibtex(cork: Practice) -> None:
    assert bibtex(cork, URL) == (
        "@misc{ie-cork-lifelong-learning-festival,\n"
        "  title = {{Cork Lifelong Learning Festival}},\n"
        "  howpublished = {Precedent},\n"
        "  year = {2026},\n"
        f"  url = {{{URL}}},\n"
        "  urldate = {2026-11-23},\n"
        "  note = {Cork, Ireland},\n"
        "}\n"
    )


def test_nobody_is_made_an_author(shipped: list[Practice]) -> None:
    assert not any("author" in bibliography(practice, URL) for practice in shipped)


def test_a_bibliography_has_the_record_and_every_source_by_its_own_key(shipped: list[Practice]) -> None:
    for practice in shipped:
        keys = re.findall(r"^@misc\{(.*),$", bibliography(practice, URL), re.MULTILINE)
        assert len(keys) == len(set(keys)) == 1 + len(practice.sources)
        assert keys[0] == practice.id


def fields_of(entry: str) -> dict[str, str]:
    """The fields of an entry, read as BibTeX reads them: by counting braces that no backslash stands before."""
    fields = {}
    place = entry.index(",\n") + 2
    while (start := re.compile(r"  (\w+) = \{").match(entry, place)) is not None:
        depth, place = 1, start.end()
        while depth:
            character = entry[place]
            depth += (character == "{") - (character == "}")
            place += 2 if character == "\\" else 1
        fields[start[1]] = entry[start.end() : place - 1]
        assert entry[place : place + 2] == ",\n"
        place += 2
    assert entry[place:] == "}\n"
    return fields


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_no_text_ends_the_field_it_stands_in(title: str, publisher: str) -> None:
    source = Source.model_construct(url=f"https://a.example/{title}", title=title, publisher=publisher, published=2019)
    fields = fields_of(bibtex_source(f"key {publisher}", source, DAY))
    assert fields.keys() <= {"title", "howpublished", "year", "url", "urldate"}
    assert fields["urldate"] == "2026-11-23"


def test_signs_that_tex_reads_are_written_out() -> None:
    source = Source(url="https://a.example/b%20c", title="50% & more: $5_000 #1 ~ ^ {x} \\y", publisher="P")
    entry = bibtex_source("k", source, DAY)
    assert r"50\% \& more: \$5\_000 \#1 \textasciitilde{} \textasciicircum{} \{x\} \textbackslash{}y" in entry
    assert "url = {https://a.example/b%20c}" in entry


def test_a_hostile_record_stays_within_its_lines(cork: Practice) -> None:
    attacked = hostile(cork)
    assert all(fields_of(entry + "\n") for entry in bibliography(attacked, URL).strip().split("\n\n"))
    for line in (apa(attacked, URL), *(apa_source(source, DAY) for source in attacked.sources)):
        assert "\n" not in line
        assert "\u202e" not in line
