"""Describes the machine, and what else it does meanwhile: a figure means nothing without them."""

import os
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any


def describe_machine() -> dict[str, Any]:
    """Processor, cores, memory, and versions of what does the computing."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mb": _memory(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "onnxruntime": version("onnxruntime"),
        "faiss": version("faiss-cpu"),
    }


class OtherWork:
    """Watches how much of the processors other programs take, from the moment it is made."""

    def __init__(self) -> None:
        self._began = time.monotonic(), _busy(), _own()

    def share(self) -> float | None:
        """The part of all processors that others have taken since, from 0 to 1; None where the system does not tell.

        Of the processes started here, those count as own that have ended.
        """
        (moment, busy, own), busy_now = self._began, _busy()
        if busy is None or busy_now is None:
            return None
        others = (busy_now - busy) - (_own() - own)
        available = (time.monotonic() - moment) * (os.cpu_count() or 1)
        return round(min(max(others / available, 0.0), 1.0), 3)


def _own() -> float:
    """Processor seconds of this process and of those it started that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _busy() -> float | None:
    """Processor seconds in which the machine was not idle, since it started."""
    try:
        first = Path("/proc/stat").read_text("utf-8").split("\n", 1)[0].split()
        user, nice, system, _idle, _waiting, interrupts, soft_interrupts, stolen = map(int, first[1:9])
        return (user + nice + system + interrupts + soft_interrupts + stolen) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return None


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (AttributeError, OSError, ValueError):
        return None
