"""Judged questions: what was asked, and which practices answer it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class JudgedQuestionError(ValueError):
    """A file of judged questions is malformed; the message names file and line."""


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
    relevant: dict[str, int] = field(default_factory=dict)


def read_judged(paths: Iterable[Path]) -> list[JudgedQuestion]:
    """Read judged questions from JSON Lines files.

    Raises:
        JudgedQuestionError: A line is malformed.
    """
    questions = []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                questions.append(JudgedQuestion(**json.loads(line)))
            except (ValueError, TypeError) as error:
                raise JudgedQuestionError(f"{path}:{number}: not a judged question: {error}") from error
    return questions
