"""Why something could not be fetched, in plain sentences.

CorpusError             anything wrong with what is known
 └── FetchError         a page or file could not be fetched; `reason` says which of the ways it was
"""

from typing import Final, Literal, Self
from urllib.parse import urlsplit

from corpus.faults import CorpusError

Reason = Literal[
    "bad_address",  # not an address of a page
    "forbidden_address",  # leads inside the network, or to no machine that serves pages
    "robots",  # the site asks programs to stay away
    "later",  # the site asks to be left alone for a while
    "refused",  # the site wants a password, or does not let programs in
    "not_found",  # the site says that the page is not there
    "server",  # the site answers with an error, or with what is no answer
    "unreachable",  # no such site, or it does not answer
    "insecure",  # the site cannot prove who it is
    "too_large",
    "too_slow",
    "too_many_redirects",
    "not_text",  # a picture, a film, a sound
]

_PASSING: Final = frozenset({"later", "server", "unreachable", "too_slow"})
_LONGEST: Final = 200


class FetchError(CorpusError):
    """A page or file could not be fetched.

    Args:
        reason: Which of the ways it was.
        because: The same in words, to stand after a colon.
        address: What was asked for; shown without what may be secret in it.
        status: What the server answered with, or None where it did not come to that.
        again_after: Seconds after which the site wants to be asked again, or None where it gives none.
    """

    def __init__(
        self,
        reason: Reason,
        because: str,
        *,
        address: str,
        status: int | None = None,
        again_after: float | None = None,
    ) -> None:
        self.reason: Final = reason
        self.because: Final = because
        self.address: Final = address
        self.status: Final = status
        self.again_after: Final = again_after
        super().__init__(f"{shown(address)} could not be fetched: {because}.")

    @property
    def is_passing(self) -> bool:
        """Whether it may well be over in a while: worth another try, and no sign that the page is gone."""
        return self.reason in _PASSING

    def about(self, address: str, beginning: str = "") -> Self:
        """The same said of another address, the reason led up to by a beginning."""
        return type(self)(
            self.reason, beginning + self.because, address=address, status=self.status, again_after=self.again_after
        )


def shown(address: str) -> str:
    """An address as it may stand in a message: no password, no query, nothing that steers a screen, not long."""
    try:
        parts = urlsplit(address)
        netloc = parts.netloc.rpartition("@")[2]
        if not netloc.rpartition(":")[2].isdigit() and "[" not in netloc:
            netloc = netloc.partition(":")[0]  # what stands where a port belongs may be a password
        path = parts.path if netloc else parts.path.rpartition("@")[2]
        text = (f"{parts.scheme}:" if parts.scheme else "") + (f"//{netloc}" if netloc else "") + path
        text += "?…" if parts.query else ""
    except ValueError:  # not even an address; a password stands before an @
        text = address.rpartition("@")[2].partition("?")[0]
    return plain(text, _LONGEST)


def plain(text: str, longest: int = 60) -> str:
    """A hostile text as it may stand in a message: escaped where it does not print, and cut."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut)
