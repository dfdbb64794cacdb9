"""What is sent and is no page, such as a feed or a script for other sites; with a tag, so that it is sent once."""

import hashlib

from fastapi import Request, Response

_ILLEGAL_IN_XML = {
    code: None for code in (*range(0x20), 0x7F, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF) if code not in (0x9, 0xA, 0xD)
}


def document(
    request: Request, body: bytes, media_type: str, *, cache: str = "public, max-age=3600", **headers: str
) -> Response:
    """A document.

    Args:
        request: The request; one that has the document already is answered without a body.
        body: The document.
        media_type: What it is.
        cache: How long, and by whom, it may be kept.
        headers: Further headers; `_` stands for `-`.
    """
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    sent = {"etag": tag, "cache-control": cache} | {name.replace("_", "-"): text for name, text in headers.items()}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


def xml_text(text: str) -> str:
    """A text without the characters that no XML document may have."""
    return text.translate(_ILLEGAL_IN_XML)
