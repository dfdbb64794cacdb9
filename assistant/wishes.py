"""What an asker wishes of the practices that fit: that they cost little, are recent, or say what came of them.

No record gives costs to compare. A wish for less money looks, beside the question, for what speaks of it: volunteers,
free places, little money. The question's vector is moved towards the wish's phrase, so that practices are ranked, and
their sentences chosen, by both; a phrase joined to the words would outweigh a question of a few words.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from assistant.follow_ups import search_phrase
from assistant.question import Understanding
from assistant.weighing import CONSIDERED
from index.filters import Filters
from index.search import Found, Hit, Query, Scores, Searcher

_TOWARDS: Final = 0.5
"""How far a vector is moved towards a wish. Of 238 judged questions, asked again for less money, 95 % then show a
practice that is judged to fit among the first five (97 % without the wish), and of 60 % of those shown, in place of
38 %, a sentence about low cost, volunteers or free places. Twice as far: 87 % and 72 %; half as far: 95 % and 51 %."""
_ABOUT_AS_GOOD: Final = 0.02
"""Practices scored so near to the best are put in another order without asking which is the better answer. So 89 % of
the same questions, asked again for newer ones, show one that fits; with all that lists count as fitting, 75 %."""


def grant(
    searcher: Searcher,
    understood: Understanding,
    filters: Filters,
    found: Found,
    embed: Callable[[str], Scores],
    limit: int,
) -> Found:
    """What was found for a question, as its asker wishes it.

    Args:
        searcher: Searched for the question.
        understood: The question, and what is wished.
        filters: What it was narrowed to.
        found: What was found for it.
        embed: Gives a text's vector.
        limit: How many practices are shown.

    Returns:
        The practices in the order of the wish, with the vector by which to choose their sentences; the same where there
        is none.
    """
    wish = understood.wish
    if wish is None:
        return found
    phrase = search_phrase(wish, understood.searched_in)
    if phrase is None:
        return replace(found, hits=_newest_first(found, limit))
    vector = found.vector + _TOWARDS * embed(phrase)
    vector = (vector / np.linalg.norm(vector)).astype(np.float32)
    # Its words are looked for as well where they are told from those of the question: numbers and
    # "results" stand in every record.
    words = f"{understood.searched} {phrase}" if wish == "cheaper" else understood.searched
    return searcher.search(Query(words, understood.searched_in, filters, CONSIDERED), vector)


def _newest_first(found: Found, limit: int) -> list[Hit]:
    """Those about as good as the best by the year they began, the ones that do not say it last."""
    least = found.scores.max(initial=0) - _ABOUT_AS_GOOD
    good = [hit for place, hit in enumerate(found.hits) if place < limit or hit.score >= least]
    return sorted(good, key=lambda hit: -(hit.practice.start or 0))
