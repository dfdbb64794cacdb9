"""Starts long work from a page: once, however often a button is pressed."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request, Response

from assistant.settings import Settings
from assistant.web.staff.access import Signed, back_to, in_catalogue, visitor_of_staff
from assistant.web.staff.access.state import settings_of
from assistant.web.staff.jobs.words import work_name
from corpus.catalogue import Catalogue, Job, JobRefusedError
from corpus.catalogue.jobs import JobKind

ONCE: Final = "once"
"""Name of the field of a form, and of the argument of a job, by which the same form is recognised."""
_ONCE: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_RECENT: Final = 50


@dataclass(frozen=True, slots=True)
class Started:
    """The job that runs now.

    Args:
        job: The job.
        wanted: Whether it is the one that was asked for; else it is another one that must be done first.
    """

    job: Job
    wanted: bool


def token_of_form() -> str:
    """What a form is recognised by: put it into its hidden field `once`."""
    return secrets.token_urlsafe(12)


def start_once(
    settings: Settings, catalogue: Catalogue, kind: JobKind, arguments: Mapping[str, Any], by: str, once: str = ""
) -> Started:
    """Start long work, unless the same form has started it already, or the same work is being done.

    Args:
        settings: The work is done with the same ones.
        catalogue: Keeps how far it is.
        kind: What to do.
        arguments: What with.
        by: Who asks.
        once: What the form is recognised by; empty where that is not known.

    Raises:
        CatalogueError: The catalogue failed.
    """
    from assistant.office.jobs import start_job  # noqa: PLC0415

    if found := started_with(catalogue, once, by):
        return Started(found, wanted=True)
    known = {**arguments, ONCE: once} if _ONCE.fullmatch(once) else dict(arguments)
    try:
        return Started(start_job(settings, catalogue, kind, known, by), wanted=True)
    except JobRefusedError as error:
        running = error.running
        same = {name: value for name, value in running.arguments.items() if name != ONCE} == dict(arguments)
        return Started(running, wanted=running.kind == kind and same)


def started_with(catalogue: Catalogue, once: str, by: str) -> Job | None:
    """The job that a form has started already, or None."""
    if not _ONCE.fullmatch(once):
        return None
    latest = catalogue.jobs.latest(_RECENT)
    return next((job for job in latest if job.arguments.get(ONCE) == once and job.by == by), None)


async def begin(
    request: Request, signed: Signed, kind: JobKind, arguments: Mapping[str, Any], once: str, said: str = ""
) -> Response:
    """Start long work and show it; where other work must be done first, show that, and say so.

    Args:
        request: The request that asks for it.
        signed: Who asks.
        kind: What to do.
        arguments: What with.
        once: What the form is recognised by.
        said: A message to be shown besides.
    """
    settings = settings_of(request)
    started = await in_catalogue(
        request, lambda catalogue: start_once(settings, catalogue, kind, arguments, signed.name, once)
    )
    return await shown(request, signed, started, said)


async def shown(request: Request, signed: Signed, started: Started, said: str = "") -> Response:
    """Lead to the page of a job that was started, or that must be done first."""
    visitor = visitor_of_staff(request)
    path = visitor.url(f"/staff/jobs/{started.job.id}")
    if started.wanted:
        return await back_to(request, signed, path, said)
    first = visitor.wording(
        "{name} has started this first: “{work}”. Please wait until it is done, then try again.",
        name=started.job.by,
        work=work_name(started.job, visitor.wording),
    )
    return await back_to(request, signed, path, f"{said} {first}".strip(), kind="fault")
