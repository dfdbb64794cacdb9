"""What search engines are told: which addresses there are, in which languages, and which are not for them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from assistant.live import Served
from assistant.web.frame.documents import document, xml_text
from assistant.web.frame.renderer import pages_of
from assistant.web.pages.practices.chosen import PARTS
from assistant.web.pages.telling.publications import publications_of
from corpus.vocabulary import LANGUAGES

router = APIRouter(include_in_schema=False)

MOST: Final = 50_000
"""Addresses that a map of a site may have."""
LISTS: Final = ("/", "/practices", "/map", "/themes", "/countries")
"""Pages that change with the collection."""
OTHERS: Final = ("/about", "/privacy", "/api", "/widget")
"""Pages that change with the program alone."""
_NARROWING: Final = (*PARTS, "sort", "zoom", "compare")
"""Parameters of addresses that are no pages of their own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the site, and the day on which it changed last, where that is known."""

    path: str
    changed: date | None = None


@router.get("/sitemap.xml")
async def sitemap(request: Request) -> Response:
    """Every page and every practice, in all languages."""
    served: Served = request.app.state.assistant.live.served
    publications = await publications_of(request)
    refreshed = date.fromisoformat(served.contents.manifest.created[:10])
    facets = served.contents.facets
    entries = [Entry(path, refreshed) for path in LISTS] + [Entry(path) for path in OTHERS]
    entries += [Entry(f"/themes/{quote(code)}", refreshed) for code in facets.values("themes")]
    entries += [Entry(f"/countries/{quote(code)}", refreshed) for code in facets.values("countries")]
    entries += [Entry(f"/practices/{quote(one.practice_id)}", one.last.date()) for one in publications]
    origin = pages_of(request).visitor(request).origin
    body = await asyncio.to_thread(render, tuple(entries[:MOST]), origin)
    return document(request, body, "application/xml; charset=utf-8")


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """What crawlers leave alone: answers and searches, which are made anew for everybody who asks."""
    origin = pages_of(request).visitor(request).origin
    lines = ["User-agent: *", "Disallow: /ask", "Disallow: /api/", "Disallow: /compare", "Disallow: /staff"]
    lines += [f"Disallow: /*?{name}=\nDisallow: /*&{name}=" for name in _NARROWING]
    lines += ["", f"Sitemap: {origin}/sitemap.xml", ""]
    return document(request, "\n".join(lines).encode(), "text/plain; charset=utf-8")


@lru_cache(maxsize=4)
def render(entries: Sequence[Entry], origin: str) -> bytes:
    """A map of the site: each page in every language, with the others beside it.

    Args:
        entries: The pages; hashable, since the map is kept.
        origin: Scheme and host.
    """
    base = escape(xml_text(origin), {'"': "&quot;"})
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for entry in entries:
        address = base + escape(entry.path)
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}?lang={language}"/>'
            for language in LANGUAGES
        )
        others += f'<xhtml:link rel="alternate" hreflang="x-default" href="{address}"/>'
        changed = f"<lastmod>{entry.changed.isoformat()}</lastmod>" if entry.changed else ""
        lines.append(f"<url><loc>{address}</loc>{changed}{others}</url>")
    lines.append("</urlset>\n")
    return "\n".join(lines).encode("utf-8", "replace")
