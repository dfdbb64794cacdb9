"""Staff see how far long work is, what came of it, and can start again what did not work."""

import re
from typing import Any

import pytest

from tests.assistant.web.staff.conftest import Browser, Office
from tests.assistant.web.staff.jobs.doubles import without_processes


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return without_processes(monkeypatch)


@pytest.fixture
def ben(office: Office) -> Browser:
    return office.signed_in("Ben")


def test_progress_is_shown_with_and_without_scripts(office: Office, ben: Browser) -> None:
    job = office.catalogue.jobs.start("links", {}, "Ana")
    office.catalogue.jobs.begin(job.id)
    office.catalogue.jobs.progress(job.id, "checking links", 30, 120)
    page = ben.get(f"/staff/jobs/{job.id}").text
    assert "Asking for each page" in page and "30 of 120" in page and 'value="30" max="120"' in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    told = ben.get(f"/staff/jobs/{job.id}/progress").json()
    expected = {"ended": False, "step": "Asking for each page", "count": "30 of 120", "done": 30, "total": 120}
    assert told == expected


def test_who_is_not_signed_in_sees_nothing(office: Office) -> None:
    job = office.catalogue.jobs.start("links", {}, "Ana")
    stranger = office.browser()
    assert stranger.get(f"/staff/jobs/{job.id}").status_code == 303
    assert stranger.get(f"/staff/jobs/{job.id}/progress", headers={"accept": "application/json"}).status_code == 401


def test_there_is_no_such_job(ben: Browser) -> None:
    assert ben.get("/staff/jobs/77").status_code == 404
    assert ben.get("/staff/jobs/77/progress").status_code == 404
    assert ben.get("/staff/jobs/x").status_code == 422


DIFFERENCE: dict[str, Any] = {
    "run": 3,
    "sources": [
        {
            "id": 1,
            "name": "<b>City</b>",
            "address": "https://city.example/",
            "new": [{"address": "https://city.example/a", "title": "A"}] * 2,
            "changed": [],
            "gone": [],
            "failed": [{"address": "https://city.example/b", "reason": "b is protected by a password: save it."}],
            "unchanged": 4,
            "failure": "",
            "held": "It yields nothing any more, and held 9 documents before.",
        }
    ],
}
TAKEN: dict[str, Any] = {
    "documents": 3,
    "drafts_added": [1, 2],
    "drafts_changed": [5],
    "drafts_left_out": [],
    "gone": [],
    "no_practice": [{"address": "https://city.example/c", "reason": "There is hardly any text in it."}],
    "held": [],
}


def done(office: Office, kind: Any, result: dict[str, Any], **arguments: Any) -> int:
    job = office.catalogue.jobs.start(kind, arguments, "Ana")
    office.catalogue.jobs.begin(job.id)
    office.catalogue.jobs.finish(job.id, result)
    return job.id


def test_a_look_leads_to_what_was_found(office: Office, ben: Browser) -> None:
    page = ben.get(f"/staff/jobs/{done(office, 'refresh', {'difference': DIFFERENCE})}").text
    assert "2 new documents" in page and 'href="/staff/sources/found/3"' in page
    assert "It gives nothing any more. Before, it had 9 documents." in page
    assert "It is protected by a password. Save it without one, and add that." in page
    assert "&lt;b&gt;City&lt;/b&gt;" in page and "<b>City" not in page


def test_what_was_added_leads_to_its_drafts(office: Office, ben: Browser) -> None:
    result = {"difference": DIFFERENCE, "taken": TAKEN}
    page = ben.get(f"/staff/jobs/{done(office, 'refresh', result, take=True, sources=[1])}").text
    assert "3 drafts wait for you." in page and 'href="/staff?source=1"' in page
    assert "There is hardly any text in it." in page


def test_what_was_published_is_told(office: Office, ben: Browser) -> None:
    held = [{"draft": 7, "reason": "Meanwhile somebody has changed no-oslo-boats: look at the draft again."}]
    result = {"revision": 4, "snapshot": "x", "added": ["a"], "changed": ["b", "c"], "withdrawn": [], "restored": []}
    page = ben.get(f"/staff/jobs/{done(office, 'publish', result | {'drafts': [1], 'held': held})}").text
    assert "1 new practice · 2 changed" in page and 'href="/staff/drafts/7"' in page
    assert re.search(r"Published at <time[^>]*>\d\d:\d\d:\d\d</time>", page)


def test_the_week_is_told_part_by_part(office: Office, ben: Browser) -> None:
    result = {"refresh": {"failed": "The disk is full."}, "links": {"links": {"ok": 5, "dead": 1}}, "tidied": 3}
    page = ben.get(f"/staff/jobs/{done(office, 'weekly', result)}").text
    assert "The disk is full." in page and "1 page is dead." in page


def test_what_failed_is_started_again_once(office: Office, ben: Browser, started: list[int]) -> None:
    job = office.catalogue.jobs.start("refresh", {"sources": [1]}, "Ana")
    office.catalogue.jobs.fail(job.id, "Its process was ended by signal 9.\nTraceback <x>")
    page = ben.get(f"/staff/jobs/{job.id}").text
    assert "It was stopped in the middle. Nothing was lost." in page and "&lt;x&gt;" in page
    again = ben.send(f"/staff/jobs/{job.id}/again")
    twice = ben.send(f"/staff/jobs/{job.id}/again")
    assert again.headers["location"] == twice.headers["location"] == f"/staff/jobs/{job.id + 1}"
    assert started == [job.id + 1]


def test_an_editor_does_not_publish_by_starting_again(office: Office, ben: Browser, started: list[int]) -> None:
    job = office.catalogue.jobs.start("publish", {}, "Ana")
    office.catalogue.jobs.fail(job.id, "The disk is full.")
    assert "Start again" not in ben.get(f"/staff/jobs/{job.id}").text
    assert ben.send(f"/staff/jobs/{job.id}/again").status_code == 403 and not started


@pytest.mark.parametrize("language", ["ar", "fr", "zh"])
def test_it_is_shown_in_other_languages(office: Office, ben: Browser, language: str) -> None:
    job = done(office, "refresh", {"difference": DIFFERENCE, "taken": TAKEN})
    assert ben.get(f"/staff/jobs/{job}?lang={language}").status_code == 200
