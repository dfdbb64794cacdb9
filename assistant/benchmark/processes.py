"""Runs the product's command in processes of its own, as a person would, and ends them again."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from typing import IO, Any, Final, Self

from pydantic import SecretStr

from assistant.benchmark.errors import BenchmarkError
from assistant.benchmark.memory import Memory, memory_of
from assistant.settings import Settings

_COMMAND: Final = (sys.executable, "-c", "from assistant.cli import main; main()")
"""What the console script runs, with this very Python."""
_LOOPBACK: Final = "127.0.0.1"
_COMMAND_SECONDS: Final = 60
_READY_SECONDS: Final = 60
_STOP_SECONDS: Final = 15
_LOOK_SECONDS: Final = 0.01


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a process reads exactly these settings, whatever `.env` says."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("PRECEDENT_")}
    values = {name: _written(getattr(settings, name)) for name in type(settings).model_fields}
    return given | {f"PRECEDENT_{name.upper()}": value for name, value in values.items() if value is not None}


def run_command(settings: Settings, *arguments: str) -> float:
    """Run `precedent` with these arguments to its end.

    Returns:
        The seconds from its start to its end.

    Raises:
        BenchmarkError: It failed or took too long.
    """
    started = time.perf_counter()
    try:
        ended = subprocess.run(  # noqa: S603  (our own command, no shell)
            [*_COMMAND, *arguments],
            env=environment(settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BenchmarkError(f"precedent {arguments[0]} had not ended after {_COMMAND_SECONDS} seconds.") from error
    seconds = time.perf_counter() - started
    if ended.returncode:
        raise BenchmarkError(f"precedent {arguments[0]} failed: {_last_line(ended.stderr)}")
    return seconds


class ServerProcess:
    """A running `precedent serve` on a free port of the loopback address. A context manager: it ends with the block.

    Args:
        settings: The settings to serve with; address and port are chosen here.

    Attributes:
        port: Where it listens.
        ready_seconds: From its start until it said that it was ready.

    Raises:
        BenchmarkError: It did not become ready.
    """

    def __init__(self, settings: Settings) -> None:
        self.port = _free_port()
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the process)
        started = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603  (our own command, no shell)
            [*_COMMAND, "serve"],
            env=environment(settings.model_copy(update={"host": _LOOPBACK, "port": self.port})),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )
        try:
            self._wait_until_ready(started + _READY_SECONDS)
        except BaseException:
            self._stop()
            raise
        self.ready_seconds = time.perf_counter() - started

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def memory(self) -> Memory:
        """What it holds now."""
        return memory_of(self._process.pid)

    def _wait_until_ready(self, deadline: float) -> None:
        while not _is_ready(self.port):
            if self._process.poll() is not None:
                self._errors.seek(0)
                raise BenchmarkError(f"precedent serve ended at once: {_last_line(self._errors.read())}")
            if time.perf_counter() > deadline:
                raise BenchmarkError(f"precedent serve was not ready after {_READY_SECONDS} seconds.")
            time.sleep(_LOOK_SECONDS)

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(_LOOPBACK, port, timeout=2)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/readyz")
        ready = connection.getresponse().status == http.HTTPStatus.OK
        connection.close()
        return ready
    connection.close()
    return False


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.bind((_LOOPBACK, 0))
        port: int = taken.getsockname()[1]
        return port


def _written(value: Any) -> str | None:
    """A setting's value as it is written in the environment; None is not written."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, list):
        return ",".join(map(str, value))
    return None if value is None else str(value)


def _last_line(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing."
