"""Who gets in under `/staff` and `/api/staff/`, and who does not."""

import re
from datetime import timedelta

import pytest

from corpus.catalogue.staff import IDLE, LONGEST
from tests.assistant.web.staff.conftest import HERE, PASSWORD, Office, OpenOffice

PAGES = ("/staff/account", "/staff/people", "/staff/audit", "/staff/probe")
REFUSED = "Nothing was changed"


class TestStrangers:
    @pytest.mark.parametrize("path", PAGES)
    def test_they_are_sent_to_sign_in(self, office: Office, path: str) -> None:
        browser = office.browser()
        response = browser.get(f"{path}?by=x&lang=fr")
        assert response.status_code == 303
        assert response.headers["location"].startswith("/staff/sign-in?lang=fr&next=")
        response = browser.post(path, {"token": "x"})
        assert response.status_code in (303, 405)
        assert "staff=" not in response.headers.get("set-cookie", "")

    @pytest.mark.parametrize("cookie", ["x", "x" * 5000, "\u00ff", '"', "a" * 43])
    def test_a_cookie_of_nobody_is_worth_nothing(self, office: Office, cookie: str) -> None:
        response = office.browser().get("/staff/probe", headers={"cookie": f"staff={cookie}".encode("latin-1")})
        assert response.status_code == 303
        assert 'staff=""' in response.headers["set-cookie"]

    def test_scripts_are_told_in_their_language(self, office: Office) -> None:
        assert office.browser().get("/staff/probe", headers={"accept": "application/json"}).status_code == 401
        response = office.browser().get("/api/staff/probe")
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert response.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "path", ["/staff/sign-in", "/staff/account", "/staff/nothing", "/staff", "/api/staff/probe", "/staff/oidc"]
    )
    def test_nobody_keeps_or_lists_these_pages(self, office: Office, path: str) -> None:
        headers = office.browser().get(path, headers={"accept": "text/html"}).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["referrer-policy"] == "same-origin"
        assert "etag" not in headers

    def test_robots_are_told(self, office: Office) -> None:
        assert "Disallow: /staff\n" in office.browser().get("/robots.txt").text

    def test_other_pages_stay_as_they_are(self, office: Office) -> None:
        headers = office.browser().get("/about").headers
        assert headers["cache-control"] == "private, no-cache"
        assert "x-robots-tag" not in headers


class TestForms:
    def test_with_its_token_a_form_is_taken(self, office: Office) -> None:
        browser = office.signed_in("ana")
        assert browser.send("/staff/probe").json() == {"name": "ana", "role": "editor"}
        token = browser.token()
        for headers in ({}, HERE, {"sec-fetch-site": "same-origin"}, HERE | {"sec-fetch-site": "same-origin"}):
            assert browser.post("/staff/probe", {"token": token}, headers=headers).status_code == 200
        by_script = browser.client.post("/staff/probe", json={}, headers=HERE | {"x-csrf-token": token})
        assert by_script.status_code == 200

    @pytest.mark.parametrize("token", [None, "", "x", "\u00e9", "0" * 64])
    def test_without_it_nothing_happens(self, office: Office, token: str | None) -> None:
        browser = office.signed_in("ana")
        response = browser.post("/staff/probe", {} if token is None else {"token": token})
        assert response.status_code == 403
        assert REFUSED in response.text
        response = browser.post("/staff/probe", None, files={"token": b"a file"})
        assert response.status_code == 403

    def test_that_of_another_session_is_worth_nothing(self, office: Office) -> None:
        ana, ben = office.signed_in("ana"), office.signed_in("ben", "publisher")
        second = office.browser()
        second.sign_in("ana")
        for token in (ben.token(), second.token()):
            assert ana.post("/staff/probe", {"token": token}).status_code == 403

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": "http://testserver.evil.example"},
            {"origin": "http://testserver:81"},
            {"origin": "http://["},
            {"origin": ""},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"sec-fetch-site": "none"},
            HERE | {"sec-fetch-site": "cross-site"},
        ],
    )
    def test_from_another_site_nothing_happens_even_with_it(self, office: Office, headers: dict[str, str]) -> None:
        browser = office.signed_in("ana")
        token = browser.token()
        assert browser.post("/staff/probe", {"token": token}, headers=headers).status_code == 403
        assert browser.post("/staff/sign-out", {"token": token}, headers=headers).status_code == 403
        assert browser.get("/staff/probe").status_code == 200

    def test_the_public_address_counts_behind_a_proxy(self, open_office: OpenOffice) -> None:
        office = open_office(public_url="https://precedent.example")
        browser = office.signed_in("ana")
        token = browser.token()
        for origin, status in (("https://precedent.example", 200), ("https://other.example", 403)):
            assert browser.post("/staff/probe", {"token": token}, headers={"origin": origin}).status_code == status


class TestRoles:
    def test_what_is_for_publishers(self, office: Office) -> None:
        editor, publisher = office.signed_in("ana"), office.signed_in("ben", "publisher")
        for response in (editor.get("/staff/probe-publish"), editor.send("/staff/probe-publish")):
            assert response.status_code == 403
            assert "This is for publishers" in response.text
        assert editor.get("/staff/people").status_code == 403
        assert publisher.send("/staff/probe-publish").json()["role"] == "publisher"
        assert "/staff/people" in publisher.get("/staff/account").text
        assert "/staff/people" not in editor.get("/staff/account").text

    def test_another_role_counts_at_once(self, office: Office) -> None:
        browser = office.signed_in("ana", "publisher")
        token = browser.token()
        office.staff.change_role("ana", "editor", by="ben")
        assert browser.get("/staff/probe-publish").status_code == 303
        assert browser.post("/staff/probe-publish", {"token": token}).status_code == 303
        browser.sign_in("ana")
        assert browser.get("/staff/probe-publish").status_code == 403

    def test_an_account_that_is_removed_is_out_at_once(self, office: Office) -> None:
        browser = office.signed_in("ana", "publisher")
        token = browser.token()
        office.staff.remove("ana", by="ben")
        assert browser.get("/staff/probe").status_code == 303
        assert browser.post("/staff/probe", {"token": token}).status_code == 303
        assert browser.sign_in("ana").status_code == 422


class TestSessions:
    def test_it_ends_when_nobody_uses_it(self, office: Office) -> None:
        browser = office.signed_in("ana")
        office.clock[0] += IDLE - timedelta(seconds=1)
        assert browser.get("/staff/probe").status_code == 200
        office.clock[0] += IDLE
        response = browser.get("/staff/probe")
        assert response.status_code == 303
        assert 'staff=""' in response.headers["set-cookie"]

    def test_it_ends_after_two_weeks(self, office: Office) -> None:
        browser = office.signed_in("ana")
        begun = office.clock[0]
        while office.clock[0] < begun + LONGEST - timedelta(hours=6):
            office.later(hours=6)
            assert browser.get("/staff/probe").status_code == 200
        office.later(hours=6)
        assert browser.get("/staff/probe").status_code == 303

    def test_a_cookie_that_was_there_before_becomes_worth_nothing(self, office: Office) -> None:
        office.add("ana")
        attacker = office.signed_in("mallory")
        planted = attacker.cookie
        for value in (planted, "chosen-by-somebody-else"):
            browser = office.browser()
            browser.client.cookies.set("staff", value, domain="testserver.local")
            browser.sign_in("ana")
            assert browser.cookie != value
            assert browser.get("/staff/probe").json()["name"] == "ana"
            assert office.browser().get("/staff/probe", headers={"cookie": f"staff={value}"}).status_code == 303
        assert attacker.get("/staff/probe").status_code == 303

    def test_the_cookie_is_for_this_site_alone(self, office: Office) -> None:
        office.add("ana")
        (cookie,) = office.browser().sign_in("ana").headers.get_list("set-cookie")
        assert re.match(r"staff=[\w-]{43}; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax$", cookie)

    @pytest.mark.parametrize(
        ("base", "public"),
        [("https://precedent.example", ""), ("http://precedent.example", "https://precedent.example")],
    )
    def test_where_the_site_is_encrypted_the_cookie_is_too(
        self, open_office: OpenOffice, base: str, public: str
    ) -> None:
        office = open_office(public_url=public)
        office.add("ana")
        browser = office.browser(base_url=base)
        response = browser.post(
            "/staff/sign-in", {"name": "ana", "password": PASSWORD}, headers={"origin": public or base}
        )
        (cookie,) = response.headers.get_list("set-cookie")
        assert cookie.startswith("__Host-staff=")
        assert "; Secure" in cookie
        assert "; Path=/;" in cookie
        assert "Domain" not in cookie
        token = cookie.partition("=")[2].partition(";")[0]
        # One without the prefix could have been put there by a neighbour or on the way.
        for name, status in (("__Host-staff", 200), ("staff", 303)):
            assert browser.get("/staff/probe", headers={"cookie": f"{name}={token}"}).status_code == status

    def test_to_sign_out(self, office: Office) -> None:
        browser = office.signed_in("ana")
        kept = browser.cookie
        assert browser.get("/staff/sign-out").status_code == 405
        assert browser.post("/staff/sign-out").status_code == 403
        response = browser.send("/staff/sign-out")
        assert (response.status_code, response.headers["location"]) == (303, "/staff/sign-in")
        assert browser.cookie == ""
        assert office.browser().get("/staff/probe", headers={"cookie": f"staff={kept}"}).status_code == 303


class TestKeys:
    def test_a_script_gets_in_with_its_key(self, office: Office) -> None:
        secret = office.staff.add_key("nightly", "editor", by="tests")
        script = office.browser()
        for scheme in ("Bearer", "bearer"):
            headers = {"authorization": f"{scheme} {secret}"}
            assert script.get("/api/staff/probe", headers=headers).json() == {"name": "key nightly", "role": "editor"}
            assert script.post("/api/staff/probe", headers=headers).status_code == 200
        response = script.post("/api/staff/probe-publish", headers=headers)
        assert (response.status_code, response.headers["content-type"]) == (403, "application/problem+json")
        assert office.staff.keys()[0].used_on == office.clock[0].date()

    def test_only_there(self, office: Office) -> None:
        headers = {"authorization": f"Bearer {office.staff.add_key('k', 'publisher', by='tests')}"}
        for path in PAGES:
            assert office.browser().get(path, headers=headers).status_code == 303
        browser = office.signed_in("ana", "publisher")
        assert browser.get("/api/staff/probe").status_code == 401
        assert browser.post("/api/staff/probe", {"token": browser.token()}).status_code == 401

    def test_once_revoked_it_is_worth_nothing(self, office: Office) -> None:
        secret = office.staff.add_key("nightly", "editor", by="tests")
        office.staff.revoke_key("nightly", by="tests")
        headers = {"authorization": f"Bearer {secret}"}
        assert office.browser().get("/api/staff/probe", headers=headers).status_code == 401

    @pytest.mark.parametrize(
        "sent", ["", "Bearer", "Bearer ", "Bearer x", "Basic x", f"Bearer {'x' * 5000}", "Bearer \u00ff"]
    )
    def test_what_is_no_key(self, office: Office, sent: str) -> None:
        headers = {"authorization": sent.encode("latin-1")}
        assert office.browser().get("/api/staff/probe", headers=headers).status_code == 401
