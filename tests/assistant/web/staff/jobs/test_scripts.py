"""With a key, scripts do what staff do."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.assistant.office.homes import boat
from tests.assistant.web.staff.conftest import Office, OpenOffice
from tests.assistant.web.staff.jobs.doubles import without_processes
from tests.corpus.fetching.site import NastySite

API = "/api/staff"
TEXT = "The city set up a tool library in 2019. Volunteers teach repairs every week, and 412 people took part."


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return without_processes(monkeypatch)


@pytest.fixture
def site() -> Iterator[NastySite]:
    with NastySite() as opened:
        yield opened


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    return open_office(fetch_private_addresses=True)


class Script:
    """A script with a key."""

    def __init__(self, office: Office, role: Any) -> None:
        self.client = office.browser().client
        key = office.staff.add_key(f"{role}-script", role, by="Ana")
        self.headers = {"authorization": f"Bearer {key}"}

    def get(self, path: str) -> Any:
        return self.client.get(API + path, headers=self.headers)

    def post(self, path: str, **options: Any) -> Any:
        return self.client.post(API + path, headers=self.headers, **options)


@pytest.fixture
def editor(office: Office) -> Script:
    return Script(office, "editor")


@pytest.fixture
def publisher(office: Office) -> Script:
    return Script(office, "publisher")


def test_status_sources_and_drafts(office: Office, editor: Script) -> None:
    office.catalogue.add([boat(1)], by="Ana")
    office.catalogue.drafts.propose(boat(1, title="Other"), by="Ana")
    office.catalogue.sources.add("page", "https://city.example/", by="Ana")
    status = editor.get("/status").json()
    assert (status["revision"], status["sources"], status["drafts"]["waiting"]) == (1, 1, 1)
    assert not status["in_step"] and status["running"] == []
    assert editor.get("/sources").json()[0]["address"] == "https://city.example/"
    (draft,) = editor.get("/drafts").json()
    assert (draft["practice"], draft["record"]["title"]) == ("no-oslo-boats-1", "Other")
    assert editor.get("/drafts?state=nonsense").status_code == 422


def test_a_page_is_added(office: Office, editor: Script, site: NastySite, started: list[int]) -> None:
    answer = editor.post("/sources", json={"address": site.put("/a", TEXT), "name": "Tools"})
    assert answer.status_code == 202 and answer.json()["sources"][0]["name"] == "Tools"
    job = editor.get(f"/jobs/{answer.json()['job']['id']}").json()
    assert (job["kind"], job["state"], job["by"]) == ("refresh", "waiting", "key editor-script")
    assert started == [job["id"]]
    failed = editor.post("/sources", json={"address": site.at("/missing")})
    assert failed.status_code == 422 and failed.headers["content-type"] == "application/problem+json"


def test_files_are_added(office: Office, editor: Script) -> None:
    files = [("files", ("a.txt", TEXT.encode())), ("files", ("b.pdf", b"none"))]
    answer = editor.post("/uploads", files=files).json()
    assert [source["name"] for source in answer["sources"]] == ["a.txt"] and answer["job"]["kind"] == "take"
    assert answer["refused"][0]["name"] == "b.pdf"
    assert editor.post("/uploads", files=[("files", ("b.pdf", b"none"))]).status_code == 422
    assert editor.post("/uploads", json={}).status_code == 422
    assert editor.post("/uploads", data={"files": "text"}, files={"x": b""}).status_code == 422


def test_work_is_started_once_and_other_work_waits(office: Office, publisher: Script, started: list[int]) -> None:
    assert publisher.post("/refresh").json()["id"] == publisher.post("/refresh", json={}).json()["id"]
    assert len(started) == 1 and publisher.post("/refresh", json={"take": True}).status_code == 409
    assert publisher.post("/publish").status_code == 202
    assert publisher.post("/refresh", json={"sources": [9]}).status_code == 422


def test_a_roll_back_is_to_a_state_that_there_is(office: Office, publisher: Script) -> None:
    assert publisher.post("/rollback").status_code == 422
    for number in (1, 2):
        office.catalogue.add([boat(number)], by="Ana")
    assert publisher.post("/rollback", json={"version": 3}).status_code == 422
    job = office.catalogue.jobs.get(publisher.post("/rollback").json()["id"])
    assert job and job.arguments == {"version": 1}


def test_an_editor_does_not_publish_and_a_stranger_does_nothing(office: Office, editor: Script) -> None:
    for path in ("/publish", "/rollback"):
        assert editor.post(path).status_code == 403
    editor.headers = {}
    for path in ("/status", "/sources", "/drafts", "/jobs/1"):
        assert editor.get(path).status_code == 401
    for path in ("/sources", "/uploads", "/refresh", "/publish", "/rollback"):
        assert editor.post(path, json={"address": "https://city.example"}).status_code == 401


def test_what_is_not_there_is_not_there(editor: Script) -> None:
    assert editor.get("/jobs/99").status_code == 404


def test_it_is_described(office: Office) -> None:
    described = office.browser().client.get("/openapi.json").json()
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert "multipart/form-data" in described["paths"]["/api/staff/uploads"]["post"]["requestBody"]["content"]
