"""One address that asks too much is held back, politely; nobody else is, and nobody is remembered for long."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from structlog.testing import capture_logs
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.web.problems import problem
from assistant.web.rate_limit import MAX_ADDRESSES, SECONDS, Buckets, RateLimit, computes, key_of, peers_of

PER_MINUTE = 3
VISITOR = "203.0.113.9"


class Clock:
    """Time that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Sender:
    """Sends requests through the limit; the application behind it answers 200."""

    def __init__(self, per_minute: int = PER_MINUTE, proxies: list[str] | None = None) -> None:
        self.clock = Clock()
        self.sent: list[Any] = []

        async def application(scope: Any, receive: Any, send: Any) -> None:
            await Response("answer")(scope, receive, send)

        limit: Any = RateLimit(application, per_minute=per_minute, refusal=_refuse, clock=self.clock)
        self._app = limit if proxies is None else ProxyHeadersMiddleware(limit, trusted_hosts=peers_of(proxies))

    def __call__(
        self,
        path: str = "/ask",
        address: str | None = VISITOR,
        forwarded: str = "",
        query: str = "",
        method: str = "GET",
    ) -> int:
        """Send one request; gives its status."""
        self.sent = []
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"x-forwarded-for", forwarded.encode())] if forwarded else [],
            "client": (address, 50000) if address else None,
            "scheme": "http",
        }
        asyncio.run(self._app(scope, _nothing, self._send))
        return int(self.sent[0]["status"])

    def headers(self) -> dict[str, str]:
        """Headers of the last response."""
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    def body(self) -> Any:
        """Body of the last response."""
        return json.loads(self.sent[1]["body"])

    async def _send(self, message: Any) -> None:
        self.sent.append(message)


async def _nothing() -> Any:
    return {"type": "http.request", "body": b""}


def _refuse(request: Request, wait: int) -> Response:
    return problem(429, f"Wait {wait} s.")


class TestLimit:
    def test_one_too_many_is_told_when_to_come_back(self) -> None:
        send = Sender()
        assert [send() for _ in range(PER_MINUTE)] == [200] * PER_MINUTE
        assert send() == 429
        assert send.headers()["retry-after"] == "20"
        assert send.headers()["cache-control"] == "no-store"
        assert send.body()["detail"] == "Wait 20 s."
        send.clock.now += 19
        assert send() == 429
        assert send.headers()["retry-after"] == "1"
        send.clock.now += 1
        assert [send(), send()] == [200, 429]

    def test_a_minute_later_all_is_well_again(self) -> None:
        send = Sender()
        assert [send() for _ in range(5)].count(429) == 2
        send.clock.now += SECONDS
        assert [send() for _ in range(PER_MINUTE + 1)] == [200] * PER_MINUTE + [429]

    def test_others_are_not_held_back(self) -> None:
        send = Sender()
        assert [send() for _ in range(5)][-1] == 429
        assert send(address="203.0.113.10") == 200

    def test_zero_is_no_limit(self) -> None:
        send = Sender(per_minute=0)
        assert {send() for _ in range(300)} == {200}

    def test_what_is_no_request_passes(self) -> None:
        passed: list[str] = []

        async def application(scope: Any, receive: Any, send: Any) -> None:
            passed.append(scope["type"])

        limit = RateLimit(application, per_minute=1, refusal=_refuse)
        asyncio.run(limit({"type": "lifespan"}, _nothing, _nothing))  # type: ignore[arg-type]
        assert passed == ["lifespan"]


class TestWhatCounts:
    @pytest.mark.parametrize(
        ("path", "query"),
        [
            ("/ask", ""),
            ("/ask", "q=libraries"),
            ("/ask/feedback", ""),
            ("/api/ask", ""),
            ("/api/search", ""),
            ("/api/feedback", ""),
            ("/api/practices/ie-cork/similar", ""),
            ("/practices", "q=libraries"),
            ("/practices", "theme=financing&q=libraries"),
            ("/practices", "%71=libraries"),
            ("/map", "q=libraries"),
            ("/practices/ie-cork", "q=who+paid"),
        ],
    )
    def test_what_searches_or_keeps_counts(self, path: str, query: str) -> None:
        assert computes({"path": path, "query_string": query.encode()})

    @pytest.mark.parametrize(
        ("path", "query"),
        [
            ("/", ""),
            ("/practices", ""),
            ("/practices", "q="),
            ("/practices", "theme=financing&quick=1"),
            ("/askew", ""),
            ("/about", "lang=fr"),
            ("/api/practices/ie-cork", ""),
            ("/static/site.0.css", ""),
            ("/healthz", ""),
            ("/telegram/webhook", ""),
        ],
    )
    def test_what_is_only_shown_does_not(self, path: str, query: str) -> None:
        assert not computes({"path": path, "query_string": query.encode()})
        send = Sender()
        assert {send(path, query=query) for _ in range(10)} == {200}


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "key"),
        [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            ("127.0.0.1", None),
            ("127.8.8.8", None),
            ("::1", None),
            ("::ffff:127.0.0.1", None),
            ("testclient", None),
            ("", None),
            (None, None),
        ],
    )
    def test_an_address_counts_as(self, address: str | None, key: str | None) -> None:
        assert key_of(address) == key

    def test_what_a_proxy_says_and_is_no_address_counts_as_one(self) -> None:
        assert key_of("unknown", forwarded=True) == key_of("x" * 5000, forwarded=True) == "unknown"

    @given(st.ip_addresses())
    def test_every_address_has_a_key_or_is_here(self, address: Any) -> None:
        here = address.is_loopback or bool(getattr(address, "ipv4_mapped", None) and address.ipv4_mapped.is_loopback)
        assert (key_of(str(address)) is None) == here

    def test_a_whole_network_of_one_line_is_held_back_together(self) -> None:
        send = Sender()
        statuses = [send(address=f"2001:db8::{number:x}") for number in range(1, 5)]
        assert statuses == [200, 200, 200, 429]
        assert send(address="2001:db8:0:1::1") == 200


class TestProxies:
    def test_a_trusted_proxy_says_who_asks(self) -> None:
        send = Sender(proxies=["10.0.0.0/8"])
        asked = [send(address="10.0.0.1", forwarded="198.51.100.1") for _ in range(4)]
        assert asked[-1] == 429
        assert send(address="10.0.0.1", forwarded="198.51.100.2") == 200

    def test_what_a_visitor_says_through_it_is_not_believed(self) -> None:
        send = Sender(proxies=["10.0.0.1"])
        asked = [send(address="10.0.0.1", forwarded=f"192.0.2.{number}, 198.51.100.1") for number in range(4)]
        assert asked == [200, 200, 200, 429]
        claimed = [send(address="10.0.0.1", forwarded="127.0.0.1, 198.51.100.1") for _ in range(2)]
        assert claimed == [429, 429]

    def test_nobody_else_is_believed(self) -> None:
        send = Sender(proxies=["10.0.0.1"])
        asked = [send(forwarded=f"192.0.2.{number}") for number in range(4)]
        assert asked == [200, 200, 200, 429]
        send = Sender(proxies=[])
        assert [send(forwarded="127.0.0.1") for _ in range(4)][-1] == 429

    def test_one_that_is_met_over_ipv6_is_known_too(self) -> None:
        assert peers_of(["10.0.0.0/8", "192.0.2.1", "fd00::/8"]) == [
            "10.0.0.0/8",
            "192.0.2.1",
            "fd00::/8",
            "::ffff:10.0.0.0/104",
            "::ffff:192.0.2.1/128",
        ]
        send = Sender(proxies=["10.0.0.1"])
        asked = [send(address="::ffff:10.0.0.1", forwarded=f"198.51.100.{number}") for number in range(5)]
        assert asked == [200] * 5

    @pytest.mark.parametrize("peer", ["127.0.0.1", "172.17.0.1"])
    def test_operators_are_told_once_that_a_proxy_is_not_named(self, peer: str) -> None:
        send = Sender(proxies=[])
        with capture_logs() as logs:
            for number in range(8):
                send(address=peer, forwarded=f"198.51.100.{number}")
        assert [entry["event"] for entry in logs] == ["proxy_not_trusted"]
        assert "198.51" not in str(logs)
        assert peer not in str(logs)

    def test_nothing_is_logged_about_visitors(self) -> None:
        send = Sender()
        with capture_logs() as logs:
            assert [send() for _ in range(9)][-1] == 429
        assert logs == []


class TestMemory:
    def test_whoever_is_quiet_for_a_minute_is_forgotten(self) -> None:
        clock = Clock()
        buckets = Buckets(PER_MINUTE, clock)
        buckets.draw("a")
        clock.now += SECONDS / 2
        buckets.draw("b")
        clock.now += SECONDS / 2
        buckets.tidy()
        assert len(buckets) == 1
        clock.now += SECONDS / 2
        buckets.tidy()
        assert len(buckets) == 0

    def test_they_are_forgotten_without_another_request(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assistant.web.rate_limit.SECONDS", 0.01)
        buckets = Buckets(PER_MINUTE)

        async def ask_and_go() -> int:
            buckets.draw("a")
            await asyncio.sleep(0.05)
            return len(buckets)

        assert asyncio.run(ask_and_go()) == 0

    def test_memory_is_bounded(self) -> None:
        buckets = Buckets(1, Clock())
        for number in range(MAX_ADDRESSES + 50):
            buckets.draw(str(number))
        assert len(buckets) == MAX_ADDRESSES
        assert buckets.draw(str(MAX_ADDRESSES + 49)) > 0  # the latest are remembered

    @given(st.integers(1, 500), st.lists(st.floats(0, 30), min_size=1, max_size=60))
    def test_never_more_than_allowed_and_the_wait_is_enough(self, per_minute: int, pauses: list[float]) -> None:
        clock = Clock()
        buckets = Buckets(per_minute, clock)
        granted = 0
        for pause in pauses:
            clock.now += pause
            wait = buckets.draw("a")
            granted += wait == 0
            if wait:
                assert 1 <= wait <= SECONDS
                clock.now += wait
                assert buckets.draw("a") == 0
                granted += 1
        assert granted <= per_minute + (clock.now - 1000) * per_minute / SECONDS + 1e-3
