"""Runs `precedent` in processes of its own, as a person would."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from assistant.cli import main; main()")


def environment(home: Path | None, **settings: str) -> dict[str, str]:
    """The environment with just these settings, and nothing that says how wide or colourful a terminal is."""
    given = {k: v for k, v in os.environ.items() if not k.startswith(("PRECEDENT_", "COLUMNS", "TERM", "FORCE_"))}
    given |= {f"PRECEDENT_{name.upper()}": value for name, value in settings.items()}
    if home is not None:
        given["PRECEDENT_HOME"] = str(home)
    return given | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


def precedent(
    *arguments: str | bytes, home: Path | None = None, folder: Path | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home, **settings),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


class Server:
    """A running server.

    Args:
        process: Its process.
        address: Where it says that it answers.
    """

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self.process = process
        self.address = address
        self.said: list[str] = []
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.said.extend(self.process.stderr)

    def stop(self) -> int:
        """Ask it to stop; gives its exit code."""
        self.process.terminate()
        code = self.process.wait(timeout=20)
        self._listening.join(timeout=5)
        return code


@contextmanager
def serving(home: Path, *arguments: str, **settings: str) -> Iterator[Server]:
    """A server on a free port, ready; it is stopped at the end."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *arguments],
        env=environment(home, **settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "answers at http" in line:
            break
    else:
        process.wait(timeout=20)
        raise AssertionError("".join(said))
    server = Server(process, line.split()[3])
    server.said[:0] = said
    try:
        yield server
    finally:
        if process.poll() is None:
            server.stop()
        process.stderr.close()
