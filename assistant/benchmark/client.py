"""A small HTTP client that puts a server under load and costs next to nothing itself."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.benchmark.errors import BenchmarkError

_HOST: Final = "127.0.0.1"
_SECONDS_AT_MOST: Final = 30
"""For one answer; a server that takes longer is stuck."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load gave.

    Args:
        seconds: For each answer, from sending the question until all of it was read.
        wall_seconds: From the first question sent to the last answer read.
        client_share: Share of that time in which this client itself used a processor.
    """

    seconds: list[float]
    wall_seconds: float
    client_share: float


def put_under_load(
    port: int, questions: Sequence[str], clients: int, progress: Callable[[int], None] = lambda done: None
) -> Load:
    """Ask every question once over HTTP, each client its next one as soon as it has its answer.

    Args:
        port: Where the server listens, on the loopback address.
        questions: What is asked.
        clients: How many ask at the same time, each over one connection that is kept.
        progress: Called with the number of answers had.

    Raises:
        BenchmarkError: The server failed to answer a question.
    """
    requests = [_request(question) for question in questions]  # made before the clock starts
    try:
        return asyncio.run(_all_clients(port, requests, clients, progress))
    except (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError) as error:
        raise BenchmarkError(f"The server did not answer under load ({type(error).__name__}).") from error


async def _all_clients(port: int, requests: Sequence[bytes], clients: int, progress: Callable[[int], None]) -> Load:
    waiting = iter(requests)
    seconds: list[float] = []

    def had(taken: float) -> None:
        seconds.append(taken)
        progress(len(seconds))

    started, used = time.perf_counter(), time.process_time()
    tasks = [asyncio.create_task(_one_client(port, waiting, had)) for _ in range(clients)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    wall = time.perf_counter() - started
    return Load(seconds, wall, (time.process_time() - used) / wall)


async def _one_client(port: int, waiting: Iterator[bytes], had: Callable[[float], None]) -> None:
    reader, writer = await asyncio.open_connection(_HOST, port)
    try:
        for request in waiting:  # all clients take from the same questions
            started = time.perf_counter()
            writer.write(request)
            async with asyncio.timeout(_SECONDS_AT_MOST):
                await _read_answer(reader)
            had(time.perf_counter() - started)
    finally:
        writer.close()
        await writer.wait_closed()


async def _read_answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    length = next((int(line[15:]) for line in head if line.lower().startswith("content-length:")), 0)
    await reader.readexactly(length)
    status = head[0].split(" ")[1]
    if status != "200":
        raise BenchmarkError(f"The server answered a question with status {status}.")


def _request(question: str) -> bytes:
    body = json.dumps({"question": question}).encode()
    head = (
        f"POST /api/ask HTTP/1.1\r\nHost: {_HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    return head.encode() + b"\r\n" + body
