from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import LexicalIndex

TEXTS = {
    "en": ["Libraries lend books to children.", "Swimming lessons for pupils.", "A university in the prison."],
    "fr": ["Les bibliothèques prêtent des livres.", "Des leçons de natation.", "Une université en prison."],
    "es": ["Las bibliotecas prestan libros.", "Clases de natación.", "Una universidad en la cárcel."],
    "ar": ["المكتبات تعير الكتب للأطفال", "دروس السباحة للتلاميذ", "جامعة في السجن"],
    "zh": ["图书馆把书借给孩子。", "学生的游泳课。", "监狱里的大学。"],
    "ru": ["Библиотеки выдают книги детям.", "Уроки плавания.", "Университет в тюрьме."],
    "pt": ["As bibliotecas emprestam livros.", "Aulas de natação.", "Uma universidade na prisão."],
}


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


@pytest.mark.parametrize(
    ("language", "question", "best"),
    [
        ("en", "library", 0),
        ("fr", "BIBLIOTHEQUE", 0),
        ("es", "¿natacion?", 1),
        ("ar", "السجن", 2),
        ("zh", "哪里有游泳班", 1),
        ("ru", "в университете", 2),
        ("pt", "biblioteca e livro", 0),
    ],
)
def test_an_inflected_form_is_found(index: LexicalIndex, language: str, question: str, best: int) -> None:
    scores = index.scores(question, language)
    assert scores.shape == (3,)
    assert scores.argmax() == best and scores[best] > 0


def test_no_shared_word_scores_nought(index: LexicalIndex) -> None:
    scores = index.scores("library", "en")
    assert scores[0] > 0 and scores[1] == scores[2] == 0
    for language, question in (("en", "zebra"), ("zh", "斑马"), ("en", ""), ("en", "?!"), ("ru", "library")):
        assert index.scores(question, language).tolist() == [0, 0, 0]


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    index = LexicalIndex.build({"en": ["city book", "city swim", "city prison"]})
    scores = index.scores("city prison", "en")
    assert scores[2] > 2 * scores[0] > 0
    assert scores[0] == scores[1]


def test_a_shorter_text_with_the_word_scores_higher() -> None:
    index = LexicalIndex.build({"en": ["boats " + "and many other words " * 20, "boats", "none"]})
    scores = index.scores("boat", "en")
    assert scores[1] > scores[0] > 0


def test_a_language_the_corpus_is_not_written_in_falls_back(index: LexicalIndex) -> None:
    assert index.scores("prison", "tr").argmax() == 2
    assert index.scores("游泳", "ja").argmax() == 1
    assert index.scores("wolność", "pl").tolist() == [0, 0, 0]


def test_without_any_text_there_are_no_scores() -> None:
    assert LexicalIndex.build({}).scores("a", "en").shape == (0,)
    assert LexicalIndex.build({"en": ["", "…"]}).scores("a", "en").tolist() == [0, 0]


def test_what_is_saved_is_loaded(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "words")
    loaded = LexicalIndex.load(tmp_path / "words", 3)
    for language, texts in TEXTS.items():
        for text in texts:
            assert np.array_equal(loaded.scores(text, language), index.scores(text, language))


def test_a_folder_that_is_not_there_gives_noughts(tmp_path: Path) -> None:
    assert LexicalIndex.load(tmp_path / "nowhere", 4).scores("library", "en").tolist() == [0, 0, 0, 0]


@given(st.text(max_size=60), st.sampled_from([*TEXTS, "tr", "ja", "", "../en"]))
@settings(deadline=None)
def test_any_question_gets_a_score_a_practice(index: LexicalIndex, text: str, language: str) -> None:
    scores = index.scores(text, language)
    assert scores.shape == (3,) and scores.dtype == np.float32
    assert (scores >= 0).all() and np.isfinite(scores).all()


@given(st.lists(st.text(st.sampled_from("ab cd学习é,."), max_size=20), min_size=1, max_size=8))
@settings(deadline=None, max_examples=40)
def test_any_text_finds_itself(texts: list[str]) -> None:
    index = LexicalIndex.build({"en": texts})
    for number, text in enumerate(texts):
        scores = index.scores(text, "en")
        assert scores.shape == (len(texts),)
        assert scores[number] > 0 or not any(letter.isalnum() for letter in text)


def test_practices_that_have_a_word_are_counted(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    for one in (index, LexicalIndex.load(tmp_path, 3)):
        for language, word, count in (("fr", "lecon", 1), ("fr", "de", 2), ("fr", "une", 1), ("zh", "大学", 1)):
            assert one.practices_with(word, language) == count
        assert one.practices_with("nothing", "en") == 0
        assert one.practices_with("librari", "de") == 1  # found in English
