"""The pace: one request at a time to a host, and a pause between two."""

import itertools
import threading
import time

from corpus.fetching import Fetcher
from corpus.fetching.pace import LONGEST_REST, Pace
from tests.corpus.fetching.conftest import USER_AGENT
from tests.corpus.fetching.site import NastySite


class Clock:
    """A clock that goes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def test_requests_to_a_host_are_a_second_apart() -> None:
    clock = Clock()
    pace = Pace(1.0, clock=clock, sleep=clock.sleep)
    for host, passes in [("a", 0.0), ("a", 0.25), ("b", 0.0), ("a", 5.0)]:
        clock.now += passes
        with pace.turn(host) as turn:
            turn.wait()
    assert clock.slept == [0.75]


def test_a_host_may_want_more() -> None:
    clock = Clock()
    pace = Pace(1.0, clock=clock, sleep=clock.sleep)
    for _ in range(3):
        with pace.turn("a", at_least=4.0) as turn:
            turn.wait()
    assert clock.slept == [4.0, 4.0]


def test_a_rest_is_kept_and_has_an_end() -> None:
    clock = Clock()
    pace = Pace(0, clock=clock, sleep=clock.sleep)
    with pace.turn("a") as turn:
        turn.wait()
        turn.rest(7.0)
        turn.rest(3.0)
    assert pace.rests("a") == 7.0
    assert pace.rests("b") == 0.0
    with pace.turn("a") as turn:
        turn.wait()
    assert clock.slept == [7.0]
    with pace.turn("a") as turn:
        turn.rest(1e9)
    assert pace.rests("a") == LONGEST_REST


def test_threads_wait_for_each_other() -> None:
    pace = Pace(0.05)
    begun: list[float] = []
    together: list[int] = []
    inside = 0

    def ask() -> None:
        nonlocal inside
        with pace.turn("a") as turn:
            turn.wait()
            begun.append(time.monotonic())
            inside += 1
            together.append(inside)
            time.sleep(0.01)
            inside -= 1

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(together) == {1}
    assert all(later - earlier > 0.045 for earlier, later in itertools.pairwise(begun))


def test_hosts_are_not_kept_for_ever() -> None:
    clock = Clock()
    pace = Pace(1.0, clock=clock, sleep=clock.sleep)
    for number in range(20_000):
        clock.now += 0.01
        with pace.turn(f"host {number}") as turn:
            turn.wait()
    assert len(pace._hosts) < 6_000


def test_a_site_is_asked_at_its_pace(site: NastySite) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 2.5", "text/plain")
    clock = Clock()
    with Fetcher(user_agent=USER_AGENT, private_addresses=True, clock=clock, sleep=clock.sleep) as fetcher:
        fetcher.get(site.at("/fine"))
        fetcher.get(site.at("/fine"))
    assert clock.slept == [1.0, 2.5]
