"""The feed of new and changed practices: Atom (RFC 4287), in the visitor's language."""

import asyncio
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from fastapi import APIRouter, Request, Response

from assistant.live import Served
from assistant.web.frame.documents import document, xml_text
from assistant.web.frame.renderer import pages_of
from assistant.web.frame.visitor import Visitor
from assistant.web.pages.telling.publications import publications_of
from corpus.catalogue import Publication
from corpus.practice import Practice
from corpus.vocabulary import vocabulary

router = APIRouter(include_in_schema=False)

ENTRIES: Final = 30
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

register_namespace("", _ATOM)


@router.get("/feed.atom")
async def feed(request: Request) -> Response:
    """The practices that came or changed last."""
    visitor = pages_of(request).visitor(request)
    publications = await publications_of(request)
    served: Served = request.app.state.assistant.live.served
    body = await asyncio.to_thread(atom, served, publications[:ENTRIES], visitor)
    if visitor.in_address:
        return document(request, body, MEDIA_TYPE, cache="public, max-age=900")
    return document(request, body, MEDIA_TYPE, cache="private, max-age=900", vary="accept-language, cookie")


def atom(served: Served, publications: Sequence[Publication], visitor: Visitor) -> bytes:
    """A feed.

    Args:
        served: The snapshot that the practices are read from.
        publications: Which, and when they came and changed.
        visitor: Who reads it.
    """
    wording, language = visitor.wording, visitor.language
    root = Element(f"{{{_ATOM}}}feed", {_LANGUAGE: language})
    own = f"{visitor.origin}/feed.atom?lang={language}"
    _add(root, "id", own)
    _add(root, "title", "Precedent: " + wording("New practices"))
    _add(
        root,
        "subtitle",
        wording("What other cities have done for lifelong learning, with the source of every sentence."),
    )
    _add(root, "updated", publications[0].last.isoformat() if publications else served.contents.manifest.created)
    _add(SubElement(root, f"{{{_ATOM}}}author"), "name", "Precedent")
    _add(root, "link", rel="self", href=own, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=f"{visitor.origin}/practices?lang={language}", type="text/html")
    for publication in publications:
        number = served.contents.number_of.get(publication.practice_id)
        if number is not None:
            _add_entry(root, served.contents.practice(number), publication, visitor)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add_entry(root: Element, practice: Practice, publication: Publication, visitor: Visitor) -> None:
    language = visitor.language if visitor.language in practice.languages() else "en"
    entry = SubElement(root, f"{{{_ATOM}}}entry", {_LANGUAGE: language})
    address = f"{visitor.origin}/practices/{practice.id}"
    _add(entry, "id", address)  # the same in every language
    _add(entry, "title", f"{practice.city}: {practice.title_in(language)}")
    _add(entry, "published", publication.first.isoformat())
    _add(entry, "updated", publication.last.isoformat())
    _add(entry, "link", rel="alternate", href=f"{address}?lang={visitor.language}", type="text/html")
    for source in practice.sources:
        if source.url.startswith(("http://", "https://")):
            _add(entry, "link", rel="via", href=source.url, title=source.title)
    for theme in practice.themes:
        _add(entry, "category", term=theme, label=vocabulary().themes[theme].label(visitor.language))
    _add(entry, "summary", practice.summary_in(language))


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> None:
    element = SubElement(parent, f"{{{_ATOM}}}{name}", {key: xml_text(value) for key, value in attributes.items()})
    element.text = None if text is None else xml_text(text)
