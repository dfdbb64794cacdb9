"""Tells about one practice that was shown: its summary, and the most telling sentences of its record."""

from typing import Final

import numpy as np

from assistant.answer import AnswerSentence
from assistant.evidence import choose_of_section
from assistant.wording import Wording
from index.passages import Kind
from index.search import Hit, Scores, Searcher

_SENTENCES: Final = {"what-was-done": 3, "results": 2, "adapting-it": 2}
"""Sections that are told from, with how many sentences of each: half of a record, which a message has room for."""


def tell(searcher: Searcher, number: int, vector: Scores, wording: Wording) -> list[AnswerSentence]:
    """The sentences about one practice, which they cite as number 1.

    Args:
        searcher: Searches the snapshot.
        number: The practice's number in it.
        vector: The vector of the question that the practice was shown for.
        wording: The answer's language. The summary stands in it where it was translated; sections are in English.
    """
    written = wording.language if wording.language in searcher.contents.practice(number).languages() else "en"
    sentences = [AnswerSentence(text=lead_of_one(wording), citations=[])]
    summary = searcher.weigh_passages(number, vector, Kind.SUMMARY_SENTENCE, written)
    sentences += [AnswerSentence(text=passage.text, citations=[1]) for _, passage in summary]
    for section, most in _SENTENCES.items():
        for text in choose_of_section(searcher, number, vector, section, most):
            sentences.append(AnswerSentence(text=text, citations=[1], section=section))
    return sentences


def lead_of_one(wording: Wording) -> str:
    """The phrase that an answer about one practice begins with."""
    return wording("More about this practice:")


def as_hit(searcher: Searcher, number: int, vector: Scores) -> Hit:
    """A practice that was not searched for but named, scored by its nearest passage."""
    contents = searcher.contents
    rows = [row for kind in (Kind.SUMMARY, Kind.SECTION) for row in contents.rows(number, kind)]
    best = contents.vectors.products(vector, np.array(rows, dtype=np.int64)).max()
    return Hit(number, contents.practice(number), float(best), np.full(len(Kind), np.nan, np.float32), 0.0)
