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


class QuestionPool:
    """The questions that the practices of a corpus name, handed out without repeats.

    Args:
        practices: The corpus.

    Raises:
        BenchmarkError: Its practices name no questions.
    """

    def __init__(self, practices: Sequence[Practice]) -> None:
        by_language: dict[str, dict[str, None]] = defaultdict(dict)
        for practice in sorted(practices, key=lambda practice: practice.id):
            for question in practice.questions:
                by_language[question.language][question.text] = None
        if not by_language:
            raise BenchmarkError("No practice in the index names the questions that it answers: there is none to ask.")
        self._by_language = {language: list(texts) for language, texts in sorted(by_language.items())}

    @property
    def languages(self) -> list[str]:
        """The languages in which there are questions."""
        return list(self._by_language)

    def take(self, count: int) -> list[str]:
        """Questions that were not taken before, languages in turn, evenly over the corpus.

        Args:
            count: How many. Fewer come where fewer are left; when all are taken, all may be taken again.
        """
        if not any(self._by_language.values()):
            raise BenchmarkError("The practices in the index name too few questions to measure with.")
        each = -(-count // len(self._by_language))
        taken = [spread(texts, each) for texts in self._by_language.values()]
        mixed = [text for text in chain.from_iterable(zip_longest(*taken)) if text is not None][:count]
        gone = set(mixed)
        for language, texts in self._by_language.items():
            self._by_language[language] = [text for text in texts if text not in gone]
        return mixed
