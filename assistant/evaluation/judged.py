"""Judged questions: what was asked, and which practices answer it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from assistant.evaluation.errors import JudgedQuestionError


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with its judgement.

    Args:
        id: Its name.
        language: Language it is asked in.
        kind: What sort of question it is (need, place, keyword, named, follow-up, absent, …).
        question: The question.
        previous: The question asked before it in the same conversation.
        filters: Filters that the asker had chosen.
        answerable: Whether the corpus answers it.
        relevant: Practice id to grade: 2 answers it, 1 is related.
    """

    id: str
    language: str
    kind: str
    question: str
    previous: str | None
    filters: dict[str, Any] = field(default_factory=dict)
    answerable: bool = True
    relevant: dict[str, Literal[1, 2]] = field(default_factory=dict)


_QUESTION: Final = TypeAdapter(JudgedQuestion)


def read_judged(paths: Iterable[Path]) -> list[JudgedQuestion]:
    """Read judged questions from JSON Lines files.

    Raises:
        JudgedQuestionError: A line is malformed.
        FileNotFoundError: There is no such file.
    """
    questions = []
    for path in paths:
        # Cut at line feeds alone: a question may hold one of the rarer characters that end a line.
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            if not line.strip():
                continue
            try:
                questions.append(_QUESTION.validate_json(line))
            except ValidationError as error:
                raise JudgedQuestionError(f"{path}:{number}: not a judged question: {_first_fault(error)}") from error
    return questions


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    field_name = ".".join(str(part) for part in fault["loc"])
    return f"{field_name}: {fault['msg']}" if field_name else fault["msg"]
