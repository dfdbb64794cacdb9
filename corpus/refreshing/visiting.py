"""Visits one page or file of a source: asks for it, and reads it only where it has changed."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from corpus.catalogue import Find, Source
from corpus.catalogue.runs import Known
from corpus.document import Document
from corpus.fetching import Fetched, FetchError, Validators
from corpus.readers import ReadError

MAX_FILE_BYTES: Final = 20 * 2**20
_NEVER_SEEN: Final = Known("", "", {}, read=False, gone=False)


class Gets(Protocol):
    """Fetches pages, as `corpus.fetching.Fetcher` does."""

    def get(self, address: str, known: Validators = ...) -> Fetched:
        """Fetch a page, unless it is what it was."""

    def check(self, address: str) -> Fetched:
        """See whether a page is there."""


class Reads(Protocol):
    """Reads documents, as `corpus.readers.Reader` does."""

    def read(
        self, body: bytes, *, name: str = "", media_type: str = "", charset: str | None = None, address: str = ""
    ) -> Document:
        """Read a document."""


def visit(source: Source, address: str, known: Known | None, fetcher: Gets, reader: Reads) -> Find | None:
    """Look at one page or file.

    Args:
        source: To which it belongs.
        address: A URL, or a path.
        known: What is known of it, or None where it is new.
        fetcher: Fetches pages.
        reader: Reads them.

    Returns:
        What was found; None where it was gone before and still is.
    """
    before = known or _NEVER_SEEN
    look = _visit_file if is_local(source) else _visit_page
    try:
        return look(source, address, before, fetcher, reader)
    except _Gone:
        return None if before.gone else Find(source_id=source.id, address=address, state="gone")
    except (FetchError, ReadError) as error:
        return Find(source_id=source.id, address=address, state="failed", failure=str(error))
    except OSError as error:
        failure = f"{address} cannot be read: {error.strerror}."
        return Find(source_id=source.id, address=address, state="failed", failure=failure)


def is_local(source: Source) -> bool:
    """Whether a source lies on this machine."""
    return source.kind in ("file", "folder")


def read_find(
    source_id: int, address: str, before: Known, body: bytes, digest: str, validators: Mapping[str, str], reader: Reads,
    *, media_type: str = "", charset: str | None = None, name: str = "",
) -> Find:  # fmt: skip
    """Read what was fetched, and hold it against what is known.

    Raises:
        ReadError: It cannot be read.
    """
    unchanged = Find(
        source_id=source_id, address=address, state="unchanged", digest=digest,
        text_digest=before.text_digest, validators=validators,
    )  # fmt: skip
    if before.read and digest == before.digest:
        return unchanged
    document = reader.read(body, name=name, media_type=media_type, charset=charset, address=address)
    if before.read and document.digest == before.text_digest:
        return unchanged
    return Find(
        source_id=source_id,
        address=address,
        state="changed" if before.read else "new",
        title=document.title or name or address,
        document=document,
        digest=digest,
        text_digest=document.digest,
        validators=validators,
    )


class _Gone(Exception):  # noqa: N818  (no error: the answer to where it is)
    """It is not there any more."""


def _visit_page(source: Source, address: str, before: Known, fetcher: Gets, reader: Reads) -> Find:
    try:
        fetched = fetcher.get(address, _validators(before))
    except FetchError as error:
        if error.reason == "not_found" and before.read:
            raise _Gone from error
        raise
    given = {name: value for name, value in _pairs(fetched.validators) if value}
    if fetched.not_modified:
        return Find(
            source_id=source.id, address=address, state="unchanged", digest=before.digest,
            text_digest=before.text_digest, validators=given or before.validators,
        )  # fmt: skip
    name = unquote(urlsplit(fetched.final_address).path.rpartition("/")[2])
    return read_find(
        source.id, address, before, fetched.body, fetched.digest, given, reader,
        media_type=fetched.media_type, charset=fetched.charset, name=name,
    )  # fmt: skip


def _visit_file(source: Source, address: str, before: Known, _fetcher: Gets, reader: Reads) -> Find:
    path = Path(address)
    try:
        state = path.stat()
        stamp = {"modified": f"{state.st_mtime_ns} {state.st_size}"}
        if before.read and before.validators == stamp:
            return Find(
                source_id=source.id, address=address, state="unchanged", digest=before.digest,
                text_digest=before.text_digest, validators=stamp,
            )  # fmt: skip
        if state.st_size > MAX_FILE_BYTES:
            raise ReadError("too_large", f"has more than {MAX_FILE_BYTES // 2**20} MB: cut it into several", path.name)
        body = path.read_bytes()
    except FileNotFoundError as error:
        if before.read:
            raise _Gone from error
        raise
    digest = hashlib.sha256(body).hexdigest()
    return read_find(source.id, address, before, body, digest, stamp, reader, name=path.name)


def _validators(known: Known) -> Validators:
    if not known.read:
        return Validators()
    given = known.validators
    return Validators(given.get("etag"), given.get("last_modified"), given.get("address"))


def _pairs(validators: Validators) -> tuple[tuple[str, str | None], ...]:
    if not (validators.etag or validators.last_modified):
        return ()
    return (
        ("etag", validators.etag),
        ("last_modified", validators.last_modified),
        ("address", validators.address),
    )
