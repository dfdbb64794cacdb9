"""To sign in with the organisation's account: a provider on loopback says who somebody is."""

import stat
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from assistant.settings import Settings, SettingsError
from assistant.web.staff.access.organisation import role_of
from assistant.web.staff.access.own_secret import own_secret
from tests.assistant.web.staff.conftest import PASSWORD, Browser, Office, OpenOffice
from tests.assistant.web.staff.provider import CLIENT, SECRET, Provider, key, serving

UNPROVEN = "You could not be signed in with City of Cork."
UNKNOWN = "is not among those that may come in here"
DOWN = "City of Cork does not answer just now."


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving() as running:
        yield running


@pytest.fixture
def office(open_office: OpenOffice, provider: Provider) -> Office:
    return open_office(
        oidc_issuer=provider.address,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="City of Cork",
        oidc_editors="eva@city.example, @learning.example",
        oidc_publishers="Paul@city.example",
    )


def go(browser: Browser, provider: Provider, path: str = "/staff/oidc") -> str:
    """Go to the provider, sign in there; gives the address to which it sends the browser back."""
    response = browser.get(path)
    assert response.status_code == 303, response.text
    return provider.authorise(response.headers["location"])


def refused(office: Office, provider: Provider) -> str:
    """Somebody who comes back is not let in; gives the page."""
    browser = office.browser()
    response = browser.get(go(browser, provider))
    assert response.status_code == 403
    assert browser.cookie == ""
    assert office.staff.all() == []
    return str(response.text)


class TestComingIn:
    def test_who_is_named_comes_in(self, office: Office, provider: Provider) -> None:
        browser = office.browser()
        assert "Continue with City of Cork" in browser.get("/staff/sign-in").text
        assert provider.asked == []  # nothing is asked before somebody wants to go there
        back = go(browser, provider, "/staff/oidc?next=/staff/audit")
        response = browser.get(back)
        assert (response.status_code, response.headers["location"]) == (303, "/staff/audit")
        assert browser.get("/staff/probe").json() == {"name": "eva@city.example", "role": "editor"}
        assert "your password is kept there" in browser.get("/staff/account").text
        assert browser.client.cookies.get("staff-going") is None
        browser.get(go(office.browser(), provider))
        assert provider.asked.count("/.well-known/openid-configuration") == 1
        assert provider.asked.count("/keys") == 1

    @pytest.mark.parametrize(
        ("email", "role"),
        [
            ("paul@CITY.example", "publisher"),
            ("kim@learning.example", "editor"),
            ("kim@city.example", None),
            ("eva@city.example.evil.example", None),
            ("x@evil.learning.example", None),
            ("eva", None),
            ("@learning.example", None),
            ("", None),
        ],
    )
    def test_the_settings_say_who_may(self, office: Office, email: str, role: str | None) -> None:
        settings: Settings = office.app.state.assistant.settings
        assert role_of(settings, email) == role

    def test_the_address_may_come_with_the_user_info(self, office: Office, provider: Provider) -> None:
        provider.without = ("email", "email_verified")
        provider.userinfo = {"sub": "17", "email": "eva@city.example", "email_verified": True}
        browser = office.browser()
        assert browser.get(go(browser, provider)).status_code == 303
        provider.userinfo = {"sub": "18", "email": "paul@city.example", "email_verified": True}
        assert browser.get(go(office_browser := office.browser(), provider)).status_code == 403
        assert office_browser.cookie == ""

    def test_keys_that_change_are_fetched_again(self, office: Office, provider: Provider) -> None:
        browser = office.browser()
        browser.get(go(browser, provider))
        provider.key = key("2")
        provider.header = {"alg": "RS256", "kid": "2"}
        other = office.browser()
        assert other.get(go(other, provider)).status_code == 303

    def test_who_is_not_named_any_more_is_out_at_once(self, office: Office, provider: Provider) -> None:
        browser = office.browser()
        browser.get(go(browser, provider))
        assert browser.get("/staff/probe").status_code == 200
        assistant = office.app.state.assistant
        for changed in ({"oidc_editors": []}, {"oidc_publishers": ["eva@city.example"]}, {"oidc_issuer": ""}):
            before, assistant.settings = assistant.settings, assistant.settings.model_copy(update=changed)
            assert browser.get("/staff/probe").status_code == 303
            assistant.settings = before
            browser.get(go(browser, provider))
            assert browser.get("/staff/probe").status_code == 200


class TestNotProven:
    @pytest.mark.parametrize(
        ("claims", "without"),
        [
            ({"nonce": "another"}, ()),
            ({}, ("nonce",)),
            ({"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200}, ()),
            ({"iat": int(time.time()) + 3600, "exp": int(time.time()) + 7200}, ()),
            ({"nbf": int(time.time()) + 3600}, ()),
            ({"iss": "https://evil.example"}, ()),
            ({"aud": "another-installation"}, ()),
            ({"aud": ["another-installation"], "azp": "another-installation"}, ()),
            ({"sub": ""}, ()),
            ({"sub": 17}, ()),
            ({}, ("sub",)),
            ({}, ("exp",)),
            ({}, ("id_token",)),
            ({"sub": "x" * 300}, ()),
        ],
    )
    def test_a_token_that_does_not_prove_it(
        self, office: Office, provider: Provider, claims: dict[str, object], without: tuple[str, ...]
    ) -> None:
        provider.claims = claims
        provider.without = tuple(name for name in without if name != "id_token")
        provider.broken = "no-id-token" if "id_token" in without else ""
        assert UNPROVEN in refused(office, provider)

    def test_a_token_that_somebody_else_signed(self, office: Office, provider: Provider) -> None:
        provider.signs_with = key("3")
        assert UNPROVEN in refused(office, provider)

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_a_token_that_anybody_could_have_signed(
        self, office: Office, provider: Provider, monkeypatch: pytest.MonkeyPatch, algorithm: str
    ) -> None:
        import base64
        import json

        from joserfc import jwt

        def unsigned(_header: object, claims: object, *_: object, **__: object) -> str:
            parts = ({"alg": algorithm, "kid": "1"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."

        monkeypatch.setattr(jwt, "encode", unsigned)
        assert UNPROVEN in refused(office, provider)

    @pytest.mark.parametrize(
        ("claims", "without"),
        [
            ({"email_verified": False}, ()),
            ({"email_verified": "true"}, ()),
            ({}, ("email_verified",)),
            ({"email": "mallory@elsewhere.example"}, ()),
            ({"email": ["eva@city.example"]}, ()),
            ({}, ("email",)),
        ],
    )
    def test_an_address_that_does_not_count(
        self, office: Office, provider: Provider, claims: dict[str, object], without: tuple[str, ...]
    ) -> None:
        provider.claims, provider.without = claims, without
        provider.userinfo = {"sub": "17"}
        assert UNKNOWN in refused(office, provider)

    def test_an_account_of_the_same_name_is_not_taken_over(self, office: Office, provider: Provider) -> None:
        office.staff.add("Eva@city.example", PASSWORD, "publisher", by="tests")
        browser = office.browser()
        response = browser.get(go(browser, provider))
        assert response.status_code == 403
        assert "another account with your e-mail address" in response.text
        assert browser.cookie == ""


class TestTheWay:
    def test_back_in_another_browser_or_with_another_state(self, office: Office, provider: Provider) -> None:
        browser, other = office.browser(), office.browser()
        back = go(browser, provider)
        go(other, provider)
        for response in (
            office.browser().get(back),  # on no way at all
            other.get(back),  # on another way
            browser.get(back.replace("state=", "state=x")),
        ):
            assert response.status_code == 403
            assert UNPROVEN in response.text
        assert browser.get(back).status_code == 403  # its way ended with the wrong state
        assert office.staff.all() == []

    def test_a_code_counts_once(self, office: Office, provider: Provider) -> None:
        browser = office.browser()
        back = go(browser, provider)
        kept = browser.client.cookies.get("staff-going")
        assert browser.get(back).status_code == 303
        again = office.browser()
        assert again.get(back, headers={"cookie": f"staff-going={kept}"}).status_code == 403

    @pytest.mark.parametrize("cookie", ["", "x", "e30.x.y", "a" * 4000])
    def test_a_cookie_that_nobody_here_has_signed(self, office: Office, cookie: str) -> None:
        response = office.browser().get(
            "/staff/oidc/callback?code=1&state=2", headers={"cookie": f"staff-going={cookie}"}
        )
        assert response.status_code == 403

    def test_whoever_turns_back(self, office: Office, provider: Provider) -> None:
        browser = office.browser()
        back = go(browser, provider)
        state = back.partition("state=")[2]
        response = browser.get(f"/staff/oidc/callback?error=access_denied&error_description=<b>&state={state}")
        assert response.status_code == 403
        assert UNPROVEN in response.text
        assert "<b>" not in response.text

    def test_the_cookie_of_the_way(self, office: Office, provider: Provider) -> None:
        response = office.browser().get("/staff/oidc")
        (cookie,) = response.headers.get_list("set-cookie")
        for part in ("staff-going=", "HttpOnly", "Max-Age=600", "SameSite=lax", "Path=/"):
            assert part in cookie
        assert SECRET not in cookie
        assert response.headers["cache-control"] == "no-store"


class TestFailing:
    @pytest.mark.parametrize("broken", ["/.well-known/openid-configuration", "/.well-known/openid-configuration html"])
    def test_a_provider_that_does_not_answer(self, office: Office, provider: Provider, broken: str) -> None:
        provider.broken = broken
        browser = office.browser()
        response = browser.get("/staff/oidc")
        assert response.status_code == 503
        assert DOWN in response.text
        provider.broken = ""
        assert browser.get(go(browser, provider)).status_code == 303

    def test_a_provider_that_is_not_there(self, open_office: OpenOffice) -> None:
        office = open_office(oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT, oidc_name="City of Cork")
        assert office.browser().get("/staff/sign-in").status_code == 200
        response = office.browser().get("/staff/oidc")
        assert response.status_code == 503
        assert DOWN in response.text

    @pytest.mark.parametrize("broken", ["/keys", "/token", "/token html", "/keys html"])
    def test_one_that_fails_on_the_way(self, office: Office, provider: Provider, broken: str) -> None:
        browser = office.browser()
        back = go(browser, provider)
        provider.broken = broken
        response = browser.get(back)
        assert response.status_code in (403, 503)
        assert UNPROVEN in response.text or DOWN in response.text
        assert browser.cookie == ""

    @pytest.mark.parametrize(
        "metadata",
        [
            {"issuer": "https://evil.example"},
            {"issuer": None},
            {"token_endpoint": "ftp://evil.example"},
            {"jwks_uri": None},
            {"authorization_endpoint": "javascript:alert(1)"},
        ],
    )
    def test_one_that_describes_another(self, office: Office, provider: Provider, metadata: dict[str, object]) -> None:
        provider.metadata = metadata
        assert DOWN in office.browser().get("/staff/oidc").text

    def test_without_a_provider_there_is_no_way(self, open_office: OpenOffice) -> None:
        office = open_office()
        assert "Continue with" not in office.browser().get("/staff/sign-in").text
        for path in ("/staff/oidc", "/staff/oidc/callback?code=1&state=2"):
            assert office.browser().get(path).status_code == 404

    def test_no_secret_is_logged(
        self, office: Office, provider: Provider, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        with capture_logs() as logged:
            browser = office.browser()
            browser.get(go(browser, provider))
            provider.claims = {"email": "mallory@elsewhere.example"}
            other = office.browser()
            other.get(go(other, provider))
        out, err = capfd.readouterr()
        said = f"{logged}{out}{err}{[record.getMessage() for record in caplog.records]}"
        for secret in (SECRET, "at-secret", browser.cookie, "mallory", "code-0"):
            assert secret not in said
        assert [line["event"] for line in logged] == ["organisation_sign_in_refused"]


class TestSettings:
    @pytest.mark.parametrize("issuer", ["http://login.city.example", "login.city.example", "ftp://x", "https://"])
    def test_an_issuer_must_be_encrypted(self, issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRECEDENT_OIDC_ISSUER", issuer)
        with pytest.raises(SettingsError, match="PRECEDENT_OIDC_ISSUER: must be an https address"):
            Settings.load(_env_file=None)

    @pytest.mark.parametrize("people", ["eva", "@", "eva@city.example city.example", "*"])
    def test_people_are_addresses_or_domains(self, people: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRECEDENT_OIDC_EDITORS", people)
        with pytest.raises(SettingsError, match="PRECEDENT_OIDC_EDITORS: must be e-mail addresses"):
            Settings.load(_env_file=None)

    def test_the_secret_is_known_as_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PRECEDENT_OIDC_CLIENT_SECRET", SECRET)
        settings = Settings.load(_env_file=None)
        assert SECRET in settings.secrets()
        assert SECRET not in repr(settings)


def test_the_own_secret_is_made_once_and_only_its_owner_may_read_it(office: Office, provider: Provider) -> None:
    office.browser().get("/staff/oidc")
    home = office.app.state.assistant.settings.home
    file = home / "staff-secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(own_secret(home)) == 32
    assert own_secret(home) == file.read_bytes()
    assert [path.name for path in home.glob(".staff-secret*")] == []


def test_nothing_of_it_is_loaded_when_the_server_starts() -> None:
    code = (
        "import sys, assistant.web.app, assistant.cli.main;"
        "print(sorted({'httpx', 'authlib', 'joserfc', 'argon2', 'itsdangerous'} & sys.modules.keys()))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
