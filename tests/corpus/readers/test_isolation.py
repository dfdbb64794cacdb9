"""The reader in a process of its own, whatever happens to that process."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.readers import Reader, ReadError, read
from tests.corpus.readers import files

TRAP = """
import corpus.readers.reading as reading
known = reading.kind_of

def kind_of(body, **told):
    if body.startswith(b"do:"):
        exec(body[3:].decode(), {})
    return known(body, **told)

reading.kind_of = kind_of
"""
"""Put into the reading process: a document that begins with "do:" is run, as if it had found a hole in a library."""


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on reading processes run what documents tell them."""
    (tmp_path / "sitecustomize.py").write_text(TRAP, "utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])


@pytest.fixture
def trapped(trap: None) -> Iterator[Reader]:
    """A reader whose process runs what documents tell it, with little memory."""
    with Reader(seconds=60, megabytes=400) as reader:
        yield reader


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as opened:
        yield opened


def reason(reader: Reader, body: bytes, name: str = "") -> str:
    with pytest.raises(ReadError) as caught:
        reader.read(body, name=name)
    return caught.value.reason


def works(reader: Reader) -> bool:
    return reader.read(b"The city opened twelve learning houses.", name="a.txt").media == "text"


class TestReading:
    @pytest.mark.parametrize("name", list(files.valid()))
    def test_it_reads_what_is_read_in_this_process(self, reader: Reader, name: str) -> None:
        body = files.valid()[name]
        assert reader.read(body, name=name) == read(body, name=name)

    def test_an_error_keeps_its_reason_and_name(self, reader: Reader) -> None:
        with pytest.raises(ReadError, match=r"^plan\.pdf is protected by a password: .*\.$") as caught:
            reader.read(files.encrypted_pdf(), name="plan.pdf")
        assert caught.value.reason == "encrypted"

    def test_address_and_encoding_are_passed_on(self, reader: Reader) -> None:
        page = f"<html><body><p>{files.FRENCH}</p></body></html>".encode("cp1252")
        read = reader.read(page, media_type="text/html", charset="windows-1252", address="https://www.ville.fr/é?a=1")
        assert (read.text, read.publisher, read.language) == (files.FRENCH, "ville.fr", "fr")

    def test_the_process_is_used_again(self, reader: Reader) -> None:
        assert works(reader)
        before = reader._child
        assert works(reader)
        assert reason(reader, files.PAGE.encode()[:0]) == "empty"
        assert reader._child is before

    def test_several_threads_share_it(self, reader: Reader) -> None:
        texts = [f"City number {number} opened a house of learning." for number in range(40)]
        with ThreadPoolExecutor(8) as pool:
            read = list(pool.map(lambda text: reader.read(text.encode(), name="a.txt").text, texts))
        assert read == texts

    def test_a_large_file_and_a_large_answer_pass_through_the_pipes(self, reader: Reader) -> None:
        text = "\n\n".join(f"Sentence {number} of a long text about the city." for number in range(40_000))
        assert len(reader.read(text.encode(), name="a.txt").blocks) == 40_000
        assert reason(reader, bytes(51 * 2**20)) == "too_large"

    def test_it_starts_again_after_it_was_closed(self) -> None:
        with Reader() as reader:
            assert works(reader)
            reader.close()
            assert works(reader)
        reader.close()

    def test_it_needs_time_and_memory(self) -> None:
        for wrong in ({"seconds": 0}, {"seconds": float("inf")}, {"seconds": float("nan")}, {"megabytes": 0}):
            with pytest.raises(ValueError, match="needs"):
                Reader(**wrong)  # type: ignore[arg-type]


class TestTrouble:
    @pytest.mark.parametrize(
        ("does", "expected"),
        [
            ("x = []\nwhile True: x.append(bytearray(2**22))", "out_of_memory"),
            ("x = bytearray(2**40)", "out_of_memory"),
            ("x = 'a' * 2**26\nwhile True: x = x + x", "out_of_memory"),
            ("import ctypes; ctypes.string_at(0)", "damaged"),
            ("import os; os.abort()", "damaged"),
            ("import os; os._exit(0)", "damaged"),
            ("import ctypes, os; ctypes.CDLL(None).kill(os.getpid(), 9)", "out_of_memory"),
            ("import sys; sys.exit(3)", "damaged"),
            ("f = lambda n: f(n + 1); f(0)", "too_large"),
            ("raise ValueError('no')", "damaged"),
            ("import os; [os.write(d, b'D' * 1000) for d in (3, 4, 5)]", "damaged"),
        ],
    )
    def test_whatever_a_document_does_the_reader_says_so_and_goes_on(
        self, trapped: Reader, does: str, expected: str
    ) -> None:
        assert reason(trapped, b"do:" + does.encode(), "bad.txt") == expected
        assert works(trapped)

    @pytest.mark.parametrize(
        "does",
        [
            "while True: pass",
            "import time; time.sleep(60)",
            "import signal, time; [signal.signal(number, signal.SIG_IGN) for number in (2, 15, 24)]; time.sleep(60)",
        ],
    )
    @pytest.mark.usefixtures("trap")
    def test_a_document_that_takes_too_long_is_given_up(self, does: str) -> None:
        with Reader(seconds=1) as reader:
            reader._ready()
            began = time.monotonic()
            assert reason(reader, b"do:" + does.encode(), "bad.txt") == "too_slow"
            assert time.monotonic() - began < 15

    @pytest.mark.parametrize(
        "does",
        [
            "import socket; socket.create_connection(('127.0.0.1', 9))",
            "import subprocess; subprocess.run(['true'])",
            "import os; os.system('true')",
            "import os; os.fork()",
            "import os; os.kill(os.getppid(), 0)",
            "import os; os.mkdir('{path}')",
            "import shutil; shutil.rmtree('{path}')",
            "open('{path}', 'w').write('x' * 100)",
        ],
    )
    def test_a_document_reaches_nothing_outside(self, trapped: Reader, does: str, tmp_path: Path) -> None:
        path = tmp_path / "written"
        assert reason(trapped, b"do:" + does.format(path=path).encode(), "bad.txt") == "damaged"
        assert not path.exists() or path.read_bytes() == b""

    def test_it_knows_no_setting_of_ours(self, trapped: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
        trapped.close()
        monkeypatch.setenv("PRECEDENT_SECRET", "x")
        asks = "import os; assert not any(name.startswith('PRECEDENT') for name in os.environ), 'told'"
        assert reason(trapped, b"do:" + asks.encode() + b"; raise MemoryError", "bad.txt") == "out_of_memory"

    def test_what_libraries_print_disturbs_no_answer(self, trapped: Reader) -> None:
        prints = "import os, sys; print('D' * 100_000); os.write(1, b'D' * 1000); assert sys.stdin.read() == ''"
        assert reason(trapped, b"do:" + prints.encode() + b"; raise MemoryError", "bad.txt") == "out_of_memory"

    @pytest.mark.usefixtures("trap")
    def test_how_large_we_are_ourselves_says_nothing_of_a_document(self) -> None:
        ours = bytearray(b"x") * (300 * 2**20)  # more than the process may take
        with Reader(seconds=20, megabytes=250) as reader:
            assert works(reader)
            first = reader._child
            assert works(reader)
            assert reader._child is first  # it is not taken for worn out
            assert reason(reader, b"do:import os; os.abort()", "bad.txt") == "damaged"
        assert len(ours)

    def test_a_process_that_was_killed_meanwhile_is_replaced(self, reader: Reader) -> None:
        assert works(reader)
        assert reader._child is not None
        os.kill(reader._child._process.pid, signal.SIGKILL)
        reader._child._process.wait()
        assert works(reader)

    def test_the_process_ends_when_its_parent_is_killed(self) -> None:
        program = (
            "from corpus.readers import Reader\n"
            "reader = Reader()\n"
            "reader.read(b'Learning houses.', name='a.txt')\n"
            "print(reader._child._process.pid, flush=True)\n"
            "input()\n"
        )
        parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with parent:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            parent.kill()
        deadline = time.monotonic() + 10
        while Path(f"/proc/{child}").exists() and "Z" not in Path(f"/proc/{child}/stat").read_text().split()[2]:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def test_threads_go_on_after_one_of_them_broke_the_process(self, trapped: Reader) -> None:
        answers: list[Document | str] = []

        def ask(body: bytes) -> None:
            try:
                answers.append(trapped.read(body, name="a.txt"))
            except ReadError as error:
                answers.append(error.reason)

        bodies = [b"do:import os; os.abort()", b"Learning houses."] * 3
        threads = [threading.Thread(target=ask, args=(body,)) for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers.count("damaged") == 3
        assert sum(isinstance(answer, Document) for answer in answers) == 3
