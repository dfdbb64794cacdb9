"""A title and a summary out of the document's own sentences: who did what for whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from corpus.document import Document
from corpus.drafting.centring import Centring
from corpus.drafting.cues import cues
from corpus.drafting.draft import Proposal, Rest, Vectors
from corpus.drafting.linear import unit
from corpus.drafting.reading import Reading, Sentence, count_words
from corpus.drafting.sections import Sorted, section_of_heading
from corpus.practice import MAX_SUMMARY_WORDS

_LEANS_ON_OTHERS: Final = re.compile(
    r"(?:It|Its|They|Their|He|She|His|Her|These|Those|This|That|Such|Both|Each|Also|But|And|So|Then|However|There|Here|"
    r"Il|Elle|Ils|Elles|Ce|Cette|Ces|Cela|Mais|Aussi|Ello|Esto|Este|Esta|Estos|Pero|También|Ele|Ela|Eles|Isso|Isto|"
    r"Mas|Também|Он|Она|Оно|Они|Это|Эти|Этот|Но|Также|Здесь|We|Our|You|Nous|Nosotros|Nós|Мы)\b|"
    r"(?:وهو|وهي|كما|هذا|هذه|ولكن|نحن)\s|(?:它|他们|她|这|此外|同时|但|我们)"
)
# What sites put behind or before the name of a page.
_SITE: Final = re.compile(r"\s+(?:[|»«·•]|[-–—])\s+|\s*[|｜_»]\s*")
_LEANING, _PLACE, _PROGRAMME, _FIRST, _LONG = 0.12, 0.06, 0.04, 0.10, 0.08
_LONGEST_TITLE: Final = 200


def propose_title(document: Document, reading: Reading, whole: bool) -> tuple[str, Rest | None, float]:
    """Find what the practice is called.

    Args:
        document: The document.
        reading: The part of it that holds the practice.
        whole: Whether that is the whole document.

    Returns:
        The title, where it stands (None where only the document's own title says so), and how sure it is.
    """
    own = _without_site(document.title or "") if whole else ""
    headings = [(block, level, text) for block, level, text in reading.headings if not section_of_heading(text)]
    if headings:
        block, level, text = min(headings[:3], key=lambda item: item[1])
        if not own or text in own or own in text or level <= 1:
            title = text[:_LONGEST_TITLE]
            return title, Rest(block, 0, len(title), title), 0.75 if level <= 1 or text == own else 0.6
    if own:
        return own[:_LONGEST_TITLE], None, 0.6
    if reading.headings:
        block, _, text = reading.headings[0]
        return text[:_LONGEST_TITLE], Rest(block, 0, len(text[:_LONGEST_TITLE]), text[:_LONGEST_TITLE]), 0.4
    for sentence in reading.sentences[:1]:
        cut = sentence.text[:_LONGEST_TITLE]
        return cut, Rest(sentence.block, sentence.start, sentence.start + len(cut), cut), 0.2
    return "", None, 0.0


def propose_summary(
    sentences: Sequence[Sentence], order: Sorted, vectors: Vectors, centring: Centring, title: str, city: str | None
) -> Proposal | None:
    """Choose the one or two sentences that say who did what for whom, sixty words at most.

    Args:
        sentences: The document's sentences.
        order: Their kinds.
        vectors: Their vectors, and that of the title in the last row.
        centring: Takes out what vectors owe to their script.
        title: What the practice is called.
        city: The city, where it was found.

    Returns:
        The proposal for "summary"; None where no sentence fits.
    """
    kept = [number for number, kind in enumerate(order.kinds) if kind in ("what-was-done", "results", "challenge")]
    kept = [number for number in kept if 5 <= count_words(sentences[number].text) <= MAX_SUMMARY_WORDS]
    if not kept:
        return None
    texts = [*(sentence.text for sentence in sentences), title]
    centred = unit(centring.together(texts, vectors))
    middle = unit(centred[[*kept, len(sentences)]].mean(axis=0))
    doing = order.doing
    names = set(re.findall(r"\w{4,}", title.casefold()))

    def weight(number: int) -> float:
        text = sentences[number].text
        value = float(centred[number] @ middle) + 0.15 * doing[number] + _FIRST / (1 + number / 2)
        value -= _LEANING * bool(_LEANS_ON_OTHERS.match(text)) + _LONG * (count_words(text) > 40)
        value += _PLACE * bool(city and city in text) + _PROGRAMME * bool(cues().programme.search(text))
        return value + _PLACE * bool(names & set(re.findall(r"\w{4,}", text.casefold())))

    ranked = sorted(kept, key=lambda number: -weight(number))
    first = ranked[0]
    chosen = [first]
    room = MAX_SUMMARY_WORDS - count_words(sentences[first].text)
    for number in ranked[1:]:
        near = float(np.dot(centred[number], centred[first]))
        if count_words(sentences[number].text) <= room and near < 0.9 and order.kinds[number] != "challenge":
            chosen.append(number)
            break
    held = [sentences[number] for number in sorted(chosen)]
    text = " ".join(sentence.text for sentence in held)
    if len(text.split()) > MAX_SUMMARY_WORDS:
        held = [sentences[first]]
        text = held[0].text
    certainty = round(min(0.9, max(0.1, 0.3 + 0.5 * weight(first))), 2)
    note = "Word for word from the source: to be told in words of your own."
    return Proposal("summary", text, certainty, tuple(sentence.rest for sentence in held), note)


def _without_site(title: str) -> str:
    """Take off what the site adds to every page's title: the shorter of the parts that a bar parts."""
    parts = [part.strip() for part in _SITE.split(title) if part.strip()]
    if not parts:
        return title.strip()
    return parts[0] if len(parts[0]) >= 8 or len(parts) == 1 else max(parts, key=len)
