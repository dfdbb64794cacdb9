"""What the head of an answer says: whether it brings what was asked for, and what that is."""

import codecs
import datetime
import email.message
import email.utils
import re
from typing import Final

import httpx

from corpus.fetching.errors import FetchError, plain
from corpus.fetching.fetched import Validators

LONGEST_WAIT: Final = 30 * 24 * 3_600.0  # seconds; a site that says more is not taken at its word

_NOT_TEXT: Final = ("image/", "video/", "audio/", "font/", "model/")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,100}")
_CHARSET: Final = re.compile(r"[a-z0-9._:-]{1,40}")
# Codecs of Python that are no encodings of pages.
_NO_CHARSETS: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}
)
_VALIDATOR: Final = re.compile(r"[\x20-\x7e]{1,500}")  # goes back to the server in a header


def refuse_failure(answer: httpx.Response, address: str) -> None:
    """See that an answer brings what was asked for.

    Raises:
        FetchError: It does not; the reason is told by its status.
    """
    status = answer.status_code
    if status in {200, 203}:
        return
    if status in {404, 410}:
        raise FetchError("not_found", f"the site says that it is not there ({status})", address=address, status=status)
    if status in {429, 503}:
        after = retry_after(answer)
        raise FetchError("later", _come_again(after, status), address=address, status=status, again_after=after)
    if status in {401, 407}:
        because = f"the site wants a password for it ({status})"
        raise FetchError("refused", because, address=address, status=status)
    if 400 <= status < 500 and status not in {408, 425}:
        raise FetchError("refused", f"the site does not give it out ({status})", address=address, status=status)
    raise FetchError("server", f"the site answers with status {status} in place of it", address=address, status=status)


def refuse_media(answer: httpx.Response, address: str) -> None:
    """See that an answer is not a picture, a film or a sound.

    Raises:
        FetchError: It is (`not_text`).
    """
    media_type, _ = content_type(answer)
    if media_type.startswith(_NOT_TEXT):
        because = f"it is no text ({plain(media_type)})"
        raise FetchError("not_text", because, address=address, status=answer.status_code)


def content_type(answer: httpx.Response) -> tuple[str, str | None]:
    """Media type and encoding as the server names them: an empty text and None where it names none that can be."""
    message = email.message.Message()
    message["content-type"] = plain(answer.headers.get("content-type", ""), 500)
    media_type = str(message["content-type"]).partition(";")[0].strip().lower()
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else "", _charset(message)


def validators(answer: httpx.Response, address: str, known: Validators) -> Validators:
    """What to tell a later version by.

    Args:
        answer: What the server gave; 304 need not give them again.
        address: Where it came from, after redirects.
        known: What was sent with the request.
    """
    before = known if answer.status_code == 304 else Validators()
    return Validators(
        etag=_validator(answer.headers.get("etag")) or before.etag,
        last_modified=_validator(answer.headers.get("last-modified")) or before.last_modified,
        address=address,
    )


def conditions(known: Validators, address: str) -> dict[str, str]:
    """Headers that ask an address for what differs from the version known."""
    if known.address not in {None, address}:
        return {}
    named = {"If-None-Match": _validator(known.etag), "If-Modified-Since": _validator(known.last_modified)}
    return {name: value for name, value in named.items() if value}


def retry_after(answer: httpx.Response) -> float | None:
    """Seconds after which the server wants to be asked again, or None where it does not say."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:18]), LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(said)
        seconds = (moment.astimezone(datetime.UTC) - datetime.datetime.now(datetime.UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def come_again(after: float) -> str:
    """When a site wants to be asked again, in words."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if after >= 2 * length:
            return f"in {round(after / length)} {unit}s"
    return f"in {max(1, round(after))} second{'s' if round(after) > 1 else ''}"


def _come_again(after: float | None, status: int) -> str:
    when = "at another time" if after is None else come_again(after)
    return f"the site asks to come again {when} ({status})"


def _charset(message: email.message.Message) -> str | None:
    named = message.get_param("charset")
    if not isinstance(named, str):
        return None
    named = named.strip().strip("'\"").lower()
    if not _CHARSET.fullmatch(named):
        return None
    try:
        known = codecs.lookup(named)
    except (LookupError, ValueError):
        return None
    # `_is_text_encoding` is how Python itself tells UTF-8 from zip and rot13.
    return named if getattr(known, "_is_text_encoding", True) and known.name not in _NO_CHARSETS else None


def _validator(value: str | None) -> str | None:
    value = (value or "").strip()
    return value if _VALIDATOR.fullmatch(value) else None
