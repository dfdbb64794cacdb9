"""Who may: accounts, sessions and keys, on SQLite and, where PRECEDENT_TEST_DATABASE holds its URL, on a server."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalogue import Catalogue, CatalogueError, password_hash, staff_attempts
from corpus.catalogue.staff import (
    IDLE,
    INVITED,
    LONGEST,
    ExternalAccountError,
    NameRefusedError,
    NameTakenError,
    Signed,
    SignInRefused,
    Staff,
    UnknownNameError,
    wait_after,
)
from corpus.catalogue.staff_entries import staff_name
from tests.corpus.test_catalogue import HOSTILE

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PASSWORD, OTHER = "plum tram lantern owl", "four quiet green boats"
ISSUER = "https://login.city.example"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hashes that cost little."""
    monkeypatch.setattr(password_hash, "MEMORY_KIB", 64)
    monkeypatch.setattr(password_hash, "PASSES", 1)
    forget_hashers()
    yield
    forget_hashers()


def forget_hashers() -> None:
    password_hash._hasher.cache_clear()
    password_hash._nobody.cache_clear()


@pytest.fixture
def staff(catalogue: Catalogue) -> Staff:
    catalogue.staff.add("Ana", PASSWORD, "publisher", by="tests")
    return catalogue.staff


def actions(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    return [(entry.by, entry.action, entry.about) for entry in reversed(catalogue.audit.latest())]


class TestNames:
    @pytest.mark.parametrize("name", ["a", "ana.b-c_d", "ana+office@city.example", "José", "أمل", "李", "x" * 60])
    def test_a_name(self, staff: Staff, name: str) -> None:
        assert staff.add(f" {name} ", PASSWORD, "editor", by="ana").name == name
        assert staff.check(name, PASSWORD, NOON).name == name

    @pytest.mark.parametrize(
        "name", ["", " ", "two words", "x" * 61, "<b>", "a\nb", "a\0", "\ud800", "a\u202eb", "/", HOSTILE]
    )
    def test_no_name(self, staff: Staff, name: str) -> None:
        with pytest.raises(NameRefusedError, match="letters, digits"):
            staff.add(name, PASSWORD, "editor", by="ana")
        with pytest.raises(NameRefusedError):
            staff.add_key(name, "editor", by="ana")
        with pytest.raises(SignInRefused):
            staff.check(name, PASSWORD, NOON)
        assert staff.get(name) is None

    def test_names_that_look_alike_are_one(self, staff: Staff) -> None:
        for name in ("ana", "ANA", "Ａna"):
            with pytest.raises(NameTakenError, match="already"):
                staff.add(name, PASSWORD, "editor", by="tests")
        assert staff.check("ANA", PASSWORD, NOON).name == "Ana"

    @given(st.text(max_size=80))
    def test_what_is_kept_as_a_name_stays_one(self, text: str) -> None:
        try:
            name = staff_name(text)
        except CatalogueError:
            return
        assert staff_name(name) == name
        assert not set(name) & set(" <>&\"'/\\\n\0")


class TestAccounts:
    def test_no_account_is_there_from_the_start(self, catalogue: Catalogue) -> None:
        assert catalogue.staff.all() == []
        for name in ("admin", "root", "precedent", ""):
            with pytest.raises(SignInRefused):
                catalogue.staff.check(name, "", NOON)

    def test_what_is_known_of_one(self, catalogue: Catalogue, staff: Staff) -> None:
        staff.add("ben", None, "editor", by="Ana")
        ana, ben = staff.all()
        assert (ana.name, ana.role, ana.has_password, ana.issuer) == ("Ana", "publisher", True, None)
        assert (ben.name, ben.role, ben.has_password, ben.added_by) == ("ben", "editor", False, "Ana")
        assert staff.get("BEN") == ben
        assert actions(catalogue) == [("tests", "account.add", "Ana"), ("Ana", "account.add", "ben")]

    def test_a_role_that_does_not_exist(self, staff: Staff) -> None:
        for act in (
            lambda: staff.add("ben", PASSWORD, "owner", by="x"),  # type: ignore[arg-type]
            lambda: staff.change_role("Ana", "owner", by="x"),  # type: ignore[arg-type]
            lambda: staff.add_key("k", "owner", by="x"),  # type: ignore[arg-type]
        ):
            with pytest.raises(CatalogueError, match="editor or publisher"):
                act()
        assert [account.role for account in staff.all()] == ["publisher"]

    def test_a_name_that_nobody_has(self, staff: Staff) -> None:
        for act in (
            lambda: staff.remove("ben", by="x"),
            lambda: staff.change_role("ben", "editor", by="x"),
            lambda: staff.change_password("ben", OTHER, by="x"),
            lambda: staff.invite("ben", NOON, by="x"),
            lambda: staff.revoke_key("ben", by="x"),
        ):
            with pytest.raises(UnknownNameError, match=r"no \w+ named ben"):
                act()

    def test_another_password(self, staff: Staff) -> None:
        staff.change_password("ana", OTHER, by="Ana")
        with pytest.raises(SignInRefused):
            staff.check("Ana", PASSWORD, NOON)
        assert staff.check("Ana", OTHER, NOON).name == "Ana"

    def test_passwords_and_tokens_are_nowhere_in_the_file(self, tmp_path: Path) -> None:
        file = tmp_path / "catalogue.db"
        with Catalogue.open(f"sqlite:///{file}") as catalogue:
            account = catalogue.staff.add("ana", PASSWORD, "editor", by="tests")
            secrets = [
                PASSWORD,
                catalogue.staff.open_session(account, NOON),
                catalogue.staff.add_key("k", "editor", by="ana"),
                catalogue.staff.invite("ana", NOON, by="ana"),
            ]
            signed = catalogue.staff.session(secrets[1], NOON)
            assert signed is not None
            secrets.append(signed.csrf)
        with sqlite3.connect(file) as connection:
            dump = "\n".join(connection.iterdump())
        connection.close()
        assert "$argon2id$" in dump
        assert [secret for secret in secrets if secret in dump] == []


class TestPasswords:
    def test_composed_letters_are_the_same_as_whole_ones(self, staff: Staff) -> None:
        staff.change_password("Ana", "cafe\u0301 au lait", by="x")
        assert staff.check("Ana", "caf\u00e9 au lait", NOON)

    @pytest.mark.parametrize("typed", ["", "x" * 1001, "\ud800", "\0", HOSTILE, PASSWORD + " ", PASSWORD.upper()])
    def test_one_that_does_not_fit(self, staff: Staff, typed: str) -> None:
        with pytest.raises(SignInRefused, match="name or the password is wrong"):
            staff.check("Ana", typed, NOON)

    def test_it_is_hashed_again_when_the_parameters_change(self, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(password_hash, "PASSES", 2)
        forget_hashers()
        hashed: list[str] = []
        original = password_hash.hash_password
        monkeypatch.setattr(password_hash, "hash_password", lambda text: hashed.append(text) or original(text))
        staff.check("Ana", PASSWORD, NOON)
        assert hashed == [PASSWORD]
        staff.check("Ana", PASSWORD, NOON)
        assert hashed == [PASSWORD]

    def test_a_name_that_nobody_has_costs_the_same_work(self, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
        staff.add("waits-for-a-link", None, "editor", by="x")
        done: list[list[str]] = []
        hasher = password_hash._hasher()

        class Watched:
            def verify(self, stored: str, password: bytes) -> bool:
                done[-1].append(stored.rpartition("$")[0].rpartition("$")[0])  # the parameters
                return hasher.verify(stored, password)

            hash = staticmethod(hasher.hash)

        password_hash._nobody()
        with monkeypatch.context() as watched:
            watched.setattr(password_hash, "_hasher", Watched)
            for name in ("Ana", "nobody", "waits-for-a-link", HOSTILE):
                done.append([])
                with pytest.raises(SignInRefused) as refused:
                    staff.check(name, "wrong", NOON)
                assert str(refused.value) == "The name or the password is wrong."
        assert len(done[0]) == 1
        assert all(calls == done[0] for calls in done)


class TestLockOut:
    def test_the_wait_grows_up_to_a_bound(self) -> None:
        waits = [wait_after(failures) for failures in range(0, 20)]
        assert waits[:8] == [0, 0, 0, 0, 0, 5, 10, 20]
        assert waits == sorted(waits)
        assert waits[-1] == 15 * 60 == wait_after(10**9)

    @pytest.mark.parametrize("name", ["Ana", "nobody"])
    def test_after_some_failures_nothing_is_looked_at_for_a_while(self, staff: Staff, name: str) -> None:
        for expected in (0, 0, 0, 0, 5):
            with pytest.raises(SignInRefused) as refused:
                staff.check(name, "wrong", NOON)
            assert (refused.value.wait_seconds, refused.value.locked) == (expected, False)
        for moment in (NOON, NOON + 4 * SECOND):
            with pytest.raises(SignInRefused) as refused:
                staff.check(name.upper(), PASSWORD, moment)
            assert refused.value.locked
        with pytest.raises(SignInRefused) as refused:
            staff.check(name, "wrong", NOON + 5 * SECOND)
        assert (refused.value.wait_seconds, refused.value.locked) == (10, False)

    def test_it_ends_and_a_right_password_forgets_it(self, staff: Staff) -> None:
        for _ in range(5):
            with pytest.raises(SignInRefused):
                staff.check("Ana", "wrong", NOON)
        assert staff.check("Ana", PASSWORD, NOON + 5 * SECOND).name == "Ana"
        with pytest.raises(SignInRefused) as refused:
            staff.check("Ana", "wrong", NOON + 5 * SECOND)
        assert refused.value.wait_seconds == 0

    def test_a_day_later_it_is_forgotten(self, staff: Staff) -> None:
        for failures in range(10):
            with pytest.raises(SignInRefused):
                staff.check("Ana", "wrong", NOON + timedelta(minutes=20 * failures))
        with pytest.raises(SignInRefused) as refused:
            staff.check("Ana", "wrong", NOON + timedelta(days=2))
        assert refused.value.wait_seconds == 0

    def test_a_new_password_forgets_it(self, staff: Staff) -> None:
        for _ in range(5):
            with pytest.raises(SignInRefused):
                staff.check("Ana", "wrong", NOON)
        staff.change_password("Ana", OTHER, by="x")
        assert staff.check("Ana", OTHER, NOON)

    def test_many_at_once_do_not_count_as_one(self, staff: Staff) -> None:
        def attempt(_: int) -> bool:
            try:
                staff.check("Ana", "wrong", NOON)
            except SignInRefused as refused:
                return refused.locked
            raise AssertionError

        with ThreadPoolExecutor(8) as threads:
            assert sum(not locked for locked in threads.map(attempt, range(24))) == 5

    def test_names_remembered_are_bounded(self, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staff_attempts, "MAX_NAMES", 3)
        for number in range(12):
            with pytest.raises(SignInRefused):
                staff.check(f"nobody-{number}", "wrong", NOON + number * SECOND)
        with staff._database.reading() as session:
            assert session.query(staff_attempts.AttemptsRow).count() <= 4


class TestSessions:
    @pytest.fixture
    def token(self, staff: Staff) -> str:
        return staff.open_session(staff.check("Ana", PASSWORD, NOON), NOON, program="Firefox, Linux")

    def test_whoever_has_the_token_is_signed_in(self, staff: Staff, token: str) -> None:
        signed = staff.session(token, NOON)
        assert signed is not None
        assert (signed.name, signed.role, signed.may_publish) == ("Ana", "publisher", True)
        assert len(token) >= 43
        assert len(signed.csrf) == 64
        assert signed.csrf not in (token, signed.session)
        for wrong in ("", token[:-1], token + "x", token.swapcase(), signed.session, HOSTILE):
            assert staff.session(wrong, NOON) is None

    def test_each_has_its_own_tokens(self, staff: Staff, token: str) -> None:
        ana = staff.check("Ana", PASSWORD, NOON)
        tokens = {token} | {staff.open_session(ana, NOON) for _ in range(20)}
        forms = {signed.csrf for one in tokens if (signed := staff.session(one, NOON))}
        assert len(tokens) == len(forms) == 21

    def test_it_ends_when_nobody_uses_it(self, staff: Staff, token: str) -> None:
        assert staff.session(token, NOON + IDLE - SECOND)
        assert staff.session(token, NOON + 2 * IDLE - 2 * SECOND)
        assert staff.session(token, NOON + 3 * IDLE) is None
        assert staff.session(token, NOON) is None

    def test_it_ends_even_when_it_is_used(self, staff: Staff, token: str) -> None:
        moment = NOON
        while moment < NOON + LONGEST - IDLE:
            moment += IDLE / 2
            assert staff.session(token, moment)
        assert staff.session(token, NOON + LONGEST - SECOND)
        assert staff.session(token, NOON + LONGEST) is None

    def test_to_sign_out(self, staff: Staff, token: str) -> None:
        other = staff.open_session(staff.check("Ana", PASSWORD, NOON), NOON)
        staff.close_session(token)
        staff.close_session("nobody's")
        assert staff.session(token, NOON) is None
        assert staff.session(other, NOON)

    def test_to_sign_out_elsewhere(self, staff: Staff, token: str) -> None:
        ana = staff.check("Ana", PASSWORD, NOON)
        others = [staff.open_session(ana, NOON) for _ in range(2)]
        signed = staff.session(token, NOON)
        assert signed is not None
        assert len(staff.open_sessions(ana.id, NOON)) == 3
        assert staff.close_all("ana", by="Ana", but=signed.session) == 2
        assert [session.program for session in staff.open_sessions(ana.id, NOON)] == ["Firefox, Linux"]
        assert [staff.session(other, NOON) for other in others] == [None, None]
        assert staff.close_all("nobody", by="Ana") == 0

    def test_another_password_role_or_no_account_ends_it(self, staff: Staff) -> None:
        def token() -> str:
            ana = staff.get("Ana")
            assert ana is not None
            return staff.open_session(ana, NOON)

        first = token()
        staff.change_role("Ana", "publisher", by="x")  # the same as before
        assert staff.session(first, NOON)
        staff.change_role("Ana", "editor", by="x")
        second = token()
        staff.change_password("Ana", OTHER, by="x")
        third = token()
        staff.remove("Ana", by="x")
        assert [staff.session(one, NOON) for one in (first, second, third)] == [None] * 3
        again = staff.add("Ana", OTHER, "editor", by="x")
        assert [staff.session(one, NOON) for one in (first, second, third)] == [None] * 3
        assert staff.open_sessions(again.id, NOON) == []

    def test_messages_wait_until_they_are_taken_once(self, staff: Staff, token: str) -> None:
        def signed() -> Signed:
            found = staff.session(token, NOON)
            assert found is not None
            return found

        assert not signed().flash
        staff.put_flash(signed(), "done: kept")
        staff.put_flash(signed(), f"done: {HOSTILE}")
        assert signed().flash
        assert staff.take_flash(signed()).splitlines()[0] == "done: kept"
        assert staff.take_flash(signed()) == ""
        staff.close_session(token)
        staff.put_flash(Signed("Ana", "editor", session="gone"), "done: kept")
        assert staff.take_flash(Signed("Ana", "editor", session="gone")) == ""


class TestInvitations:
    def test_its_owner_chooses_a_password_once(self, catalogue: Catalogue, staff: Staff) -> None:
        staff.add("ben", None, "editor", by="Ana")
        secret = staff.invite("ben", NOON, by="Ana")
        invited = staff.invited(secret, NOON)
        assert invited is not None
        assert invited.name == "ben"
        assert staff.take_invitation(secret, PASSWORD, NOON).has_password
        assert staff.invited(secret, NOON) is None
        with pytest.raises(CatalogueError, match="used already"):
            staff.take_invitation(secret, OTHER, NOON)
        assert staff.check("ben", PASSWORD, NOON).invited_until is None
        assert actions(catalogue)[-2:] == [("Ana", "account.invite", "ben"), ("ben", "account.password", "ben")]

    def test_it_becomes_too_old_or_void(self, staff: Staff) -> None:
        first = staff.invite("Ana", NOON, by="x")
        second = staff.invite("Ana", NOON, by="x")
        assert staff.invited(first, NOON) is None
        assert staff.invited(second, NOON + INVITED - SECOND)
        assert staff.invited(second, NOON + INVITED) is None
        with pytest.raises(CatalogueError, match="too old"):
            staff.take_invitation(second, OTHER, NOON + INVITED)
        assert staff.check("Ana", PASSWORD, NOON)
        third = staff.invite("Ana", NOON, by="x")
        staff.change_password("Ana", OTHER, by="x")
        assert staff.invited(third, NOON) is None

    def test_it_ends_sessions(self, staff: Staff) -> None:
        token = staff.open_session(staff.check("Ana", PASSWORD, NOON), NOON)
        staff.take_invitation(staff.invite("Ana", NOON, by="x"), OTHER, NOON)
        assert staff.session(token, NOON) is None

    def test_of_many_at_once_one_takes_it(self, staff: Staff) -> None:
        secret = staff.invite("Ana", NOON, by="x")

        def take(number: int) -> bool:
            try:
                staff.take_invitation(secret, f"{OTHER} {number}", NOON)
            except CatalogueError:
                return False
            return True

        with ThreadPoolExecutor(6) as threads:
            assert sum(threads.map(take, range(6))) == 1


class TestKeys:
    def test_a_script_shows_it(self, catalogue: Catalogue, staff: Staff) -> None:
        secret = staff.add_key("nightly", "publisher", by="Ana")
        assert secret.startswith("precedent_")
        signed = staff.key(secret, NOON)
        assert signed is not None
        assert (signed.name, signed.role, signed.account_id) == ("key nightly", "publisher", None)
        for wrong in ("", secret[:-1], secret.upper(), "precedent_", HOSTILE):
            assert staff.key(wrong, NOON) is None
        (key,) = staff.keys()
        assert secret.startswith(key.beginning)
        assert len(key.beginning) < 20
        assert actions(catalogue)[-1] == ("Ana", "key.add", "nightly")
        assert secret not in str(catalogue.audit.latest())

    def test_the_day_of_its_last_use(self, staff: Staff) -> None:
        secret = staff.add_key("nightly", "editor", by="Ana")
        assert staff.keys()[0].used_on is None
        for moment in (NOON, NOON + timedelta(hours=1), NOON + timedelta(days=2)):
            staff.key(secret, moment)
            assert staff.keys()[0].used_on == moment.date()

    def test_once_revoked_it_is_worth_nothing(self, catalogue: Catalogue, staff: Staff) -> None:
        secret = staff.add_key("nightly", "editor", by="Ana")
        with pytest.raises(NameTakenError):
            staff.add_key("Nightly", "editor", by="Ana")
        staff.revoke_key("NIGHTLY", by="Ana")
        assert staff.key(secret, NOON) is None
        assert staff.keys() == []
        assert actions(catalogue)[-1] == ("Ana", "key.revoke", "nightly")
        staff.add_key("nightly", "editor", by="Ana")
        assert staff.key(secret, NOON) is None


class TestExternal:
    def test_whom_the_provider_knows(self, catalogue: Catalogue, staff: Staff) -> None:
        account = staff.external(ISSUER, "17", "eva@city.example", "editor")
        assert (account.name, account.role, account.issuer, account.has_password) == (
            "eva@city.example",
            "editor",
            ISSUER,
            False,
        )
        assert staff.external(ISSUER, "17", "eva@city.example", "editor").id == account.id
        assert actions(catalogue)[-1] == ("eva@city.example", "account.add", "eva@city.example")
        with pytest.raises(SignInRefused):
            staff.check("eva@city.example", "", NOON)

    def test_another_role_or_name_ends_sessions(self, staff: Staff) -> None:
        account = staff.external(ISSUER, "17", "eva@city.example", "editor")
        token = staff.open_session(account, NOON)
        assert staff.external(ISSUER, "17", "eva@city.example", "publisher").role == "publisher"
        assert staff.session(token, NOON) is None
        assert staff.external(ISSUER, "17", "eva.b@city.example", "publisher").id == account.id
        assert staff.get("eva@city.example") is None

    def test_nobody_takes_over_an_account_by_its_name(self, staff: Staff) -> None:
        staff.add("eva@city.example", PASSWORD, "publisher", by="x")
        staff.external(ISSUER, "17", "kim@city.example", "editor")
        for subject, name in (("18", "Eva@city.example"), ("18", "kim@city.example"), ("17", "eva@city.example")):
            with pytest.raises(NameTakenError):
                staff.external(ISSUER, subject, name, "editor")
        with pytest.raises(NameRefusedError):
            staff.external(ISSUER, "19", "a b@city.example", "editor")

    def test_its_password_and_role_are_said_there(self, staff: Staff) -> None:
        staff.external(ISSUER, "17", "eva@city.example", "editor")
        for act in (
            lambda: staff.change_password("eva@city.example", PASSWORD, by="x"),
            lambda: staff.change_role("eva@city.example", "publisher", by="x"),
            lambda: staff.invite("eva@city.example", NOON, by="x"),
        ):
            with pytest.raises(ExternalAccountError, match=ISSUER):
                act()
        staff.remove("eva@city.example", by="x")
        assert staff.get("eva@city.example") is None


def test_whoever_leaves_leaves_no_key_behind(staff: Staff) -> None:
    staff.add("kim", PASSWORD, "publisher", by="tests")
    staff.add("lea", PASSWORD, "publisher", by="tests")
    made, kept = staff.add_key("nightly", "publisher", by="kim"), staff.add_key("weekly", "editor", by="lea")
    staff.remove("kim", by="lea")
    assert staff.key(made, NOON) is None
    assert staff.key(kept, NOON) is not None
    left = staff.keys()
    assert [key.name for key in left] == ["weekly"]
