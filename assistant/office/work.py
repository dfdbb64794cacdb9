"""Does one job: `python -m assistant.office.work NUMBER`, in a process of its own and at low priority."""

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from assistant.logs import configure_logging
from assistant.publishing import Progress, ServedModel, open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Catalogue, Job
from corpus.faults import CorpusError

_BEAT_SECONDS: Final = 5.0
_REPORT_SECONDS: Final = 0.3
"""Progress is kept so often at most: it is looked at by people."""
_NICE: Final = 10

Work = Callable[[Settings, Catalogue, Job, Progress], Mapping[str, Any]]
"""Does a job and gives what came of it, as JSON can hold it."""


def _publish(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> Mapping[str, Any]:
    from assistant.office.publishing import publish  # noqa: PLC0415

    return publish(settings, ServedModel.of(settings), by=job.by, progress=progress).as_json()


def _roll_back(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> Mapping[str, Any]:
    from assistant.office.publishing import rollback  # noqa: PLC0415

    version = job.arguments.get("version")
    to = None if version is None else int(version)
    return rollback(settings, ServedModel.of(settings), to, by=job.by, progress=progress).as_json()


def _refresh(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> Mapping[str, Any]:
    from assistant.office import refreshing  # noqa: PLC0415

    result: Mapping[str, Any] = getattr(refreshing, f"do_{job.kind}")(settings, catalogue, job, progress)
    return result


def _weekly(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> Mapping[str, Any]:
    from assistant.office.weekly import do_weekly  # noqa: PLC0415

    return do_weekly(settings, catalogue, job, progress)


WORK: Final[Mapping[str, Work]] = {
    "publish": _publish,
    "rollback": _roll_back,
    "refresh": _refresh,
    "take": _refresh,
    "links": _refresh,
    "weekly": _weekly,
}


def do(settings: Settings, job_id: int) -> int:
    """Do a job in this process.

    Args:
        settings: The settings.
        job_id: The job, which must be waiting.

    Returns:
        The exit code: 0 where it was done.

    Raises:
        CatalogueError: There is no such job, or another process has taken it up.
    """
    with open_catalogue(settings) as catalogue:
        job = catalogue.jobs.begin(job_id)
        try:
            with _reporting(catalogue, job_id) as progress:
                result = WORK[job.kind](settings, catalogue, job, progress)
        except BaseException as error:
            catalogue.jobs.fail(job_id, _reason(error))
            if isinstance(error, Exception):
                traceback.print_exc()
                return 1
            raise
        catalogue.jobs.finish(job_id, result)
    return 0


@contextmanager
def _reporting(catalogue: Catalogue, job_id: int) -> Iterator[Progress]:
    """Keeps progress in the catalogue, and that the process is alive, until the block ends."""
    ended = threading.Event()
    shown = ("", 0.0)

    def report(step: str, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if step != shown[0] or done == total or now - shown[1] >= _REPORT_SECONDS:
            shown = (step, now)
            with suppress(CorpusError):  # the work itself must not fail because somebody else is writing
                catalogue.jobs.progress(job_id, step, done, total)

    def beat() -> None:
        while not ended.wait(_BEAT_SECONDS):
            with suppress(CorpusError):
                catalogue.jobs.beat(job_id)

    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield report
    finally:
        ended.set()
        beating.join()


def _reason(error: BaseException) -> str:
    from assistant.cli.failures import explain  # noqa: PLC0415

    if isinstance(error, KeyboardInterrupt | SystemExit):
        return "It was stopped."
    said = explain(error) if isinstance(error, Exception) else None
    return said.message if said else f"{type(error).__name__}: {error}"


def main() -> None:
    """Do the job whose number is the one argument."""
    os.nice(_NICE)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    settings = Settings.load()
    configure_logging(settings.log_level, settings.secrets())
    sys.exit(do(settings, int(sys.argv[1])))


if __name__ == "__main__":
    main()
