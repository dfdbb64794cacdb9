"""Runs commands in the test's own process, through the entry point that the console script calls."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
import structlog

from assistant.cli import main
from assistant.settings import Settings
from index.model import OnnxEmbedder


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, which must be JSON and nothing else."""
        return json.loads(self.out)


class Run(Protocol):
    """Runs a command with these settings."""

    def __call__(self, *arguments: str, home: Path, **settings: str) -> Ended: ...


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], embedder: OnnxEmbedder, tmp_path: Path
) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)  # where no `.env` file lies
    monkeypatch.setenv("COLUMNS", "100")
    # The model's session is opened once for all commands; `tests.assistant.processes` runs them from the very start.
    monkeypatch.setattr("index.model.background.OnnxEmbedder", lambda model, threads=None: embedder)

    def runner(*arguments: str, home: Path, **settings: str) -> Ended:
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("PRECEDENT_HOME", str(home.resolve()))
            for name, value in settings.items():
                patched.setenv(f"PRECEDENT_{name.upper()}", value)
            patched.setattr(sys, "argv", ["precedent", *arguments])
            capsys.readouterr()
            try:
                main()
                code = 0
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ended(code, out, err)

    yield runner
    structlog.reset_defaults()


@pytest.fixture
def empty(home: Settings, tmp_path: Path) -> Path:
    """A home with the model prepared and nothing else."""
    folder = tmp_path / "empty-home"
    folder.mkdir()
    (folder / "models").symlink_to(home.models.resolve())
    return folder
