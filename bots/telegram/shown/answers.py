"""An answer as one message: the lead, the practices with their evidence, and links to their sources."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from assistant.answer import Answer, AnswerSentence, CitedPractice, CitedSource
from assistant.compose import refusal
from assistant.shown import ShownPractice
from assistant.wording import Wording
from bots.telegram.shown.markup import MAX_LENGTH, bold, escape, fit, italic, length, link, shorten
from corpus.vocabulary import vocabulary

SUGGESTIONS: Final = 2
LETTERS: Final = "ABC"
"""By which questions to tap are called: numbers are those of practices."""
_SOURCES_EACH: Final = 2
_EVIDENCE: Final = (3000, 1200, 600)
"""Characters of a practice's evidence: the most with which every practice has room, else the least."""
_LONGEST_TITLE: Final = 300
_LONGEST_LINE: Final = 200


def answer_message(
    answer: Answer,
    wording: Wording,
    *,
    suggestions: int = SUGGESTIONS,
    repeated: bool = False,
    regions: Sequence[str] = (),
) -> tuple[str, int]:
    """An answer, or a refusal with what is near.

    Args:
        answer: As the assistant gave it.
        wording: The language of its fixed phrases.
        suggestions: How many other questions a refusal offers.
        repeated: Whether the question stands above the answer.
        regions: Codes of the regions that it was narrowed to, beside the places in the words of the question.

    Returns:
        The message in Telegram's HTML, at most `MAX_LENGTH` characters, and how many of the practices it shows.
    """
    if answer.answered:
        lead, *sentences = answer.answer
        opening = lead.text
    else:
        sentences = []
        opening = answer.note or refusal(answer.reason or "no_match", wording, near=bool(answer.practices))
    asked = f"{italic(f'❓ {shorten(answer.question, _LONGEST_LINE)}')}\n" if repeated else ""
    narrowed = "" if answer.reason == "out_of_scope" else _narrowed(answer, regions, wording)
    head = "\n".join(part for part in (asked, narrowed, escape(shorten(opening, 600))) if part)
    tail = _asking_instead(answer, wording, suggestions)
    room = MAX_LENGTH - length(tail) - 2 if tail else MAX_LENGTH
    body, count = "", 0
    for evidence in _EVIDENCE:
        blocks = [_practice(practice, sentences, wording, evidence) for practice in answer.practices]
        body, count = fit([head, *blocks], room)
        if count == 1 + len(blocks):
            break
    return f"{body}\n\n{tail}" if tail else body, count - 1


def listed_message(heading: str, practices: Sequence[ShownPractice], wording: Wording) -> tuple[str, int]:
    """A list of practices in brief: without their summaries where those leave no room for all.

    Args:
        heading: What they are, as plain text.
        practices: In their order; they are numbered from 1.
        wording: The language of the list.

    Returns:
        The message, and how many of the practices it shows.
    """
    text, count = "", 0
    for summary in (_LONGEST_TITLE, 0):
        blocks = [_listed(number, practice, wording, summary) for number, practice in enumerate(practices, 1)]
        text, count = fit([escape(heading), *blocks], MAX_LENGTH - _LONGEST_LINE)
        if count == 1 + len(blocks):
            break
    left_out = len(practices) - (count - 1)
    if left_out:
        said = wording.plural("and {count} more practice", "and {count} more practices", left_out)
        text = f"{text}\n\n{italic(said)}"
    return text, count - 1


def article(practice: CitedPractice, wording: Wording) -> str:
    """One practice as a message of its own, for a chat that the bot does not take part in."""
    summary = escape(shorten(practice.summary, _EVIDENCE[1]))
    lines = [bold(shorten(practice.title, _LONGEST_TITLE)), where(practice), summary, _sources(practice, wording)]
    return "\n".join(lines)


def where(practice: ShownPractice) -> str:
    """Where a practice comes from, and from when."""
    city, country = practice.city, practice.country_name
    place = city if city.casefold() == country.casefold() else f"{city} · {country}"
    years = str(practice.start or "")
    if practice.start and practice.end and practice.start != practice.end:
        years = f"{practice.start}–{practice.end}"
    return italic(shorten(place, _LONGEST_LINE) + (f" · {years}" if years else ""))


def direction(language: str) -> str:
    """What begins a line: one that begins with a number or a Latin name would else run from left to right."""
    return "\u200f" if language == "ar" else ""


def _practice(practice: CitedPractice, said: Sequence[AnswerSentence], wording: Wording, room: int) -> str:
    mark = direction(wording.language)
    lines = [
        f"{mark}{bold(f'{practice.number}. {shorten(practice.title, _LONGEST_TITLE)}')}",
        f"{mark}{where(practice)}",
        _evidence(practice, [sentence for sentence in said if practice.number in sentence.citations], wording, room),
        f"{mark}{_sources(practice, wording)}",
    ]
    return "\n".join(lines)


def _evidence(practice: CitedPractice, said: Sequence[AnswerSentence], wording: Wording, room: int) -> str:
    """The sentences of a practice, under the names of their sections where it is told about at length."""
    if not said:
        return direction(practice.language) + escape(shorten(practice.summary, room))
    kept: list[tuple[str | None, str]] = []
    used = 0
    for sentence in said:
        text = shorten(sentence.text, room)
        used += length(escape(text))
        if kept and used > room:  # a sentence stands there whole, or not at all
            break
        kept.append((sentence.section, f"{escape(text)} [{practice.number}]"))
    labels = vocabulary().sections
    paragraphs = []
    for section, sentences in groupby(kept, key=lambda one: one[0]):
        told = " ".join(text for _, text in sentences)
        if section in labels:
            paragraphs.append(f"\n{section_heading(labels[section].label(wording.language), 'en', wording)}\n{told}")
        else:
            paragraphs.append(direction(practice.language) + told)
    return "\n".join(paragraphs) + ("\n" if len(paragraphs) > 1 else "")


def section_heading(label: str, language: str, wording: Wording) -> str:
    """The name of a section, and whether what follows is not in the reader's language."""
    foreign = f" {italic(wording('(in English)'))}" if language != wording.language else ""
    return f"{direction(wording.language)}{bold(label)}{foreign}"


def _sources(practice: CitedPractice, wording: Wording) -> str:
    shown = _links(practice.sources, _SOURCES_EACH)
    more = len(practice.sources) - len(shown)
    if more > 0:
        shown.append(escape(wording.plural("and {count} more source", "and {count} more sources", more)))
    return f"{escape(wording('Sources'))}: {' · '.join(shown)}"


def _links(sources: Sequence[CitedSource], most: int) -> list[str]:
    """Links to sources of as many publishers as there are, named by these, or by titles where one published several."""
    first: dict[str, CitedSource] = {}
    for source in sources:
        first.setdefault(source.publisher, source)
    chosen = [*first.values(), *(source for source in sources if source is not first[source.publisher])][:most]
    publishers = Counter(source.publisher for source in chosen)
    return [
        link(shorten(source.publisher if publishers[source.publisher] == 1 else source.title, 60), source.url)
        + (f" ({source.published})" if source.published else "")
        for source in chosen
    ]


def _listed(number: int, practice: ShownPractice, wording: Wording, summary: int) -> str:
    mark = direction(wording.language)
    lines = [f"{mark}{bold(f'{number}. {shorten(practice.title, _LONGEST_TITLE)}')}", f"{mark}{where(practice)}"]
    if summary:
        lines.append(direction(practice.language) + escape(shorten(practice.summary, summary)))
    return "\n".join(lines)


def _narrowed(answer: Answer, chosen: Sequence[str], wording: Wording) -> str:
    names = [place.label for place in answer.understood.places]
    regions = vocabulary().regions
    codes = [*answer.understood.regions, *chosen]
    names += [regions[code].label(wording.language) for code in codes if code in regions]
    if not names:
        return ""
    return italic(shorten(wording("Only: {places}", places=", ".join(dict.fromkeys(names))), _LONGEST_LINE))


def _asking_instead(answer: Answer, wording: Wording, most: int) -> str:
    offered = answer.suggestions[:most]
    if answer.answered or not offered:
        return ""
    return escape(f"{wording('The collection can answer these; tap one:')}\n{lettered(offered, answer.language)}")


def lettered(questions: Sequence[str], language: str) -> str:
    """Questions to tap as plain text, each with the letter of its button, which has no room for the question."""
    mark = direction(language)
    return "\n".join(
        f"{mark}{letter}. {shorten(question, _LONGEST_TITLE)}"
        for letter, question in zip(LETTERS, questions, strict=False)
    )
