import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.practice import Practice
from corpus.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It began in 2004. It grew! Did it last?", ["It began in 2004.", "It grew!", "Did it last?"]),
        ("Elle commence en 2004. Tout va bien !", ["Elle commence en 2004.", "Tout va bien !"]),
        ("¿Qué hizo? Abrió aulas.", ["¿Qué hizo?", "Abrió aulas."]),
        ("بدأت في 2004. هل نجحت؟ نعم.", ["بدأت في 2004.", "هل نجحت؟", "نعم."]),
        ("始于2004年。有效吗？有！", ["始于2004年。", "有效吗？", "有！"]),
        ("Началось в 2004 году. Помогло? Да.", ["Началось в 2004 году.", "Помогло?", "Да."]),
        ("Começou em 2004. Cresceu.", ["Começou em 2004.", "Cresceu."]),
    ],
)
def test_sentences_of_each_language(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Smith and J. S. Bach taught approx. 20 people.",
        "The fee of 3.50 dollars stayed, cf. the report.",
        "They met e.g. on Mondays.",
        "Помощь получили 5 тыс. жителей им. Ленина.",
        "See www.example.org for more",
    ],
)
def test_stops_that_end_no_sentence(sentence: str) -> None:
    assert split_sentences(sentence) == [sentence]
    assert split_sentences(f"{sentence.rstrip('.')}. Then came more.")[-1] == "Then came more."


def test_a_closing_quote_belongs_to_its_sentence() -> None:
    assert split_sentences('He said "Go." Then he left.') == ['He said "Go."', "Then he left."]
    assert split_sentences("他说：“来吧。”大家来了。") == ["他说：“来吧。”", "大家来了。"]


def test_a_short_form_at_the_very_end_ends_the_text() -> None:
    assert split_sentences("They sell bread, tea, etc.") == ["They sell bread, tea, etc."]


def test_line_breaks_count_as_spaces_and_an_empty_text_has_no_sentence() -> None:
    assert split_sentences("One.\nTwo.\n\nThree") == ["One.", "Two.", "Three"]
    assert split_sentences(" \n\t ") == []


def test_a_text_of_initials_alone_takes_no_time() -> None:
    started = time.perf_counter()
    split_sentences("A. " * 6_000)
    assert time.perf_counter() - started < 1


def test_nothing_of_the_corpus_is_lost(shipped: list[Practice]) -> None:
    for practice in shipped:
        texts = [section.text for section in practice.sections]
        texts += [practice.summary_in(language) for language in practice.languages()]
        for text in texts:
            sentences = split_sentences(text)
            assert "".join("".join(sentences).split()) == "".join(text.split())


@given(st.text(alphabet=st.sampled_from(" \nAbc.!?…؟。！”»')\"Дr") | st.characters(), max_size=200))
@settings(deadline=None)
def test_sentences_are_the_text_in_order_and_complete(text: str) -> None:
    at = 0
    for sentence in split_sentences(text):
        found = text.index(sentence, at)
        assert sentence == sentence.strip() != ""
        assert not text[at:found].strip()
        at = found + len(sentence)
    assert not text[at:].strip()
