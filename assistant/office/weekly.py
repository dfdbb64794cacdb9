"""What is done once a week without anybody asking: the sources are looked at, the links checked, old things tidied."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog

from assistant.office.jobs import log_of, start_job_when_due
from assistant.publishing import Progress
from assistant.settings import Settings
from corpus.catalogue import Catalogue, CatalogueError, Job
from corpus.faults import CorpusError

log = structlog.get_logger()

EVERY: Final = datetime.timedelta(days=7)
BY: Final = "weekly"


def begin_week(settings: Settings, catalogue: Catalogue) -> Job | None:
    """Start the week's work if it is due. Of several servers that ask, one gets to start it.

    A home without sources has nothing to look at, and one that has had its first source for less than a week is not
    in a hurry.

    Returns:
        The job that was started, or None.

    Raises:
        CatalogueError: The catalogue cannot be read.
    """
    if not settings.weekly:
        return None
    added = [source.added_at for source in catalogue.sources.all() if not source.paused]
    return start_job_when_due(settings, catalogue, "weekly", EVERY, min(added), BY) if added else None


def do_weekly(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> Mapping[str, Any]:
    """Do the week's work, one part after the other; a part that fails is named and the others are done.

    Returns:
        What came of each part, by its name; of one that failed, `failed` with the reason.

    Raises:
        CatalogueError: Every part failed.
    """
    parts: dict[str, Callable[[], Any]] = {
        "refresh": lambda: _refreshing("do_refresh", settings, catalogue, job, progress),
        "links": lambda: _refreshing("do_links", settings, catalogue, job, progress),
        "tidied": lambda: tidy(settings, catalogue),
    }
    results: dict[str, Any] = {}
    for name, part in parts.items():
        try:
            results[name] = part()
        except Exception as error:  # whatever is wrong with one part, the others are done
            log.error("weekly_part_failed", part=name, error=type(error).__name__)
            said = str(error) if isinstance(error, CorpusError) else f"{type(error).__name__}: {error}"
            results[name] = {"failed": said}
    failed = [f"{name}: {of['failed']}" for name, of in results.items() if isinstance(of, dict) and "failed" in of]
    if len(failed) == len(parts):
        raise CatalogueError("Nothing of the week's work could be done. " + " ".join(failed))
    return results


def tidy(settings: Settings, catalogue: Catalogue) -> int:
    """Forget what is older than the settings allow: questions, feedback, jobs and what their processes said.

    Returns:
        How many things were forgotten.
    """
    before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=settings.keep_days)
    jobs = catalogue.jobs.forget_before(before)
    for number in jobs:
        log_of(settings, number).unlink(missing_ok=True)
    return len(jobs) + catalogue.forget_before(before)


def _refreshing(name: str, settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> Any:
    from assistant.office import refreshing  # noqa: PLC0415

    return getattr(refreshing, name)(settings, catalogue, job, progress)
