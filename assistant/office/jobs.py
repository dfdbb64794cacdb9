"""Starts the office's long work in processes of their own, which survive whoever started them."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

import assistant
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Catalogue, Job
from corpus.catalogue.jobs import JobKind
from corpus.faults import CorpusError

LINES_SHOWN: Final = 20
"""Of what a process said that failed, as many lines are kept as the reason."""


def start_job(settings: Settings, catalogue: Catalogue, kind: JobKind, arguments: Mapping[str, Any], by: str) -> Job:
    """Start long work.

    Args:
        settings: The work is done with the same ones.
        catalogue: Keeps how far it is.
        kind: What to do.
        arguments: What with; see `assistant.office.work`.
        by: Who asks.

    Returns:
        The job; `catalogue.jobs.get` of its number says how far it is.

    Raises:
        JobRefusedError: Other work is being done that must be done first.
    """
    job = catalogue.jobs.start(kind, arguments, by)
    work_on(settings, job.id)
    return job


def start_job_when_due(
    settings: Settings, catalogue: Catalogue, kind: JobKind, every: timedelta, since: datetime, by: str
) -> Job | None:
    """Start work that is done again and again, if its time has come; of several processes one starts it.

    Args:
        settings, catalogue, kind, by: As for `start_job`.
        every: How long after it was last started.
        since: When to count from where it never was.

    Returns:
        The job, or None where it is not due.
    """
    job = catalogue.jobs.start_when_due(kind, every, since, by)
    if job is not None:
        work_on(settings, job.id)
    return job


def start_again(settings: Settings, catalogue: Catalogue, job_id: int, by: str) -> Job:
    """Start work again that failed or was interrupted; the arguments are as for `start_job`.

    Raises:
        JobRefusedError: Other work is being done that must be done first.
        CatalogueError: There is no such job, or it is done or being done.
    """
    job = catalogue.jobs.again(job_id, by)
    work_on(settings, job.id)
    return job


def work_on(settings: Settings, job_id: int) -> "subprocess.Popen[bytes]":
    """Start the process that does a job; what it says goes to `log_of`."""
    log = log_of(settings, job_id)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603  (our own program, and a number)
            [sys.executable, "-m", "assistant.office.work", str(job_id)],
            env=environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a server that is stopped from the keyboard does not take it along
        )
    # Somebody has to ask how a process ended, or the system goes on listing it.
    threading.Thread(target=_see_to_its_end, args=(settings, job_id, process), daemon=True).start()
    return process


def log_of(settings: Settings, job_id: int) -> Path:
    """The file of what the process of a job has said."""
    return settings.home / "jobs" / f"{job_id}.log"


def last_lines(settings: Settings, job_id: int) -> str:
    """The last lines that the process of a job has said; empty where it said nothing."""
    with suppress(OSError):
        lines = log_of(settings, job_id).read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-LINES_SHOWN:])
    return ""


def _see_to_its_end(settings: Settings, job_id: int, process: "subprocess.Popen[bytes]") -> None:
    code = process.wait()
    with suppress(CorpusError), open_catalogue(settings) as catalogue:
        job = catalogue.jobs.get(job_id)
        if job is not None and job.state not in ("done", "failed"):
            ended = f"Its process was ended by signal {-code}." if code < 0 else f"Its process ended with code {code}."
            catalogue.jobs.fail(job_id, "\n".join(filter(None, [ended, last_lines(settings, job_id)])))


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a process reads the same settings."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("PRECEDENT_")}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        if value is not None:
            text = value.get_secret_value() if isinstance(value, SecretStr) else value
            given[f"PRECEDENT_{name.upper()}"] = ",".join(text) if isinstance(text, list) else str(text)
    root = str(Path(assistant.__file__).parents[1])
    given["PYTHONPATH"] = os.pathsep.join(filter(None, [root, given.get("PYTHONPATH", "")]))
    given["PYTHONUNBUFFERED"] = "1"
    return given
