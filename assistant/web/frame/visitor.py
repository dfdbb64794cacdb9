"""Who looks at a page: their language, and addresses that keep it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import Request

from assistant.web.accepted import preferred_language
from assistant.wording import Wording
from corpus.vocabulary import LANGUAGES

COOKIE: Final = "language"
"""Holds the language that a visitor has chosen with the switch; there is no other cookie for visitors."""
RIGHT_TO_LEFT: Final = frozenset({"ar"})

Parameters = Iterable[tuple[str, str]]


def direction_of(language: str) -> str:
    """In which direction a language is written; `auto`, as its letters say, for one that is not known here."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr" if language in LANGUAGES else "auto"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor of one page.

    Args:
        language: The language of the page.
        in_address: Whether the address names it, so that links on the page must name it too.
        path: The page's path.
        query: The parameters of its address, without the language.
        origin: Scheme and host under which the site is reached, without a slash at the end.
    """

    language: str
    in_address: bool
    path: str
    query: tuple[tuple[str, str], ...]
    origin: str

    @property
    def direction(self) -> str:
        """`rtl` for a language that is written from right to left, else `ltr`."""
        return direction_of(self.language)

    @property
    def wording(self) -> Wording:
        """The phrases of the visitor's language."""
        return Wording(self.language)

    def url(self, path: str, parameters: Parameters = (), **named: object) -> str:
        """An address within the site that keeps the visitor's language.

        Args:
            path: With its slash at the beginning; a fragment is kept.
            parameters: Pairs of names and values; a name may come several times.
            named: Further parameters; one that is None or empty is left out.
        """
        path, _, fragment = path.partition("#")
        pairs = [*parameters, *((name, str(value)) for name, value in named.items() if value not in (None, ""))]
        if self.in_address:
            pairs.append(("lang", self.language))
        query = f"?{urlencode(pairs)}" if pairs else ""
        return f"{path}{query}{f'#{fragment}' if fragment else ''}"

    def in_language(self, language: str) -> str:
        """The whole address of this page in a language."""
        return f"{self.origin}{self.path}?{urlencode([*self.query, ('lang', language)])}"

    @property
    def address(self) -> str:
        """Path and parameters of this page, without the language."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def canonical(self) -> str:
        """The whole address of this page in the visitor's language."""
        return self.in_language(self.language)


def visitor_of(request: Request, public_url: str, default: str) -> Visitor:
    """Who asks for a page: `?lang=` counts most, then the language chosen before, then the browser's.

    Args:
        request: The request.
        public_url: Address under which visitors reach the site; taken from the request where it is empty.
        default: The language of visitors of whom none is known.
    """
    named = request.query_params.get("lang", "")
    chosen = request.cookies.get(COOKIE, "")
    language = next(
        (code for code in (named, chosen, preferred_language(request) or "", default) if code in LANGUAGES), "en"
    )
    query = tuple((name, value) for name, value in request.query_params.multi_items() if name != "lang")
    origin = public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    return Visitor(language, named in LANGUAGES, request.url.path, query, origin)
