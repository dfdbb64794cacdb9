"""How many pages a second are fetched from loopback, changed and unchanged.

Run it with `python -m tests.corpus.fetching.measure`.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import NamedTuple

from corpus.fetching import Fetcher, Validators
from tests.corpus.fetching.site import NastySite

PAGE = "<p>The city library lends tools to whoever lives in the city.</p>\n" * 600  # 40 KB, as pages are


class Figures(NamedTuple):
    """Pages a second."""

    fetched: float
    unchanged: float
    unchanged_four_threads: float
    checked: float


def measure(pages: int = 1_000) -> Figures:
    """Fetch so many pages from a site in another process, with no pauses between requests."""
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    site = context.Process(target=_serve, args=(theirs, min(pages, 100)))
    site.start()
    try:
        address = ours.recv()
        with Fetcher(user_agent="Measure/1.0", private_addresses=True, per_host_seconds=0) as fetcher:
            addresses = [f"{address}/{number % min(pages, 100)}" for number in range(pages)]
            known = {page: fetcher.get(page).validators for page in set(addresses)}

            def unchanged(some: list[str]) -> None:
                for page in some:
                    if not fetcher.get(page, known[page]).not_modified:
                        raise AssertionError("it has changed")

            def fetch() -> None:
                for page in addresses:
                    fetcher.get(page, Validators())

            def check() -> None:
                for page in addresses:
                    fetcher.check(page)

            def in_threads() -> None:
                threads = [threading.Thread(target=unchanged, args=(addresses[start::4],)) for start in range(4)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()

            seconds = [_seconds(work) for work in (fetch, lambda: unchanged(addresses), in_threads, check)]
            return Figures(*(pages / taken for taken in seconds))
    finally:
        ours.send("stop")
        site.join()


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _serve(ours: Connection, pages: int) -> None:
    with NastySite() as site:
        for number in range(pages):
            site.put(f"/{number}", f"{PAGE}{number}")
        ours.send(site.address)
        ours.recv()


if __name__ == "__main__":
    figures = measure()
    print(f"fetched {figures.fetched:.0f} pages a second (40 KB each)")
    print(f"unchanged {figures.unchanged:.0f} pages a second, {figures.unchanged_four_threads:.0f} in four threads")
    print(f"checked {figures.checked:.0f} links a second")
