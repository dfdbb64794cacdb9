"""Documents become drafts; every field rests on a passage that stands where it says."""

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Block, Document, Row
from corpus.drafting import Draft, Drafter, missing, proposals_from_json, proposals_to_json
from corpus.places import Gazetteer
from corpus.practice import SECTIONS
from tests.corpus.drafting.documents import samples
from tests.corpus.drafting.doubles import by_chance

REPAIR = Document(
    media="html",
    title="Repair Café | City news",
    language="en",
    published="2019-05-02",
    publisher="City news",
    blocks=(
        Block("heading", "Repair Café", 1),
        Block("paragraph", "We use cookies to improve this site."),
        Block(
            "paragraph",
            "In 2009 a resident opened the first Repair Café in Amsterdam, where neighbours mend broken things "
            "together. Volunteers with tools and skills meet visitors once a month in a community hall. "
            "Visitors bring toasters, bikes and clothes, and learn to repair them.",
        ),
        Block("heading", "Why", 2),
        Block("paragraph", "People throw away things with almost nothing wrong. Many have forgotten how to repair."),
        Block("heading", "Results", 2),
        Block("paragraph", "By 2019 there were more than 1,900 cafés. Some 65 per cent of things leave mended."),
    ),
)


def rests_stand(document: Document, draft: Draft) -> None:
    """Every passage that a field rests on stands where it is said to stand."""
    for proposal in draft.proposals:
        for rest in proposal.rests_on:
            if rest.column is None:
                assert document.blocks[rest.block].text[rest.start : rest.end] == rest.text
            else:
                assert document.rows[rest.block].cells[rest.column][rest.start : rest.end] == rest.text


@pytest.fixture(scope="module")
def repaired(drafter: Drafter) -> Draft:
    drafted = drafter.draft(REPAIR, address="https://www.amsterdam.nl/repair")
    assert drafted.reason == ""
    return drafted.drafts[0]


def test_a_draft_holds_the_fields_of_the_format(repaired: Draft) -> None:
    record = repaired.record
    assert record["title"] == "Repair Café"
    assert (record["city"], record["country"], record["region"]) == ("Amsterdam", "NL", "europe-north-america")
    assert (record["start"], record["end"]) == (2009, None)
    assert "neighbourhood-communities" in record["themes"]
    assert "volunteers" in record["audiences"]
    assert record["summary"].startswith("In 2009 a resident opened")
    assert record["sources"] == [
        {
            "url": "https://www.amsterdam.nl/repair",
            "title": "Repair Café | City news",
            "publisher": "City news",
            "published": 2019,
        }
    ]
    assert record["checked"] == "2026-11-23"


def test_sections_hold_the_sentences_of_the_document(repaired: Draft) -> None:
    sections = {section["code"]: section["text"] for section in repaired.record["sections"]}
    assert list(sections) == [code for code in SECTIONS if code in sections]
    assert sections["challenge"].startswith("People throw away")
    assert "mend broken things" in sections["what-was-done"]
    assert "1,900 cafés" in sections["results"]
    assert "cookies" not in str(sections)


def test_a_whole_draft_lacks_nothing_but_an_id(repaired: Draft) -> None:
    assert missing(repaired.record) == []


def test_each_field_rests_on_its_passage(repaired: Draft) -> None:
    rests_stand(REPAIR, repaired)
    start = repaired.proposal("start")
    assert start is not None
    assert start.rests_on[0].text.startswith("In 2009")
    assert all(0 <= proposal.certainty <= 1 for proposal in repaired.proposals)


def test_a_draft_goes_to_json_and_back(repaired: Draft) -> None:
    assert json.loads(json.dumps(repaired.record)) == repaired.record
    assert proposals_from_json(proposals_to_json(repaired.proposals)) == repaired.proposals


@pytest.mark.parametrize("text", ["[{}]", "3", "[1]", '[{"field": "title", "rests_on": [{"block": 1}]}]'])
def test_what_are_no_proposals_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no proposals"):
        proposals_from_json(text)


def test_another_language_stands_under_translations(drafter: Drafter) -> None:
    sample = next(sample for sample in samples("2") if sample.about.startswith("eg-giza"))
    draft = drafter.draft(sample.document, address=sample.address).drafts[0]
    assert draft.record["translations"]["ar"]["title"] == "حملة محو الأمية في الجيزة"
    assert "title" not in draft.record
    assert draft.record["start"] == 2016  # written ٢٠١٦
    assert "another language (ar)" in draft.note
    faults = {fault.field for fault in missing(draft.record)}
    assert {"title", "summary", "sections.what-was-done"} <= faults


def test_a_draft_keeps_its_key_when_the_document_changes(drafter: Drafter, repaired: Draft) -> None:
    longer = dataclasses.replace(
        REPAIR, blocks=(*REPAIR.blocks, Block("paragraph", "In 2024 the council promised more money for tools."))
    )
    again = drafter.draft(longer, address="https://www.amsterdam.nl/repair").drafts[0]
    assert again.key == repaired.key


def test_parts_keep_their_keys_when_their_order_changes(drafter: Drafter) -> None:
    sample = next(sample for sample in samples("several") if sample.language == "en")
    blocks = sample.document.blocks
    turned = dataclasses.replace(sample.document, blocks=(*blocks[:2], *blocks[4:6], *blocks[2:4], *blocks[6:]))
    keys = [draft.key for draft in drafter.draft(sample.document, address="").drafts]
    assert len(set(keys)) == 3
    assert sorted(draft.key for draft in drafter.draft(turned, address="").drafts) == sorted(keys)


def test_a_file_without_an_address_has_no_source_yet(drafter: Drafter) -> None:
    draft = drafter.draft(REPAIR, address="report.docx").drafts[0]
    assert draft.record["sources"] == []
    assert [fault.field for fault in missing(draft.record)] == ["sources"]


def test_a_document_that_is_too_long_says_so(drafter: Drafter) -> None:
    sentences = " ".join(f"The library lends tool number {number} to residents every week." for number in range(700))
    document = dataclasses.replace(REPAIR, blocks=(*REPAIR.blocks, Block("paragraph", sentences)))
    draft = drafter.draft(document, address="").drafts[0]
    assert "Only the first 600 sentences" in draft.note


texts = st.text(
    alphabet=st.sampled_from("aé ñж中。！ء٢٠١ .!?\"'»2019\n\t-:،Amsterdam Лондон since opened 年"), max_size=120
)
blocks = st.builds(
    Block, st.sampled_from(["heading", "paragraph", "item"]), texts, st.integers(0, 6), st.none() | st.integers(1, 3)
)
rows = st.dictionaries(st.sampled_from(["title", "city", "País", "año", "النتائج", "x"]), texts, max_size=6)


@pytest.fixture(scope="module")
def careless(gazetteer: Gazetteer) -> Drafter:
    """A drafter whose embeddings mean nothing: whatever it chooses, its passages have to stand."""
    return Drafter(by_chance, gazetteer)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(blocks, max_size=12), texts, st.sampled_from([None, "en", "ar", "zh", "xx"]))
def test_passages_stand_in_any_document(
    careless: Drafter, found: list[Block], title: str, language: str | None
) -> None:
    document = Document(media="html", title=title, language=language, blocks=tuple(found))
    drafted = careless.draft(document, address="https://example.org/a")
    assert bool(drafted.drafts) != bool(drafted.reason)
    for draft in drafted.drafts:
        rests_stand(document, draft)
        json.dumps(draft.record)
        missing(draft.record)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=5))
def test_passages_stand_in_any_table(careless: Drafter, found: list[dict[str, str]]) -> None:
    columns = tuple(dict.fromkeys(name for cells in found for name in cells))
    document = Document(
        media="csv", columns=columns, rows=tuple(Row(number, cells) for number, cells in enumerate(found, 1))
    )
    drafted = careless.draft(document, address="list.csv")
    assert len({draft.key for draft in drafted.drafts}) == len(drafted.drafts)
    for draft in drafted.drafts:
        rests_stand(document, draft)
        missing(draft.record)
