"""A text asked after another one: a question of its own, or to be read together with that one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language import detect_language
from assistant.whole_questions import is_follow_up
from corpus.vocabulary import LANGUAGES


@pytest.mark.parametrize(
    "text",
    [
        "and in Africa?", "for women?", "and what do you know about cities that did this with very little money",
        "et pour les jeunes ?", "¿y en Perú?", "а в России?", "وماذا عن أفريقيا؟", "那非洲呢？", "e no Brasil?",
    ],
)  # fmt: skip
def test_short_or_begun_as_one(text: str) -> None:
    assert is_follow_up(text, detect_language(text))


@pytest.mark.parametrize(
    "text",
    [
        "How did they pay for it?", "Is there one for women?", "Which of these cost nothing?", "who teaches there?",
        "Comment ont-ils payé tout cela ?", "¿Cómo pagaron eso las ciudades?", "Как они это оплатили?",
        "Como é que eles pagaram isso?", "كيف دفعوا ثمن هذه المشاريع؟", "他们是怎么付钱的？",
        "volunteers in rural areas",
    ],
)  # fmt: skip
def test_short_and_leaning_on_what_was_said(text: str) -> None:
    assert is_follow_up(text, detect_language(text))


@pytest.mark.parametrize(
    "text",
    [
        "How have other cities got their older people to use the internet?",
        "Comment les villes aident-elles les personnes âgées à utiliser internet ?",
        "其他城市怎样帮助老年人学习使用互联网和手机支付？",
        "Androids and other robots: which city teaches children to build them?",
    ],
)
def test_long_questions_are_whole(text: str) -> None:
    assert not is_follow_up(text, detect_language(text))


@pytest.mark.parametrize(
    "text",
    [
        "What is the weather tomorrow?", "How do cities fund libraries?", "Quel temps fait-il demain ?",
        "¿Qué tiempo hace mañana en Lima?", "Como financiar bibliotecas de bairro?", "Какая завтра погода в Москве?",
        "كيف تمول المدن المكتبات العامة؟", "城市怎么资助公共图书馆？",
    ],
)  # fmt: skip
def test_short_questions_can_be_whole(text: str) -> None:
    assert not is_follow_up(text, detect_language(text))


@given(st.text(max_size=200), st.sampled_from([*LANGUAGES, "tr"]))
def test_any_text_is_one_or_the_other(text: str, language: str) -> None:
    assert is_follow_up(text, language) in (True, False)


def test_every_language_has_its_words() -> None:
    from assistant.whole_questions import _phrases, _words

    assert set(_words()) == set(LANGUAGES)
    assert all(words.asks and words.leans for words in _words().values())
    assert _phrases("Qué, où") == {"que", "ou"}
