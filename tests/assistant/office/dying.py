"""Runs the office's work in processes that die: a server that has imported everything forks one for each attempt.

It reads one attempt a line, as JSON, and answers with one line: how the process ended, and how many moments there were
at which it could have died. Such a moment comes before every file that is opened to be written, renamed, flushed or
removed, and before every statement and every commit in the catalogue.
"""

import ctypes
import json
import os
import resource
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from assistant.office.agreeing import agree
from assistant.office.publishing import publish, rollback, withdraw
from assistant.settings import Settings
from index import place_cache, vector_files
from tests.assistant.office.homes import NoWorld, cheap_model

NOT_PERMITTED = 77
_WRITING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree", "sqlite3.connect"}


class Moments:
    """Counts the moments at which a process could die, and ends it at one of them."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def one(self, *_: Any, **__: Any) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Count from now on."""
        sync = os.fsync

        def fsync(descriptor: int) -> None:
            self.one()
            sync(descriptor)

        os.fsync = fsync
        for moment in ("before_cursor_execute", "commit", "checkin"):
            event.listen(Engine, moment, self.one)
        sys.addaudithook(self._heard)

    def _heard(self, name: str, arguments: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or name in _WRITING:
            self.one()


def act(settings: Settings, what: str) -> None:
    """Do what is asked for."""
    model = cheap_model()
    if what == "publish":
        publish(settings, model, by="Ana")
    elif what == "rollback":
        rollback(settings, model, 1, by="Ana")
    elif what == "withdraw":
        withdraw(settings, model, ["no-oslo-boats-1"], by="Ana")
    else:
        agree(settings, model)


def small_disk(wanted: dict[str, Any]) -> int:
    """Do it on a disk of its own that has so much room left; what it leaves there is copied to `home`."""
    disk = Path(wanted["home"] + "-disk")
    disk.mkdir()
    template = Path(wanted["template"])
    used = sum(-(-path.stat().st_size // 4096) * 4096 for path in template.rglob("*")) + 65_536
    if not _mounted(disk, used + wanted["room"]):
        os._exit(NOT_PERMITTED)
    home = Path(shutil.copytree(template, disk / "home"))
    try:
        act(Settings(home=home, _env_file=None), wanted["act"])
    finally:
        shutil.copytree(home, wanted["home"])
    return 0


def _mounted(folder: Path, size: int) -> bool:
    """Mount a disk in memory that only this process sees."""
    libc = ctypes.CDLL(None, use_errno=True)
    new_mounts, new_user, everywhere_private = 0x20000, 0x10000000, 0x4000 | 0x40000
    identity = f"0 {os.getuid()} 1"
    if libc.unshare(new_mounts | (0 if os.getuid() == 0 else new_user)):
        return False
    if identity.split()[1] != "0":
        Path("/proc/self/uid_map").write_text(identity)
    libc.mount(b"none", b"/", None, everywhere_private, None)
    return not libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={size}".encode())


def attempt(wanted: dict[str, Any]) -> int:
    """Do it in this process; gives how many moments there were."""
    if "room" in wanted:
        return small_disk(wanted)
    settings = Settings(home=Path(wanted["home"]), _env_file=None)
    if wanted.get("file_bytes"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (wanted["file_bytes"], resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    if wanted.get("large"):
        vector_files._EXACT = 2  # type: ignore[misc]
        vector_files._SHARE = 0.9  # type: ignore[misc]
    moments = Moments(wanted.get("moment", 0))
    moments.watch()
    act(settings, wanted["act"])
    return moments.count


def serve() -> None:
    """Answer attempts until there are no more."""
    place_cache.Gazetteer = NoWorld  # type: ignore[assignment,misc]
    for line in sys.stdin:
        wanted = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            code, said = 0, b""
            try:
                said = str(attempt(wanted)).encode()
            except Exception as error:
                code, said = 1, f"{type(error).__name__}: {error}".encode()
            os.write(writing, said)
            os._exit(code)
        os.close(writing)
        if "seconds" in wanted:
            time.sleep(wanted["seconds"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read().decode()
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "said": said}), flush=True)


if __name__ == "__main__":
    serve()
