"""Of several processes that would do the same work, one does it at a time."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.lock import only_one

ANOTHER = """
import sys
from pathlib import Path
from index.lock import only_one

with only_one(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator["subprocess.Popen[str]"]:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(path)], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        yield other
        other.kill()


def test_one_that_does_not_wait_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "made" / ".lock"
    with held_by_another_process(path) as other:
        with pytest.raises(BlockingIOError), only_one(path, wait=False):
            pytest.fail("it had its turn")
        other.kill()
        other.wait(timeout=10)
        with only_one(path, wait=False):  # the turn ends with the process, however that ends
            pass


def test_one_that_waits_has_its_turn_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    turns: list[str] = []

    def wait() -> None:
        with only_one(path):
            turns.append("second")

    with only_one(path):
        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join(0.1)
        turns.append("first")
    waiting.join(10)
    assert turns == ["first", "second"]


def test_a_turn_ends_where_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_one(tmp_path / ".lock"):
        raise ZeroDivisionError
    with only_one(tmp_path / ".lock", wait=False):
        pass
