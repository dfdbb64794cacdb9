"""A body that is larger than any request needs is refused before it is read to its end."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from assistant.web.body_limit import MAX_BYTES, BodyLimit

LIMIT = 10
LARGER = 20


def send_through(
    chunks: Iterable[bytes],
    headers: Iterable[tuple[bytes, bytes]] = (),
    method: str = "POST",
    ends: bool = True,
    path: str = "/",
) -> tuple[int | None, bytes, int]:
    """Send a body in pieces; gives the status, the body that the application got, and how many pieces were read."""
    pieces = list(chunks)
    messages: list[Any] = [
        {"type": "http.request", "body": piece, "more_body": number + 1 < len(pieces) or not ends}
        for number, piece in enumerate(pieces)
    ]
    messages.append({"type": "http.disconnect"})
    taken = 0
    got = bytearray()
    statuses: list[int] = []

    async def receive() -> Any:
        nonlocal taken
        taken += 1
        return messages[min(taken, len(messages)) - 1]

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def application(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            got.extend(message.get("body", b""))
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    asyncio.run(BodyLimit(application, LIMIT, {"/large": LARGER, "/room/": LARGER})(scope, receive, send))
    return (statuses[0] if statuses else None), bytes(got), taken


@given(st.lists(st.binary(max_size=6), min_size=1, max_size=5))
def test_what_fits_is_passed_on_unchanged(chunks: list[bytes]) -> None:
    body = b"".join(chunks)
    status, got, _ = send_through(chunks)
    assert (status, got) == ((200, body) if len(body) <= LIMIT else (413, b""))


def test_what_announces_too_much_is_not_read_at_all() -> None:
    assert send_through([b"x"], [(b"content-length", b"11")]) == (413, b"", 0)
    assert send_through([b"x" * 10], [(b"content-length", b"10")])[0] == 200


@pytest.mark.parametrize("announced", [b"", b"-1", b"ten", b"1e9", "１０".encode()])
def test_what_announces_nonsense_is_refused(announced: bytes) -> None:
    assert send_through([b"x"], [(b"content-length", announced)])[0] == 413


def test_what_goes_on_without_end_is_cut_off() -> None:
    status, got, taken = send_through([b"xxx"] * 1000)
    assert (status, got, taken) == (413, b"", 4)


def test_one_path_may_take_more_and_only_that_one() -> None:
    assert send_through([b"x" * LARGER], path="/large")[0] == 200
    assert send_through([b"x" * 15, b"x" * 6], path="/large") == (413, b"", 2)
    assert send_through([b"x"], [(b"content-length", b"21")], path="/large") == (413, b"", 0)
    for path in ("/", "/Large", "/large/", "//large", "/large/../large"):
        assert send_through([b"x" * 11], path=path) == (413, b"", 1)


def test_a_path_that_ends_with_a_slash_stands_for_all_beneath_it() -> None:
    for path in ("/room/", "/room/7", "/room/7/edit"):
        assert send_through([b"x" * LARGER], path=path)[0] == 200
        assert send_through([b"x" * 15, b"x" * 6], path=path) == (413, b"", 2)
    for path in ("/room", "/rooms/7", "/a/room/7"):
        assert send_through([b"x" * 11], path=path)[0] == 413


def test_whoever_hangs_up_gets_no_answer() -> None:
    assert send_through([b"x"], ends=False)[0] is None


def test_what_has_no_body_is_passed_on() -> None:
    assert send_through([b""], [(b"content-length", b"99")], method="GET")[0] == 200


def test_the_limit_leaves_room_for_the_longest_request() -> None:
    assert MAX_BYTES >= 4 * 1000 + 16_384 + 20 * 100


def stream_through(chunks: list[bytes], announced: int | None = None) -> tuple[int, list[int], bool]:
    """Send a body to a path that is streamed; gives the pieces read, those passed on, and whether it was stopped."""
    seen: list[int] = []
    taken = 0

    async def receive() -> Any:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": chunks[taken - 1], "more_body": taken < len(chunks)}

    async def send(message: Any) -> None: ...

    async def application(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            more = (await receive())["more_body"]
            seen.append(taken)

    headers = [] if announced is None else [(b"content-length", str(announced).encode())]
    scope = {"type": "http", "method": "POST", "path": "/files", "headers": headers}
    limited = BodyLimit(application, LIMIT, streamed={"/files": LARGER})
    try:
        asyncio.run(limited(scope, receive, send))
    except HTTPException as error:
        assert error.status_code == 413
        return taken, seen, True
    return taken, seen, False


def test_a_streamed_body_is_passed_on_as_it_comes() -> None:
    assert stream_through([b"12345", b"67890", b"12345"]) == (3, [1, 2, 3], False)


def test_a_streamed_body_is_broken_off_where_it_is_too_large() -> None:
    assert stream_through([b"x" * 15, b"x" * 15, b"x"]) == (2, [1], True)
    assert stream_through([b"x"], announced=LARGER + 1)[0] == 0
