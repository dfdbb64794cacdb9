"""What comes back when a page or file is fetched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to tell a changed page by; sent back with the next request for it.

    Args:
        etag: The version's tag, in its quotes.
        last_modified: When it was changed last, in the server's words.
        address: The page that these belong to, at the end of all redirects; sent to no other. None: to any.
    """

    etag: str | None = None
    last_modified: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page or file as a server gave it.

    Args:
        address: What was asked for.
        final_address: Where it was found, after redirects.
        moved_permanently: Where the server says that it is for good from now on, or None.
        status: The status that the server answered with.
        media_type: What the server says it is (`text/html`), in lower case; empty where it does not say.
        charset: The encoding that the server names, if it is one that Python knows; may be wrong all the same.
        body: The content, unpacked; empty where it was not modified or not asked for.
        validators: To be given with the next request.
        not_modified: Whether it is what it was when the validators given with the request were new.
        digest: SHA-256 of the body; empty where there is none because it was not modified or not asked for.
    """

    address: str
    final_address: str
    moved_permanently: str | None
    status: int
    media_type: str
    charset: str | None
    body: bytes
    validators: Validators
    not_modified: bool
    digest: str
