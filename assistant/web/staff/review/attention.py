"""What else in the office waits for a person, beside the queue."""

import time
from dataclasses import dataclass
from typing import Final, Literal

from fastapi import Request

from assistant.web.staff.review.shelf import shelf_of
from assistant.web.staff.sources.finding import waiting_find
from assistant.wording import Wording
from corpus.catalogue import Catalogue, Job, Source

LINKS_SECONDS: Final = 60.0
"""How long what is known of dead links is taken as it is: counting them reads every practice."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits for a person.

    Args:
        told: What.
        path: The page on which it is seen to.
        rank: How urgent it is.
    """

    told: str
    path: str
    rank: Literal["now", "soon", "some day"]


def matters(
    request: Request, catalogue: Catalogue, sources: list[Source], approved: int, wording: Wording
) -> list[Matter]:
    """What waits for a person, the most urgent first.

    Args:
        request: The request, for what its application remembers.
        catalogue: The catalogue.
        sources: All sources.
        approved: How many drafts are approved and not published.
        wording: The visitor's phrases.
    """
    plural = wording.plural
    listed: list[Matter] = []
    jobs = catalogue.jobs.latest(20)
    running = [job for job in jobs if not job.ended]
    if approved:
        told = plural("{count} approved draft: publish it", "{count} approved drafts: publish them", approved)
        listed.append(Matter(told, "/staff/publish", "now"))
    for job in (job for job in _last_of_kind(jobs) if job.state in ("interrupted", "failed")):
        listed.append(Matter(_stopped(job, wording), f"/staff/jobs/{job.id}", "now"))
    found = waiting_find(catalogue) if not running else None
    if found:
        listed.append(Matter(wording("See what was found"), f"/staff/sources/found/{found.run}", "now"))
    if held := sum(bool(source.held) for source in sources):
        told = plural(
            "{count} source is held back for you to look at", "{count} sources are held back for you to look at", held
        )
        listed.append(Matter(told, "/staff/sources", "now"))
    if failing := sum(bool(source.failure) for source in sources):
        told = plural("{count} source could not be read", "{count} sources could not be read", failing)
        listed.append(Matter(told, "/staff/sources", "soon"))
    dead, gone = _links(request, catalogue)
    if dead:
        told = plural("{count} practice has only dead links", "{count} practices have only dead links", dead)
        listed.append(Matter(told, "/staff/links", "soon"))
    if gone:
        told = plural("{count} practice is gone from its source", "{count} practices are gone from their source", gone)
        listed.append(Matter(told, "/staff/links", "soon"))
    if running:
        told = plural("{count} piece of work is being done", "{count} pieces of work are being done", len(running))
        listed.append(Matter(told, f"/staff/jobs/{running[0].id}", "some day"))
    if tasks := len(catalogue.tasks.all(done=False)):
        told = plural("{count} task from what was asked", "{count} tasks from what was asked", tasks)
        listed.append(Matter(told, "/staff/tasks", "some day"))
    if lacking := sum(bool(entry.lacking) for entry in shelf_of(request).entries(catalogue)):
        told = plural("{count} practice lacks translations", "{count} practices lack translations", lacking)
        listed.append(Matter(told, "/staff/translations", "some day"))
    return listed


def _last_of_kind(jobs: list[Job]) -> list[Job]:
    """The latest job of each kind: what was done again since is nobody's concern any more."""
    latest: dict[str, Job] = {}
    for job in jobs:
        latest.setdefault(job.kind, job)
    return list(latest.values())


def _stopped(job: Job, wording: Wording) -> str:
    if job.kind == "publish":
        return wording("Publishing did not come to its end")
    if job.kind == "rollback":
        return wording("Going back to an earlier state did not come to its end")
    if job.kind == "links":
        return wording("The check of links did not come to its end")
    return wording("A refresh did not come to its end")


def _links(request: Request, catalogue: Catalogue) -> tuple[int, int]:
    """How many practices have dead sources alone, and how many are gone from their source; remembered a little."""
    state = request.app.state
    known: tuple[float, int, int] | None = getattr(state, "dead_links", None)
    if known is None or time.monotonic() - known[0] > LINKS_SECONDS:
        known = (time.monotonic(), len(catalogue.sources.dead_practices()), len(catalogue.sources.gone_practices()))
        state.dead_links = known
    return known[1], known[2]
