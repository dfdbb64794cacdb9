"""Puts drafts into a catalogue as a refresh does, without one."""

from typing import Any

from corpus.catalogue import Catalogue, Find, KeptDraft, Source
from corpus.catalogue.intake import Incoming, Taking
from corpus.catalogue.source_entries import Look
from corpus.document import Block, Document
from corpus.drafting import Alike, Draft, Proposal, Rest

PAGE = "https://city.example/stories/boats"
RECORD: dict[str, Any] = {
    "title": "Reading boats",
    "city": "Oslo",
    "country": "NO",
    "region": "europe-north-america",
    "start": 2015,
    "end": None,
    "themes": ["family-learning"],
    "audiences": ["families"],
    "sdgs": [4],
    "summary": "Oslo sends boats with books to its islands.",
    "sources": [{"url": PAGE, "title": "Boats with books", "publisher": "City of Oslo", "published": None}],
    "sections": [
        {"code": "what-was-done", "text": "The library fitted out two boats. They call at piers. Parents read aloud."}
    ],
    "checked": "2026-05-01",
}


def draft(key: str = "document", note: str = "", **fields: Any) -> Draft:
    """A draft that is whole but for the fields given; one given as `...` is left out."""
    record = {name: value for name, value in (RECORD | fields).items() if value is not ...}
    rest = Rest(0, 0, 4, "Oslo")
    return Draft(key, record, (Proposal("city", record.get("city"), 0.9, (rest,), "it is named first"),), note)


def document(text: str = "Oslo has boats.") -> Document:
    return Document(media="html", title="Boats", blocks=(Block("paragraph", text),))


def take(
    catalogue: Catalogue,
    source: Source,
    *drafts: Draft,
    text: str = "Oslo has boats.",
    address: str = PAGE,
    alike: tuple[Alike, ...] = (),
    no_draft: str = "",
    state: str = "new",
) -> Taking | None:
    """Take over a page that gave these drafts."""
    runs = catalogue.sources.runs
    run = runs.begin([source.id])
    read = document(text)
    found = Find(
        source_id=source.id,
        address=address,
        state=state,  # type: ignore[arg-type]
        document=None if state in ("gone", "failed", "unchanged") else read,
        digest=read.digest,
        text_digest=read.digest,
        failure="It does not answer." if state == "failed" else "",
    )
    runs.keep(run.id, found)
    runs.looked(run.id, Look(source.id))
    runs.end_look(run.id)
    (kept,) = runs.finds(run.id)
    did = runs.take(kept, [Incoming(one, alike) for one in drafts], no_draft)
    runs.end(run.id, [source.id], "ana", finished=True)
    return did


def only(catalogue: Catalogue, state: str = "waiting") -> KeptDraft:
    """The one draft in a state."""
    (found,) = catalogue.drafts.queue(state=state)  # type: ignore[arg-type]
    return found
