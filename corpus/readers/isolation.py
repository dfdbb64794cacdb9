"""Reads in a process of its own: whatever a document does to its reader, it does not do to us."""

import json
import math
import os
import resource
import selectors
import signal
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import Any, Final, Self

from corpus.document import Document
from corpus.readers import frames
from corpus.readers.errors import REASONS, ReadError, out_of_memory
from corpus.readers.limits import MAX_BYTES

_TO_START: Final = 60.0
"""Seconds in which the process has to be there, however busy the machine is."""
_PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""What the process is told of our surroundings: no setting, and no secret."""
_TO_END: Final = 2.0
"""Seconds that a process which has closed its pipes may take to end."""
_CHUNK: Final = 2**18
_BROKE: Final = "is damaged so that reading it broke down"
_FULL: Final = 0.85
"""Share of its memory that a process that broke down had taken, if that is what it broke down of."""


class Reader:
    """Reads documents in a separate process, which is stopped past its limits and started again.

    One process reads one document after the other; it is started with the first, and kept warm. Safe to use from
    several threads, which wait for each other.

    Args:
        seconds: Time for one document.
        megabytes: Memory for reading.
    """

    def __init__(self, *, seconds: float = 30, megabytes: int = 700) -> None:
        if not 0 < seconds < math.inf or megabytes < 1:
            raise ValueError("a reader needs time and memory")
        self._seconds = seconds
        self._megabytes = megabytes
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. The next read starts another."""
        with self._lock:
            self._end()

    def read(
        self, body: bytes, *, name: str = "", media_type: str = "", charset: str | None = None, address: str = ""
    ) -> Document:
        """Read a page or file; the arguments are those of `corpus.readers.read`.

        Returns:
            The whole document.

        Raises:
            ReadError: It cannot be read, or not within the limits: `too_slow`, `out_of_memory`, or `damaged` where
                reading it broke the process.
        """
        called = name or address.rpartition("/")[2] or address
        if len(body) > MAX_BYTES:
            raise ReadError("too_large", f"is too large: it has more than {MAX_BYTES // 2**20} MB", called)
        request = frames.Request(len(body), self._seconds, name, media_type, charset, address)
        with self._lock:
            try:
                child = self._ready()
                kind, last, payload = child.ask(request.pack(), body, self._seconds)
                if last:
                    self._end()
                return _understood(kind, payload, called)
            except _StoppedError as stopped:
                raise self._explain(stopped).named(called) from stopped
            except ReadError:
                raise
            except BaseException:
                self._end()  # what it says next would be taken for the answer to another question
                raise

    def _ready(self) -> "_Child":
        if self._child is not None and not self._child.alive:
            self._end()
        if self._child is None:
            self._child = _Child(self._megabytes)
            self._child.wait_until_ready()
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _explain(self, stopped: "_StoppedError") -> ReadError:
        child = self._child
        self._end()
        slow = ReadError("too_slow", f"takes longer to read than {self._seconds:g} seconds: add a part of it")
        if stopped.out_of_time or child is None or child.status == -signal.SIGXCPU:
            return slow
        if child.status == -signal.SIGKILL or child.peak > _FULL * self._megabytes * 2**20:
            return out_of_memory()
        return ReadError("damaged", f"{_BROKE}: save it anew in its program and add that")


class _StoppedError(Exception):
    """The process gave no answer: it has ended, or its time has."""

    def __init__(self, *, out_of_time: bool) -> None:
        super().__init__("the reading process was stopped" if out_of_time else "the reading process has ended")
        self.out_of_time = out_of_time


def _peak(usage: resource.struct_rusage) -> int:
    """The most memory that a process has had, in bytes."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class _Child:
    """The process, and the pipes to it."""

    def __init__(self, megabytes: int) -> None:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",  # each thread would reserve memory
        }
        # Before it became our module, the process was a copy of this one, and is told to have had as much memory.
        self._inherited = _peak(resource.getrusage(resource.RUSAGE_SELF))
        self._process = subprocess.Popen(  # noqa: S603  (our own module, by this Python)
            [sys.executable, "-m", "corpus.readers.child", str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
            start_new_session=True,  # a Ctrl-C in the terminal is for us
        )
        self.status: int | None = None
        self.peak = 0
        self._at_end = False
        self._pipes = (self._process.stdin, self._process.stdout)
        for pipe in self._pipes:
            assert pipe is not None  # noqa: S101  (for the type checker)
            os.set_blocking(pipe.fileno(), False)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.status is None and self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait for the process to have loaded what it needs."""
        self._exchange(b"", b"", _TO_START)

    def ask(self, header: bytes, body: bytes, seconds: float) -> tuple[bytes, bool, bytes]:
        """Send a request and wait for the answer: its kind, whether the process ends after it, and its text."""
        return self._exchange(header, body, seconds)

    def end(self) -> None:
        """End the process at once, and learn how it ended."""
        if self.status is None:
            ended = self._process.poll() is not None
            if ended:
                self.status = self._process.returncode
            else:
                self._reap()
        for pipe in self._pipes:
            if pipe is not None:
                pipe.close()

    def _reap(self) -> None:
        # A process whose pipes are closed is ending by itself, and how is what we want to know.
        deadline = time.monotonic() + (_TO_END if self._at_end else 0.0)
        while True:
            try:
                found, status, usage = os.wait4(self._process.pid, os.WNOHANG)
            except ChildProcessError:
                self.status = self._process.wait()
                return
            if found:
                self.status = self._process.returncode = os.waitstatus_to_exitcode(status)
                peak = _peak(usage)
                self.peak = peak if peak > self._inherited else 0
                return
            if time.monotonic() >= deadline:
                self._process.kill()
                deadline = math.inf
            time.sleep(0.002)

    def _exchange(self, header: bytes, body: bytes, seconds: float) -> tuple[bytes, bool, bytes]:
        stdin, stdout = self._pipes
        assert stdin is not None and stdout is not None  # noqa: S101  (for the type checker)
        deadline = time.monotonic() + seconds
        unsent = [memoryview(part) for part in (header, body) if part]
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            if unsent:
                selector.register(stdin, selectors.EVENT_WRITE)
            while True:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise _StoppedError(out_of_time=True)
                for key, _ in selector.select(left):
                    if key.fileobj is stdout:
                        chunk = os.read(stdout.fileno(), _CHUNK)
                        if not chunk:
                            self._at_end = True
                            raise _StoppedError(out_of_time=False)
                        received += chunk
                    elif not self._send(stdin.fileno(), unsent):
                        selector.unregister(stdin)
                if len(received) >= frames.ANSWER.size:
                    kind, last, length = frames.ANSWER.unpack_from(received)
                    if length > frames.MAX_ANSWER:
                        raise _StoppedError(out_of_time=False)
                    if len(received) >= frames.ANSWER.size + length:
                        return kind, last, bytes(received[frames.ANSWER.size :])

    def _send(self, descriptor: int, unsent: list[memoryview]) -> bool:
        """Send a part of what is left; whether more is left."""
        try:
            sent = os.write(descriptor, unsent[0][:_CHUNK])
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False  # the end of the other pipe tells the rest
        unsent[0] = unsent[0][sent:]
        if not unsent[0]:
            del unsent[0]
        return bool(unsent)


def _understood(kind: bytes, payload: bytes, called: str) -> Document:
    """The document of an answer, which is checked like anything from outside."""
    try:
        text = payload.decode("utf-8")
        if kind == frames.DOCUMENT:
            document = Document.load(text)
            _check(document)
            return document
        told: dict[str, Any] = json.loads(text)
        reason = told["reason"]
        if kind == frames.ERROR and reason in REASONS:
            raise ReadError(reason, str(told["problem"]), called)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ReadError("damaged", _BROKE, called) from error
    raise ReadError("damaged", _BROKE, called)


def _check(document: Document) -> None:
    texts: list[Any] = [document.title, document.language, document.published, document.publisher]
    texts = [document.media, *(text for text in texts if text is not None), *document.columns]
    for block in document.blocks:
        texts += [block.kind, block.text]
        if not isinstance(block.level, int) or not isinstance(block.page, int | None):
            raise TypeError("a block's place is no number")
    for row in document.rows:
        texts += [*row.cells, *row.cells.values()]
        if not isinstance(row.number, int):
            raise TypeError("a row's number is no number")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text is no text")
