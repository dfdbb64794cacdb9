"""Every address of staff, whoever adds one: who gets in, what a request must carry, that looking changes nothing."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from fastapi.routing import iter_route_contexts
from structlog.testing import capture_logs

from assistant.assistant import Assistant
from assistant.office import jobs
from assistant.office.tending import Tending
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.staff.sources.uploads import MAX_FILES
from corpus.catalogue import AskedQuestion, CatalogueError, LinkState
from corpus.catalogue.staff import Role, Staff
from tests.assistant.web.staff.conftest import HERE, OTHER, PASSWORD, START, Browser, Office, OpenOffice, offices
from tests.corpus.drafted import PAGE, draft, take
from tests.corpus.test_catalogue import CHOIR, FAIR

Route = tuple[str, str]

TO_GET_IN: Final = {
    "/staff/sign-in",
    "/staff/oidc",
    "/staff/oidc/callback",
    "/staff/invitation/{secret}",
}
"""Addresses for those who are not signed in yet. Each new one is a decision, and not an oversight."""
FOR_PUBLISHERS: Final[set[Route]] = {
    ("GET", "/staff/people"),
    ("POST", "/staff/people"),
    ("POST", "/staff/people/link"),
    ("POST", "/staff/people/role"),
    ("POST", "/staff/people/sign-out"),
    ("POST", "/staff/people/remove"),
    ("POST", "/staff/people/keys"),
    ("POST", "/staff/people/keys/revoke"),
    ("GET", "/staff/practices/{practice_id}/withdraw"),
    ("POST", "/staff/practices/{practice_id}/withdraw"),
    ("POST", "/staff/publish"),
    ("POST", "/staff/publish/revisions/{number}"),
    ("POST", "/api/staff/publish"),
    ("POST", "/api/staff/rollback"),
}
"""What changes who may, or what the public sees."""
OF_A_SESSION: Final = 'INTO "staff_sessions"'
VALUES: Final = {
    "practice_id": FAIR.id,
    "secret": "nobody-has-this",
    "key": "nobody-asked-this",
    "table": "days",
}
"""What stands in addresses in place of a name in braces; in place of any other, 1."""


def _routes() -> list[Route]:
    app = create_app(Settings(home=Path("nowhere"), _env_file=None))
    found = []
    for route in iter_route_contexts(app.routes):
        path = str(getattr(route, "path", ""))
        if f"{path}/".startswith(("/staff/", "/api/staff/")):
            found += [(method, path) for method in sorted(getattr(route, "methods", None) or {"*"})]
    return found


ROUTES: Final = _routes()
UNSAFE: Final = [one for one in ROUTES if one[0] not in ("GET", "HEAD", "OPTIONS")]
SAFE: Final = [one for one in ROUTES if one not in UNSAFE]
PAGES: Final = [one for one in UNSAFE if one[1].startswith("/staff")]
API: Final = [one for one in ROUTES if one[1].startswith("/api/")]
SIGNED: Final = [one for one in ROUTES if one[1] not in TO_GET_IN]
FORMS: Final = [one for one in PAGES if one in SIGNED]
SENT: Final[dict[str, dict[str, str]]] = {
    "/staff/account/password": {
        "current": PASSWORD,
        "password": OTHER,
        "again": OTHER,
    },
    "/staff/account/sign-out-others": {},
    "/staff/people": {"name": "new", "role": "editor"},
    "/staff/people/link": {"name": "ana"},
    "/staff/people/role": {"name": "ana", "role": "publisher"},
    "/staff/people/sign-out": {"name": "ana"},
    "/staff/people/remove": {"name": "ana"},
    "/staff/people/keys": {"name": "another", "role": "editor"},
    "/staff/people/keys/revoke": {"name": "script"},
    "/staff/tasks/{number}/done": {},
    "/staff/drafts/{number}": {"act": "reject", "version": "1", "reason": "Not a practice."},
    "/staff/drafts/{number}/merge": {"version": "1", "into": FAIR.id, "fields": "summary"},
    "/staff/practices/{practice_id}/edit": {"version": "0", "act": "save", "checked": "1"},
    "/staff/practices/{practice_id}/withdraw": {},
    "/staff/sources/new": {"way": "text", "title": "Boats", "text": "The library of Oslo has two boats. " * 9},
    "/staff/sources/look": {},
    "/staff/sources/{number}/look": {},
    "/staff/sources/{number}": {"name": "Another name"},
    "/staff/sources/{number}/pause": {"paused": "1"},
    "/staff/sources/{number}/remove": {},
    "/staff/jobs/{number}/again": {},
    "/staff/links/check": {},
    "/staff/links/accept": {"address": FAIR.sources[0].url},
    "/staff/publish": {},
    "/staff/publish/revisions/{number}": {},
}
"""Forms that change something, filled in, by address."""


@pytest.fixture(scope="module", autouse=True)
def _nothing_else_happens() -> Iterator[None]:
    """No process is started, and nothing is built beside these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tending, "look", lambda _self: None)
        patch.setattr(jobs, "work_on", lambda _settings, _job_id: None)
        yield


@pytest.fixture(scope="module")
def office(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """With one of everything; tests that change something have `busy`."""
    with offices(assistant, tmp_path_factory.mktemp("office") / "home") as open_it:
        yield filled(open_it(), assistant)


@pytest.fixture
def busy(open_office: OpenOffice, assistant: Assistant) -> Office:
    """One of a test's own."""
    return filled(open_office(), assistant)


def filled(office: Office, assistant: Assistant) -> Office:
    """An office with one of everything, and three who may come in."""
    catalogue = office.catalogue
    state = office.app.state.assistant
    state.practice, state.embed = assistant.practice, lambda texts: np.ones((len(texts), 384), np.float32) / 384**0.5
    catalogue.add([FAIR, CHOIR], by="tests")
    source = catalogue.sources.add("page", PAGE, by="tests", name="City of Oslo")
    take(catalogue, source, draft())
    catalogue.tasks.add("Libraries", ["Is there a library?"], by="tests", askings=3, language="en")
    catalogue.asked.keep([AskedQuestion(question="Boats?", language="en", answered=False, reason="no_match")])
    dead = FAIR.sources[0].url
    catalogue.sources.links.keep(LinkState(address=dead, state="dead", checked_at=START, since=START, practices=()))
    catalogue.jobs.fail(catalogue.jobs.start("links", {}, "tests").id, "It was stopped.")
    office.add("ana")
    for name in ("ben", "eva"):
        office.add(name, "publisher")
    return office


@pytest.fixture(scope="module")
def ana(office: Office) -> Browser:
    """An editor."""
    return _signed_in(office, "ana")


@pytest.fixture(scope="module")
def eva(office: Office) -> Browser:
    """A publisher."""
    return _signed_in(office, "eva")


def _signed_in(office: Office, name: str) -> Browser:
    browser = office.browser()
    assert browser.sign_in(name).status_code == 303
    return browser


def address_of(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda name: str(VALUES.get(name[1], 1)), path)


def send(browser: Browser, route: Route, **options: Any) -> Any:
    """Send a request without anything that is not in the options."""
    method, path = route
    return browser.client.request(method, address_of(path), follow_redirects=False, **options)


def kept(office: Office) -> list[str]:
    """All that the catalogue holds."""
    home = office.app.state.assistant.settings.home
    with sqlite3.connect(home / "catalogue.sqlite") as database:
        return list(database.iterdump())


def key_of(office: Office, role: Role) -> dict[str, str]:
    """The header with a new key."""
    name = f"key-{len(office.staff.keys())}-{role}"
    return {"authorization": f"Bearer {office.staff.add_key(name, role, by='tests')}"}


def test_every_kind_of_route_is_seen() -> None:
    assert len(PAGES) > 30 and len(SAFE) > 30 and len(API) > 8
    assert all(method in ("GET", "HEAD", "POST") for method, _ in ROUTES)
    assert {path for _, path in ROUTES} >= TO_GET_IN
    assert set(ROUTES) >= FOR_PUBLISHERS
    assert {path for _, path in PAGES} >= SENT.keys()


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_strangers_get_nowhere(office: Office, route: Route) -> None:
    before, browser = kept(office), office.browser()
    for headers in ({}, HERE, {"authorization": "Bearer nobody"}, {"cookie": "staff=nobody"}):
        response = send(browser, route, headers=headers)
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-robots-tag"] == "noindex"
        if route[1] in TO_GET_IN:
            assert response.status_code in (200, 403, 404, 422)
        elif route in API:
            assert response.status_code == 401
        else:
            assert response.status_code == 303
            assert response.headers["location"].startswith("/staff/sign-in")
    if route[1] not in TO_GET_IN:  # a wrong password is counted
        assert kept(office) == before


@pytest.mark.parametrize("route", FORMS, ids=" ".join)
def test_a_form_needs_its_session_its_token_and_its_site(office: Office, eva: Browser, route: Route) -> None:
    other, token = _signed_in(office, "eva").token(), eva.token()
    before, elsewhere = kept(office), {"origin": "https://evil.example"}
    for headers, data in (
        (HERE, {}),
        (HERE, {"token": ""}),
        (HERE, {"token": other}),
        (HERE | {"x-csrf-token": other}, {"token": token}),
        (elsewhere, {"token": token}),
        (elsewhere | {"x-csrf-token": token}, {}),
        ({"sec-fetch-site": "same-site"}, {"token": token}),
        (HERE | {"sec-fetch-site": "cross-site"}, {"token": token}),
    ):
        assert send(eva, route, headers=headers, data=data).status_code == 403
        assert send(eva, route, headers=headers, files={"f": b""}, data=data).status_code == 403
    assert send(eva, route, headers=HERE, json={"token": token}).status_code == 403
    assert send(eva, route, headers=HERE, params={"token": token}).status_code == 403
    assert send(eva, route, headers=HERE | {"content-type": "text/plain"}, content=f"token={token}").status_code == 403
    assert kept(office) == before


@pytest.mark.parametrize("route", sorted(FOR_PUBLISHERS), ids=" ".join)
def test_what_is_for_publishers_is_not_for_editors(office: Office, ana: Browser, route: Route) -> None:
    key = key_of(office, "editor") if route in API else {}
    token, before = ana.token(), kept(office)
    if route in API:
        response = send(office.browser(), route, headers=key, json={})
    else:
        response = send(ana, route, headers=HERE, data={"token": token} if route in UNSAFE else None)
    assert response.status_code == 403
    assert [line for line in kept(office) if "staff_keys" not in line] == [
        line for line in before if "staff_keys" not in line
    ]


@pytest.mark.parametrize("route", [one for one in SIGNED if one not in FOR_PUBLISHERS], ids=" ".join)
def test_everything_else_is_for_editors(busy: Office, route: Route) -> None:
    if route in API:
        response = send(busy.browser(), route, headers=key_of(busy, "editor"), json={} if route in UNSAFE else None)
    else:
        ana = _signed_in(busy, "ana")
        response = send(ana, route, headers=HERE, data={"token": ana.token()} if route in UNSAFE else None)
    assert response.status_code not in (401, 403)
    assert response.status_code < 500, response.text[:500]


@pytest.mark.parametrize("route", API, ids=" ".join)
def test_a_key_opens_the_interface_and_a_cookie_does_not(busy: Office, route: Route) -> None:
    eva = _signed_in(busy, "eva")
    assert send(eva, route, headers=HERE | {"x-csrf-token": eva.token()}).status_code == 401
    key = key_of(busy, "publisher")
    assert send(busy.browser(), route, headers=key).status_code not in (401, 403)
    busy.staff.revoke_key(busy.staff.keys()[0].name, by="tests")
    assert send(busy.browser(), route, headers=key).status_code == 401


@pytest.mark.parametrize("route", [one for one in SIGNED if one not in API], ids=" ".join)
def test_no_key_opens_a_page(office: Office, route: Route) -> None:
    assert send(office.browser(), route, headers=HERE | key_of(office, "publisher")).status_code == 303


@pytest.mark.parametrize("route", [one for one in SAFE if one in SIGNED], ids=" ".join)
def test_looking_changes_nothing(office: Office, eva: Browser, route: Route) -> None:
    headers = key_of(office, "publisher") if route in API else {}
    send(eva, ("GET", "/api/staff/status"), headers=headers)  # that a key was used today is noted once
    before = kept(office)
    for method in (route[0], "HEAD"):
        response = send(eva, (method, route[1]), headers=headers)
        assert response.status_code < 500, response.text[:500]
        assert response.headers["cache-control"] == "no-store"
    # A message for the next page is no change of anything.
    assert set(kept(office)) ^ set(before) <= {line for line in kept(office) + before if OF_A_SESSION in line}


@pytest.mark.parametrize("route", FORMS, ids=" ".join)
def test_whoever_changes_something_is_in_the_audit_log(busy: Office, route: Route) -> None:
    busy.staff.add_key("script", "editor", by="tests")
    eva = _signed_in(busy, "eva")
    _signed_in(busy, "ana"), _signed_in(busy, "eva")
    token = eva.token()
    before, noted = kept(busy), busy.actions()
    response = send(eva, route, headers=HERE, data={"token": token, **SENT.get(route[1], {})})
    assert response.status_code < 500, response.text[:500]
    changed = {line for line in set(kept(busy)) ^ set(before) if OF_A_SESSION not in line}
    made = busy.actions()[len(noted) :]
    assert made or not changed
    assert made or route[1] not in SENT, response.text
    assert all(by == "eva" for by, _, _ in made)


@pytest.mark.parametrize("route", [one for one in ROUTES if "{" in one[1]], ids=" ".join)
def test_no_address_breaks_it(office: Office, eva: Browser, route: Route) -> None:
    data = {"token": eva.token(), "version": "1", "act": "save"} if route in UNSAFE else None
    for name in ("0", "-1", "9" * 12, "9" * 30, "\u0661", "1e3", "%00", "..%2f..%2fetc%2fpasswd", "x" * 5000):
        path = re.sub(r"\{\w+\}", name, route[1])
        response = eva.client.request(route[0], path, data=data, headers=HERE, follow_redirects=False)
        assert response.status_code < 500, (path[:80], response.text[:500])


def test_a_form_has_so_many_files_and_no_more(office: Office, eva: Browser) -> None:
    before, form = kept(office), {"token": eva.token(), "way": "files"}
    files = [("files", (f"{number}.txt", b"Boats.")) for number in range(MAX_FILES + 1)]
    response = eva.client.post("/staff/sources/new", data=form, files=files, headers=HERE)
    assert response.status_code == 422
    response = eva.client.post("/staff/sources/new", data=form, files=files * 5, headers=HERE)
    assert (response.status_code, response.json()["detail"][:15]) == (422, "Too many files.")
    response = office.browser().client.post("/api/staff/uploads", files=files, headers=key_of(office, "editor"))
    assert response.status_code == 422
    assert [line for line in kept(office) if '"sources"' in line] == [line for line in before if '"sources"' in line]


def test_the_secret_of_a_link_is_in_no_log(busy: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise CatalogueError("The disk is full.")

    monkeypatch.setattr(Staff, "invited", fail)
    with capture_logs() as logs:
        assert busy.browser().get("/staff/invitation/a-secret-of-a-link").status_code == 503
    assert "a-secret" not in str(logs)
    assert [entry["path"] for entry in logs] == ["/staff/invitation/{secret}"]
