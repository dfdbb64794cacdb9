"""A real site on loopback, as nasty as the net: for all tests that fetch.

`nasty_site` is a fixture: import it into a `conftest.py`. What pages there are from the start: see `NASTY`.
"""

import base64
import gzip
import hashlib
import itertools
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

HTML = "text/html; charset=utf-8"
TEXT = "The city library lends tools: 412 people borrowed a drill in 2024."


@dataclass(frozen=True)
class Asked:
    """One request that the site got."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Page:
    """A plain page; it answers conditional requests by what it holds at the time."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    etag: bool = True
    head: int = 200  # what is answered to HEAD


class NastySite:
    """A site; its pages are changed while it runs."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.pages: dict[str, Page] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self.port: int = self._server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> "NastySite":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def at(self, path: str) -> str:
        """Address of a page."""
        return self.address + path

    def put(
        self,
        path: str,
        body: str | bytes,
        media_type: str = HTML,
        *,
        status: int = 200,
        etag: bool = True,
        last_modified: str | None = None,
        head: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Put a page there, or another in its place. An empty media type: none is said.

        Returns:
            Its address.
        """
        said = dict(headers or {})
        if media_type:
            said["Content-Type"] = media_type
        if last_modified:
            said["Last-Modified"] = last_modified
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = Page(content, said, status, etag, head)
        return self.at(path)

    def take_away(self, path: str, status: int = 404) -> None:
        """Answer with a failure from now on."""
        self.put(path, "gone", status=status, etag=False, head=status)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Lead on from a page to another.

        Returns:
            The address of the page that leads on.
        """
        return self.put(path, "moved", status=status, etag=False, headers={"Location": to}, head=status)

    def count(self, path: str | None = None, method: str | None = None) -> int:
        """How many requests there were, of all or for one page."""
        return sum(1 for asked in self.asked if path in {None, asked.path} and method in {None, asked.method})

    def forget(self) -> None:
        """Count from nothing again."""
        self.asked.clear()


@pytest.fixture
def nasty_site() -> Iterator[NastySite]:
    """A nasty site on loopback; nothing forbids to fetch from it unless a test puts a robots.txt there."""
    with NastySite() as site:
        yield site


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: NastySite

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no failure of the site."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # a head and its body in one piece
    timeout = 30
    disable_nagle_algorithm = True
    server: _Server

    @property
    def site(self) -> NastySite:
        return self.server.site

    def log_message(self, *_: object) -> None:
        """Tests count requests; nobody reads them."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.site.asked.append(Asked(self.command, path, {name.lower(): said for name, said in self.headers.items()}))
        if path in self.site.pages:
            self.plain(self.site.pages[path])
        elif path in NASTY:
            NASTY[path](self)
        else:
            self.give(b"nothing here", status=404)

    do_HEAD = do_GET  # noqa: N815

    def plain(self, page: Page) -> None:
        headers = dict(page.headers)
        tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if page.etag:
            headers["ETag"] = tag
        same = self.headers.get("If-None-Match") == tag if page.etag else False
        modified = headers.get("Last-Modified")
        if same or (modified and not page.etag and self.headers.get("If-Modified-Since") == modified):
            self.give(b"", status=304, headers=headers)
        elif self.command == "HEAD" and page.head != 200:
            self.give(b"", status=page.head)
        else:
            self.give(page.body, status=page.status, headers=headers)

    def give(self, body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """A whole answer."""
        said = {"Content-Length": str(len(body))} | dict(headers or {})
        self.begin(status, said)
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)
        self.wfile.flush()

    def begin(self, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, said in (headers or {}).items():
            self.send_header(name, said)
        self.end_headers()

    def send(self, raw: bytes) -> None:
        self.wfile.write(raw)
        self.wfile.flush()

    def drop(self, *, reset: bool = False) -> None:
        """Break off the connection."""
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


Nasty = Callable[[_Handler], None]


def _leads(to: str, status: int = 302) -> Nasty:
    def answer(handler: _Handler) -> None:
        location = to.replace("{site}", handler.site.address)
        handler.give(b"moved", status=status, headers={"Location": location})

    return answer


def _gives(body: bytes, media_type: str = HTML, **headers: str) -> Nasty:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    if media_type:
        said["Content-Type"] = media_type
    return lambda handler: handler.give(body, headers=said)


def _says(status: int, **headers: str) -> Nasty:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.give(b"no", status=status, headers=said)


def _nonsense(handler: _Handler) -> None:
    """Leads on to what is no address, in letters that turn the rest of a line round."""
    location = "http://[not/\u202e".encode()
    handler.send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n")


def _cookie_wall(handler: _Handler) -> None:
    """Redirects to itself until its cookie is sent back."""
    if "consent=yes" in handler.headers.get("Cookie", ""):
        handler.give(TEXT.encode(), headers={"Content-Type": HTML})
    else:
        headers = {"Location": "/cookies/wall", "Set-Cookie": "consent=yes; Path=/"}
        handler.give(b"", status=302, headers=headers)


def _strange_cookies(handler: _Handler) -> None:
    """Sets cookies that fit into no header, and leads on."""
    cookies = b"Set-Cookie: a=Gr\xc3\xb6\xc3\x9fe\r\nSet-Cookie: b=\x01\x7f\r\nSet-Cookie: =;;;=\r\n"
    cookies += b"Set-Cookie: big=" + b"x" * 9_000 + b"\r\nSet-Cookie: fine=1; expires=Fri, 99 Foo 99999\r\n"
    handler.send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /fine\r\n" + cookies + b"\r\n")


def _new_cookies(handler: _Handler) -> None:
    """Redirects to itself with another cookie each time, for ever."""
    headers = {"Location": "/cookies/endless", "Set-Cookie": f"visit={time.monotonic_ns()}"}
    handler.give(b"", status=302, headers=headers)


def _longer_and_longer(handler: _Handler) -> None:
    """Leads on to another address each time."""
    _, _, query = handler.path.partition("?")
    number = int(query or 0) + 1
    handler.give(b"", status=302, headers={"Location": f"/redirects/endless?{number}"})


def _endless(handler: _Handler) -> None:
    handler.begin(headers={"Content-Type": HTML, "Transfer-Encoding": "chunked"})
    while not handler.site.stopping.is_set():
        handler.send(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


def _drip(handler: _Handler) -> None:
    """A byte now and then: each read is quick, the page never ends."""
    handler.begin(headers={"Content-Type": HTML, "Content-Length": "100000"})
    while not handler.site.stopping.wait(0.02):
        handler.send(b"x")


def _drip_head(handler: _Handler) -> None:
    handler.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.site.stopping.wait(0.02):
        handler.send(b"x")


def _drip_hints(handler: _Handler) -> None:
    while not handler.site.stopping.wait(0.02):
        handler.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")


def _silent(handler: _Handler) -> None:
    handler.site.stopping.wait(30)
    handler.drop()


def _packed(layers: int, size: int) -> bytes:
    """Zeros, packed so often; the first layer as a stream of pieces, so that not even a test holds them all."""
    packer, pieces = zlib.compressobj(9, wbits=31), []
    for start in range(0, size, 2**20):
        pieces.append(packer.compress(bytes(min(2**20, size - start))))
    body = b"".join([*pieces, packer.flush()])
    for _ in range(layers - 1):
        body = gzip.compress(body)
    return body


def _bomb(layers: int, size: int) -> Nasty:
    made: list[bytes] = []

    def answer(handler: _Handler) -> None:
        if not made:
            made.append(_packed(layers, size))
        coding = ", ".join(["gzip"] * layers)
        handler.give(made[0], headers={"Content-Type": HTML, "Content-Encoding": coding})

    return answer


def _parts(handler: _Handler) -> None:
    """A gzip file of very many empty parts."""
    handler.give(gzip.compress(b"") * 50_000, headers={"Content-Type": HTML, "Content-Encoding": "gzip"})


def _says_more(handler: _Handler) -> None:
    handler.begin(headers={"Content-Type": HTML, "Content-Length": "5000"})
    handler.send(TEXT.encode())
    handler.drop()


def _says_less(handler: _Handler) -> None:
    handler.begin(headers={"Content-Type": HTML, "Content-Length": "8"})
    handler.send(TEXT.encode())


def _cut_chunks(handler: _Handler) -> None:
    handler.begin(headers={"Content-Type": HTML, "Transfer-Encoding": "chunked"})
    handler.send(b"5\r\nhello\r\n")
    handler.drop()


def _huge_head(handler: _Handler) -> None:
    handler.send(b"HTTP/1.1 200 OK\r\nX-Huge: " + b"x" * 2_000_000 + b"\r\n\r\n")
    handler.drop()


def _many_headers(handler: _Handler) -> None:
    handler.send(b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 100_000 + b"\r\n")
    handler.drop()


def _no_http(handler: _Handler) -> None:
    handler.send(b"220 mail.example ESMTP ready\r\n" * 3)
    handler.drop()


def _first(failure: Nasty) -> Nasty:
    """Fails every first time, and is fine every second."""
    turns = itertools.count()

    def answer(handler: _Handler) -> None:
        if next(turns) % 2 == 0:
            failure(handler)
        else:
            handler.give(TEXT.encode(), headers={"Content-Type": HTML})

    return answer


def _refuses_head(status: int) -> Nasty:
    def answer(handler: _Handler) -> None:
        if handler.command == "HEAD":
            handler.give(b"", status=status)
        else:
            handler.give(TEXT.encode() * 5_000, headers={"Content-Type": HTML})

    return answer


WRONG_CHARSET = "Lesekreis für Ältere in Köln".encode("cp1252")

NASTY: dict[str, Nasty] = {
    # Redirects.
    "/redirects/three": _leads("/redirects/two", 301),
    "/redirects/two": _leads("../redirects/one", 308),
    "/redirects/one": _leads("{site}/fine#there", 302),
    "/redirects/loop": _leads("/redirects/back"),
    "/redirects/back": _leads("/redirects/loop"),
    "/redirects/self": _leads("/redirects/self", 301),
    "/redirects/endless": _longer_and_longer,
    "/redirects/loopback": _leads("http://127.0.0.1:9/"),
    "/redirects/metadata": _leads("http://169.254.169.254/latest/meta-data/"),
    "/redirects/mapped": _leads("http://[::ffff:127.0.0.1]/"),
    "/redirects/decimal": _leads("http://2130706433/"),
    "/redirects/file": _leads("file:///etc/passwd"),
    "/redirects/data": _leads("data:text/html,hello"),
    "/redirects/script": _leads("javascript:alert(1)"),
    "/redirects/port": _leads("http://127.0.0.1:25/"),
    "/redirects/password": _leads("http://root:secret@127.0.0.1/"),
    "/redirects/nowhere": lambda handler: handler.give(b"where to?", status=302),
    "/redirects/nonsense": _nonsense,
    # Cookies.
    "/cookies/wall": _cookie_wall,
    "/cookies/endless": _new_cookies,
    "/cookies/strange": _strange_cookies,
    "/cookies/please": _gives(b"<title>Before you go on</title><button>Accept all cookies</button>"),
    # What is said of the content.
    "/charset/wrong": _gives(WRONG_CHARSET),
    "/charset/none": _gives(WRONG_CHARSET, "text/html"),
    "/charset/unknown": _gives(WRONG_CHARSET, "text/html; charset=klingon"),
    "/charset/codec": _gives(WRONG_CHARSET, "text/html; charset=rot13"),
    "/type/none": _gives(TEXT.encode(), ""),
    "/type/nonsense": _gives(TEXT.encode(), "<b>html</b>"),
    "/type/picture": _gives(base64.b64decode("R0lGODlhAQABAAAAACw="), "image/gif"),
    "/type/mislabelled": _gives(b"%PDF-1.7\n", HTML),
    # Too much, too slow.
    "/large/endless": _endless,
    "/large/announced": _gives(b"", HTML, Content_Length="99999999999999999999"),
    "/slow/body": _drip,
    "/slow/head": _drip_head,
    "/slow/hints": _drip_hints,
    "/slow/silent": _silent,
    # Packed.
    "/packed/fine": _gives(gzip.compress(TEXT.encode()), HTML, Content_Encoding="gzip"),
    "/packed/twice": _gives(gzip.compress(gzip.compress(TEXT.encode())), HTML, Content_Encoding="gzip, gzip"),
    "/packed/parts": _gives(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0", HTML, Content_Encoding="gzip"),
    "/packed/many-parts": _parts,
    "/packed/bomb": _bomb(1, 200 * 2**20),
    "/packed/nested-bomb": _bomb(2, 200 * 2**20),
    "/packed/small-bomb": _bomb(1, 8 * 2**20),
    "/packed/cut": _gives(gzip.compress(TEXT.encode() * 50)[:-20], HTML, Content_Encoding="gzip"),
    "/packed/damaged": _gives(b"this is not packed", HTML, Content_Encoding="gzip"),
    "/packed/unasked": _gives(b"\x1b\x07\x00", HTML, Content_Encoding="br"),
    "/packed/often": _gives(b"", HTML, Content_Encoding="gzip, gzip, gzip"),
    # Broken.
    "/broken/says-more": _says_more,
    "/broken/says-less": _says_less,
    "/broken/chunks": _cut_chunks,
    "/broken/dropped": lambda handler: handler.drop(),
    "/broken/reset": lambda handler: handler.drop(reset=True),
    "/broken/dropped-once": _first(lambda handler: handler.drop()),
    "/broken/huge-head": _huge_head,
    "/broken/many-headers": _many_headers,
    "/broken/no-http": _no_http,
    "/broken/unasked-304": _says(304),
    "/broken/part": _says(206, Content_Range="bytes 0-1/900"),
    # Refusals.
    "/status/401": _says(401),
    "/status/403": _says(403),
    "/status/404": _says(404),
    "/status/410": _says(410),
    "/status/418": _says(418),
    "/status/500": _says(500),
    "/status/503": _says(503),
    "/status/failed-once": _first(_says(500)),
    "/later/soon-once": _first(_says(429, Retry_After="2")),
    "/later/soon": _says(503, Retry_After="2"),
    "/later/long": _says(429, Retry_After="7200"),
    "/later/date": _says(503, Retry_After="Fri, 31 Dec 2199 23:59:59 GMT"),
    "/later/nonsense": _says(429, Retry_After="-5; DROP TABLE"),
    # Only HEAD is refused.
    "/head/403": _refuses_head(403),
    "/head/404": _refuses_head(404),
    "/head/405": _refuses_head(405),
    "/head/501": _refuses_head(501),
    # A fine page.
    "/fine": _gives(TEXT.encode(), HTML),
}
