"""The page of one piece of long work: how far it is, or what came of it."""

import asyncio
import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from assistant.assistant import Assistant
from assistant.web.problems import problem
from assistant.web.staff.access import Editor, Signed, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.access.faults import NotAllowedError
from assistant.web.staff.access.state import settings_of
from assistant.web.staff.jobs.results import SHOWN, Outcome, outcome_of, published_told
from assistant.web.staff.jobs.words import CORPUS_KINDS, reason_told, state_name, step_name, work_name
from assistant.wording import Wording
from corpus.catalogue import Catalogue, CatalogueError, Job, JobRefusedError
from corpus.practice import Practice

router = APIRouter(include_in_schema=False)

SECONDS: Final = 2
"""After so many seconds, a browser without scripts asks again."""
_WAITED: Final = 2.5
"""How long a page waits for this server to take up what was just published."""
_JUST_NOW: Final = datetime.timedelta(seconds=10)
Number = Annotated[int, Path(ge=1, le=2**31)]


@router.get("/staff/jobs/{number}")
async def job_page(request: Request, signed: Editor, number: Number) -> Response:
    """How far a job is, or what came of it."""
    job = await in_catalogue(request, lambda catalogue: catalogue.jobs.get(number))
    visitor = visitor_of_staff(request)
    if job is None:
        return await _missing(request, signed)
    served = await _served(request, job)
    return await staff_page(
        request,
        signed,
        "staff/job.html",
        visitor=visitor,
        status=200,
        job=job,
        name=work_name(job, visitor.wording),
        state=state_name(job, visitor.wording),
        step=step_name(job, visitor.wording),
        count=counted(job, visitor.wording),
        reason=reason_told(job, visitor.wording) if job.state in ("failed", "interrupted") else "",
        came=outcome_of(job, visitor.wording) if job.state == "done" else Outcome(),
        served=served,
        shown=_shown(request, job, visitor.wording) if served else [],
        may_again=signed.may_publish or job.kind not in CORPUS_KINDS,
        seconds=SECONDS,
    )


@router.get("/staff/jobs/{number}/progress")
async def progress(request: Request, signed: Editor, number: Number) -> Response:
    """How far a job is, for the script of its page."""
    job = await in_catalogue(request, lambda catalogue: catalogue.jobs.get(number))
    if job is None:
        return problem(404, "There is no such job.")
    return JSONResponse(_progress(job, visitor_of_staff(request).wording))


@router.post("/staff/jobs/{number}/again")
async def again(request: Request, signed: Editor, number: Number) -> Response:
    """Start work again that failed or was interrupted."""
    from assistant.office.jobs import start_again  # noqa: PLC0415

    visitor, settings = visitor_of_staff(request), settings_of(request)
    job = await in_catalogue(request, lambda catalogue: catalogue.jobs.get(number))
    if job is None:
        return await _missing(request, signed)
    if job.kind in CORPUS_KINDS and not signed.may_publish:
        raise NotAllowedError(signed)

    def work(catalogue: Catalogue) -> Job:
        return start_again(settings, catalogue, number, signed.name)

    try:
        begun = await in_catalogue(request, work)
    except JobRefusedError as error:
        begun = error.running
    except CatalogueError:  # it runs, or it is done: its page says so
        begun = job
    return await back_to(request, signed, visitor.url(f"/staff/jobs/{begun.id}"))


def counted(job: Job, wording: Wording) -> str:
    """How much of a step is done, in words; empty where that says nothing."""
    if job.total <= 1:
        return ""
    return wording("{done} of {total}", done=f"{job.done:,}", total=f"{job.total:,}")


def _progress(job: Job, wording: Wording) -> dict[str, Any]:
    return {
        "ended": job.ended,
        "step": step_name(job, wording),
        "count": counted(job, wording),
        "done": job.done if job.total > 1 else None,
        "total": job.total,
    }


def _shown(request: Request, job: Job, wording: Wording) -> list[tuple[str, list[Practice]]]:
    """The practices that the site shows since a job, by what became of them; of many, the first."""
    assistant: Assistant = request.app.state.assistant
    kinds: dict[str, list[str]] = {kind: job.result.get(kind, []) for kind in ("added", "changed", "restored")}
    found = {
        kind: [practice for name in names[:SHOWN] if (practice := assistant.practice(name)) is not None]
        for kind, names in kinds.items()
    }
    told = published_told({kind: len(names) for kind, names in kinds.items()}, wording)
    return [(told[kind], practices) for kind, practices in found.items() if practices]


async def _served(request: Request, job: Job) -> bool:
    """Whether this server answers from what a job has published; waits a little, for it is about to."""
    snapshot = job.result.get("snapshot")
    if job.state != "done" or not snapshot:
        return False
    live = request.app.state.assistant.live
    for _ in range(int(_WAITED / 0.1)):
        if live.served.snapshot == snapshot:
            return True
        if job.ended_at is None or datetime.datetime.now(datetime.UTC) - job.ended_at > _JUST_NOW:
            break  # another one was published since
        await asyncio.sleep(0.1)
    return bool(live.served.snapshot == snapshot)


async def _missing(request: Request, signed: Signed) -> Response:
    wording = visitor_of_staff(request).wording
    return await staff_page(
        request,
        signed,
        "staff/refused.html",
        status=404,
        heading=wording("This is not here any more"),
        sentence=wording("What was done is listed for some months, and then forgotten."),
    )
