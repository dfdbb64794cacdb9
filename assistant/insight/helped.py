"""Questions that helped: those after which visitors marked a practice as helpful, to become its own questions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from assistant.language import detect_language
from corpus.catalogue import Feedback
from corpus.practice import AskedQuestion, Practice
from corpus.vocabulary import LANGUAGES

_SHORTEST: Final = 12
_LONGEST: Final = 400
"""Characters: what is shorter says too little, what is longer is no line of a record."""


@dataclass(frozen=True, slots=True)
class HelpedQuestion:
    """A question with the practice that helped.

    Args:
        practice_id: The practice.
        question: As it was asked first, masked.
        language: Code of the question's language, one that the practice format has.
        helpful, unhelpful: How often the practice was marked so after this question.
    """

    practice_id: str
    question: str
    language: str
    helpful: int
    unhelpful: int


def helped_questions(feedback: Iterable[Feedback], practices: Iterable[Practice]) -> list[HelpedQuestion]:
    """Questions that a published practice has not yet as its own, the most helpful first.

    Args:
        feedback: What visitors said, in any order.
        practices: Those published.
    """
    held = {practice.id: {_key(one.text) for one in practice.questions} for practice in practices}
    counts: Counter[tuple[str, str, bool]] = Counter()
    first: dict[tuple[str, str], str] = {}
    for said in sorted(feedback, key=lambda one: one.when):
        key = _key(said.question)
        if said.practice_id not in held or key in held[said.practice_id]:
            continue
        if not _SHORTEST <= len(key) <= _LONGEST:
            continue
        counts[said.practice_id, key, said.helpful] += 1
        first.setdefault((said.practice_id, key), " ".join(said.question.split()))
    found = []
    for (practice_id, key), question in first.items():
        language = detect_language(question)
        helpful, unhelpful = counts[practice_id, key, True], counts[practice_id, key, False]
        if helpful > unhelpful and language in LANGUAGES:
            found.append(HelpedQuestion(practice_id, question, language, helpful, unhelpful))
    return sorted(found, key=lambda one: (-one.helpful, one.unhelpful, one.practice_id, one.question))


def with_question(practice: Practice, helped: HelpedQuestion) -> Practice:
    """The practice with the question among its own.

    Raises:
        pydantic.ValidationError: The question is no line that a record may hold.
    """
    asked = AskedQuestion.model_validate({"language": helped.language, "text": helped.question})
    return practice.model_copy(update={"questions": [*practice.questions, asked]})


def _key(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip(" ?؟？!.…")
