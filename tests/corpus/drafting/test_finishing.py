"""What a draft lacks is named plainly, and a whole one becomes a practice."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.drafting import finish, missing, proposed_id, records_of_text
from corpus.drafting.regions import region_of
from corpus.faults import RecordError
from corpus.practice import Practice
from tests.corpus.sample import RECORD


def record() -> dict[str, Any]:
    return Practice.parse(RECORD, "boats").model_dump(mode="json", exclude={"id", "checked"})


def test_a_whole_draft_becomes_a_practice() -> None:
    assert missing(record()) == []
    practice = finish(record(), "no-oslo-boats", checked=datetime.date(2026, 11, 23))
    assert (practice.id, practice.checked) == ("no-oslo-boats", datetime.date(2026, 11, 23))
    assert practice.sections == Practice.parse(RECORD, "boats").sections


@pytest.mark.parametrize("field", ["title", "city", "country", "region", "themes", "audiences", "summary", "sources"])
def test_what_is_missing_is_named(field: str) -> None:
    lacking = {name: value for name, value in record().items() if name != field}
    faults = missing(lacking)
    assert [fault.field for fault in faults] == [field]
    assert faults[0].line is None
    with pytest.raises(RecordError):
        finish(lacking, "no-oslo-boats")


def test_no_sections_and_an_unknown_theme_are_named() -> None:
    faults = missing({**record(), "sections": [], "themes": ["magic"]})
    assert {fault.field.partition(".")[0] for fault in faults} == {"sections", "themes"}


def test_a_field_in_another_language_is_named() -> None:
    french = (
        "La ville envoie des bateaux avec des livres aux îles. Mille enfants y lisent chaque été avec leurs parents."
    )
    assert [fault.problem for fault in missing({**record(), "summary": french})] == ["is not in English"]
    assert [fault.field for fault in missing({**record(), "title": "成人扫盲"})] == ["title"]
    with pytest.raises(RecordError, match="not in English"):
        finish({**record(), "summary": french}, "no-oslo-boats")


def test_every_text_shipped_passes_for_english(shipped: list[Practice]) -> None:
    faults = [(each.id, fault) for each in shipped for fault in missing(each.model_dump(mode="json"))]
    assert faults == []


@pytest.mark.parametrize(
    "broken", [{"sections": 3}, {"sections": [1]}, {"themes": {"a": object()}}, {"title": "a\x00"}]
)
def test_what_is_no_record_is_refused_plainly(broken: dict[str, Any]) -> None:
    assert missing({**record(), **broken})


def test_an_id_is_made_of_country_city_and_title() -> None:
    assert proposed_id(record(), lambda _: False) == "no-oslo-reading-boats"
    taken = {"no-oslo-reading-boats", "no-oslo-reading-boats-2"}
    assert proposed_id(record(), taken.__contains__) == "no-oslo-reading-boats-3"
    assert proposed_id({"country": "CN", "city": "杭州", "title": "图书馆"}, lambda _: False) == "cn-city-practice"


@given(st.dictionaries(st.sampled_from(["country", "city", "title"]), st.text()))
def test_an_id_is_always_well_formed(fields: dict[str, str]) -> None:
    identifier = proposed_id(fields, lambda _: False)
    assert not [fault for fault in missing({**fields, "id": identifier}) if fault.field == "id"]


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.text() | st.integers(), st.lists)))
def test_any_record_gets_an_answer(fields: dict[str, Any]) -> None:
    assert missing(fields)


def test_finished_records_are_taken_from_text(shipped: list[Practice]) -> None:
    (draft,) = records_of_text(RECORD)
    assert draft.record["title"] == "Reading boats"
    lines = "\n".join(each.model_dump_json() for each in shipped[:3])
    assert [each.key for each in records_of_text(lines)] == [each.id for each in shipped[:3]]
    assert [each.key for each in records_of_text(f"[{lines.splitlines()[0]}]")] == [shipped[0].id]


@pytest.mark.parametrize("text", ["", "# Title", "{", "[1]", '{"title": 1}', "[" * 9000, "---\ntitle: x\n---\n"])
def test_any_other_text_gives_no_record(text: str) -> None:
    assert records_of_text(text) == ()


def test_every_country_shipped_lies_in_its_region(shipped: list[Practice]) -> None:
    assert [each.id for each in shipped if region_of(each.country) != each.region] == []
