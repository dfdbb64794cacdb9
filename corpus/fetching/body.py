"""Bodies of answers, read within limits, however they are packed."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

import httpx

from corpus.fetching.errors import FetchError, plain

PIECE: Final = 64 * 1024
MOST_RATIO: Final = 200  # text packs to a tenth; what unpacks to 200 times its size is no text

_MOST_CODINGS: Final = 2
_MOST_PARTS: Final = 1_000  # of one gzip file
_RATIO_FROM: Final = 2**20  # bytes; a small page may repeat itself
_GZIP: Final = zlib.MAX_WBITS | 16


def read_body(answer: httpx.Response, *, address: str, max_bytes: int) -> bytes:
    """The whole body of an answer, unpacked.

    Args:
        answer: Its body is not read yet.
        address: Where it comes from, for messages.
        max_bytes: How long it may be, packed and unpacked; no more than this and one piece is ever held.

    Raises:
        FetchError: It is longer, or unpacks to far more than text would (`too_large`), or it is packed in a way that
            was not asked for, damaged or cut off (`server`).
    """
    announced = answer.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and (len(announced) > 18 or int(announced) > max_bytes):
        raise _too_large(address, max_bytes)
    body = bytearray()
    for piece in _unpacked(answer, address, max_bytes):
        body += piece
        if len(body) > max_bytes:
            raise _too_large(address, max_bytes)
    return bytes(body)


def read_part(answer: httpx.Response, *, address: str, max_bytes: int) -> bytes:
    """The beginning of the body of an answer, unpacked; the rest is left unread.

    Raises:
        FetchError: It is packed in a way that was not asked for, or damaged (`server`).
    """
    body = bytearray()
    for piece in _unpacked(answer, address, 2 * max_bytes + PIECE):
        body += piece
        if len(body) >= max_bytes:
            break
    return bytes(body[:max_bytes])


def gunzip(body: bytes, *, address: str, max_bytes: int) -> bytes:
    """Unpack a file that was packed with gzip, such as a site map.

    Args:
        body: The file.
        address: Where it comes from, for messages.
        max_bytes: How long it may be unpacked.

    Raises:
        FetchError: It is longer, or unpacks to far more than text would (`too_large`), or it is damaged (`server`).
    """
    pieces = (body[start : start + PIECE] for start in range(0, len(body), PIECE))
    return b"".join(_gunzipped(pieces, address, max_bytes))


def _unpacked(answer: httpx.Response, address: str, max_bytes: int) -> Iterator[bytes]:
    if answer.is_stream_consumed:  # a transport of one's own may have read and unpacked it
        return iter([answer.content])
    named = [coding.strip().lower() for coding in answer.headers.get("content-encoding", "").split(",")]
    codings = [coding for coding in named if coding not in {"", "identity"}]
    unknown = [coding for coding in codings if coding not in {"gzip", "x-gzip"}]
    if unknown or len(codings) > _MOST_CODINGS:
        because = f"the site packed it in a way that was not asked for ({plain(', '.join(codings))})"
        raise FetchError("server", because, address=address)
    pieces = _counted(answer.iter_raw(), address, max_bytes)
    for _ in codings:
        pieces = _gunzipped(pieces, address, max_bytes)
    return pieces


def _counted(pieces: Iterable[bytes], address: str, max_bytes: int) -> Iterator[bytes]:
    seen = 0
    for piece in pieces:
        seen += len(piece)
        if seen > max_bytes:
            raise _too_large(address, max_bytes)
        yield piece


def _gunzipped(pieces: Iterable[bytes], address: str, max_bytes: int) -> Iterator[bytes]:
    """Unpack piece by piece, never more than a piece at a time: what a few bytes unpack to has no bound."""
    packer = zlib.decompressobj(_GZIP)
    packed = unpacked = 0
    parts = 1
    for piece in pieces:
        packed += len(piece)
        rest, made = piece, b""
        while rest or len(made) == PIECE:
            if packer.eof:
                if rest[:1] != b"\x1f":  # a file may have several parts; anything else after the last is padding
                    break
                packer = zlib.decompressobj(_GZIP)
                parts += 1
            try:
                made = packer.decompress(rest, PIECE)
            except zlib.error as error:
                raise FetchError("server", "what the site sent is damaged", address=address) from error
            rest = packer.unused_data if packer.eof else packer.unconsumed_tail
            unpacked += len(made)
            if unpacked > max_bytes:
                raise _too_large(address, max_bytes)
            if parts > _MOST_PARTS:
                raise FetchError("too_large", "it is packed in too many parts", address=address)
            if unpacked > _RATIO_FROM and unpacked > MOST_RATIO * (packed - len(rest)):
                raise FetchError("too_large", "it unpacks to far more than a text would", address=address)
            if made:
                yield made
    if packed and not packer.eof:
        raise FetchError("server", "what the site sent breaks off before its end", address=address)


def _too_large(address: str, max_bytes: int) -> FetchError:
    size = f"{max_bytes / 2**20:.0f} MB" if max_bytes >= 2**20 else f"{max_bytes} bytes"
    return FetchError("too_large", f"it is larger than {size}", address=address)
