"""Which failures are expected, and what each means for the exit code."""

import sqlite3
from dataclasses import dataclass

from assistant.evaluation.errors import CalibrationError, JudgedQuestionError
from assistant.narrowing import FilterError
from assistant.question import QuestionError
from assistant.settings import SettingsError
from corpus.faults import CorpusError
from index.model import ModelError
from index.snapshot import SnapshotError


@dataclass(frozen=True, slots=True)
class Explained:
    """What to say and with which code to end."""

    message: str
    code: int


def explain(error: Exception) -> Explained | None:
    """A sentence for a failure that a person can do something about; None for one that is a defect."""
    if isinstance(error, QuestionError | FilterError | SettingsError):
        return Explained(str(error), 2)
    if isinstance(error, CorpusError | ModelError | SnapshotError | JudgedQuestionError | CalibrationError):
        return Explained(str(error), 1)
    if isinstance(error, sqlite3.Error):
        return Explained(
            f"The file that keeps vectors cannot be used: {error}. Try again, or remove vectors.sqlite.", 1
        )
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError) and error.filename:
        return Explained(f"{error.filename}: {error.strerror}.", 1)
    if isinstance(error, OSError) and error.strerror:
        return Explained(f"{error.strerror}{f': {error.filename}' if error.filename else ''}.", 1)
    from assistant.benchmark.errors import BenchmarkError  # noqa: PLC0415  (it takes a second to load)

    return Explained(str(error), 1) if isinstance(error, BenchmarkError) else None
