"""Light stand-ins: a site on loopback, a reader of plain pages, and a drafter that drafts by rule."""

import hashlib
import http.server
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from corpus.catalogue import Catalogue
from corpus.document import Block, Document
from corpus.drafting import Draft, Drafted
from corpus.fetching import Fetcher
from corpus.readers import ReadError
from corpus.refreshing import Refresher
from tests.corpus.drafted import draft


class Site:
    """What a site serves: path to its body, or to a status. `asked` counts requests, `bodies` those that got a body."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | int | str] = {}
        self.asked: Counter[str] = Counter()
        self.bodies: Counter[str] = Counter()
        self.address = ""

    def page(self, path: str, text: str, title: str = "A page") -> str:
        """Serve a page; gives its address."""
        self.pages[path] = f"<html><title>{title}</title><body><p>{text}</p></body></html>".encode()
        return self.address + path

    def site_map(self, *paths: str, at: str = "/sitemap.xml") -> str:
        """Serve a site map of paths; gives its address."""
        urls = "".join(f"<url><loc>{self.address}{path}</loc></url>" for path in paths)
        self.pages[at] = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
        return self.address + at


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """The site, served on loopback."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked[self.path] += 1
            page = site.pages.get(self.path, 404)
            body = page if isinstance(page, bytes) else b""
            etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
            if isinstance(page, str):
                self._answer(301, b"", {"Location": page})
            elif isinstance(page, int):
                self._answer(page, b"", {})
            elif self.headers.get("If-None-Match") == etag:
                self._answer(304, b"", {"ETag": etag})
            else:
                site.bodies[self.path] += 1
                kind = "text/html; charset=utf-8" if body.startswith(b"<html") else "application/xml"
                self._answer(200, body, {"ETag": etag, "Content-Type": kind})

        do_HEAD = do_GET  # noqa: N815  (as the base class wants it)

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class PlainReader:
    """Reads the paragraphs of plain pages and texts."""

    def read(
        self, body: bytes, *, name: str = "", media_type: str = "", charset: str | None = None, address: str = ""
    ) -> Document:
        text = body.decode("utf-8", "replace")
        if "broken" in text:
            raise ReadError("damaged", "is damaged", name or address)
        title = re.search("<title>(.*?)</title>", text)
        found = re.findall("<p>(.*?)</p>", text, re.S) or [text]
        blocks = tuple(Block("paragraph", paragraph) for paragraph in found)
        return Document(media="html", title=title[1] if title else None, blocks=blocks)


class RuleDrafter:
    """One draft for each paragraph that speaks of boats; the paragraph is its title."""

    def draft(self, document: Document, *, address: str, publisher: Any = None, columns: Any = None) -> Drafted:
        told = [block.text for block in document.blocks if "boat" in block.text]
        web = address.startswith("http")
        sources = [{"url": address, "title": "A page", "publisher": "A city", "published": None}] if web else []
        drafts = tuple(
            Draft(f"part-{number}", {**draft().record, "title": text, "sources": sources}, ())
            for number, text in enumerate(told)
        )
        return Drafted(drafts, "" if drafts else "Nothing was done here.", "" if drafts else "nothing-done")


class NothingAlike:
    """Finds nothing alike."""

    def alike(self, record: Any, limit: int = 3) -> list[Any]:
        return []


def refresher(catalogue: Catalogue, fetcher: Fetcher) -> Refresher:
    """A refresher made of these."""
    return Refresher(catalogue, fetcher, PlainReader(), RuleDrafter, NothingAlike)


def unhurried_fetcher() -> Fetcher:
    """A fetcher that may fetch from loopback, and does not wait between two requests."""
    return Fetcher(user_agent="Precedent/0 (tests)", private_addresses=True, per_host_seconds=0)
