"""Checking a link: whether the page is there, for as little as it takes."""

from collections.abc import Callable
from typing import Final

from corpus.fetching.errors import FetchError, Reason
from corpus.fetching.fetched import Fetched

# Asking in another way changes nothing about these.
_FINAL: Final[frozenset[Reason]] = frozenset(
    {"bad_address", "forbidden_address", "robots", "later", "insecure", "too_many_redirects"}
)


def check_link(ask: Callable[[str], Fetched], head: str = "HEAD", get: str = "GET") -> Fetched:
    """Ask for the head of a page, or for the page where the head is refused or fails.

    Many servers answer 403, 404, 405 or 501 to a request for the head of a page that is there, so only what a request
    for the page says is believed. Where that fails in a way that may pass, it is made once more.

    Args:
        ask: Makes a request with a method.
        head: The method that asks for the head.
        get: The method that asks for the page.

    Raises:
        FetchError: The page cannot be had, by what the last request says.
    """
    for method in (head, get):
        try:
            return ask(method)
        except FetchError as error:
            if error.reason in _FINAL or (method == get and not error.is_passing):
                raise
    return ask(get)
