"""The pages of the web site: how fast the server gives each kind, and how much a first visit takes over the wire."""

import gzip
import http.client
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus

from assistant.benchmark.errors import BenchmarkError
from assistant.benchmark.figures import Figure, milliseconds
from assistant.benchmark.processes import ServerProcess
from assistant.benchmark.sizes import Progress
from corpus.practice import Practice

_FILE: Final = re.compile(r'"(/static/[\w.-]+)"')
"""A style sheet, script or picture that a page or a script names."""


@dataclass(frozen=True, slots=True)
class PageTimes:
    """What visits to the site gave.

    Args:
        seconds: For each kind of page, from the request until all of it was read; the answer is not among them.
        home_bytes, answer_bytes: What a first visit to the start page and to an answer takes, files included.
    """

    seconds: dict[str, list[float]]
    home_bytes: int
    answer_bytes: int

    def figures(self) -> list[Figure]:
        """The figures with their goals."""
        typical = {kind: milliseconds(taken, 0.5) for kind, taken in self.seconds.items()}
        slowest = max(typical, key=lambda kind: typical[kind])
        others = ", ".join(f"{kind} {taken:g}" for kind, taken in typical.items() if kind != slowest)
        return [
            Figure(
                "page_p50",
                "A page over HTTP, slowest kind, p50",
                typical[slowest],
                "ms",
                10,
                detail=f"{slowest}; {others} ms",
            ),
            Figure(
                "home_bytes", "First visit to the start page, files included", _kilobytes(self.home_bytes), "kB", 60
            ),
            Figure("answer_bytes", "First visit to an answer, files included", _kilobytes(self.answer_bytes), "kB", 60),
        ]


def measure_pages(
    server: ServerProcess, practices: Sequence[Practice], question: str, times: int, progress: Progress
) -> PageTimes:
    """Visit every kind of page.

    Args:
        server: The running server.
        practices: Those that are published; at least two.
        question: One that is answered.
        times: How often each kind is visited.
        progress: Told how far it is.

    Raises:
        BenchmarkError: The server failed to give a page.
    """
    with _Visitor(server.port) as visitor:
        seconds: dict[str, list[float]] = {}
        addresses = _addresses(practices)
        for done, (kind, address) in enumerate(addresses.items(), 1):
            visitor.get(address)  # the first one pays for reading the template
            seconds[kind] = [visitor.timed(address) for _ in range(times)]
            progress("visiting pages", done, len(addresses))
        asked = f"/ask?q={quote_plus(question)}&lang=en"
        return PageTimes(seconds, visitor.first_visit("/?lang=en"), visitor.first_visit(asked))


def _addresses(practices: Sequence[Practice]) -> dict[str, str]:
    first, second = practices[0], practices[1]
    paths = {
        "home": "/",
        "practices": "/practices",
        "narrowed": f"/practices?region={first.region}&sort=newest",
        "practice": f"/practices/{first.id}",
        "compare": f"/compare?ids={first.id},{second.id}",
        "map": "/map",
        "themes": "/themes",
        "theme": f"/themes/{first.themes[0]}",
        "countries": "/countries",
        "country": f"/countries/{first.country}",
        "about": "/about",
    }
    return {kind: f"{path}{'&' if '?' in path else '?'}lang=en" for kind, path in paths.items()}


class _Visitor:
    """A browser as far as it fetches: one connection, compressed bodies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def __enter__(self) -> "_Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, address: str) -> tuple[int, str]:
        """How many bytes of a body come over the wire, and its text.

        Raises:
            BenchmarkError: There is no such page, or the server does not answer.
        """
        try:
            self._connection.request("GET", address, headers={"accept": "text/html,*/*", "accept-encoding": "gzip"})
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise BenchmarkError(f"The server did not give {address} ({type(error).__name__}).") from error
        if response.status != http.HTTPStatus.OK:
            raise BenchmarkError(f"The server gave {address} with status {response.status}.")
        unpacked = gzip.decompress(body) if response.headers.get("content-encoding") == "gzip" else body
        return len(body), unpacked.decode("utf-8", "replace")

    def timed(self, address: str) -> float:
        """The seconds until a page was read."""
        started = time.perf_counter()
        self.get(address)
        return time.perf_counter() - started

    def first_visit(self, address: str) -> int:
        """How many bytes a page takes with all the files that it needs."""
        waiting, had, total = [address], set(), 0
        while waiting:
            wanted = waiting.pop()
            if wanted in had:
                continue
            had.add(wanted)
            size, text = self.get(wanted)
            total += size
            waiting += _FILE.findall(text)
        return total


def _kilobytes(count: int) -> float:
    return round(count / 1000, 1)
