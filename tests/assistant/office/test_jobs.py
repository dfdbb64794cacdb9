"""Long work runs in processes of its own, and whatever becomes of them is known."""

import datetime
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.office import work
from assistant.office.jobs import environment, last_lines, log_of, start_again, start_job, work_on
from assistant.office.weekly import BY, EVERY, begin_week, do_weekly, tidy
from assistant.office.work import do
from assistant.publishing import Progress, open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Catalogue, CatalogueError, Job, JobRefusedError
from index.snapshot import SnapshotError

Work = Callable[[Settings, Catalogue, Job, Progress], Mapping[str, Any]]


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", keep_days=3, _env_file=None)


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """Puts another work in place of publishing."""
    return lambda instead: monkeypatch.setattr(work, "WORK", {**work.WORK, "publish": instead})


def until(met: Callable[[], bool]) -> None:
    for _ in range(600):
        if met():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def test_work_is_done_and_its_progress_kept(own: Settings, doing: Callable[[Work], None]) -> None:
    seen: list[tuple[str, int, int]] = []

    def count(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> Mapping[str, Any]:
        for done in range(1, 4):
            progress("counting", done, 3)
            kept = catalogue.jobs.get(job.id)
            assert kept
            seen.append((kept.step, kept.done, kept.total))
        return {"counted": 3}

    doing(count)
    with open_catalogue(own) as catalogue:
        job = catalogue.jobs.start("publish", {}, "Ana")
        assert do(own, job.id) == 0
        ended = catalogue.jobs.get(job.id)
    assert ended and (ended.state, ended.result) == ("done", {"counted": 3})
    assert seen[0] == ("counting", 1, 3) and seen[-1] == ("counting", 3, 3)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (CatalogueError("The catalogue is busy."), "The catalogue is busy."),
        (SnapshotError("There is nothing."), "There is nothing."),
        (KeyError("x"), "KeyError: 'x'"),
    ],
)
def test_work_that_fails_says_why(
    own: Settings, doing: Callable[[Work], None], error: Exception, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> Mapping[str, Any]:
        raise error

    doing(fail)
    with open_catalogue(own) as catalogue:
        job = catalogue.jobs.start("publish", {}, "Ana")
        assert do(own, job.id) == 1
        ended = catalogue.jobs.get(job.id)
    assert ended and (ended.state, ended.reason) == ("failed", reason)
    assert "Traceback" in capsys.readouterr().err


def test_a_process_says_that_it_is_alive(
    own: Settings, doing: Callable[[Work], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = threading.Event()
    monkeypatch.setattr(work, "_BEAT_SECONDS", 0.01)
    monkeypatch.setattr("corpus.catalogue.jobs.Jobs.beat", lambda self, job_id: beats.set())
    doing(lambda *_: {"alive": beats.wait(10)})
    with open_catalogue(own) as catalogue:
        job = catalogue.jobs.start("publish", {}, "Ana")
        do(own, job.id)
        ended = catalogue.jobs.get(job.id)
    assert ended and ended.result == {"alive": True}


def test_every_kind_has_its_work() -> None:
    from corpus.catalogue.jobs import LANES

    assert set(work.WORK) == set(LANES)


def test_in_a_process_of_its_own(own: Settings) -> None:
    """There is no model, so that it fails: the reason reaches whoever looks, and it can be started again."""
    with open_catalogue(own) as catalogue:
        job = start_job(own, catalogue, "publish", {}, "Ana")
        with pytest.raises(JobRefusedError):
            start_job(own, catalogue, "rollback", {"version": 1}, "Ben")

        def failed() -> bool:
            found = catalogue.jobs.get(job.id)
            return found is not None and found.state == "failed"

        until(failed)
        ended = catalogue.jobs.get(job.id)
        assert ended and "precedent setup" in ended.reason
        assert "Traceback" in last_lines(own, job.id)
        again = start_again(own, catalogue, job.id, "Ben")
        assert again.by == "Ben"
        until(lambda: bool(catalogue.jobs.get(again.id)) and not catalogue.jobs.running())


def test_a_process_that_is_killed_leaves_a_reason(own: Settings) -> None:
    with open_catalogue(own) as catalogue:
        job = catalogue.jobs.start("publish", {}, "Ana")
        process = work_on(own, job.id)
        os.kill(process.pid, signal.SIGKILL)

        def failed() -> bool:
            found = catalogue.jobs.get(job.id)
            return found is not None and found.state == "failed"

        until(failed)
        ended = catalogue.jobs.get(job.id)
    assert ended and "signal 9" in ended.reason
    assert log_of(own, job.id).is_file()


def test_the_process_reads_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(
        home=tmp_path, database="sqlite:///x", allowed_origins="https://a.example,https://b.example", _env_file=None
    )
    monkeypatch.setenv("PRECEDENT_PORT", "1")
    passed = environment(given)
    assert passed["PRECEDENT_DATABASE"] == "sqlite:///x"
    assert "PRECEDENT_PORT" not in passed
    for name in [name for name in passed if name.startswith("PRECEDENT_")]:
        monkeypatch.setenv(name, passed[name])
    monkeypatch.delenv("PRECEDENT_PORT")
    assert Settings(_env_file=None) == given


class TestWeekly:
    def later(self, monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(**by)
        monkeypatch.setattr("corpus.catalogue.jobs._now", lambda: now)

    @pytest.fixture(autouse=True)
    def started(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """Jobs whose process would have been started."""
        jobs: list[int] = []
        monkeypatch.setattr("assistant.office.jobs.work_on", lambda settings, job_id: jobs.append(job_id))
        return jobs

    def test_a_home_without_sources_has_nothing_to_do(
        self, own: Settings, started: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with open_catalogue(own) as catalogue:
            self.later(monkeypatch, days=100)
            assert begin_week(own, catalogue) is None
        assert started == []

    def test_once_a_week_from_the_first_source_on(
        self, own: Settings, started: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with open_catalogue(own) as catalogue:
            catalogue.sources.add("page", "https://city.example/", by="Ana")
            assert begin_week(own, catalogue) is None
            self.later(monkeypatch, days=7.1)
            assert begin_week(own.model_copy(update={"weekly": False}), catalogue) is None
            job = begin_week(own, catalogue)
            assert job and (job.kind, job.by, started) == ("weekly", BY, [job.id])
            catalogue.jobs.finish(job.id, {})
            assert begin_week(own, catalogue) is None
            self.later(monkeypatch, days=14.3)
            assert begin_week(own, catalogue)
        assert EVERY.days == 7

    def test_a_part_that_fails_does_not_stop_the_others(self, own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        from assistant.office import refreshing

        def refuse(*_: object) -> dict[str, Any]:
            raise CatalogueError("No network.")

        monkeypatch.setattr(refreshing, "do_refresh", refuse, raising=False)
        monkeypatch.setattr(refreshing, "do_links", lambda *_: {"dead": 0}, raising=False)
        with open_catalogue(own) as catalogue:
            job = catalogue.jobs.start("weekly", {}, BY)
            results = do_weekly(own, catalogue, job, lambda step, done, total: None)
            assert results == {"refresh": {"failed": "No network."}, "links": {"dead": 0}, "tidied": 0}
            monkeypatch.setattr(refreshing, "do_links", refuse)
            monkeypatch.setattr("assistant.office.weekly.tidy", refuse)
            with pytest.raises(CatalogueError, match=r"Nothing of the week.*No network"):
                do_weekly(own, catalogue, job, lambda step, done, total: None)

    def test_what_is_old_is_forgotten(self, own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        with open_catalogue(own) as catalogue:
            with monkeypatch.context() as patched:
                self.later(patched, days=-4)
                job = catalogue.jobs.start("publish", {}, "Ana")
                catalogue.jobs.finish(job.id, {})
            log_of(own, job.id).parent.mkdir(parents=True)
            log_of(own, job.id).write_text("done")
            assert tidy(own, catalogue) == 1
            assert catalogue.jobs.latest() == []
        assert not log_of(own, job.id).exists()
