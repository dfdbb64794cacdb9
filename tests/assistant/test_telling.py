"""One practice is told about word for word, in the asker's language where it was translated."""

import pytest

from assistant.assistant import Assistant
from assistant.telling import as_hit, lead_of_one, tell
from assistant.wording import Wording
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES

QUESTION = "How have other cities got older people online?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_stands_in_the_record_in_its_order(
    assistant: Assistant, shipped: list[Practice], language: str
) -> None:
    searcher, contents = assistant.live.served.searcher, assistant.live.served.contents
    vector = assistant.vector(QUESTION)
    for practice in shipped[::25]:
        lead, *sentences = tell(searcher, contents.number_of[practice.id], vector, Wording(language))
        assert lead.text == lead_of_one(Wording(language))
        assert {tuple(sentence.citations) for sentence in sentences} == {(1,)}
        assert 4 <= len(sentences) <= 12
        for sentence in sentences:
            section = practice.section(sentence.section) if sentence.section else None
            text = section.text if section else practice.summary_in(language)
            assert sentence.text in " ".join(text.split())
        assert sentences[0].section is None
        assert {sentence.section for sentence in sentences} >= {None, "what-was-done"}
        assert "challenge" not in {sentence.section for sentence in sentences}


def test_it_is_short_enough_for_one_message(assistant: Assistant) -> None:
    searcher, contents = assistant.live.served.searcher, assistant.live.served.contents
    vector = assistant.vector(QUESTION)
    told = [tell(searcher, number, vector, Wording("en")) for number in range(len(contents))]
    assert max(sum(len(sentence.text) for sentence in sentences) for sentences in told) < 3000


def test_a_practice_that_was_named_is_scored_like_one_that_was_found(assistant: Assistant) -> None:
    searcher, contents = assistant.live.served.searcher, assistant.live.served.contents
    vector = assistant.vector(QUESTION)
    hit = as_hit(searcher, 3, vector)
    assert (hit.number, hit.practice) == (3, contents.practice(3))
    assert 0.5 < hit.score <= 1
    assert searcher.passage(hit, vector).text
