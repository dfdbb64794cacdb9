"""Accounts, keys and the audit log as people see them."""

import re
from html import unescape

import pytest

from corpus.catalogue.audit import note
from tests.assistant.web.staff.conftest import OTHER, PASSWORD, Browser, Office
from tests.corpus.test_catalogue import HOSTILE


@pytest.fixture
def marta(office: Office) -> Browser:
    """A publisher who is signed in."""
    return office.signed_in("marta", "publisher")


def secret_on(response: object) -> str:
    found = re.search(r'<code class="secret">([^<]*)</code>', response.text)  # type: ignore[attr-defined]
    assert found
    return unescape(found[1])


class TestAccount:
    def test_another_password_signs_out_everywhere_else(self, office: Office, marta: Browser) -> None:
        elsewhere = office.browser()
        elsewhere.sign_in("marta")
        before = marta.cookie
        response = marta.send("/staff/account/password", current=PASSWORD, password=OTHER, again=OTHER)
        assert (response.status_code, response.headers["location"]) == (303, "/staff/account")
        assert marta.cookie != before
        page = marta.get("/staff/account").text
        assert 'role="status"' in page
        assert "Your password is changed." in page
        assert "Your password is changed." not in marta.get("/staff/account").text
        assert elsewhere.get("/staff/account").status_code == 303
        assert office.browser().sign_in("marta", OTHER).status_code == 303
        assert ("marta", "account.password", "marta") in office.actions()

    @pytest.mark.parametrize(
        ("current", "password", "again", "said"),
        [
            ("wrong", OTHER, OTHER, "present password is not right"),
            (PASSWORD, "short", "short", "at least 10 characters"),
            (PASSWORD, "qwertyuiop", "qwertyuiop", "first that anybody would try"),
            (PASSWORD, "Marta 2026!", "Marta 2026!", "made of the name"),
            (PASSWORD, OTHER, OTHER + "x", "not the same"),
            ("", "", "", "at least 10 characters"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, office: Office, marta: Browser, current: str, password: str, again: str, said: str
    ) -> None:
        response = marta.send("/staff/account/password", current=current, password=password, again=again)
        assert response.status_code == 422
        assert said in response.text
        assert marta.get("/staff/account").status_code == 200
        assert office.browser().sign_in("marta").status_code == 303

    def test_the_present_password_cannot_be_guessed_there(self, office: Office, marta: Browser) -> None:
        for _ in range(6):
            marta.send("/staff/account/password", current="wrong", password=OTHER, again=OTHER)
        response = marta.send("/staff/account/password", current=PASSWORD, password=OTHER, again=OTHER)
        assert response.status_code == 422
        assert "wait a little" in response.text
        office.later(seconds=30)
        assert marta.send("/staff/account/password", current=PASSWORD, password=OTHER, again=OTHER).status_code == 303

    def test_where_one_is_signed_in(self, office: Office, marta: Browser) -> None:
        assert "Sign out everywhere else" not in marta.get("/staff/account").text
        other = office.browser(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
        other.sign_in("marta")
        page = marta.get("/staff/account").text
        assert "Firefox, Windows" in page
        assert page.count("(this one)") == 1
        assert marta.send("/staff/account/sign-out-others").status_code == 303
        assert other.get("/staff/account").status_code == 303
        assert "you are signed out." in marta.get("/staff/account").text


class TestPeople:
    def test_somebody_comes_in_with_a_link(self, office: Office, marta: Browser) -> None:
        response = marta.send("/staff/people", name="ben", role="editor", first="link")
        link = secret_on(response)
        assert link.startswith("http://testserver/staff/invitation/")
        assert link not in marta.get("/staff/people").text
        assert office.browser().get(link.removeprefix("http://testserver")).status_code == 200
        assert ("marta", "account.add", "ben") in office.actions()

    def test_or_with_a_password_that_is_shown_once(self, office: Office, marta: Browser) -> None:
        response = marta.send("/staff/people", name="ben", role="publisher", first="password")
        password = secret_on(response)
        assert password not in marta.get("/staff/people").text
        ben = office.browser()
        assert ben.sign_in("ben", password).status_code == 303
        assert ben.get("/staff/people").status_code == 200

    @pytest.mark.parametrize(
        ("name", "said"), [("marta", "is taken already"), ("", "1 to 60 letters"), (HOSTILE[:60], "1 to 60 letters")]
    )
    def test_names_that_will_not_do(self, office: Office, marta: Browser, name: str, said: str) -> None:
        response = marta.send("/staff/people", name=name.encode("utf-8", "replace").decode())
        assert response.status_code == 422
        assert said in response.text
        assert [account.name for account in office.staff.all()] == ["marta"]

    def test_another_role(self, office: Office, marta: Browser) -> None:
        ben = office.signed_in("ben")
        assert marta.send("/staff/people/role", name="ben", role="publisher").status_code == 303
        assert "<bdi>ben</bdi></strong> · Publisher" in marta.get("/staff/people").text
        assert ben.get("/staff/account").status_code == 303
        assert marta.send("/staff/people/role", name="ben", role="owner").status_code == 422
        assert marta.send("/staff/people/role", name="nobody", role="editor").status_code == 422
        assert ("marta", "account.role", "ben") in office.actions()

    def test_signed_out_and_removed(self, office: Office, marta: Browser) -> None:
        ben = office.signed_in("ben")
        marta.send("/staff/people/sign-out", name="ben")
        assert ben.get("/staff/account").status_code == 303
        ben.sign_in("ben")
        marta.send("/staff/people/remove", name="ben")
        assert "The account ben is removed." in marta.get("/staff/people").text
        assert ben.get("/staff/account").status_code == 303
        assert ben.sign_in("ben").status_code == 422
        assert ("marta", "account.remove", "ben") in office.actions()

    def test_a_link_for_a_forgotten_password(self, office: Office, marta: Browser) -> None:
        office.add("ben")
        link = secret_on(marta.send("/staff/people/link", name="ben")).removeprefix("http://testserver")
        ben = office.browser()
        assert ben.post(link, {"password": OTHER, "again": OTHER}).status_code == 303
        assert ben.get("/staff/account").status_code == 200
        assert office.browser().sign_in("ben").status_code == 422

    def test_nobody_locks_themselves_out(self, office: Office, marta: Browser) -> None:
        for path, data in (("role", {"role": "editor"}), ("remove", {})):
            response = marta.send(f"/staff/people/{path}", name="MARTA", **data)
            assert response.status_code == 422
            assert "you cannot" in response.text
        assert marta.get("/staff/people").status_code == 200

    def test_an_organisations_account_is_changed_there(self, office: Office, marta: Browser) -> None:
        office.staff.external("https://login.city.example", "17", "eva@city.example", "editor")
        page = marta.get("/staff/people").text
        assert "With your organisation" in page
        for path, data in (("role", {"role": "publisher"}), ("link", {})):
            response = marta.send(f"/staff/people/{path}", name="eva@city.example", **data)
            assert response.status_code == 422
            assert "the settings say" in response.text

    @pytest.mark.parametrize("path", ["", "/link", "/role", "/sign-out", "/remove", "/keys", "/keys/revoke"])
    def test_all_of_it_is_for_publishers(self, office: Office, marta: Browser, path: str) -> None:
        editor = office.signed_in("ben")
        data = {"name": "marta", "role": "editor"}
        before = office.actions()
        assert editor.send(f"/staff/people{path}", **data).status_code == 403
        assert marta.post(f"/staff/people{path}", data).status_code == 403
        assert marta.post(f"/staff/people{path}", data | {"token": editor.token()}).status_code == 403
        assert office.actions() == before

    def test_keys(self, office: Office, marta: Browser) -> None:
        response = marta.send("/staff/people/keys", name="nightly", role="editor")
        secret = secret_on(response)
        page = marta.get("/staff/people").text
        assert secret not in page
        assert f"{secret[:16]}…" in page
        headers = {"authorization": f"Bearer {secret}"}
        assert office.browser().get("/api/staff/probe", headers=headers).status_code == 200
        assert marta.send("/staff/people/keys", name="nightly").status_code == 422
        assert marta.send("/staff/people/keys/revoke", name="nightly").status_code == 303
        assert office.browser().get("/api/staff/probe", headers=headers).status_code == 401
        assert marta.send("/staff/people/keys/revoke", name="nightly").status_code == 422


class TestAudit:
    def test_who_changed_what(self, office: Office, marta: Browser) -> None:
        ben = office.signed_in("ben")
        marta.send("/staff/people/role", name="ben", role="publisher")
        page = marta.get("/staff/audit").text
        assert ben.get("/staff/audit").status_code == 303  # signed out by the new role
        assert "Role changed" in page
        assert "Account made" in page
        only = marta.get("/staff/audit?by=ben").text
        assert "Signed in" in only
        assert "Role changed" not in only
        assert "There is nothing here." in marta.get("/staff/audit?by=nobody").text

    def test_it_has_pages(self, office: Office, marta: Browser) -> None:
        with office.catalogue.audit._database.writing() as session:
            for number in range(120):
                note(session, "marta", "draft.approve", f"draft-{number:03}")
        first = marta.get("/staff/audit").text
        assert first.count("<tr><td>") == 50
        assert "draft-119" in first
        assert 'rel="next" href="/staff/audit?page=2"' in first
        assert 'rel="prev"' not in first
        assert 'rel="next"' not in marta.get("/staff/audit?page=3").text
        assert 'href="/staff/audit?by=marta&amp;page=2"' in marta.get("/staff/audit?by=marta").text
        assert marta.get("/staff/audit?page=0").status_code == 422
        assert marta.get("/staff/audit?page=100001").status_code == 422

    def test_hostile_text_is_shown_harmless(self, office: Office, marta: Browser) -> None:
        with office.catalogue.audit._database.writing() as session:
            note(session, f"<script>{HOSTILE}", "<b>x", f"<img src=x onerror=alert(1)>{HOSTILE}", HOSTILE)
        page = marta.get("/staff/audit").text
        assert "<img" not in page
        assert "<script>" not in page
        assert "<b>x" not in page
        assert marta.get("/staff/audit", params={"by": "<script>"}).status_code == 200
