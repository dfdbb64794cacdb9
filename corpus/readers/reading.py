"""One way in for every kind of file."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import unquote

from corpus.document import Document, Media
from corpus.readers.errors import ReadError, damaged, out_of_memory, too_large
from corpus.readers.kinds import kind_of, mislabelled, path_of
from corpus.readers.limits import MAX_BYTES

_READERS: Final[dict[Media, tuple[str, str]]] = {
    "html": ("web_page", "read_web_page"),
    "pdf": ("pdf", "read_pdf"),
    "docx": ("word", "read_word"),
    "pptx": ("slides", "read_slides"),
    "xlsx": ("spreadsheet", "read_spreadsheet"),
    "csv": ("separated", "read_separated"),
    "json": ("json_lines", "read_json"),
    "jsonl": ("json_lines", "read_json_lines"),
    "markdown": ("markdown_text", "read_markdown"),
    "text": ("markdown_text", "read_plain_text"),
}
"""Module and function for each kind; a module is loaded when the first file of its kind is read."""


def read(
    body: bytes, *, name: str = "", media_type: str = "", charset: str | None = None, address: str = ""
) -> Document:
    """Read a page or file, in this process.

    Args:
        body: Its content.
        name: The name it had, or empty.
        media_type: The media type that it came with, or empty.
        charset: The encoding that was declared for it, or None.
        address: Where it came from, or empty.

    Returns:
        The whole document: it is never half-read.

    Raises:
        ReadError: It cannot be read; `reason` is a code, and the message a sentence with the document's name.
    """
    called = name or PurePosixPath(unquote(path_of(address))).name or address
    if len(body) > MAX_BYTES:
        raise too_large(f"it has more than {MAX_BYTES // 2**20} MB").named(called)
    try:
        kind = kind_of(body, name=name, media_type=media_type, address=address)
        try:
            return _reader(kind, charset, address)(body)
        except ReadError as error:
            label = mislabelled(body, name=name, media_type=media_type, address=address)
            raise (ReadError(error.reason, f"{label}, and {error.problem}") if label else error) from error
    except ReadError as error:
        raise error.named(called) from error
    except RecursionError as error:
        raise too_large("its parts are nested too deeply").named(called) from error
    except MemoryError as error:
        raise out_of_memory().named(called) from error
    except Exception as error:  # a library stumbled over what it was given
        raise damaged(type(error).__name__).named(called) from error


def _reader(kind: Media, charset: str | None, address: str) -> Callable[[bytes], Document]:
    module, function = _READERS[kind]
    reader: Callable[..., Document] = getattr(import_module(f"corpus.readers.{module}"), function)
    options: dict[str, Any] = {}
    if kind not in ("pdf", "docx", "pptx", "xlsx"):
        options["charset"] = charset
    if kind == "html":
        options["address"] = address
    return partial(reader, **options)
