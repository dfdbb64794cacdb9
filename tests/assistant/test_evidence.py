"""Sentences are chosen from a record, never changed, and given in the order in which they stand in it."""

import pytest

from assistant.assistant import Assistant
from assistant.evaluation.judged import JudgedQuestion
from assistant.evidence import choose_of_section, choose_sentences
from corpus.practice import Practice
from corpus.sentences import split_sentences
from corpus.vocabulary import LANGUAGES
from index.filters import Filters
from index.search import Hit, Query


def sentences_in_order(record: Practice, language: str) -> list[str]:
    """All that may be chosen: those of the summary and, in English, those of the sections that say what was done."""
    sentences = split_sentences(record.summary_in(language))
    if language == "en":
        sections = [section for section in record.sections if section.code != "challenge"]
        sentences += [sentence for section in sections for sentence in split_sentences(section.text)]
    return [" ".join(sentence.split()) for sentence in sentences]


def found(assistant: Assistant, text: str, language: str, limit: int = 5) -> list[Hit]:
    return assistant.live.served.searcher.search(Query(text, language, limit=limit), assistant.vector(text)).hits


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_or_two_sentences_of_the_record_in_its_order(
    assistant: Assistant, judged: list[JudgedQuestion], language: str
) -> None:
    searcher = assistant.live.served.searcher
    pairs = 0
    for question in [question for question in judged if question.language == language][:8]:
        for hit in found(assistant, question.question, language):
            chosen = choose_sentences(searcher, hit, assistant.vector(question.question), language)
            known = sentences_in_order(hit.practice, language)
            assert 1 <= len(chosen) <= 2
            places = [known.index(" ".join(sentence.split())) for sentence in chosen]
            assert places == sorted(set(places))
            assert places[0] < len(split_sentences(hit.practice.summary_in(language)))
            pairs += len(chosen) == 2
    assert pairs > 5


def test_a_language_without_translation_gets_english(assistant: Assistant) -> None:
    (hit,) = found(assistant, "kütüphane", "tr", limit=1)
    chosen = choose_sentences(assistant.live.served.searcher, hit, assistant.vector("kütüphane"), "tr")
    assert set(chosen) <= set(sentences_in_order(hit.practice, "en"))


def test_the_sentence_that_says_just_what_is_asked_is_chosen(assistant: Assistant, shipped: list[Practice]) -> None:
    searcher, contents = assistant.live.served.searcher, assistant.live.served.contents
    chosen = []
    for practice in shipped[::20]:
        sentence = sentences_in_order(practice, "fr")[-1]
        vector = assistant.vector(sentence)
        narrowed = Filters(cities=frozenset({practice.city}))
        hits = searcher.search(Query(sentence, "fr", narrowed, limit=len(contents)), vector).hits
        hit = next(hit for hit in hits if hit.practice == practice)
        chosen.append(sentence in choose_sentences(searcher, hit, vector, "fr"))
    assert len(chosen) > 10
    assert all(chosen)


@pytest.mark.parametrize("most", [1, 2, 20])
def test_the_most_telling_sentences_of_a_section_in_its_order(assistant: Assistant, most: int) -> None:
    searcher, question = assistant.live.served.searcher, "learning festival"
    vector = assistant.vector(question)
    for hit in found(assistant, question, "en"):
        for section in hit.practice.sections:
            known = [" ".join(sentence.split()) for sentence in split_sentences(section.text)]
            chosen = choose_of_section(searcher, hit.number, vector, section.code, most)
            assert len(chosen) == min(most, len(known))
            places = [known.index(" ".join(sentence.split())) for sentence in chosen]
            assert places == sorted(set(places))
        assert choose_of_section(searcher, hit.number, vector, "no-such-section", most) == []


def test_the_sentence_that_is_asked_for_is_the_most_telling_of_its_section(
    assistant: Assistant, shipped: list[Practice]
) -> None:
    contents, searcher = assistant.live.served.contents, assistant.live.served.searcher
    for practice in shipped[::40]:
        for section in practice.sections:
            sentence = split_sentences(section.text)[-1]
            vector = assistant.vector(sentence)
            number = contents.number_of[practice.id]
            assert choose_of_section(searcher, number, vector, section.code, 1) == [sentence]
