"""Work that is asked for, and that no process takes up."""

import pytest

from assistant.office import jobs
from assistant.office.tending import Tending
from assistant.settings import Settings


def without_processes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let jobs wait, and the index be; gives the numbers of the jobs that a process was to be started for."""
    started: list[int] = []

    def note(settings: Settings, job_id: int) -> None:
        started.append(job_id)

    monkeypatch.setattr(jobs, "work_on", note)
    monkeypatch.setattr(Tending, "look", lambda _self: None)
    return started
