from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.vocabulary import LANGUAGES
from index.analysis import words_of


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Learning cities", "learned city"),
        ("fr", "Les bibliothèques municipales", "la bibliothèque municipale"),
        ("es", "Bibliotecas municipales", "una biblioteca municipal"),
        ("ar", "المكتبات في المدينة", "مكتبة مدينة"),
        ("zh", "学习型城市", "学习型城市"),
        ("ru", "городские библиотеки", "городской библиотекой"),
        ("pt", "as bibliotecas das cidades", "biblioteca cidade"),
        ("de", "Bildungen", "Bildung"),
    ],
)
def test_inflected_forms_share_their_words(language: str, one: str, other: str) -> None:
    shared = set(words_of(one, language)) & set(words_of(other, language))
    assert len(shared) >= min(2, len(words_of(other, language)))


def test_case_accents_and_width_are_folded() -> None:
    assert words_of("ÉCOLE été", "xx") == words_of("ecole ETE", "xx") == ["ecole", "ete"]
    assert words_of("Ｌｅａｒｎｉｎｇ　２０２４", "xx") == ["learning", "2024"]
    assert words_of("Straße", "xx") == words_of("STRASSE", "xx") == ["strasse"]
    assert words_of("ёлка", "ru") == words_of("елка", "ru")
    assert words_of("e\u0301cole", "fr") == words_of("école", "fr")


def test_marks_do_not_cut_a_word() -> None:
    assert words_of("التعلّم", "ar") == words_of("التعلم", "ar")
    assert words_of("مُعَلِّمُون", "ar") == words_of("معلمون", "ar")
    assert words_of("кни́га", "ru") == words_of("книга", "ru")


def test_chinese_japanese_and_korean_runs_give_pairs_of_neighbours() -> None:
    assert words_of("学习型城市", "zh") == ["学习", "习型", "型城", "城市"]
    assert words_of("书", "zh") == ["书"]
    assert words_of("上海2024年IT学习", "zh") == ["上海", "2024", "年", "it", "学习"]
    assert words_of("図書館", "ja") == ["図書", "書館"]
    assert words_of("평생학습", "ko") == ["평생", "생학", "학습"]


def test_the_language_decides_how_latin_words_in_chinese_are_cut() -> None:
    assert words_of("libraries学习", "en") == ["librari", "学习"]
    assert words_of("libraries学习", "zh") == ["libraries", "学习"]


def test_a_language_without_stemmer_keeps_its_words() -> None:
    assert words_of("Kütüphaneler açıldı", "tr") == ["kutuphaneler", "acıldı"]
    assert words_of("Learning cities", "xx") == ["learning", "cities"]


def test_order_and_repeats_are_kept_and_signs_are_not() -> None:
    assert words_of("to be, or not to be!", "xx") == ["to", "be", "or", "not", "to", "be"]
    assert words_of(" —…!? ", "en") == words_of("", "en") == []


def test_threads_stem_as_one_does() -> None:
    texts = [f"running libraries {number} organisations" for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: words_of(text, "en"), texts))
    assert found == [words_of(text, "en") for text in texts]


@given(st.text(max_size=100), st.sampled_from([*LANGUAGES, "de", "tr", "", "../x"]))
@settings(deadline=None)
def test_any_text_gives_words_and_never_an_error(text: str, language: str) -> None:
    words = words_of(text, language)
    assert all(words), "an empty word"
    assert words == words_of(text, language)
    if any(letter.isalnum() and letter.isascii() for letter in text):
        assert words
