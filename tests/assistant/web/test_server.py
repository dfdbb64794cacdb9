"""The real server: a process that listens, takes up new snapshots under load, survives damage and ends cleanly."""

import http.client
import json
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from assistant.publishing import build_index, open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from index.model import PreparedModel
from index.snapshot import SnapshotStore
from tests.assistant.processes import Server, precedent, serving
from tests.assistant.snapshots import damage, publish_again

QUESTION = "How do cities run a learning festival?"


class Caller:
    """One client with one connection, as a browser has."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)

    def get(self, path: str) -> tuple[int, bytes]:
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        return response.status, response.read()

    def ask(self, question: str) -> tuple[int, Any]:
        body = json.dumps({"question": question})
        self._connection.request("POST", "/api/ask", body, {"content-type": "application/json"})
        response = self._connection.getresponse()
        return response.status, json.loads(response.read())

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def server(own_home: Settings) -> Iterator[Server]:
    with serving(own_home.home) as running:
        yield running


def test_it_answers_over_a_socket_and_ends_cleanly(server: Server, own_home: Settings) -> None:
    caller = Caller(server.address)
    status, answer = caller.ask(QUESTION)
    assert (status, answer["answered"]) == (200, True)
    assert json.loads(caller.get("/readyz")[1])["status"] == "ready"
    assert caller.ask("What is the weather tomorrow?")[1]["reason"] == "out_of_scope"
    caller.close()
    assert server.stop() in (0, -signal.SIGTERM)
    assert "Traceback" not in "".join(server.said)
    with open_catalogue(own_home) as catalogue:  # what was asked in vain was kept before the end
        assert [item.question for item in catalogue.unanswered()] == ["What is the weather tomorrow?"]


def test_bytes_that_are_no_request_hurt_nobody(server: Server) -> None:
    parts = urlsplit(server.address)
    for sent in (
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/ask HTTP/1.1\r\n",
        b"\0" * 100_000,
    ):
        with socket.create_connection((str(parts.hostname), parts.port), timeout=5) as connection:
            connection.sendall(sent)
    caller = Caller(server.address)
    assert caller.ask(QUESTION)[0] == 200
    caller.close()


def test_a_new_snapshot_under_load_drops_no_request(
    own_home: Settings, home: Settings, model: PreparedModel, shipped: list[Practice]
) -> None:
    shutil.copy(home.vector_cache, own_home.home)
    with open_catalogue(own_home) as catalogue:
        catalogue.add(shipped[:40], by="tests")
    answers: list[tuple[float, int, str]] = []
    stopping = threading.Event()

    def keep_asking(address: str, words: list[str]) -> None:
        caller = Caller(address)
        number = 0
        while not stopping.is_set():
            status, answer = caller.ask(f"{words[number % len(words)]} {number}")
            answers.append((time.monotonic(), status, answer.get("snapshot", "")))
            number += 1
            time.sleep(0.01)
        caller.close()

    with serving(own_home.home) as server:
        words = [["learning festival", "mobile library"], ["older people online"], ["مكتبات", "festival des savoirs"]]
        threads = [threading.Thread(target=keep_asking, args=(server.address, each)) for each in words]
        for thread in threads:
            thread.start()
        before = SnapshotStore(own_home.snapshots).current_id()
        new = build_index(own_home, model).id
        published = time.monotonic()
        while time.monotonic() < published + 2.5:
            time.sleep(0.1)
        stopping.set()
        for thread in threads:
            thread.join(timeout=20)
        caller = Caller(server.address)
        ready = json.loads(caller.get("/readyz")[1])
        caller.close()
    assert {status for _, status, _ in answers} == {200}
    assert {snapshot for _, _, snapshot in answers} == {before, new}
    assert {snapshot for when, _, snapshot in answers if when > published + 2} == {new}
    assert ready == {"status": "ready", "snapshot": new, "practices": 40}
    assert len(answers) > 100


def test_a_damaged_current_snapshot_does_not_keep_it_from_starting(own_home: Settings) -> None:
    store = SnapshotStore(own_home.snapshots)
    whole = str(store.current_id())
    damage(store, publish_again(store), "vectors.faiss")
    with serving(own_home.home) as server:
        caller = Caller(server.address)
        assert json.loads(caller.get("/readyz")[1])["snapshot"] == whole
        assert caller.ask(QUESTION)[1]["snapshot"] == whole
        caller.close()
    logged = [json.loads(line) for line in server.said if line.startswith("{")]
    assert [(entry["event"], entry["served"]) for entry in logged] == [("snapshot_damaged", whole)]


def test_a_port_that_is_taken_is_told_in_one_sentence(home: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = precedent("serve", "--port", str(port), home=home.home)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"Cannot listen on 127.0.0.1:{port} (Address already in use).")
    assert "precedent serve --port" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("host", ["203.0.113.7", "::ffff:1:2:3:4:5:6:7:8"])
def test_an_address_that_is_not_ours_is_told_in_one_sentence(home: Settings, host: str) -> None:
    ended = precedent("serve", "--host", host, "--port", "0", home=home.home)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Cannot listen on {host}:0")
    assert ended.stderr.count("\n") == 1
