"""What scripts of staff may read."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from assistant.web.problems import problem
from assistant.web.staff.access import Editor, in_catalogue
from assistant.web.staff_api.answers import DraftAnswer, JobAnswer, SourceAnswer, StatusAnswer
from corpus.catalogue import Catalogue
from corpus.catalogue.source_entries import DraftState

router = APIRouter()


@router.get("/status")
async def status(request: Request, signed: Editor) -> StatusAnswer:
    """How things stand: what is served, what waits, what runs."""
    served = request.app.state.assistant.live.served

    def work(catalogue: Catalogue) -> StatusAnswer:
        latest, sources = catalogue.revision(), catalogue.sources.all()
        return StatusAnswer(
            revision=latest.number if latest else 0,
            practices=len(served.contents),
            in_step=served.contents.manifest.corpus.get("digest") == catalogue.digest(),
            sources=len(sources),
            failing=sum(bool(source.failure) for source in sources),
            held=sum(bool(source.held) for source in sources),
            drafts=catalogue.drafts.counts(),
            running=[JobAnswer.of(job) for job in catalogue.jobs.running()],
        )

    return await in_catalogue(request, work)


@router.get("/sources")
async def sources(request: Request, signed: Editor) -> list[SourceAnswer]:
    """Every source."""
    return [SourceAnswer.of(one) for one in await in_catalogue(request, lambda catalogue: catalogue.sources.all())]


@router.get("/drafts")
async def drafts(
    request: Request,
    signed: Editor,
    state: DraftState = "waiting",
    source: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> list[DraftAnswer]:
    """The drafts in a state, those that wait longest first."""

    def work(catalogue: Catalogue) -> list[DraftAnswer]:
        found = catalogue.drafts.queue(state=state, source_id=source, limit=limit, offset=offset)
        return [DraftAnswer.of(draft) for draft in found]

    return await in_catalogue(request, work)


@router.get("/jobs/{id}", response_model=JobAnswer)
async def job(
    request: Request, signed: Editor, number: Annotated[int, Path(alias="id", ge=1, le=2**31)]
) -> JobAnswer | Response:
    """How far long work is, or what came of it."""
    found = await in_catalogue(request, lambda catalogue: catalogue.jobs.get(number))
    return problem(404, "There is no such job.") if found is None else JobAnswer.of(found)
