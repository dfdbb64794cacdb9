"""Reads messages as Telegram does, and makes what they are made of, out of any text at all."""

import datetime
import unicodedata
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from assistant.answer import Answer, AnswerSentence, CitedPassage, CitedPractice, CitedSource, Understood
from assistant.details import FullPractice, SectionShown
from corpus.catalogue import ShownAnswer
from tests.bots.telegram.api.entities import Entity, utf16_length
from tests.bots.telegram.api.texts import FormattedText, cleaned, read_markup

LONGEST = 4096

_NASTY = st.sampled_from(
    [
        "<b>", "</b>", "</i></a>", "&", "&amp;", "&#x3c;", "&lt", '"', "'", "<a href='https://evil.example'>", "\x00",
        "\u202e", "\u2067", "\ud83d", "👩\u200d👩\u200d👧", "\u200f", "\r\n", "\u2028", "/forget", "[1]", " " * 9,
    ]
)  # fmt: skip
texts = st.lists(st.one_of(st.text(max_size=20), _NASTY), max_size=6).map("".join)
"""Any text, and what is most likely to break markup."""
short_texts = texts.map(lambda text: text[:40])
"""Likewise, with room for all of it in a message."""
long_texts = st.builds(lambda text, times: (text * times)[:5000], texts, st.sampled_from([1, 1, 5, 30, 300]))
"""Likewise, and sometimes too long for a message."""
thoroughly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For tests that make much of a text in every field."""
_addresses = st.one_of(long_texts, texts.map(lambda text: f"https://example.org/{text}"))
_languages = st.sampled_from(["en", "es", "ar", "zh"])
_years = st.none() | st.integers(1900, 2100)


def read(html: str) -> FormattedText:
    """What people see of a message; fails where Telegram refuses it."""
    return cleaned(*read_markup(html, "HTML"))


def visible(text: str) -> str:
    """The characters of a text that leave a mark on the screen."""
    return "".join(one for one in text if unicodedata.category(one)[0] not in "CZ")


def of_kind(message: FormattedText, kind: str) -> list[str]:
    """The parts of a message that are bold, say, or links."""
    units = message.text.encode("utf-16-le", "surrogatepass")

    def part(entity: Entity) -> str:
        start = entity["offset"]
        return units[2 * start : 2 * (start + entity["length"])].decode("utf-16-le", "surrogatepass")

    return [part(entity) for entity in message.entities if entity["type"] == kind]


def sources(text: st.SearchStrategy[str]) -> st.SearchStrategy[CitedSource]:
    return st.builds(CitedSource.model_construct, title=text, url=_addresses, publisher=text, published=_years)


def _in_brief(text: st.SearchStrategy[str]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "id": st.just("xx-anywhere"),
        "title": text,
        "city": text,
        "country_name": text,
        "start": _years,
        "end": _years,
        "summary": text,
        "language": _languages,
        "url": _addresses,
    }


def answers(text: st.SearchStrategy[str]) -> st.SearchStrategy[Answer]:
    """Answers and refusals with a text in every field."""

    @st.composite
    def made(draw: st.DrawFn) -> Answer:
        count = draw(st.integers(0, 5))
        passage = CitedPassage(section="summary", text="", language="en")
        practice = st.builds(
            CitedPractice.model_construct,
            **_in_brief(text),
            sources=st.lists(sources(text), max_size=6),
            passage=st.just(passage),
        )
        practices = [draw(practice).model_copy(update={"number": number}) for number in range(1, count + 1)]
        section = st.sampled_from([None, None, "what-was-done", "results", "unheard-of"])
        sentences = [
            AnswerSentence.model_construct(text=draw(text), citations=[number], section=draw(section))
            for number in range(1, count + 1)
            for _ in range(draw(st.integers(0, 3)))
        ]
        answered = bool(count) and draw(st.booleans())
        lead = AnswerSentence.model_construct(text=draw(text), citations=[], section=None)
        return Answer.model_construct(
            question=draw(text),
            language=draw(_languages),
            answered=answered,
            reason=None if answered else draw(st.sampled_from(["no_match", "out_of_scope", "filters_too_narrow"])),
            note=None if answered else draw(st.none() | text),
            answer=[lead, *sentences] if answered else [],
            practices=practices,
            understood=Understood(regions=draw(st.lists(st.sampled_from(["africa", "atlantis"]), max_size=2))),
            suggestions=draw(st.lists(text, max_size=3)),
        )

    return made()


def full_practices(line: st.SearchStrategy[str], text: st.SearchStrategy[str]) -> st.SearchStrategy[FullPractice]:
    """Practices with a line or a text in every field."""
    section = st.builds(
        SectionShown.model_construct, section=st.just("results"), label=line, text=text, language=_languages
    )
    return st.builds(
        FullPractice.model_construct,
        **_in_brief(line) | {"summary": text},
        sections=st.lists(section, max_size=4),
        sources=st.lists(sources(line), min_size=1, max_size=12),
        checked=st.just(datetime.date(2026, 1, 2)),
    )


def shown_answer(practices: int = 5, suggestions: int = 0, question: str = "?") -> ShownAnswer:
    """An answer as it is kept, with the longest key."""
    return ShownAnswer(
        key="k" * 32,
        channel="telegram",
        person="telegram:1",
        chat="telegram:1:0",
        question=question,
        language="en",
        text="",
        practices=tuple(f"xx-{number}" for number in range(practices)),
        suggestions=("?",) * suggestions,
        filters={},
        conversation="",
        answers=1,
    )


def fits(message: FormattedText) -> bool:
    return utf16_length(message.text) <= LONGEST
