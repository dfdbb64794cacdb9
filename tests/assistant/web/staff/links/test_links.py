"""Staff see which pages are dead, have moved or are not what they were, and do something about it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.web.pages.record.unreachable import Unreachable
from corpus.catalogue import LinkState
from tests.assistant.office.homes import boat
from tests.assistant.web.staff.conftest import Browser, Office
from tests.assistant.web.staff.jobs.doubles import without_processes

PATH = "/staff/links"
NOW = datetime.now(UTC)
ONE, TWO, NEW = "https://city.example/one", "https://city.example/two", "https://city.example/new"


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return without_processes(monkeypatch)


@pytest.fixture
def ben(office: Office) -> Browser:
    source = {"title": "Boats", "publisher": "City", "published": None}
    office.catalogue.add(
        [
            boat(1, sources=[source | {"url": ONE}]),
            boat(2, sources=[source | {"url": ONE}, source | {"url": TWO}]),
        ],
        by="Ana",
    )
    return office.signed_in("Ben")


def keep(office: Office, address: str, state: Any, **values: Any) -> None:
    office.catalogue.sources.links.keep(
        LinkState(address=address, state=state, checked_at=NOW, since=NOW - timedelta(days=3), **values)
    )


def test_nothing_was_checked_yet(ben: Browser) -> None:
    assert "They were not checked yet." in ben.get(PATH).text


def test_without_practices_there_is_nothing_to_check(office: Office) -> None:
    page = office.signed_in("Cem").get(PATH).text
    assert "there is nothing to check" in page and "Check now" not in page


def test_dead_pages_are_shown_with_what_rests_on_them(office: Office, ben: Browser) -> None:
    keep(office, ONE, "dead", failure="city.example could not be fetched: the site says that it is not there (404).")
    keep(office, TWO, "ok")
    page = ben.get(PATH).text
    assert "1 practice rests on nothing that can be reached" in page and "1 page is dead" in page
    assert page.count("Reading boats, number 1") == 3 and page.count("Reading boats, number 2") == 1
    assert "The site says that this page does not exist." in page


def test_a_check_is_started_once(ben: Browser, started: list[int]) -> None:
    for _ in range(2):
        assert ben.send(f"{PATH}/check", PATH, once="abcdefghijkl").headers["location"] == f"/staff/jobs/{started[0]}"
    assert len(started) == 1


def test_a_new_address_is_proposed_once_for_each_practice(office: Office, ben: Browser) -> None:
    keep(office, ONE, "moved", moved_to=NEW)
    assert f'href="{NEW}"' in ben.get(PATH).text
    ben.send(f"{PATH}/propose", PATH, address=ONE)
    drafts = office.catalogue.drafts.queue()
    assert sorted(str(draft.practice_id) for draft in drafts) == ["no-oslo-boats-1", "no-oslo-boats-2"]
    assert [source["url"] for source in drafts[1].record["sources"]] == [NEW, TWO]
    ben.send(f"{PATH}/propose", PATH, every="true")
    assert len(office.catalogue.drafts.queue()) == 2


def test_an_address_that_is_named_already_is_not_named_twice(office: Office, ben: Browser) -> None:
    keep(office, ONE, "moved", moved_to=TWO)
    ben.send(f"{PATH}/propose", PATH, address=ONE)
    named = {draft.practice_id: draft.record["sources"] for draft in office.catalogue.drafts.queue()}
    assert [source["url"] for source in named["no-oslo-boats-2"]] == [TWO]


@pytest.mark.parametrize("moved_to", ["javascript:alert(1)", "", "https://"])
def test_what_is_no_address_is_not_proposed(office: Office, ben: Browser, moved_to: str) -> None:
    keep(office, ONE, "moved", moved_to=moved_to)
    assert ben.send(f"{PATH}/propose", PATH, address=ONE).status_code == 303
    assert not office.catalogue.drafts.queue() and 'href="javascript' not in ben.get(PATH).text


def test_a_page_can_be_right_as_it_is(office: Office, ben: Browser) -> None:
    keep(office, ONE, "changed")
    assert "1 page is not what it was" in ben.get(PATH).text
    ben.send(f"{PATH}/accept", PATH, address=ONE)
    assert not office.catalogue.sources.link_states()
    ben.send(f"{PATH}/accept", PATH, address="https://unknown.example/")
    assert [action for _, action, _ in office.actions()].count("link.accept") == 1


def test_who_is_not_signed_in_sees_nothing(office: Office, ben: Browser) -> None:
    assert office.browser().get(PATH).status_code == 303
    assert office.browser().post(f"{PATH}/check").status_code == 303


def test_only_a_practice_all_of_whose_sources_are_dead_is_told() -> None:
    known = Unreachable(lambda: {ONE: NOW, TWO: NOW - timedelta(days=1)})
    assert known.day([ONE]) == NOW.date()
    assert known.day([ONE, TWO]) == (NOW - timedelta(days=1)).date()
    assert known.day([ONE, NEW]) is None and known.day([]) is None
