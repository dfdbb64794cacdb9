"""Whether a request that changes something comes from a page of this site."""

from urllib.parse import urlsplit

from fastapi import Request

from assistant.web.staff.access.state import settings_of


def is_from_here(request: Request, *, surely: bool = False) -> bool:
    """Whether a page of this site has sent a request, by what browsers say and no page can change.

    Args:
        request: The request.
        surely: What a request is that says nothing: no browser of today leaves both headers out.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is None:
        return not surely
    try:
        sender = urlsplit(origin)
        public = urlsplit(settings_of(request).public_url)
    except ValueError:
        return False
    # The host alone counts where a proxy does not say that it was reached over https.
    hosts = {request.url.netloc.lower(), public.netloc.lower()} - {""}
    return sender.scheme in ("http", "https") and sender.netloc.lower() in hosts
