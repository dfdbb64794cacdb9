"""Publishing: what is approved, the button, and what was published before."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response

from assistant.web.staff.access import Editor, Publisher, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.jobs.results import held_back_told
from assistant.web.staff.jobs.starting import begin, token_of_form
from assistant.web.staff.jobs.words import CORPUS_KINDS, work_name
from assistant.web.staff.publishing.coming import Coming, coming
from assistant.wording import Wording
from corpus.catalogue import Catalogue, Job
from corpus.catalogue.entries import Revision
from corpus.catalogue.staff import Account

router = APIRouter(include_in_schema=False)

PATH: Final = "/staff/publish"
PER_PAGE: Final = 20
SHOWN: Final = 200
"""So many approved drafts are named; of more, the number is told."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows."""

    coming: list[Coming]
    revisions: list[Revision]
    latest: Revision | None
    running: Job | None
    publishers: list[Account]
    digest: str


@router.get(PATH)
async def publish_page(request: Request, signed: Editor, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> Response:
    """What is approved and goes out next, and what was published before."""
    wording = visitor_of_staff(request).wording

    def work(catalogue: Catalogue) -> Seen:
        return Seen(
            coming(catalogue),
            catalogue.revisions(PER_PAGE + 1, (page - 1) * PER_PAGE),
            catalogue.revision(),
            running_job(catalogue),
            [] if signed.may_publish else [one for one in catalogue.staff.all() if one.role == "publisher"],
            catalogue.digest(),
        )

    seen = await in_catalogue(request, work)
    served = request.app.state.assistant.live.served
    groups = {kind: [one for one in seen.coming if one.kind == kind] for kind in ("new", "changed", "same", "held")}
    return await staff_page(
        request,
        signed,
        "staff/publish.html",
        groups=groups,
        going=len(seen.coming) - len(groups["held"]),
        most=SHOWN,
        held_told=lambda text: held_back_told(text, wording),
        revisions=[(one, did(one, wording)) for one in seen.revisions[:PER_PAGE]],
        more=len(seen.revisions) > PER_PAGE,
        page=page,
        latest=seen.latest,
        practices=len(served.contents),
        in_step=served.contents.manifest.corpus.get("digest") == seen.digest,
        running=seen.running,
        work=work_name(seen.running, wording) if seen.running else "",
        publishers=[one.name for one in seen.publishers],
        once=token_of_form(),
    )


@router.post(PATH)
async def publish(request: Request, signed: Publisher, once: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Publish everything that is approved."""
    return await begin(request, signed, "publish", {}, once)


def did(revision: Revision, wording: Wording) -> str:
    """What a revision did, in words."""
    plural = wording.plural
    told = {
        "added": plural("{count} new", "{count} new", revision.added),
        "changed": plural("{count} changed", "{count} changed", revision.changed),
        "restored": plural("{count} is back", "{count} are back", revision.restored),
        "withdrawn": plural("{count} withdrawn", "{count} withdrawn", revision.withdrawn),
    }
    return " · ".join(said for kind, said in told.items() if getattr(revision, kind))


def running_job(catalogue: Catalogue) -> Job | None:
    """The work at what is published that is being done, or None."""
    return next((job for job in catalogue.jobs.running() if job.kind in CORPUS_KINDS), None)
