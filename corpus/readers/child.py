"""The reading process: reads one document after the other, within bounds that it cannot leave.

Started by `corpus.readers.isolation.Reader` as `python -m corpus.readers.child MEGABYTES`.
"""

import contextlib
import importlib
import json
import math
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO, Final

from corpus.readers import frames
from corpus.readers.errors import ReadError, out_of_memory
from corpus.readers.reading import read

_FILES: Final = 64
"""Files that may be open at a time."""
_WORN: Final = 0.5
"""Share of its memory after which the process is not used again."""
_FORBIDDEN: Final = (
    "socket.", "subprocess.", "shutil.", "pty.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.kill",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
)  # fmt: skip
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PRELOADED: Final = "corpus.readers.web_page"
"""Loaded at the start: most of what is read are pages."""


def main(megabytes: int) -> None:
    """Answer requests until there are no more.

    Args:
        megabytes: Memory that the process may take.
    """
    requests, answers = _take_pipes()
    _limit(megabytes)
    importlib.import_module(_PRELOADED)
    answers.write(frames.answer(frames.READY))
    while request := frames.Request.receive(requests):
        body = requests.read(request.size)
        if len(body) < request.size:
            return
        _limit_time(request.seconds)
        reply, worn = _reply(request, body)
        del body
        last = worn or _peak_kilobytes() > _WORN * megabytes * 1024
        answers.write(reply[:1] + bytes([last]) + reply[2:])
        if last:
            return


def _peak_kilobytes() -> int:
    """The most memory that this program has had; `ru_maxrss` counts what the process had that started it, too."""
    with contextlib.suppress(OSError, ValueError), Path("/proc/self/status").open("rb") as status:
        for line in status:
            if line.startswith(b"VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def _reply(request: frames.Request, body: bytes) -> tuple[bytes, bool]:
    """The answer, and whether the process had better end after it."""
    try:
        document = read(
            body,
            name=request.name,
            media_type=request.media_type,
            charset=request.charset,
            address=request.address,
        )
        return frames.answer(frames.DOCUMENT, document.dump()), False
    except ReadError as error:
        told = {"reason": error.reason, "problem": error.problem}
        return frames.answer(frames.ERROR, json.dumps(told)), error.reason == "out_of_memory"
    except MemoryError:
        told = {"reason": "out_of_memory", "problem": out_of_memory().problem}
        return frames.answer(frames.ERROR, json.dumps(told)), True


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of reach of whatever a library reads or prints."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    return requests, _Whole(answers)  # type: ignore[return-value]


class _Whole:
    """Writes all that it is given: a pipe takes as much as fits."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._stream.write(left) :]


def _limit(megabytes: int) -> None:
    with contextlib.suppress(OSError):  # where memory runs out, this process is the one to go
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    memory = megabytes * 2**20
    for what, most in (
        ("RLIMIT_DATA", memory),
        ("RLIMIT_AS", memory + 2**30),  # libraries map files and reserve room that they never use
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", _FILES),
    ):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, what), (most, most))
    sys.addaudithook(_refuse)


def _limit_time(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError("a reader reads what it was given, and nothing else")


if __name__ == "__main__":
    main(int(sys.argv[1]))
