"""To sign in: who gets in, who must wait, and where one goes on."""

import asyncio
import logging
import threading

import pytest
from structlog.testing import capture_logs

from assistant.web.staff.access.addresses import FREE, MAX_ADDRESSES, AddressDelays
from assistant.web.staff.access.hashing import Hashing, TooBusyError
from assistant.web.staff.access.programs import program_of
from assistant.web.staff.access.sign_in import safe_next
from corpus.catalogue import password_hash
from tests.assistant.web.staff.conftest import OTHER, PASSWORD, START, Browser, Office
from tests.corpus.test_catalogue import HOSTILE

WRONG = "The name or the password is wrong."


class TestSigningIn:
    def test_it_leads_to_the_page_that_was_wanted(self, office: Office) -> None:
        office.add("ana")
        browser = office.browser()
        wanted = browser.get("/staff/probe?by=x&page=2").headers["location"]
        page = browser.get(wanted)
        assert 'name="next" value="/staff/probe?by=x&amp;page=2"' in page.text
        response = browser.sign_in("ana", next="/staff/probe?by=x&page=2")
        assert (response.status_code, response.headers["location"]) == (303, "/staff/probe?by=x&page=2")
        assert browser.get("/staff/probe").json()["name"] == "ana"
        assert browser.get("/staff/sign-in").headers["location"] == "/staff"
        assert ("ana", "session.open", "ana") in office.actions()

    @pytest.mark.parametrize(
        "path",
        [
            "", "https://evil.example", "//evil.example", "/\\evil.example", "/staff//evil.example",
            "/staffx", "/about", "/staff/../about", "javascript:alert(1)", "/staff\r\nx: y", "/staff\u2028",
            "/staff/" + "x" * 3000,
            "/staff/sign-in", "/staff/sign-out", " /staff", "/staff@evil.example",
        ],
    )  # fmt: skip
    def test_and_nowhere_else(self, path: str) -> None:
        assert safe_next(path) == "/staff"

    def test_what_does_not_fit_is_said_in_the_same_words(self, office: Office) -> None:
        office.add("ana")
        office.staff.add("ben", None, "editor", by="tests")
        pages = set()
        for name in ("ana", "ben", "nobody"):
            response = office.browser().sign_in(name, "wrong")
            assert response.status_code == 422
            assert WRONG in response.text
            assert "set-cookie" not in response.headers
            pages.add(response.text.replace(f'value="{name}"', ""))
        assert len(pages) == 1

    def test_a_name_that_nobody_has_takes_the_same_calls(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        office.add("ana")
        calls: list[str] = []
        fits = password_hash.fits

        def watched(stored: str | None, password: str) -> bool:
            calls.append(password)
            return fits(stored, password)

        monkeypatch.setattr(password_hash, "fits", watched)
        office.browser().sign_in("ana", "wrong")
        office.browser().sign_in("nobody", "wrong")
        assert calls == ["wrong", "wrong"]

    @pytest.mark.parametrize("text", [HOSTILE, "<script>alert(1)</script>", '" onfocus="alert(1)', "x" * 60000, ""])
    def test_hostile_words_are_shown_harmless(self, office: Office, text: str) -> None:
        page = office.browser().post(
            "/staff/sign-in", {"name": text.encode("utf-8", "replace").decode(), "password": "x", "next": "//evil"}
        )
        assert page.status_code == 422
        assert "<script>alert" not in page.text
        assert 'onfocus="' not in page.text
        assert 'value="/staff"' in page.text
        assert len(page.text) < 6000

    @pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
    def test_nobody_is_signed_in_from_another_site(self, office: Office, headers: dict[str, str]) -> None:
        office.add("ana")
        browser = office.browser()
        response = browser.post("/staff/sign-in", {"name": "ana", "password": PASSWORD}, headers=headers)
        assert response.status_code == 403
        assert browser.cookie == ""

    def test_it_is_in_the_visitors_language_from_right_to_left(self, office: Office) -> None:
        page = office.browser().get("/staff/sign-in?lang=ar").text
        assert '<html lang="ar" dir="rtl">' in page

    def test_neither_name_nor_password_is_logged(
        self, office: Office, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        office.add("ana")
        browser = office.browser()
        with capture_logs() as logged:
            browser.sign_in("my-secret-word", "my-other-word")
            browser.sign_in("ana")
        browser.get("/staff/probe")
        out, err = capfd.readouterr()
        said = f"{logged}{out}{err}{[record.getMessage() for record in caplog.records]}"
        for secret in ("my-secret-word", "my-other-word", PASSWORD, browser.cookie):
            assert secret not in said
        assert [line["event"] for line in logged] == ["sign_in_refused"]


class TestLockOut:
    def fail(self, browser: Browser, name: str = "ana", times: int = 5) -> None:
        for _ in range(times):
            assert browser.sign_in(name, "wrong").status_code == 422

    @pytest.mark.parametrize("name", ["ana", "nobody"])
    def test_after_failures_one_must_wait(self, office: Office, name: str) -> None:
        office.add("ana")
        browser = office.browser()
        self.fail(browser, name)
        response = browser.sign_in(name)
        assert (response.status_code, response.headers["retry-after"]) == (429, "5")
        assert "Too many attempts failed. Please try again in 5 seconds." in response.text
        assert WRONG not in response.text

    def test_the_wait_ends(self, office: Office) -> None:
        office.add("ana")
        browser = office.browser()
        self.fail(browser)
        office.later(seconds=5)
        assert browser.sign_in("ana").status_code == 303
        self.fail(office.browser(), times=4)

    def test_the_wait_grows(self, office: Office) -> None:
        office.add("ana")
        browser = office.browser()
        self.fail(browser)
        waits = []
        for _ in range(9):
            waits.append(int(browser.sign_in("ana").headers["retry-after"]))
            office.later(seconds=waits[-1])
            assert browser.sign_in("ana", "wrong").status_code == 422
        assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900]
        assert "Please try again in 15 minutes." in browser.sign_in("ana").text

    def test_whoever_is_signed_in_stays_so(self, office: Office) -> None:
        browser = office.signed_in("ana")
        self.fail(office.browser())
        assert office.browser().sign_in("ana").status_code == 429
        assert browser.get("/staff/probe").status_code == 200

    def test_an_address_that_tries_many_names_must_wait(self, office: Office) -> None:
        office.add("ana")
        attacker = office.browser(client=("203.0.113.7", 5000))
        for number in range(FREE + 5):
            assert attacker.sign_in(f"name-{number}", "wrong").status_code == 422
        assert attacker.sign_in("ana").status_code == 429
        assert office.browser(client=("203.0.113.8", 5000)).sign_in("ana").status_code == 303
        office.later(seconds=5)
        assert attacker.sign_in("ana").status_code == 303

    def test_those_who_come_while_too_many_wait_are_asked_to_come_again(self, office: Office) -> None:
        office.add("ana")
        office.app.state.access.hashing._inside = 1000
        response = office.browser().sign_in("ana")
        assert response.status_code == 503
        assert "try again in a few seconds" in response.text
        office.app.state.access.hashing._inside = 0
        assert office.browser().sign_in("ana").status_code == 303


class TestAddresses:
    def test_they_are_bounded_and_forgotten(self) -> None:
        delays = AddressDelays()
        for number in range(MAX_ADDRESSES + 50):
            assert delays.count(str(number), START) == 0
        assert len(delays) == MAX_ADDRESSES
        delays.take_back("0")
        delays.take_back(str(MAX_ADDRESSES))
        assert len(delays) == MAX_ADDRESSES - 1
        assert delays.count(None, START) == 0

    def test_right_ones_do_not_count(self) -> None:
        delays = AddressDelays()
        for _ in range(100):
            assert delays.count("203.0.113.7", START) == 0
            delays.take_back("203.0.113.7")
        assert len(delays) == 0


class TestHashing:
    def test_a_few_at_a_time_and_not_too_many_waiting(self) -> None:
        running, most = 0, 0
        lock = threading.Lock()
        go_on = threading.Event()

        def work() -> None:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            go_on.wait(5)
            with lock:
                running -= 1

        async def all_of_them() -> list[object]:
            hashing = Hashing(at_once=2, waiting=3)
            tasks = [asyncio.create_task(hashing.run(work)) for _ in range(8)]
            await asyncio.sleep(0.05)
            go_on.set()
            return await asyncio.gather(*tasks, return_exceptions=True)

        ended = asyncio.run(all_of_them())
        assert most == 2
        assert [type(one) for one in ended].count(TooBusyError) == 3
        assert ended[:5] == [None] * 5


class TestInvitation:
    def test_somebody_chooses_a_password_and_is_in(self, office: Office) -> None:
        office.staff.add("ben", None, "editor", by="ana")
        path = f"/staff/invitation/{office.staff.invite('ben', START, by='ana')}"
        browser = office.browser()
        assert "<bdi>ben</bdi>" in browser.get(path).text
        assert browser.get(path).status_code == 200  # looking does not use it up
        for password, again, said in (
            ("short", "short", "at least 10"),
            ("password123", "password123", "first that anybody"),
            (OTHER, PASSWORD, "not the same"),
        ):
            response = browser.post(path, {"password": password, "again": again})
            assert response.status_code == 422
            assert said in response.text
        response = browser.post(path, {"password": OTHER, "again": OTHER}, headers={"origin": "https://evil.example"})
        assert response.status_code == 403
        response = browser.post(path, {"password": OTHER, "again": OTHER})
        assert (response.status_code, response.headers["location"]) == (303, "/staff/account")
        assert "Your password is kept." in browser.get("/staff/account").text
        for again in (browser.get(path), browser.post(path, {"password": PASSWORD, "again": PASSWORD})):
            assert again.status_code == 404
        assert office.browser().sign_in("ben", OTHER).status_code == 303

    def test_one_that_is_too_old_or_made_up(self, office: Office) -> None:
        office.add("ana")
        secret = office.staff.invite("ana", START, by="tests")
        office.later(days=3)
        for one in (secret, "x", "%00", "%ED%A0%80", "<b>"):
            response = office.browser().get(f"/staff/invitation/{one}")
            assert response.status_code == 404
            assert "does not work any more" in response.text


@pytest.mark.parametrize(
    ("agent", "program"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("<script>", ""),
    ],
)
def test_browsers_are_recognised(agent: str, program: str) -> None:
    assert program_of(agent) == program
