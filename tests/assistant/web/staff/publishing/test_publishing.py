"""Publishers publish what is approved and go back; editors see what would happen."""

import pytest

from corpus.practice import Practice
from tests.assistant.office.homes import approve_change, approve_new, boat
from tests.assistant.web.staff.conftest import Browser, Office
from tests.assistant.web.staff.jobs.doubles import without_processes

PATH = "/staff/publish"


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return without_processes(monkeypatch)


@pytest.fixture
def boats(office: Office) -> list[Practice]:
    """Three states: two boats; one of them changed and a third added; the first withdrawn."""
    first, second, third = boat(1), boat(2), boat(3)
    office.catalogue.add([first, second], by="Ana")
    office.catalogue.add([boat(2, title="Slow <i>boats"), third], by="Ana")
    office.catalogue.withdraw([first.id], by="Ana")
    return [first, second, third]


@pytest.fixture
def ana(office: Office) -> Browser:
    return office.signed_in("Ana", "publisher")


@pytest.fixture
def ben(office: Office) -> Browser:
    return office.signed_in("Ben")


def test_nothing_waits(ben: Browser) -> None:
    page = ben.get(PATH).text
    assert "Nothing waits to be published." in page and "Nothing was published yet." in page


def test_what_is_approved_is_shown_with_what_it_does(office: Office, boats: list[Practice], ana: Browser) -> None:
    new = approve_new(office.catalogue, boat(9, title="New <b>boat"))
    changed = approve_change(office.catalogue, boat(3, title="Other boat"))
    page = ana.get(PATH).text
    assert "2 approved drafts go out next." in page and "New &lt;b&gt;boat" in page and "Publish 2 drafts" in page
    assert f'href="/staff/drafts/{new}"' in page and f'href="/staff/drafts/{changed}"' in page
    assert page.index(">New<") < page.index("New &lt;b&gt;boat") < page.index(">Changed<") < page.index("Other boat")


def test_what_cannot_go_out_is_named(office: Office, boats: list[Practice], ana: Browser) -> None:
    approve_change(office.catalogue, boat(3, title="Other boat"))
    office.catalogue.add([boat(3, title="Changed meanwhile")], by="Cem")
    page = ana.get(PATH).text
    assert "The practice was changed meanwhile" in page and "Publish 1 draft" not in page


def test_it_is_published_once(office: Office, ana: Browser, started: list[int]) -> None:
    answers = [ana.send(PATH, PATH, once="abcdefghijkl") for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {f"/staff/jobs/{started[0]}"} and len(started) == 1
    assert "Ana</bdi> has started: Publish." in ana.get(PATH).text


def test_an_editor_sees_who_may(office: Office, boats: list[Practice], ana: Browser, started: list[int]) -> None:
    approve_new(office.catalogue, boat(9))
    ben = office.signed_in("Ben")
    page = ben.get(PATH).text
    assert "Publishers can publish this: <bdi>Ana</bdi>." in page and "Publish 1 draft" not in page
    assert ben.send(PATH).status_code == 403
    assert "A publisher can do this." in ben.get(f"{PATH}/revisions/1").text
    assert ben.send(f"{PATH}/revisions/1").status_code == 403 and not started


def test_what_going_back_changes_is_said_first(office: Office, boats: list[Practice], ana: Browser) -> None:
    page = ana.get(f"{PATH}/revisions/1").text
    assert "1 practice goes" in page and boats[2].title in page
    assert "1 practice comes back" in page and boats[0].title in page
    assert "1 practice is changed back" in page and boats[1].title in page
    latest = ana.get(f"{PATH}/revisions/3").text
    assert "The collection is just as it was then." in latest and "Yes, make it so" not in latest


def test_it_goes_back_and_forward_again(
    office: Office, boats: list[Practice], ana: Browser, started: list[int]
) -> None:
    assert "Forward again" not in ana.get(PATH).text
    ana.send(f"{PATH}/revisions/1", f"{PATH}/revisions/1", once="abcdefghijkl")
    job = office.catalogue.jobs.get(started[0])
    assert job and (job.kind, job.arguments["version"], job.by) == ("rollback", 1, "Ana")
    office.catalogue.roll_back(office.catalogue.state(1), expecting=3, by="Ana")
    page = ana.get(PATH).text
    assert "went back to state 1" in page and 'href="/staff/publish/revisions/3">Forward again' in page
    assert "To state 3?" in ana.get(f"{PATH}/revisions/3").text


def test_there_is_no_such_state(boats: list[Practice], ana: Browser) -> None:
    for number in (4, 99):
        assert ana.get(f"{PATH}/revisions/{number}").status_code == 404
        assert ana.send(f"{PATH}/revisions/{number}").status_code == 404


def test_history_has_pages(office: Office, ana: Browser) -> None:
    for number in range(1, 25):
        office.catalogue.add([boat(number)], by="Ana")
    assert "State 24" in ana.get(PATH).text and "State 4<" not in ana.get(PATH).text
    assert "State 4<" in ana.get(f"{PATH}?page=2").text


@pytest.mark.parametrize("language", ["fr", "ar", "zh"])
def test_it_is_shown_in_other_languages(boats: list[Practice], ana: Browser, language: str) -> None:
    for path in (PATH, f"{PATH}/revisions/1"):
        assert ana.get(f"{path}?lang={language}").status_code == 200
