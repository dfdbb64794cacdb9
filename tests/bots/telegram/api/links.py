"""Which addresses Telegram takes in links and buttons."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[a-z0-9.\-_!$,~*'();&+=\x80-\U0010ffff]|%[0-9a-f]{2})+", re.IGNORECASE)


def checked_link(url: str) -> str:
    """A link as Telegram keeps it.

    Args:
        url: http, https or tg; without a scheme it is taken for http.

    Returns:
        The link with its scheme, a lower-case host and a path.

    Raises:
        ValueError: with Telegram's reason. A host without a dot is refused, `localhost` too.
    """
    scheme, separator, rest = url.partition(":")
    if scheme.lower() == "tg" and separator:
        host, _, query = rest.removeprefix("//").partition("?")
        if not re.fullmatch(r"[A-Za-z0-9_-]+/?", host):
            raise ValueError("Unallowed characters in URL host" if host else "URL host is empty")
        return f"tg://{host}" + (f"?{query}" if query else "")
    if re.match(r"[^:/?#@\[\]]*://", url) is None:
        url = "http://" + url
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("Wrong IPv6 address specified in the URL") from None
    if parts.scheme not in {"http", "https"}:
        raise ValueError("Unsupported URL protocol")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("Wrong port number specified in the URL") from None
    host = parts.netloc.rpartition("@")[2].lower()
    if port is not None or host.endswith(":"):
        host = host.rpartition(":")[0]
    if not host:
        raise ValueError("URL host is empty")
    if not host.startswith("["):
        if not _HOST.fullmatch(host):
            raise ValueError("Disallowed character in URL host")
        if "." not in host:
            raise ValueError("Wrong HTTP URL")
    address = f"{parts.scheme}://{host}" + (f":{port}" if port else "") + (parts.path or "/")
    return address + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
