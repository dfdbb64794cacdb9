"""How the reading process and the process that asks it speak with each other over pipes.

A request is the length of its header, the header as JSON, and the file as it is. An answer is a kind, whether the
process ends after it, the length of its text, and the text: JSON, never anything that could be run.
"""

import json
import struct
from dataclasses import asdict, dataclass
from typing import BinaryIO, Final, Literal, Self

ANSWER: Final = struct.Struct(">c?I")
"""Kind, whether it is the last, length."""
READY: Final = b"R"
DOCUMENT: Final = b"D"
ERROR: Final = b"E"
MAX_ANSWER: Final = 128 * 2**20
_LENGTH: Final = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be read, and the seconds of processor time for it; the arguments of `read`."""

    size: int
    seconds: float
    name: str
    media_type: str
    charset: str | None
    address: str

    def pack(self) -> bytes:
        """The request as bytes; the file follows."""
        header = json.dumps(asdict(self)).encode()
        return _LENGTH.pack(len(header)) + header

    @classmethod
    def receive(cls, stream: BinaryIO) -> Self | None:
        """The next request, or None where no more will come."""
        start = stream.read(_LENGTH.size)
        if len(start) < _LENGTH.size:
            return None
        return cls(**json.loads(stream.read(_LENGTH.unpack(start)[0])))


def answer(kind: Literal[b"R", b"D", b"E"], text: str = "", *, last: bool = False) -> bytes:
    """An answer as bytes."""
    payload = text.encode("utf-8", "replace")
    return ANSWER.pack(kind, last, len(payload)) + payload
