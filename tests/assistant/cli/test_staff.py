"""`precedent staff …`: who may, from the command line."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.catalogue.staff import SignInRefused
from tests.assistant.cli.conftest import Run

PASSWORD = "plum tram lantern owl"  # noqa: S105
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


def checks(home: Path, name: str, password: str) -> bool:
    with open_catalogue(Settings(home=home, _env_file=None)) as catalogue:
        try:
            return catalogue.staff.check(name, password, NOW).name == name
        except SignInRefused:
            return False


def test_nobody_may_from_the_start(run: Run, tmp_path: Path) -> None:
    assert "precedent staff add NAME --role publisher" in run("staff", "list", home=tmp_path).out
    assert run("staff", "list", "--json", home=tmp_path).json == []


def test_an_account_from_its_making_to_its_end(run: Run, tmp_path: Path, typed: None) -> None:
    added = run("staff", "add", "ana", "--role", "publisher", "--password-stdin", home=tmp_path)
    assert (added.code, added.out, added.err) == (0, "ana may come in as publisher.\n", "")
    assert checks(tmp_path, "ana", PASSWORD)
    (row,) = run("staff", "list", "--json", home=tmp_path).json
    assert row == {"name": "ana", "role": "publisher", "signs_in": "password", "last_signed_in": "never"}
    assert "ana is editor now." in run("staff", "role", "ana", "editor", home=tmp_path).out
    other = run("staff", "password", "ana", "--generate", home=tmp_path).out.splitlines()[-1].removeprefix("Password: ")
    assert checks(tmp_path, "ana", other)
    assert run("staff", "sign-out", "ana", home=tmp_path).out == "0 sessions ended.\n"
    unknown = run("staff", "sign-out", "zed", home=tmp_path)
    assert (unknown.code, unknown.err) == (1, "There is no account named zed.\n")
    assert run("staff", "remove", "ana", home=tmp_path).code == 0
    gone = run("staff", "remove", "ana", home=tmp_path)
    assert (gone.code, gone.err) == (1, "There is no account named ana.\n")
    with open_catalogue(Settings(home=tmp_path, _env_file=None)) as catalogue:
        logged = [(entry.by, entry.action) for entry in reversed(catalogue.audit.latest())]
    assert logged == [("command line", f"account.{verb}") for verb in ("add", "role", "password", "remove")]


def test_a_one_time_link(run: Run, tmp_path: Path) -> None:
    made = run("staff", "add", "ben", "--invite", home=tmp_path, public_url="https://precedent.example/")
    link = made.out.splitlines()[-1]
    assert link.startswith("https://precedent.example/staff/invitation/")
    with open_catalogue(Settings(home=tmp_path, _env_file=None)) as catalogue:
        invited = catalogue.staff.invited(link.rpartition("/")[2], datetime.now(UTC))
    assert invited is not None
    assert invited.name == "ben"
    again = run("staff", "password", "ben", "--invite", home=tmp_path).out
    assert again.startswith("http://127.0.0.1:8080/staff/invitation/")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "two words", "--generate"), "A name is 1 to 60 letters"),
        (("add", "ana", "--role", "boss", "--generate"), "A role is editor or publisher."),
        (("add", "ana"), "--password-stdin, --generate or --invite"),
        (("add", "ana", "--generate", "--invite"), "use one of"),
        (("add", "ana", "--generate", "--password-stdin"), "use one of"),
        (("role", "ana", "boss"), "A role is editor or publisher."),
        (("key", "revoke", "ana"), "There is no key named ana."),
    ],
)
def test_what_will_not_do(run: Run, tmp_path: Path, typed: None, arguments: tuple[str, ...], said: str) -> None:
    ended = run("staff", *arguments, home=tmp_path, columns="200")
    assert ended.code != 0
    assert said in ended.err
    assert run("staff", "list", "--json", home=tmp_path).json == []


@pytest.mark.parametrize("password", ["short", "password123", "ana ana ana", ""])
def test_a_weak_password(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    ended = run("staff", "add", "ana", "--password-stdin", home=tmp_path)
    assert ended.code == 2
    assert "password" in ended.err
    assert run("staff", "list", "--json", home=tmp_path).json == []


def test_the_password_is_asked_for_twice(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    asked: list[dict[str, object]] = []
    monkeypatch.setattr("typer.prompt", lambda text, **options: asked.append(options) or PASSWORD)
    assert run("staff", "add", "ana", home=tmp_path).code == 0
    assert (asked[0]["hide_input"], bool(asked[0]["confirmation_prompt"])) == (True, True)
    assert checks(tmp_path, "ana", PASSWORD)


def test_keys(run: Run, tmp_path: Path) -> None:
    secret = run("staff", "key", "add", "nightly", "--role", "publisher", home=tmp_path).out.strip()
    listed = run("staff", "key", "list", "--json", home=tmp_path)
    assert secret not in listed.out
    assert [(key["name"], key["role"], key["last_used"]) for key in listed.json] == [("nightly", "publisher", "never")]
    assert secret.startswith(listed.json[0]["begins_with"])
    assert run("staff", "key", "revoke", "nightly", home=tmp_path).code == 0
    assert "There is no key." in run("staff", "key", "list", home=tmp_path).out
