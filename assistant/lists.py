"""What lists of a snapshot's practices are ordered and narrowed by, worked out when it is first wanted."""

from collections.abc import Iterable
from functools import cache, cached_property
from typing import Literal

from assistant.source_languages import SourceLanguages
from corpus.places.spelling import key_of
from index.contents import Contents

Sort = Literal["best", "title", "newest", "oldest", "city"]
"""`best` is what fits the query best; `newest` and `oldest` go by the year in which a practice began, and one of which
that is not known comes last."""


class Lists:
    """Orders the practices of a snapshot, and knows the languages of their sources.

    Args:
        contents: The snapshot.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._titles = cache(self._titles_now)

    def prepare(self) -> None:
        """Work out what takes longest, so that nobody waits for it who looks at a list."""
        _ = self.source_languages

    @cached_property
    def source_languages(self) -> SourceLanguages:
        """The languages of the practices' sources."""
        return SourceLanguages(self._contents)

    def in_order(self, numbers: Iterable[int], sort: Sort, language: str) -> list[int]:
        """Practices in an order; `best` leaves them as they are.

        Args:
            numbers: The practices' numbers.
            sort: What to sort by; what is equal in it is sorted by title.
            language: Language of the titles.
        """
        if sort == "best":
            return list(numbers)
        by_title = sorted(numbers, key=self._titles(language).__getitem__)
        begun = self._contents.begun
        if sort == "newest":
            return sorted(by_title, key=lambda number: -int(begun[number]))
        if sort == "oldest":
            return sorted(by_title, key=lambda number: int(begun[number]) or 10_000)
        if sort == "city":
            return sorted(by_title, key=self._cities.__getitem__)
        return by_title

    @cached_property
    def _cities(self) -> list[tuple[str, str]]:
        return [(key_of(city), country) for country, city in self._contents.cities]

    def _titles_now(self, language: str) -> list[str]:
        numbers = range(len(self._contents))
        return [self._contents.practice(number).title_in(language).casefold() for number in numbers]
