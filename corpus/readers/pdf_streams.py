"""Whether the packed parts of a PDF are whole: its library reads a broken one up to the break, and says nothing."""

import base64
import re
import zlib
from typing import Final

from corpus.readers.errors import damaged, too_large
from corpus.readers.limits import MAX_UNPACKED

_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_FILTERS: Final = re.compile(rb"/Filter\s*(\[[^\]]{0,200}\]|/\w+)")
_LENGTH: Final = re.compile(rb"/Length\s+(\d{1,9})(?!\s+\d+\s+R)\b")
_HEAD: Final = 2048
"""Bytes before a part in which what it is stands."""
_CHUNK: Final = 2**20


def check_streams(body: bytes) -> None:
    """See that what a PDF packs can be unpacked to its end. Pictures are passed over: no text is in them.

    Args:
        body: The file. Of one that is encrypted, nothing can be told.

    Raises:
        ReadError: A part is `damaged`, or all of them unfold into too much.
    """
    if b"/Encrypt" in body:
        return
    total = 0
    for found in _STREAM.finditer(body):
        about = body[max(0, found.start() - _HEAD) : found.start()].rpartition(b" obj")[2]
        filters = _FILTERS.search(about)
        names = re.findall(rb"/(\w+)", filters[1]) if filters else []
        if not names or b"/Image" in about:
            continue
        content = _content(body, found.end(), about)
        if names[0] in (b"ASCII85Decode", b"A85"):
            content, names = _from_letters(content), names[1:]
        if names[:1] in ([b"FlateDecode"], [b"Fl"]):
            total = _unpack(content, total)


def _content(body: bytes, start: int, about: bytes) -> bytes:
    length = _LENGTH.search(about)
    if length:
        end = start + int(length[1])
        if body[end : end + 12].lstrip().startswith(b"endstream"):
            return body[start:end]
    end = body.find(b"endstream", start)
    if end < 0:
        raise damaged("a part of it has no end")
    return body[start:end]


def _from_letters(content: bytes) -> bytes:
    try:
        return base64.a85decode(content.strip().removeprefix(b"<~").removesuffix(b"~>"))
    except ValueError as error:
        raise damaged("a part of it cannot be unpacked") from error


def _unpack(content: bytes, total: int) -> int:
    unpacker = zlib.decompressobj()
    try:
        while not unpacker.eof:
            unpacked = unpacker.decompress(content, _CHUNK)
            total += len(unpacked)
            if total > MAX_UNPACKED:
                raise too_large(f"its parts unfold into more than {MAX_UNPACKED // 2**20} MB")
            content = unpacker.unconsumed_tail
            if not unpacked and not content and not unpacker.eof:
                raise damaged("a part of it ends too soon")
    except zlib.error as error:
        raise damaged("a part of it cannot be unpacked") from error
    return total
