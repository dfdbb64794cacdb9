"""The emulator as a child process: a Node.js program, installed when tests are set up and never while they run."""

import contextlib
import os
import select
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.node import MODULES, node

HERE = Path(__file__).parent
PACKAGE: Final = "telegram-test-api"
"""Its name in the npm registry."""


class Emulator:
    """The emulator on a free port of 127.0.0.1, in a process group of its own, for as long as the context lasts."""

    def __enter__(self) -> Self:
        """Start it and wait until it listens.

        Raises:
            AssertionError: It did not start; with what it printed.
        """
        program = node()
        assert program is not None
        self._printed = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [program, HERE / "start.js"],
            # Nothing else of the environment: proxies, options of Node.js and the like stay out.
            env={"NODE_PATH": str(MODULES), "DEBUG": "TelegramServer:server"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._printed,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], 30)
        port = self._process.stdout.readline().decode().strip() if ready else ""
        if not port.isdigit():
            said = self.output()
            self.__exit__(None, None, None)
            raise AssertionError(f"The emulator did not start:\n{said}")
        self.url = f"http://127.0.0.1:{port}"
        return self

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._process.pid

    def output(self) -> str:
        """What it has printed so far, and how it ended if it did."""
        self._printed.seek(0)
        printed = self._printed.read().decode(errors="replace")
        code = self._process.poll()
        return printed if code is None else f"{printed}\n(ended with exit code {code})"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End its process, wait for that, and give its files back."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=5)
        self._process.stdout.close()
        self._printed.close()
