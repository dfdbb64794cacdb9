"""The inbox of the catalogue, on SQLite and, where PRECEDENT_TEST_DATABASE holds its URL, on a PostgreSQL server."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from corpus.catalogue import Catalogue, Inbox, Waiting
from tests.corpus.test_catalogue import HOSTILE, ROOT

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LARGEST = 2**63 - 1


def updates(*numbers: int) -> list[Waiting]:
    return [Waiting(number, f"payload {number}", NOON) for number in numbers]


@pytest.fixture
def inbox(catalogue: Catalogue) -> Inbox:
    return catalogue.inbox


class TestKeeping:
    def test_what_is_kept_waits_in_the_order_of_its_numbers(self, inbox: Inbox) -> None:
        assert inbox.waiting("telegram") == []
        assert inbox.keep("telegram", updates(7, 5, LARGEST, -LARGEST - 1)) == [7, 5, LARGEST, -LARGEST - 1]
        assert inbox.waiting("telegram") == updates(-LARGEST - 1, 5, 7, LARGEST)
        assert inbox.keep("telegram", []) == []

    def test_it_waits_when_the_catalogue_is_opened_again(self, url: str) -> None:
        with Catalogue.open(url) as first:
            first.inbox.keep("telegram", updates(5))
        with Catalogue.open(url) as second:
            assert second.inbox.waiting("telegram") == updates(5)

    def test_what_is_known_is_left_alone(self, inbox: Inbox) -> None:
        inbox.keep("telegram", updates(1, 2))
        inbox.done("telegram", 1)
        again = [Waiting(number, "another payload", NOON) for number in (3, 2, 1, 4)]
        again.append(Waiting(3, "yet another payload", NOON))
        assert inbox.keep("telegram", again) == [3, 4]
        assert [(waiting.number, waiting.payload) for waiting in inbox.waiting("telegram")] == [
            (2, "payload 2"),
            (3, "another payload"),
            (4, "another payload"),
        ]

    def test_each_channel_has_its_own_numbers(self, inbox: Inbox) -> None:
        assert inbox.keep("telegram", updates(1)) == inbox.keep("letters", updates(1)) == [1]
        inbox.done("telegram", 1)
        assert inbox.waiting("telegram") == []
        assert inbox.waiting("letters") == updates(1)

    def test_a_payload_comes_back_unchanged(self, inbox: Inbox) -> None:
        payloads = ["", "文" * 100_000, HOSTILE, "\r\n\t \u0085\ufeff\x01é e\u0301"]
        inbox.keep("telegram", [Waiting(number, payload, NOON) for number, payload in enumerate(payloads)])
        storable = HOSTILE.replace("\0", "\ufffd").replace("\ud800", "?")
        assert [waiting.payload for waiting in inbox.waiting("telegram")] == [*payloads[:2], storable, payloads[3]]

    def test_moments_come_back_in_utc(self, inbox: Inbox) -> None:
        before = datetime.now(UTC)
        tokyo = timezone(timedelta(hours=9))
        inbox.keep("telegram", [Waiting(1, "", NOON.astimezone(tokyo)), Waiting(2, "")])
        first, second = inbox.waiting("telegram")
        assert first.received == NOON
        assert first.received.tzinfo is second.received.tzinfo is UTC
        assert before <= second.received <= datetime.now(UTC)

    @pytest.mark.parametrize(
        "wrong",
        [
            Waiting(LARGEST + 1, "", NOON),
            Waiting(-LARGEST - 2, "", NOON),
            Waiting(2, "", NOON.replace(tzinfo=None)),
        ],
    )
    def test_what_cannot_be_stored_is_refused_with_all_the_rest(self, inbox: Inbox, wrong: Waiting) -> None:
        with pytest.raises(ValueError, match=r"at most 64 bits|time zone"):
            inbox.keep("telegram", [*updates(1), wrong])
        assert inbox.waiting("telegram") == []

    @pytest.mark.parametrize("channel", ["", "x" * 121, "tele\0gram", "\ud800"])
    def test_a_channel_needs_a_name(self, inbox: Inbox, channel: str) -> None:
        for call in (
            lambda: inbox.keep(channel, updates(1)),
            lambda: inbox.waiting(channel),
            lambda: inbox.done(channel, 1),
        ):
            with pytest.raises(ValueError, match="a name is 1 to 120 characters"):
                call()

    def test_thousands_at_once(self, inbox: Inbox) -> None:
        many = updates(*range(5_000))
        assert inbox.keep("telegram", many) == list(range(5_000))
        assert inbox.keep("telegram", [*many, *updates(5_000)]) == [5_000]

    def test_threads_that_keep_the_same_are_told_of_each_once(self, inbox: Inbox) -> None:
        forwards, backwards = updates(*range(50)), updates(*reversed(range(50)))
        with ThreadPoolExecutor(8) as threads:
            kept = list(threads.map(lambda batch: inbox.keep("telegram", batch), [forwards, backwards] * 4))
        assert sorted(number for numbers in kept for number in numbers) == list(range(50))

    def test_the_representation_does_not_show_what_people_wrote(self) -> None:
        assert "payload" not in repr(updates(1))


class TestDone:
    def test_the_payload_is_forgotten_and_the_number_is_not(self, catalogue: Catalogue, inbox: Inbox) -> None:
        inbox.keep("telegram", updates(1, 2))
        inbox.done("telegram", 1)
        inbox.done("telegram", 1)
        inbox.done("telegram", 99)  # never kept
        assert inbox.waiting("telegram") == updates(2)
        assert inbox.keep("telegram", updates(1, 99)) == [99]
        with catalogue._database.reading() as session:
            assert session.scalars(text("SELECT payload FROM inbox ORDER BY number")).all()[:2] == ["", "payload 2"]
        with pytest.raises(ValueError, match="64 bits"):
            inbox.done("telegram", LARGEST + 1)

    def test_only_what_is_dealt_with_is_forgotten(self, inbox: Inbox) -> None:
        inbox.keep("telegram", updates(1, 2, 3))
        inbox.done("telegram", 1)
        between = datetime.now(UTC) + timedelta(microseconds=1)
        inbox.done("telegram", 1)  # is dealt with already, and no later for that
        inbox.done("telegram", 2)
        assert inbox.forget_before(between.astimezone(timezone(timedelta(hours=9)))) == 1
        assert inbox.waiting("telegram") == updates(3)
        assert inbox.keep("telegram", updates(1, 2, 3)) == [1]
        assert inbox.forget_before(datetime.now(UTC) + timedelta(days=1)) == 1
        with pytest.raises(ValueError, match="time zone"):
            inbox.forget_before(between.replace(tzinfo=None))

    def test_a_payload_leaves_no_trace_in_the_files(self, tmp_path: Path) -> None:
        with Catalogue.open(f"sqlite:///{tmp_path / 'a.db'}") as catalogue:
            catalogue.inbox.keep("telegram", [Waiting(1, "a-private-matter" * 1_000), Waiting(2, "another")])
            catalogue.inbox.done("telegram", 1)
        files = list(tmp_path.iterdir())
        assert not any(b"a-private-matter" in file.read_bytes() for file in files)

    def test_what_waits_is_found_without_looking_at_the_rest(self, tmp_path: Path) -> None:
        statements: list[str] = []
        with Catalogue.open(f"sqlite:///{tmp_path / 'a.db'}") as catalogue:
            engine = catalogue._database._engine
            event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
            catalogue.inbox.waiting("telegram")
            with engine.connect() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[-1]}", ("telegram",)).all()
        assert [row.detail for row in plan] == ["SEARCH inbox USING INDEX ix_inbox_waiting (channel=?)"]


steps = st.lists(
    st.tuples(st.sampled_from(["keep", "done"]), st.lists(st.integers(0, 8), max_size=5)),
    max_size=8,
)


class TestProperties:
    @settings(max_examples=25, deadline=None)
    @given(steps)
    def test_every_update_is_dealt_with_once(self, given_steps: list[tuple[str, list[int]]]) -> None:
        waiting: set[int] = set()
        known: set[int] = set()
        with Catalogue.open("sqlite://") as catalogue:
            for step, numbers in given_steps:
                if step == "keep":
                    new = [number for number in dict.fromkeys(numbers) if number not in known]
                    assert catalogue.inbox.keep("telegram", updates(*numbers)) == new
                    waiting |= set(new)
                    known |= set(new)
                else:
                    for number in numbers:
                        catalogue.inbox.done("telegram", number)
                    waiting -= set(numbers)
                assert catalogue.inbox.waiting("telegram") == updates(*sorted(waiting))


CHILD = """
import os, signal, sys
from sqlalchemy import Engine, event
from corpus.catalogue import Catalogue, Waiting

url, fatal = sys.argv[1:]

def die(*arguments):
    if any(isinstance(argument, str) and fatal in argument for argument in arguments):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "after_cursor_execute", die)
with Catalogue.open(url) as catalogue:
    catalogue.inbox.keep("telegram", [Waiting(number, "payload") for number in range(1_500)])
    catalogue.inbox.done("telegram", 0)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
@pytest.mark.parametrize(
    ("fatal", "kept", "dealt_with"),
    [("INSERT INTO inbox", 0, 0), ("UPDATE inbox", 1_500, 0), ("nothing", 1_500, 1)],
)
def test_a_process_that_is_killed_leaves_all_or_nothing(url: str, fatal: str, kept: int, dealt_with: int) -> None:
    Catalogue.open(url).close()
    child = subprocess.run([sys.executable, "-c", CHILD, url, fatal], cwd=ROOT, check=False, timeout=60)
    assert child.returncode == -signal.SIGKILL
    with Catalogue.open(url) as catalogue:
        waiting = catalogue.inbox.waiting("telegram")
        assert [update.number for update in waiting] == list(range(dealt_with, kept))
        assert len(catalogue.inbox.keep("telegram", updates(*range(1_500)))) == 1_500 - kept
