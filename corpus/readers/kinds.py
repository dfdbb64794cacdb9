"""What kind of file something is: by its content first, then by the media type it came with, then by its name."""

import json
import re
import zipfile
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from corpus.document import Media
from corpus.readers.errors import ReadError
from corpus.readers.limits import open_packed

SUFFIXES: Final[dict[str, Media]] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".dotx": "docx",
    ".pptx": "pptx", ".pptm": "pptx", ".ppsx": "pptx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".csv": "csv", ".tsv": "csv",
    ".json": "json", ".geojson": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".md": "markdown",
    ".markdown": "markdown", ".txt": "text", ".text": "text",
}  # fmt: skip
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Final[dict[str, Media]] = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "application/x-pdf": "pdf",
    f"{_OFFICE}wordprocessingml.document": "docx", f"{_OFFICE}presentationml.presentation": "pptx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx", "text/csv": "csv", "text/tab-separated-values": "csv",
    "application/json": "json", "application/geo+json": "json", "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl", "application/x-jsonlines": "jsonl",
    "text/markdown": "markdown", "text/plain": "text",
}  # fmt: skip
READABLE: Final = frozenset(SUFFIXES) | frozenset(MEDIA_TYPES)
"""Suffixes (`.pdf`) and media types (`application/pdf`) of what can be read."""

NAMES: Final[dict[Media, str]] = {
    "html": "a web page", "pdf": "a PDF", "docx": "a Word document", "pptx": "a presentation", "xlsx": "a spreadsheet",
    "csv": "a table in a text file", "json": "JSON", "jsonl": "JSON Lines", "markdown": "Markdown",
    "text": "plain text",
}  # fmt: skip
_TEXTS: Final[frozenset[Media]] = frozenset({"html", "csv", "json", "jsonl", "markdown", "text"})

_OTHERS: Final = (  # first bytes of files that cannot be read, in the words of people
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"), (b"\x7fELF", "a program"), (b"MZ\x90\0", "a program"),
    (b"\x1f\x8b", "a packed file"),
    (b"Rar!", "a packed file"), (b"7z\xbc\xaf", "a packed file"), (b"BZh9", "a packed file"),
    (b"\xfd7zXZ", "a packed file"),
    (b"{\\rtf", "an RTF document"), (b"%!PS", "a PostScript file"), (b"ID3\3", "a sound"),
    (b"OggS", "a sound"), (b"fLaC", "a sound"),
    (b"\x1aE\xdf\xa3", "a film"), (b"SQLite format 3\0", "a database"),
)  # fmt: skip
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_MAIN_PARTS: Final[tuple[tuple[str, Media], ...]] = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"))
_HTML: Final = re.compile(
    rb"(?:<!--.*?-->|<\?xml[^>]*>|\s)*+<(?:!doctype\s+html|(?:html|head|body|title|meta|script|style|article|main|div|h[1-6]|p|table)\b)",
    re.I | re.S,
)
_SAVE_AS: Final = "save it as PDF, DOCX or plain text and add that"
_HEAD: Final = 4096


def suffix_of(name: str, address: str = "") -> str:
    """The suffix of a file's name, or of the path of its address, in lower case with its dot; else empty."""
    for path in (name, unquote(path_of(address))):
        suffix = PurePosixPath(path.replace("\\", "/").replace("\0", "")).suffix.lower()
        if suffix:
            return suffix
    return ""


def path_of(address: str) -> str:
    """The path of an address; empty where it is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def kind_of(body: bytes, *, name: str = "", media_type: str = "", address: str = "") -> Media:
    """Tell what a file is.

    Args:
        body: Its content.
        name: The name it had.
        media_type: The media type that it came with, with or without parameters.
        address: Where it came from.

    Returns:
        What its content is, whatever it is called; where that leaves it open (text can be many things), what the
        media type and then the name say.

    Raises:
        ReadError: It is nothing that can be read: `unknown_kind`, `mislabelled` where it is called what can be read,
            or `encrypted`; `damaged` or `too_large` where it is a packed file that cannot be opened.
    """
    label = _label(name, media_type, address)
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ReadError("empty", "holds nothing at all: see whether it was saved or sent as a whole")
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith(_OLE):
        raise _of_old_office(body)
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(body, label)
    other = next((said for start, said in _OTHERS if body.startswith(start)), None) or _by_offset(body)
    opens_as_page = _HTML.match(body[:_HEAD].lstrip(b"\xef\xbb\xbf")) is not None
    if other is None and opens_as_page and label not in ("markdown", "csv", "json", "jsonl"):
        return "html"
    if other is None and b"\0" in body[:_HEAD] and not _is_wide_text(body):
        other = "no text"
    if label is not None and label not in _TEXTS:
        said = other or "plain text"
        raise ReadError("mislabelled", f"is called {NAMES[label]} but is {said}: get the file itself and add that")
    if other is not None:
        if label is not None:
            raise ReadError("mislabelled", f"is called {NAMES[label]} but is {other}: {_SAVE_AS}")
        raise ReadError("unknown_kind", f"is {other}, which cannot be read: {_SAVE_AS}")
    return _text(body, label)


def mislabelled(body: bytes, *, name: str = "", media_type: str = "", address: str = "") -> str | None:
    """Say how a readable file is called by what it is not.

    Args:
        body: Its content, and the rest as in `kind_of`.

    Returns:
        The end of a sentence ("is called a PDF but is a web page"), or None where name and content agree.

    Raises:
        ReadError: As `kind_of`.
    """
    label = _label(name, media_type, address)
    kind = kind_of(body, name=name, media_type=media_type, address=address)
    close = {"json", "jsonl"}, {"text", "markdown", "csv"}
    if label is None or label == kind or any(label in kinds and kind in kinds for kinds in close):
        return None
    return f"is called {NAMES[label]} but is {NAMES[kind]}"


def _label(name: str, media_type: str, address: str) -> Media | None:
    """What the file says it is. The path of an address says nothing where the server has named a media type."""
    served = MEDIA_TYPES.get(media_type.partition(";")[0].strip().lower())
    named = SUFFIXES.get(suffix_of(name))
    if served == "text" or served is None:  # "plain text" is what servers say where they do not know
        return named or SUFFIXES.get(suffix_of("", address)) or served
    return named if named is not None and not address else served


def _of_old_office(body: bytes) -> ReadError:
    if _ENCRYPTED_PACKAGE in body:
        return ReadError("encrypted", "is protected by a password: save it without one and add it again")
    return ReadError("unknown_kind", "is in the format of old Office: save it as DOCX, PPTX or XLSX and add that")


def _packed(body: bytes, label: Media | None) -> Media:
    with open_packed(body) as packed:
        names = packed.namelist()
        if any(member.flag_bits & 1 for member in packed.infolist()):
            raise ReadError("encrypted", "is protected by a password: save it without one and add it again")
        if "[Content_Types].xml" in names:
            for folder, kind in _MAIN_PARTS:
                if any(part.startswith(folder) for part in names):
                    return kind
        said = _packed_otherwise(packed, names)
    if label is not None:
        raise ReadError("mislabelled", f"is called {NAMES[label]} but is {said}: {_SAVE_AS}")
    raise ReadError("unknown_kind", f"is {said}, which cannot be read: {_SAVE_AS}")


def _packed_otherwise(packed: zipfile.ZipFile, names: list[str]) -> str:
    if names and names[0] == "mimetype" and packed.getinfo("mimetype").file_size < 200:
        try:
            kind = packed.read("mimetype")
        except Exception:  # whatever it is, it stays a packed file
            kind = b""
        if b"opendocument" in kind:
            return "an OpenDocument file"
        if b"epub" in kind:
            return "an e-book"
    return "a packed file"


def _by_offset(body: bytes) -> str | None:
    if body[4:8] == b"ftyp":
        return "a film"
    if body.startswith(b"RIFF"):
        return "a picture" if body[8:12] == b"WEBP" else "a film"
    return None


def _is_wide_text(body: bytes) -> bool:
    head = body[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    marked = body.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
    return marked or (max(even, odd) > 0.3 * len(head) and min(even, odd) < 0.05 * len(head))


def _text(body: bytes, label: Media | None) -> Media:
    start = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if label in ("json", "jsonl", None, "text") and start[:1] in (b"{", b"["):
        if _is_json_lines(start):
            return "jsonl"
        if label is not None and label != "text":
            return "json"
        if _is_json(body):
            return "json"
    if label in ("json", "jsonl"):
        raise ReadError("mislabelled", f"is called {NAMES[label]} but is other text: {_SAVE_AS}")
    if label in (None, "text") and re.match(rb"---\s*\n[\w-]+\s*:", start):
        return "markdown"
    if label == "html" and b"<" not in body:
        return "text"
    return label or "text"


def _is_json_lines(start: bytes) -> bool:
    first, line_break, rest = start.partition(b"\n")
    return bool(line_break) and rest.lstrip().startswith(b"{") and _is_json(first) and first.lstrip().startswith(b"{")


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
