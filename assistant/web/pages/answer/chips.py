"""What a question was understood to ask for, as chips above its answer that can be taken off."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from assistant.answer import Answer
from assistant.web.frame.visitor import Visitor
from assistant.web.pages.answer.asked import AskedPage
from assistant.web.pages.answer.cards import Words
from corpus.places import label_of
from corpus.vocabulary import LANGUAGES, vocabulary

_LONGEST: Final = 120
"""Characters of an earlier question that a chip shows."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Something the search was narrowed to, or read together with.

    Args:
        words: What it says.
        address: The page without it; None where it cannot be taken off.
        follows: Whether it is the question that this one follows.
    """

    words: Words
    address: str | None
    follows: bool = False


class Addresses:
    """Addresses of an answer's page with something changed.

    Args:
        asked: What the page's address asks.
        visitor: In whose language the page is.
    """

    def __init__(self, asked: AskedPage, visitor: Visitor) -> None:
        self._asked, self._visitor = asked, visitor

    def __call__(self, fragment: str = "", **changes: Any) -> str:
        """The page with other fields of `AskedPage`, at a part of it."""
        parameters = self._asked.parameters(thanks="", **changes)
        return self._visitor.url(f"/ask#{fragment}" if fragment else "/ask", parameters)


def chips(answer: Answer, asked: AskedPage, visitor: Visitor) -> Iterator[Chip]:
    """What a question was read together with, what was chosen, and the places in its words where these count.

    Args:
        answer: The answer.
        asked: What the page's address asks.
        visitor: In whose language the page is.
    """
    understood, words, address = answer.understood, vocabulary(), Addresses(asked, visitor)
    if understood.follows:
        earlier = understood.follows
        earlier = earlier if len(earlier) <= _LONGEST else f"{earlier[:_LONGEST].rstrip()}…"
        yield Chip(Words(earlier, None), address(conversation=""), follows=True)
    labels = {"region": words.regions, "theme": words.themes, "audience": words.audiences, "sdg": words.sdgs}
    for name, values in asked.filters.items():
        for value in values:
            if name in labels:
                label = labels[name][value].label(visitor.language)
            else:
                label = label_of(value.upper(), visitor.language) if name == "country" else value
            text = visitor.wording("Goal {number}: {name}", number=value, name=label) if name == "sdg" else label
            yield Chip(Words(text, None), address(filters=asked.without(name, value)))
    if asked.names_a_place or understood.about:
        return
    for place in understood.places:
        if not set(place.countries).isdisjoint(understood.countries):  # else it only says where the asker is
            without = address(ignore=(*asked.ignore, place.text))
            yield Chip(Words(place.label, answer.language), without)
    for region in understood.regions:
        naming = _words_naming(region, answer)
        label = words.regions[region].label(visitor.language)
        yield Chip(Words(label, None), address(ignore=(*asked.ignore, *naming)) if naming else None)


def _words_naming(region: str, answer: Answer) -> list[str]:
    """The words of a question, or of the one it follows, that name a region."""
    for text in filter(None, (answer.question, answer.understood.follows)):
        for language in dict.fromkeys((answer.understood.language, *LANGUAGES)):
            named = [
                text[start:end] for code, start, end in vocabulary().find_regions(text, language) if code == region
            ]
            if named:
                return named
    return []


def place_words(answer: Answer) -> tuple[str, ...]:
    """The words by which a question, or the one it follows, names places."""
    understood = answer.understood
    regions = [words for region in understood.regions for words in _words_naming(region, answer)]
    return tuple(dict.fromkeys([*(place.text for place in understood.places), *regions]))
