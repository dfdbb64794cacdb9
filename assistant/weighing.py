"""Searches for a question as it was understood, and weighs whether what is found is good enough to answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assistant.answer import Reason
from assistant.confidence import Calibration, Features, describe
from assistant.question import Understanding
from index.filters import Filters
from index.search import Found, Hit, Query, Scores, Searcher

CONSIDERED: Final = 24
"""Hits looked at: enough for the longest answer, for suggestions, and for what the best stands out from."""

FITS_WITHIN: Final = 0.04
"""A practice belongs to a question's results where its score is this near to the best. On the judged questions 98 % of
the practices that answer lie within, and half of the questions have 4 practices or fewer."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question, and what it is worth.

    Args:
        found: Found within the filters.
        background: Found without them; the same where there are none.
        features: What the decision rests on; None where the filters leave nothing.
        probability: Estimated probability that the corpus answers the question within the filters.
        reason: Why it is not answered; None where it is.
        nearest: The practices to show beside a refusal; empty where none is near.
    """

    found: Found
    background: Found
    features: Features | None
    probability: float
    reason: Reason | None
    nearest: list[Hit]


def weigh(
    searcher: Searcher,
    understood: Understanding,
    filters: Filters,
    embed: Callable[[str], Scores],
    calibration: Calibration,
) -> Evidence:
    """Search and judge.

    Args:
        searcher: Searches the snapshot.
        understood: The question.
        filters: What to narrow to: chosen, or drawn from the words.
        embed: Gives a text's vector.
        calibration: Decides.
    """
    wordless = not any(letter.isalpha() for letter in understood.searched)
    query = Query(understood.searched, understood.searched_in, limit=CONSIDERED)
    background = searcher.search(query, embed(understood.searched))
    found = background
    if filters:
        narrowed = Query(understood.searched, understood.searched_in, filters, CONSIDERED)
        found = searcher.search(narrowed, background.vector)
    sort = calibration.sort_of(background.vector)

    def described(by: Found) -> Features:
        return describe(understood.searched, understood.searched_in, by, background, sort)

    features = described(found) if found.hits else None
    if wordless:  # whatever is nearest to bare signs is so by chance
        return Evidence(found, background, features, 0.0, "out_of_scope", [])
    if features is not None and calibration.answerable.accepts(features):
        probability = calibration.answerable.probability(features)
        return Evidence(found, background, features, probability, None, [])
    probability = calibration.answerable.probability(features) if features is not None else 0.0
    elsewhere = described(background)
    if filters and calibration.answerable.accepts(elsewhere):
        return Evidence(found, background, features, probability, "filters_too_narrow", background.hits)
    on_subject = calibration.on_subject.accepts(elsewhere)
    reason: Reason = "no_match" if on_subject else "out_of_scope"
    return Evidence(found, background, features, probability, reason, background.hits if on_subject else [])
