"""Long work is kept with how far it is, is done one at a time, and is known to be interrupted when its process died."""

import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue, CatalogueError, Job, JobRefusedError, jobs

WEEK = datetime.timedelta(days=7)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(f"sqlite:///{tmp_path / 'catalogue.db'}") as opened:
        yield opened


def late(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    """Let it be later."""
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(**by)
    monkeypatch.setattr(jobs, "_now", lambda: now)


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def state(catalogue: Catalogue, job: Job) -> str:
    found = catalogue.jobs.get(job.id)
    assert found
    return found.state


def test_from_start_to_end(catalogue: Catalogue) -> None:
    job = catalogue.jobs.start("publish", {"note": "weekly"}, "Ana")
    assert (job.kind, job.state, job.by, job.arguments) == ("publish", "waiting", "Ana", {"note": "weekly"})
    assert catalogue.jobs.begin(job.id).state == "running"
    catalogue.jobs.progress(job.id, "embedding", 3, 10)
    running = catalogue.jobs.running()
    assert [(one.id, one.step, one.done, one.total) for one in running] == [(job.id, "embedding", 3, 10)]
    catalogue.jobs.beat(job.id)
    catalogue.jobs.finish(job.id, {"revision": 2})
    ended = catalogue.jobs.get(job.id)
    assert ended and ended.ended and ended.begun_at and ended.ended_at
    assert (ended.state, ended.result) == ("done", {"revision": 2})
    assert catalogue.jobs.running() == []
    catalogue.jobs.fail(job.id, "too late")
    assert state(catalogue, job) == "done"
    assert [entry.action for entry in catalogue.audit.latest()] == ["job.start"]


def test_a_failure_has_its_reason_and_can_be_done_again(catalogue: Catalogue) -> None:
    job = catalogue.jobs.start("rollback", {"version": 3}, "Ana")
    catalogue.jobs.begin(job.id)
    catalogue.jobs.fail(job.id, "The disk is full.")
    again = catalogue.jobs.again(job.id, "Ben")
    assert (again.id != job.id, again.kind, again.arguments, again.by) == (True, "rollback", {"version": 3}, "Ben")
    assert [(one.state, one.reason) for one in catalogue.jobs.latest()] == [
        ("waiting", ""),
        ("failed", "The disk is full."),
    ]
    catalogue.jobs.begin(again.id)
    catalogue.jobs.finish(again.id, {})
    with pytest.raises(CatalogueError, match="nothing to do again"):
        catalogue.jobs.again(again.id, "Ben")


def test_one_that_changes_the_corpus_at_a_time(catalogue: Catalogue) -> None:
    first = catalogue.jobs.start("publish", {}, "Ana")
    with pytest.raises(JobRefusedError, match=r"Ana started 'publish' at .* wait until it is done") as refused:
        catalogue.jobs.start("rollback", {}, "Ben")
    assert refused.value.running.id == first.id
    looking = catalogue.jobs.start("refresh", {}, "Ben")
    with pytest.raises(JobRefusedError):
        catalogue.jobs.start("links", {}, "Ben")
    assert [job.id for job in catalogue.jobs.running()] == [first.id, looking.id]
    catalogue.jobs.fail(first.id, "stopped")
    assert catalogue.jobs.start("rollback", {}, "Ben").state == "waiting"


def test_of_many_who_ask_at_once_one_gets_it(catalogue: Catalogue) -> None:
    def ask(number: int) -> bool:
        try:
            return bool(catalogue.jobs.start("publish", {}, f"person {number}"))
        except JobRefusedError:
            return False

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(ask, range(16))) == 1


def test_a_process_that_died_leaves_an_interrupted_job(catalogue: Catalogue) -> None:
    job = catalogue.jobs.start("publish", {}, "Ana")
    catalogue.jobs.begin(job.id, dead_process())
    assert state(catalogue, job) == "interrupted"
    assert catalogue.jobs.running() == []
    again = catalogue.jobs.again(job.id, "Ana")
    catalogue.jobs.begin(again.id, os.getpid())
    assert state(catalogue, again) == "running"


def test_one_that_is_silent_for_long_counts_as_interrupted(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = catalogue.jobs.start("publish", {}, "Ana")
    working = catalogue.jobs.start("refresh", {}, "Ana")
    catalogue.jobs.begin(working.id)
    late(monkeypatch, seconds=jobs.SILENT_SECONDS + 1)
    assert {state(catalogue, waiting), state(catalogue, working)} == {"interrupted"}
    catalogue.jobs.beat(working.id)
    assert state(catalogue, working) == "running"


def test_a_job_is_taken_up_once(catalogue: Catalogue) -> None:
    job = catalogue.jobs.start("publish", {}, "Ana")
    catalogue.jobs.begin(job.id)
    with pytest.raises(CatalogueError, match="taken up before"):
        catalogue.jobs.begin(job.id)


@pytest.mark.parametrize("method", ["begin", "beat"])
def test_a_job_that_never_was(catalogue: Catalogue, method: str) -> None:
    assert catalogue.jobs.get(7) is None
    with pytest.raises(CatalogueError, match="no job 7"):
        getattr(catalogue.jobs, method)(7)


def test_work_needs_a_name(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="name"):
        catalogue.jobs.start("publish", {}, " ")


def test_what_is_done_every_week(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=6)
    assert catalogue.jobs.start_when_due("weekly", WEEK, since, "weekly") is None
    late(monkeypatch, days=1.1)
    first = catalogue.jobs.start_when_due("weekly", WEEK, since, "weekly")
    assert first and first.kind == "weekly"
    catalogue.jobs.finish(first.id, {})
    assert catalogue.jobs.start_when_due("weekly", WEEK, since, "weekly") is None
    late(monkeypatch, days=8.2)
    catalogue.jobs.start("links", {}, "Ana")
    assert catalogue.jobs.start_when_due("weekly", WEEK, since, "weekly") is None


def test_of_many_processes_one_begins_the_week(catalogue: Catalogue) -> None:
    since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=30)
    with ThreadPoolExecutor(8) as processes:
        begun = list(processes.map(lambda _: catalogue.jobs.start_when_due("weekly", WEEK, since, "weekly"), range(16)))
    assert sum(job is not None for job in begun) == 1


def test_old_jobs_are_forgotten_but_not_those_being_done(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    old = catalogue.jobs.start("publish", {}, "Ana")
    catalogue.jobs.finish(old.id, {})
    working = catalogue.jobs.start("refresh", {}, "Ana")
    catalogue.jobs.begin(working.id)
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)
    assert catalogue.jobs.forget_before(soon) == [old.id]
    assert [job.id for job in catalogue.jobs.latest()] == [working.id]
