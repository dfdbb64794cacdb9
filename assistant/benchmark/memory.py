"""Reads how much memory a process holds."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in megabytes (2^20 bytes); None where the system does not tell.

    Args:
        resident: What the process holds now.
        peak: The most that it has held so far.
    """

    resident: float | None
    peak: float | None


def memory_of(process: int) -> Memory:
    """The memory of a process, by its id: all of it, memory-mapped files included."""
    try:
        status = Path(f"/proc/{process}/status").read_text("utf-8")
    except OSError:
        return Memory(_resident(process), None)
    kilobytes = {
        name: float(value.split()[0])
        for name, _, value in (line.partition(":") for line in status.splitlines())
        if name in ("VmRSS", "VmHWM")
    }
    return Memory(_megabytes(kilobytes.get("VmRSS")), _megabytes(kilobytes.get("VmHWM")))


def _resident(process: int) -> float | None:
    """For systems without `/proc`: `ps` is on all that follow POSIX."""
    try:
        shown = subprocess.run(  # noqa: S603  (a number is all that is put in)
            ["ps", "-o", "rss=", "-p", str(process)],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
        return _megabytes(float(shown.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _megabytes(kilobytes: float | None) -> float | None:
    return None if kilobytes is None else round(kilobytes / 1024, 1)
