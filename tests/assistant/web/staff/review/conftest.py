"""What tests of the queue share: an office with two practices and a draft that waits."""

import re
from html import unescape
from typing import Any

import pytest

from assistant.office.tending import Tending
from corpus.catalogue import Catalogue, Find, KeptDraft, Source
from corpus.catalogue.intake import Incoming
from corpus.catalogue.source_entries import Look
from corpus.document import Block, Document
from corpus.drafting import Alike, Draft, Proposal, Rest
from tests.assistant.web.staff.conftest import Browser, Office
from tests.corpus.drafted import PAGE, RECORD, only
from tests.corpus.test_catalogue import CHOIR, FAIR

TEXT = "In 2015 the library of Oslo fitted out two boats. They call at piers. Parents read aloud."


def drafted(key: str = "document", note: str = "", **fields: Any) -> Draft:
    """A whole draft but for the fields given, with what it rests on in `TEXT`."""
    record = {name: value for name, value in (RECORD | fields).items() if value is not ...}
    start = TEXT.index("Oslo")
    city = Rest(0, start, start + 4, "Oslo")
    first = Rest(0, 0, TEXT.index(" They"), TEXT[: TEXT.index(" They")])
    copied = "Word for word from the source: to be told in words of your own."
    proposals = (
        Proposal("city", record.get("city"), 0.9, (city,)),
        Proposal("start", record.get("start"), 0.6, (Rest(0, 3, 7, "2015"),), "The text also names 2016."),
        Proposal("summary", record.get("summary"), 0.3, (first,), copied),
    )
    return Draft(key, record, proposals, note)


def page_of(*texts: str) -> Document:
    """A web page with these paragraphs."""
    return Document(
        media="html", title="Boats", language="en", blocks=tuple(Block("paragraph", text) for text in texts or (TEXT,))
    )


def put(
    catalogue: Catalogue,
    source: Source,
    *drafts: Draft,
    document: Document | None = None,
    alike: tuple[Alike, ...] = (),
    address: str = PAGE,
) -> None:
    """Put drafts into the queue, as a refresh does."""
    runs, read = catalogue.sources.runs, document or page_of()
    run = runs.begin([source.id])
    find = Find(
        source_id=source.id, address=address, state="new", document=read, digest=read.digest, text_digest=read.digest
    )
    runs.keep(run.id, find)
    runs.looked(run.id, Look(source.id))
    runs.end_look(run.id)
    (kept,) = runs.finds(run.id)
    runs.take(kept, [Incoming(one, alike) for one in drafts])
    runs.end(run.id, [source.id], "marta", finished=True)


@pytest.fixture(autouse=True)
def _untended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is built beside these tests: their catalogue and the index that they borrow never agree."""
    monkeypatch.setattr(Tending, "look", lambda _self: None)


@pytest.fixture
def marta(office: Office) -> Browser:
    """An editor who is signed in."""
    return office.signed_in("marta")


@pytest.fixture
def source(office: Office) -> Source:
    office.catalogue.add([FAIR, CHOIR], by="tests")
    return office.catalogue.sources.add("page", PAGE, by="marta", name="City of Oslo")


@pytest.fixture
def waiting(office: Office, source: Source) -> KeptDraft:
    """A whole draft that waits."""
    put(office.catalogue, source, drafted())
    return only(office.catalogue)


def fields_of(page: str) -> dict[str, Any]:
    """The form of a draft as a browser sends it, but for what is to be done."""
    form = page[page.index("data-draft") :]
    found: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        found.setdefault(name, []).append(unescape(value))

    for tag in re.findall(r"<input\b[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if "name" in attributes and (kind not in ("checkbox", "radio") or re.search(r"\schecked", tag)):
            add(attributes["name"], attributes.get("value", ""))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        add(name, text)
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        add(name, chosen[1] if chosen else "")
    return found


def send(browser: Browser, path: str, act: str, page: Any = None, **changed: Any) -> Any:
    """Send the form of a page, with fields changed."""
    data = fields_of(page or browser.get(path).text) | changed | {"act": act}
    return browser.post(path, data)
