"""What drafting learns from published practices: what sections speak of, and which labels go with which text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from corpus.drafting.centring import Centring
from corpus.drafting.cues import cues
from corpus.drafting.draft import Embed, Vectors
from corpus.drafting.labels import Labels
from corpus.drafting.linear import unit
from corpus.drafting.sections import SectionSorter
from corpus.practice import Practice
from corpus.sentences import split_sentences

_MOST: Final = 400
"""Practices that are learned from: of more, as many taken evenly."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned.

    Args:
        centring: Takes out what vectors owe to their script.
        sorter: Sorts sentences into sections.
        labels: Proposes themes, audiences and goals.
    """

    centring: Centring
    sorter: SectionSorter
    labels: Labels


def learn(embed: Embed, practices: Sequence[Practice]) -> Learned:
    """Learn from published practices; without any, from the examples that come with the corpus alone.

    Every text embedded is a title or a sentence of a practice, as an index embeds it: a cache of vectors that serves
    both makes learning a matter of a second.

    Args:
        embed: Embeds passages.
        practices: Published practices.

    Returns:
        What was learned.
    """
    taken = practices[:: max(1, -(-len(practices) // _MOST))]
    examples = [(text, kind) for kind, texts in cues().prototypes.items() for text in texts]
    summaries: list[tuple[Practice, list[str]]] = []
    for practice in taken:
        told = [(text, section.code) for section in practice.sections for text in split_sentences(section.text)]
        examples += told
        summaries.append((practice, [practice.title, *(text for text, _ in told)]))
        for language in practice.languages():
            sentences = split_sentences(practice.summary_in(language))
            summaries.append((practice, [practice.title_in(language), *sentences]))
            # A summary begins with who did what for whom: what was done, told in every language.
            examples.append((sentences[0], "what-was-done"))
    texts = list(dict.fromkeys([*(text for text, _ in examples), *(text for _, some in summaries for text in some)]))
    by_text: dict[str, Vectors] = dict(zip(texts, embed(texts), strict=True))
    centring = Centring(texts, np.array(list(by_text.values())))
    sorter = SectionSorter(centring, examples, np.array([by_text[text] for text, _ in examples]))
    if summaries:
        means = unit(np.array([np.mean([by_text[text] for text in some], axis=0) for _, some in summaries]))
        centred = centring.each([" ".join(some) for _, some in summaries], means.astype(np.float32))
    else:
        centred = np.zeros((0, len(next(iter(by_text.values())))))
    return Learned(centring, sorter, Labels(embed, centring, [practice for practice, _ in summaries], centred))
