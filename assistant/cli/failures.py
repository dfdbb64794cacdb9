"""Which failures are expected, and what each means for the exit code."""

from dataclasses import dataclass

from assistant.narrowing import FilterError
from assistant.question import QuestionError
from assistant.settings import SettingsError
from corpus.faults import CorpusError, RecordError
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
    if isinstance(error, RecordError | CorpusError | ModelError | SnapshotError):
        return Explained(str(error), 1)
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError) and error.filename:
        return Explained(f"{error.filename}: {error.strerror}.", 1)
    if isinstance(error, OSError) and error.strerror:
        return Explained(f"{error.strerror}{f': {error.filename}' if error.filename else ''}.", 1)
    return None
