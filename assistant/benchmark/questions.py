"""Different questions in every language, taken evenly from the corpus: the same corpus always gives the same ones."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import TypeVar

from assistant.benchmark.errors import BenchmarkError
from corpus.practice import Practice

Item = TypeVar("Item")


def spread(items: Sequence[Item], count: int) -> list[Item]:
    """Take items at even distances, in their order; all of them where there are not more than `count`."""
    if count >= len(items):
        return list(items)
    return [items[number * len(items) // count] for number in range(count)]


def mixed_questions(practices: Sequence[Practice], count: int) -> list[str]:
    """Questions that the practices themselves name as theirs, no two alike, the languages in turn.

    Args:
        practices: The corpus.
        count: How many; fewer come where the corpus does not have as many.

    Raises:
        BenchmarkError: The practices name no questions.
    """
    by_language = _by_language(practices)
    each = -(-count // len(by_language))
    taken = [spread(texts, each) for texts in by_language]
    return [text for text in chain.from_iterable(zip_longest(*taken)) if text is not None][:count]


def questions_of_each_language(practices: Sequence[Practice], count: int) -> list[str]:
    """So many questions of each language, for warming up.

    Raises:
        BenchmarkError: The practices name no questions.
    """
    return [text for texts in _by_language(practices) for text in spread(texts, count)]


def _by_language(practices: Sequence[Practice]) -> list[list[str]]:
    questions: dict[str, dict[str, None]] = defaultdict(dict)  # in the order first seen, without repeats
    for practice in sorted(practices, key=lambda practice: practice.id):
        for question in practice.questions:
            questions[question.language][question.text] = None
    if not questions:
        raise BenchmarkError("No practice in the index names questions that it answers, so there are none to ask.")
    return [list(texts) for _, texts in sorted(questions.items())]
