"""What the pages of review say: names of fields, states and degrees of certainty, in the visitor's language."""

import re
from functools import lru_cache
from typing import Final

from assistant.web.frame.rendering import language_names
from assistant.wording import Wording
from corpus.countries import country_codes
from corpus.places import label_of
from corpus.places.spelling import key_of
from corpus.sentences import split_sentences
from corpus.vocabulary import vocabulary

SURE: Final = 0.8
LIKELY: Final = 0.5


def field_name(field: str, wording: Wording) -> str:
    """What a field is called."""
    names = {
        "title": wording("Title"),
        "summary": wording("Summary"),
        "city": wording("City"),
        "country": wording("Country"),
        "region": wording("Region"),
        "start": wording("First year"),
        "end": wording("Last year"),
        "themes": wording("Themes"),
        "audiences": wording("For whom"),
        "sdgs": wording("Sustainable Development Goals"),
        "sources": wording("Sources"),
        "questions": wording("Questions it answers"),
        "translations": wording("Translations"),
    }
    area, _, rest = field.partition(".")
    if area == "sections" and rest in vocabulary().sections:
        return vocabulary().sections[rest].label(wording.language)
    if area == "translations" and rest:
        language, _, part = rest.partition(".")
        name = language_names().get(language, language)
        return f"{names.get(part, names['translations'])}: {name}"
    return names.get(field, field)


def certainty_code(certainty: float) -> str:
    """How sure a proposal is, in three degrees: `sure`, `likely`, `unsure`."""
    return "sure" if certainty >= SURE else "likely" if certainty >= LIKELY else "unsure"


def state_names(wording: Wording) -> dict[str, str]:
    """The states of a draft, as a heading of those that are in it."""
    return {
        "waiting": wording("Waiting"),
        "approved": wording("Approved"),
        "published": wording("Published"),
        "rejected": wording("Rejected"),
        "merged": wording("Merged"),
    }


def order_names(wording: Wording) -> dict[str, str]:
    """The orders of the queue."""
    return {
        "oldest": wording("Longest waiting first"),
        "newest": wording("Newest first"),
        "source": wording("By source"),
    }


def reject_reasons(wording: Wording) -> tuple[str, ...]:
    """The common reasons for rejecting a draft."""
    return (
        wording("It is not a practice: nothing that a city did."),
        wording("It is not about learning."),
        wording("The source says too little."),
        wording("The source cannot be relied on."),
        wording("We have this practice already."),
        wording("It advertises something."),
    )


def likeness_told(how: str, wording: Wording) -> str:
    """What a draft and a practice share."""
    return {
        "same text": wording("nearly the same text"),
        "same doing": wording("does much the same"),
        "same source": wording("same source"),
    }.get(how, how)


def note_told(note: str, wording: Wording) -> str:
    """What drafting noted, in the visitor's language as far as there are words for it."""
    known = {
        "Word for word from the source: to be told in words of your own.": wording(
            "Taken word for word from the source: say it in your own words."
        ),
        "The region of that country.": wording("The region of that country."),
        "As the address says.": wording("The address of the source says so."),
        "The file has no address on the web: enter where it is published.": wording(
            "The file has no address on the web: enter where it is published."
        ),
        "The document no longer holds this.": wording("The source no longer holds this."),
        "A finished record, taken as it is.": wording("A finished record, taken as it is."),
        "Title, summary and sections marked so were worded by a language model.": wording(
            "A language model worded parts of this: check them against the source."
        ),
    }
    if note in known:
        return known[note]
    if found := re.fullmatch(r"The text also names (.+)\.", note):
        return wording("The source also names {others}.", others=found[1])
    if re.fullmatch(r"The source is in another language \(.*\): its sentences stand as they are\.", note):
        return wording("The source is in another language: its sentences stand as they are.")
    if found := re.fullmatch(r"Only the first (\d+) sentences were looked at\.", note):
        return wording("Only the first {number} sentences were looked at.", number=found[1])
    return note


def notes_told(note: str, wording: Wording) -> list[str]:
    """Each sentence of a note; percentages that stand for labels are left out: the certainty says as much."""
    if re.fullmatch(r"(?:[^.]*? \d+%(?:, |$))+", note):
        return []
    whole = note_told(note, wording)
    return [whole] if whole != note else [note_told(sentence, wording) for sentence in split_sentences(note)]


@lru_cache(maxsize=16)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Every country with its name, by name."""
    named = [(code, label_of(code, language)) for code in country_codes()]
    return tuple(sorted(named, key=lambda one: key_of(one[1])))


def options_of(field: str, language: str) -> tuple[tuple[str, str], ...]:
    """What can be chosen in a field: codes and names."""
    if field == "country":
        return countries(language)
    terms = {"region": "regions"}.get(field, field)
    listed = getattr(vocabulary(), terms)
    prefix = {code: f"{code} " if field == "sdgs" else "" for code in listed}
    return tuple((code, prefix[code] + term.label(language)) for code, term in listed.items())
