"""The sources: what each is, how it fares, and what is to be done."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from assistant.web.staff.access import Editor, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.jobs.starting import token_of_form
from assistant.web.staff.jobs.words import CORPUS_KINDS, work_name
from assistant.web.staff.sources.finding import Waiting, waiting_find
from assistant.web.staff.sources.words import ago, failure_told, held_told, kind_name
from assistant.wording import Wording
from corpus.catalogue import Catalogue, Job, Source

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A source as the list shows it.

    Args:
        source: The source.
        kind: What kind it is.
        looked: How long ago it was looked at, or when it came; a sentence.
        failure: Why the last look failed, or empty.
        held: Why what was found waits for a person, or empty.
    """

    source: Source
    kind: str
    looked: str
    failure: str
    held: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows."""

    sources: list[Source]
    running: Job | None
    waiting: Waiting | None


@router.get("/staff/sources")
async def sources(request: Request, signed: Editor) -> Response:
    """Every source."""
    wording = visitor_of_staff(request).wording

    def work(catalogue: Catalogue) -> Seen:
        return Seen(catalogue.sources.all(), running_job(catalogue), waiting_find(catalogue))

    seen = await in_catalogue(request, work)
    listed = [shown_source(source, wording) for source in seen.sources]
    return await staff_page(
        request,
        signed,
        "staff/sources.html",
        listed=sorted(listed, key=lambda one: not (one.failure or one.held)),
        running=seen.running,
        work=work_name(seen.running, wording) if seen.running else "",
        waiting=seen.waiting,
        can_look=any(source.refreshes and not source.paused for source in seen.sources),
        once=token_of_form(),
    )


def shown_source(source: Source, wording: Wording) -> Shown:
    """A source as pages show it."""
    if not source.refreshes:
        looked = wording("Given {ago}", ago=ago(source.last_tried or source.added_at, wording))
    elif source.last_tried is None:
        looked = wording("Not looked at yet")
    else:
        looked = wording("Looked at {ago}", ago=ago(source.last_tried, wording))
    return Shown(
        source,
        kind_name(source, wording),
        looked,
        failure_told(source.failure, wording, named=False) if source.failure else "",
        held_told(source.held, wording) if source.held else "",
    )


def running_job(catalogue: Catalogue) -> Job | None:
    """The work at the sources that is being done, or None."""
    return next((job for job in catalogue.jobs.running() if job.kind not in CORPUS_KINDS), None)
