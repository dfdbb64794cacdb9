"""What a document may hold at most, and what a packed file may unfold into."""

import io
import zipfile
import zlib
from typing import Final

from corpus.readers.errors import damaged, too_large

MAX_BYTES: Final = 50 * 2**20
"""Of a file as it comes."""
MAX_PAGE_CHARACTERS: Final = 8_000_000
"""Of a web page with its markup."""
MAX_PAGES: Final = 500
"""Of a PDF; also slides of a presentation."""
MAX_BLOCKS: Final = 50_000
MAX_CHARACTERS: Final = 5_000_000
"""Of text that a document yields."""
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 500
MAX_DEPTH: Final = 50
"""Of values within values."""

MAX_MEMBERS: Final = 10_000
"""Files within a packed file."""
MAX_UNPACKED: Final = 250 * 2**20
MAX_UNPACKED_XML: Final = 100 * 2**20
"""Of one XML file within a packed file."""
MAX_RATIO: Final = 200
"""Times that a packed file may grow, once it is beyond a size that does no harm."""
_HARMLESS: Final = 20 * 2**20
_DIRECTORY_ENTRY: Final = 300
"""Bytes of an entry in the list of a packed file, generously."""
_END: Final = b"PK\x05\x06"
_DECLARATIONS: Final = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def open_packed(body: bytes) -> zipfile.ZipFile:
    """Open a packed file (ZIP) after looking at its list of members.

    Args:
        body: The file.

    Returns:
        The open archive; its members' declared sizes are within the limits.

    Raises:
        ReadError: It is damaged, or would unfold into more than the limits allow.
    """
    end = body.rfind(_END, max(0, len(body) - 66_000))
    if end >= 0 and int.from_bytes(body[end + 12 : end + 16], "little") > MAX_MEMBERS * _DIRECTORY_ENTRY:
        raise too_large(f"it packs more than {MAX_MEMBERS:,} files")
    try:
        packed = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise damaged("its list of parts cannot be read") from error
    members = packed.infolist()
    if len(members) > MAX_MEMBERS:
        raise too_large(f"it packs more than {MAX_MEMBERS:,} files")
    if len({member.filename for member in members}) < len(members):
        raise damaged("two of its parts have the same name")
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED or total > max(_HARMLESS, MAX_RATIO * len(body)):
        raise too_large(f"{len(body):,} bytes unfold into {total:,}")
    return packed


def check_members(packed: zipfile.ZipFile) -> None:
    """See that every XML file within a packed file is whole, of bearable size, and declares no entities.

    Pictures and other parts that hold no text are passed over.

    Raises:
        ReadError: One of them is damaged or too large, or could unfold into more than it is.
    """
    for member in packed.infolist():
        if not member.filename.lower().endswith((".xml", ".rels")):
            continue
        if member.file_size > MAX_UNPACKED_XML:
            raise too_large(f"its part {member.filename[:60]} unfolds into {member.file_size:,} bytes")
        try:
            with packed.open(member) as part:
                kept = b""
                while chunk := part.read(2**20):  # reading to the end also checks the sum
                    seen = kept + chunk
                    if any(mark in seen for mark in _DECLARATIONS):
                        raise too_large("it declares entities, which could unfold without end")
                    kept = chunk[-32:]
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise damaged("a part of it cannot be unpacked") from error
