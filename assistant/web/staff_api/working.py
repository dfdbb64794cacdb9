"""What scripts of staff may start. Long work is answered with 202 and a job to ask after."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData, UploadFile

from assistant.web.problems import problem
from assistant.web.staff.access import Editor, Publisher, Signed, in_catalogue
from assistant.web.staff.access.state import settings_of
from assistant.web.staff.sources.adding import turn_of
from assistant.web.staff.sources.asking import ask
from assistant.web.staff.sources.receiving import Received, Upload, receive
from assistant.web.staff.sources.uploads import MAX_FILES
from assistant.web.staff_api.answers import AddedAnswer, JobAnswer, SourceAnswer
from corpus.catalogue import Catalogue, CatalogueError, Job, JobRefusedError, Source
from corpus.catalogue.jobs import JobKind
from corpus.faults import CorpusError

router = APIRouter()

Line = Annotated[str, Field(max_length=400)]
_FILES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "publisher": {"type": "string"},
                    },
                    "required": ["files"],
                }
            }
        },
    }
}


class NewSource(BaseModel):
    """A source to be added."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(max_length=2_000, description="Of a page, a site map or a feed.")
    name: Line = ""
    publisher: Line = ""
    pattern: str | None = Field(None, max_length=2_000, description="Only these pages of a list; `*` is anything.")


class Refresh(BaseModel):
    """Which sources to look at."""

    model_config = ConfigDict(extra="forbid")

    sources: list[int] | None = Field(
        None, max_length=1_000, description="Their numbers; all that are not paused if left out."
    )
    take: bool = Field(False, description="Whether to make drafts at once of what is not held back.")


class Rollback(BaseModel):
    """To which state to go back."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=1, le=2**31, description="Number of the state; the one before if left out.")


@router.post("/sources", status_code=202, response_model=AddedAnswer)
async def add_source(request: Request, signed: Editor, new: NewSource) -> Response:
    """Add a page, a site map or a feed, and draft from it."""
    try:
        found = await asyncio.to_thread(ask, settings_of(request), new.address)
    except CatalogueError:
        raise
    except CorpusError as error:
        return problem(422, str(error), [{"field": "address", "problem": str(error)}])

    def work(catalogue: Catalogue) -> Source:
        return catalogue.sources.add(
            found.kind,
            found.address,
            by=signed.name,
            name=new.name or found.name,
            publisher=new.publisher,
            pattern=new.pattern if found.kind != "page" else None,
        )

    source = await in_catalogue(request, work)
    job = await _started(request, "refresh", {"sources": [source.id], "take": True}, signed.name)
    return _accepted(AddedAnswer(sources=[SourceAnswer.of(source)], job=JobAnswer.of(job)))


@router.post("/uploads", status_code=202, response_model=AddedAnswer, openapi_extra=_FILES)
async def upload(request: Request, signed: Editor) -> Response:
    """Add files, in the field `files` of a form (multipart/form-data), and draft from them."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return problem(422, "Send the files as multipart/form-data, in the field files.")
    try:
        return await _take_in(request, signed, await request.form(max_files=MAX_FILES, max_fields=10))
    finally:
        await request.close()


async def _take_in(request: Request, signed: Signed, form: FormData) -> Response:
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
    publisher = form.get("publisher", "")
    if not files or not isinstance(publisher, str):
        return problem(422, "Send the files in the field files, and the publisher as text.")
    uploads = [Upload(one.filename or "", one.file, one.content_type or "") for one in files]

    def work(catalogue: Catalogue) -> Received:
        return receive(catalogue, uploads, by=signed.name, publisher=publisher[:400])

    async with turn_of(request):
        received = await in_catalogue(request, work)
        refused = [{"name": name, "reason": reason} for name, reason in received.refused]
        if not received.sources and refused:
            faults = [{"field": "files", "problem": one["reason"]} for one in refused]
            return problem(422, refused[0]["reason"], faults)
        job = None
        if received.run is not None:
            job = await _started(request, "take", {"run": received.run}, signed.name)
    return _accepted(
        AddedAnswer(
            sources=[SourceAnswer.of(source) for source in received.sources],
            refused=refused,
            unchanged=received.unchanged,
            drafts=received.drafts,
            job=JobAnswer.of(job) if job else None,
        )
    )


@router.post("/refresh", status_code=202, response_model=JobAnswer)
async def refresh(request: Request, signed: Editor, wanted: Refresh | None = None) -> Response:
    """Look for what is new, changed or gone; with `take`, make drafts of it at once."""
    wanted = wanted or Refresh()
    arguments: dict[str, Any] = {"take": True} if wanted.take else {}
    if wanted.sources is not None:
        sources = await in_catalogue(request, lambda catalogue: catalogue.sources.all())
        known = {source.id for source in sources if source.refreshes}
        if unknown := sorted(set(wanted.sources) - known):
            told = f"There is nothing to look at in source {', '.join(map(str, unknown))}."
            return problem(422, told, [{"field": "sources", "problem": told}])
        arguments["sources"] = sorted(set(wanted.sources))
    return _accepted(JobAnswer.of(await _started(request, "refresh", arguments, signed.name)))


@router.post("/publish", status_code=202, response_model=JobAnswer)
async def publish(request: Request, signed: Publisher) -> Response:
    """Publish everything that is approved. For publishers."""
    return _accepted(JobAnswer.of(await _started(request, "publish", {}, signed.name)))


@router.post("/rollback", status_code=202, response_model=JobAnswer)
async def rollback(request: Request, signed: Publisher, to: Rollback | None = None) -> Response:
    """Go back to what stood before, or forward again. For publishers."""
    latest = await in_catalogue(request, lambda catalogue: catalogue.revision())
    number = latest.number if latest else 0
    version = number - 1 if to is None or to.version is None else to.version
    if not 1 <= version <= number:
        told = f"There is no state {version}: the latest one is {number}."
        return problem(422, told, [{"field": "version", "problem": told}])
    return _accepted(JobAnswer.of(await _started(request, "rollback", {"version": version}, signed.name)))


async def _started(request: Request, kind: JobKind, arguments: Mapping[str, Any], by: str) -> Job:
    from assistant.office.jobs import start_job  # noqa: PLC0415

    settings = settings_of(request)

    def work(catalogue: Catalogue) -> Job:
        try:
            return start_job(settings, catalogue, kind, arguments, by)
        except JobRefusedError as error:
            if error.running.kind == kind and dict(error.running.arguments) == dict(arguments):
                return error.running  # the same was asked for a moment ago
            raise HTTPException(409, str(error)) from error

    return await in_catalogue(request, work)


def _accepted(answer: BaseModel) -> Response:
    return JSONResponse(answer.model_dump(mode="json"), status_code=202)
