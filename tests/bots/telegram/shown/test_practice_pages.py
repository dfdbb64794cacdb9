"""One practice in full, page by page."""

from bisect import bisect_left

from hypothesis import given

from assistant.details import FullPractice, full_practice
from assistant.wording import Wording
from bots.telegram.shown.practice_pages import practice_pages
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from tests.bots.telegram.shown.reading import (
    fits,
    full_practices,
    long_texts,
    of_kind,
    read,
    texts,
    thoroughly,
    visible,
)


@given(full_practices(texts.map(lambda text: f"x{text}"), long_texts))
@thoroughly
def test_pages_hold_the_whole_record_whatever_stands_in_it(practice: FullPractice) -> None:
    pages = practice_pages(practice, Wording("en"))
    messages = [read(page.text) for page in pages]
    assert all(fits(message) for message in messages)
    assert all(visible(practice.title) in visible(message.text) for message in messages)
    for section in [practice.summary, *(section.text for section in practice.sections)]:
        assert is_spread_over([visible(message.text) for message in messages], visible(section))
    everything = visible("".join(message.text for message in messages))
    for source in practice.sources:
        assert visible(source.title) in everything
        assert visible(source.publisher) in everything


def is_spread_over(pages: list[str], text: str) -> bool:
    """Whether a text stands on one page, or on pages that follow one another."""
    return any(_is_read_from(pages[start:], text) for start in range(len(pages)))


def _is_read_from(pages: list[str], text: str) -> bool:
    for page in pages:
        # What the page has of the text from its beginning: no longer piece stands there if a shorter one does not.
        has = bisect_left(range(1, len(text) + 1), True, key=lambda size: text[:size] not in page)
        text = text[has:]
        if not has or not text:
            break
    return not text


def test_every_practice_is_read_in_full_in_every_language(shipped: list[Practice]) -> None:
    for practice in shipped:
        for language in LANGUAGES:
            full = full_practice(practice, language, "https://precedent.example")
            pages = practice_pages(full, Wording(language))
            messages = [read(page.text) for page in pages]
            names = [page.name for page in pages]
            assert len(names) == len(set(names)) == 2 + len(full.sections)
            assert full.summary in messages[0].text
            for section, message in zip(full.sections, messages[1:], strict=False):
                assert section.label in of_kind(message, "bold")
                assert section.text in message.text
            assert of_kind(messages[-1], "text_link") == [source.title for source in full.sources]
            assert all(fits(message) for message in messages)


def test_many_sources_stand_on_several_pages(shipped: list[Practice]) -> None:
    full = full_practice(shipped[0], "en")
    sources = [full.sources[0].model_copy(update={"title": f"Report {number} {'x' * 90}"}) for number in range(90)]
    pages = practice_pages(full.model_copy(update={"sources": sources}), Wording("en"))
    lists = [page for page in pages if page.name.startswith("Sources")]
    assert [page.name for page in lists] == [f"Sources {number}/{len(lists)}" for number in range(1, len(lists) + 1)]
    assert [title for page in lists for title in of_kind(read(page.text), "text_link")] == [
        one.title for one in sources
    ]
    assert all(fits(read(page.text)) for page in pages)
