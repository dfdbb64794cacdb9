"""Adds sources: an address of the web, files, or a text."""

import asyncio
import io
from dataclasses import dataclass, field
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.datastructures import FormData, UploadFile

from assistant.web.staff.access import Editor, Signed, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.access.state import settings_of
from assistant.web.staff.jobs.starting import begin, shown, start_once, started_with, token_of_form
from assistant.web.staff.sources.asking import Found, ask
from assistant.web.staff.sources.receiving import Received, Upload, receive
from assistant.web.staff.sources.uploads import FORM, MAX_FILE, MAX_FILES, MAX_REQUEST
from assistant.web.staff.sources.words import failure_told
from corpus.catalogue import Catalogue, CatalogueError, Source
from corpus.faults import CorpusError

router = APIRouter(include_in_schema=False)

WAYS: Final = ("address", "files", "text")
_LONGEST: Final = 400
_MAX_TEXT: Final = 900_000  # characters; a field of a form has a megabyte at most


@dataclass(slots=True)
class Given:
    """What was typed into the form, to be shown again where something is wrong with it."""

    way: str = "address"
    address: str = ""
    pattern: str = ""
    title: str = ""
    text: str = ""
    name: str = ""
    publisher: str = ""
    faults: list[str] = field(default_factory=list)


@router.get(FORM)
async def new(request: Request, signed: Editor, way: str = "address") -> Response:
    """The form to add a source."""
    return await _form(request, signed, Given(way if way in WAYS else "address"))


@router.post(FORM)
async def add(request: Request, signed: Editor) -> Response:
    """Add what was given. Who sends it is known before the body is read."""
    try:
        return await _add(request, signed, await request.form())
    finally:
        await request.close()  # with the files that came along


async def _add(request: Request, signed: Signed, form: FormData) -> Response:
    given = _given(form)
    once = _text(form, "once", 64)
    visitor = visitor_of_staff(request)
    async with turn_of(request):  # of a button that was pressed twice, the second sees what the first has done
        if before := await in_catalogue(request, lambda catalogue: started_with(catalogue, once, signed.name)):
            return await back_to(request, signed, visitor.url(f"/staff/jobs/{before.id}"))
        if given.way == "address":
            return await _add_address(request, signed, given, once)
        return await _add_files(request, signed, given, form, once)


def turn_of(request: Request) -> asyncio.Lock:
    """Lets whoever adds to the sources do so one after the other."""
    state = request.app.state
    if getattr(state, "adding", None) is None:
        state.adding = asyncio.Lock()
    turn: asyncio.Lock = state.adding
    return turn


async def _add_address(request: Request, signed: Signed, given: Given, once: str) -> Response:
    wording, settings = visitor_of_staff(request).wording, settings_of(request)
    if not given.address:
        given.faults.append(wording("Please paste the address of a page."))
        return await _form(request, signed, given, 422)
    try:
        found: Found = await asyncio.to_thread(ask, settings, given.address)
    except CatalogueError:
        raise
    except CorpusError as error:
        given.faults.append(failure_told(str(error), wording))
        return await _form(request, signed, given, 422)

    def work(catalogue: Catalogue) -> Source:
        return _kept(catalogue, found, given, signed.name)

    source = await in_catalogue(request, work)
    arguments = {"sources": [source.id], "take": True}
    started = await in_catalogue(
        request, lambda catalogue: start_once(settings, catalogue, "refresh", arguments, signed.name, once)
    )
    said = "" if started.wanted else wording("{name} is added, and was not looked at yet.", name=source.name)
    return await shown(request, signed, started, said)


def _kept(catalogue: Catalogue, found: Found, given: Given, by: str) -> Source:
    source = catalogue.sources.add(
        found.kind,
        found.address,
        by=by,
        name=given.name or found.name,
        publisher=given.publisher,
        pattern=given.pattern if found.kind != "page" else None,
    )
    said = {"name": given.name, "publisher": given.publisher, "pattern": given.pattern if found.kind != "page" else ""}
    changes = {part: value for part, value in said.items() if value and value != getattr(source, part)}
    return catalogue.sources.change(source.id, by=by, **changes) if changes else source


async def _add_files(request: Request, signed: Signed, given: Given, form: FormData, once: str) -> Response:
    wording = visitor_of_staff(request).wording
    uploads = _uploads(form, given)
    if len(uploads) > MAX_FILES:
        given.faults.append(wording("Please add at most {count} files at a time.", count=MAX_FILES))
        return await _form(request, signed, given, 422)
    if not uploads:
        said = wording("Please choose a file.") if given.way == "files" else wording("Please paste a text.")
        given.faults.append(said)
        return await _form(request, signed, given, 422)

    def work(catalogue: Catalogue) -> Received:
        only = given.name if len(uploads) == 1 else ""
        return receive(catalogue, uploads, by=signed.name, name=only, publisher=given.publisher)

    received = await in_catalogue(request, work)
    given.faults += [failure_told(reason, wording) for _, reason in received.refused]
    return await _received(request, signed, given, received, once)


async def _received(request: Request, signed: Signed, given: Given, received: Received, once: str) -> Response:
    """Lead on to whatever comes next after files were read."""
    visitor = visitor_of_staff(request)
    wording = visitor.wording
    if not received.sources and not received.unchanged:
        return await _form(request, signed, given, 422)
    said = " ".join(given.faults)
    if received.unchanged:
        names = ", ".join(received.unchanged)
        said = f"{said} {wording('Known already, and unchanged: {names}.', names=names)}".strip()
    if received.run is None:
        if received.drafts:
            waits = wording.plural("{count} draft waits for you.", "{count} drafts wait for you.", received.drafts)
            return await back_to(request, signed, visitor.url("/staff", order="newest"), f"{waits} {said}".strip())
        return await back_to(request, signed, visitor.url("/staff/sources"), said, kind="fault")
    if received.tables:
        path = visitor.url(f"/staff/sources/{received.tables[0]}/columns", run=received.run)
        return await back_to(request, signed, path, said, kind="fault")
    if given.faults:  # shown in full before the job takes the attention
        await _say(request, signed, said)
    return await begin(request, signed, "take", {"run": received.run}, once)


async def _say(request: Request, signed: Signed, said: str) -> None:
    await back_to(request, signed, "/staff/sources", said, kind="fault")


def _uploads(form: FormData, given: Given) -> list[Upload]:
    if given.way == "text":
        if not given.text.strip():
            return []
        first = given.title or " ".join(given.text.split())[:80]
        return [Upload(f"{first}.txt", io.BytesIO(given.text.encode("utf-8", "replace")), "text/plain", "text")]
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and (one.filename or one.size)]
    return [Upload(one.filename or "", one.file, one.content_type or "") for one in files]


def _given(form: FormData) -> Given:
    way = _text(form, "way", 20)
    return Given(
        way if way in WAYS else "address",
        address=_text(form, "address", 2_000),
        pattern=_text(form, "pattern", 2_000),
        title=_text(form, "title", 190),
        text=_text(form, "text", _MAX_TEXT),
        name=_text(form, "name", _LONGEST),
        publisher=_text(form, "publisher", _LONGEST),
    )


def _text(form: FormData, name: str, longest: int) -> str:
    value = form.get(name, "")
    if not isinstance(value, str):
        raise HTTPException(422, f"{name} is a text.")
    return value.strip()[:longest]


async def _form(request: Request, signed: Signed, given: Given, status: int = 200) -> Response:
    return await staff_page(
        request,
        signed,
        "staff/source_new.html",
        status=status,
        given=given,
        once=token_of_form(),
        megabytes=MAX_FILE // 2**20,
        whole=MAX_REQUEST // 2**20,
        most=MAX_FILES,
    )
