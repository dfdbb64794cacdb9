"""The published practices as lists need them: found by words, and what each lacks in other languages."""

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from assistant.web.staff.review.faults import Counts
from corpus.catalogue import Catalogue
from corpus.places import label_of
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES

MAX_QUERY: Final = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A published practice in a list.

    Args:
        id: Its id.
        title: In English.
        city: Its city.
        country: Code of its country.
        lacking: Languages that title and summary lack.
        words: What it is found by.
    """

    id: str
    title: str
    city: str
    country: str
    lacking: tuple[str, ...]
    words: str


class Shelf:
    """The published practices of one application, read again after each change of the corpus."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision = -1
        self._entries: tuple[Entry, ...] = ()
        self.counts = Counts()

    def entries(self, catalogue: Catalogue) -> tuple[Entry, ...]:
        """Every published practice, by title.

        Raises:
            CatalogueError: The catalogue failed.
        """
        latest = catalogue.revision()
        number = latest.number if latest else 0
        with self._lock:
            if number != self._revision:
                entries = sorted(map(_entry, catalogue.practices()), key=lambda entry: (plain(entry.title), entry.id))
                self._entries, self._revision = tuple(entries), number
            return self._entries

    def find(self, catalogue: Catalogue, query: str) -> list[Entry]:
        """Practices that hold every word of a query in title, place or id; those that begin with it first."""
        wanted = plain(query[:MAX_QUERY])
        words = wanted.split()
        found = [entry for entry in self.entries(catalogue) if all(word in entry.words for word in words)]
        return sorted(found, key=lambda entry: not plain(entry.title).startswith(wanted))


def shelf_of(request: Request) -> Shelf:
    """The shelf of the application of a request."""
    state = request.app.state
    found: Shelf | None = getattr(state, "shelf", None)
    if found is None:
        found = state.shelf = Shelf()
    return found


def standing(catalogue: Catalogue, practice_id: str | None) -> Practice | None:
    """A practice as it is, or as it is to be where an update of it is approved already; None where there is none."""
    if not practice_id:
        return None
    for approved in reversed(catalogue.drafts.approved()):
        if approved.record.get("id") == practice_id:
            return Practice.model_validate(approved.record)
    return catalogue.practice(practice_id)


def plain(text: str) -> str:
    """A text without capitals and accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _entry(practice: Practice) -> Entry:
    there: Sequence[str] = practice.languages()
    titles = [practice.title, *(translation.title for translation in practice.translations.values())]
    named = [*titles, practice.id, practice.id.replace("-", " "), practice.city, label_of(practice.country, "en")]
    return Entry(
        practice.id,
        practice.title,
        practice.city,
        practice.country,
        tuple(code for code in LANGUAGES if code not in there),
        plain(" ".join(named)),
    )
