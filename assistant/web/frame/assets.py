"""Style sheets, scripts and pictures: each under an address that names its contents, so that it is fetched once."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response

from assistant.web.problems import problem

FOLDER: Final = Path(__file__).parents[1] / "static"
PREFIX: Final = "/static/"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_IMPORTED: Final = re.compile(rb"""(?<=from ")\./([a-z-]+\.js)(?=")""")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    address: str
    media_type: str
    body: bytes
    compressed: bytes


class Assets:
    """The files of a folder, read once.

    Args:
        folder: Files with the endings that are known; others are left out. A script may import one that needs no other:
            `import { x } from "./name.js"`. The sheets in its folder `css` are sent as one, `site.css`.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self._by_name: dict[str, Asset] = {}
        self._by_address: dict[str, Asset] = {}
        files = [path for path in sorted(folder.iterdir()) if path.suffix in _TYPES]
        bodies = {path.name: path.read_bytes() for path in files}
        bodies["site.css"] = b"\n".join(path.read_bytes() for path in sorted((folder / "css").glob("*.css")))
        # What imports another comes after it, since it names the other's hashed address.
        for name in sorted(bodies, key=lambda name: (bool(_IMPORTED.search(bodies[name])), name)):
            self._add(name, bodies[name])
        self.router = APIRouter()
        self.router.add_api_route(PREFIX + "{name}", self._serve, methods=["GET", "HEAD"], include_in_schema=False)

    def url(self, name: str) -> str:
        """The address of a file.

        Raises:
            KeyError: There is none of this name.
        """
        return self._by_name[name].address

    def body(self, name: str) -> bytes:
        """The contents of a file, with the addresses that it imports.

        Raises:
            KeyError: There is none of this name.
        """
        return self._by_name[name].body

    def _add(self, name: str, body: bytes) -> None:
        body = _IMPORTED.sub(lambda match: self.url(match[1].decode()).encode(), body)
        stem, _, ending = name.rpartition(".")
        address = f"{PREFIX}{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"
        asset = Asset(address, _TYPES[f".{ending}"], body, gzip.compress(body, 9, mtime=0))
        self._by_name[name] = self._by_address[address] = asset

    async def _serve(self, request: Request, name: str) -> Response:
        asset = self._by_address.get(PREFIX + name)
        if asset is None:
            return problem(404, "There is no such file.")
        headers = {"cache-control": _FOR_EVER, "vary": "accept-encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            return Response(asset.compressed, media_type=asset.media_type, headers=headers)
        return Response(asset.body, media_type=asset.media_type, headers=headers)
