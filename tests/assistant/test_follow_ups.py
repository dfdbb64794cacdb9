"""Texts of closed words are follow-ups in seven languages, and no other text is one."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import follow_ups
from assistant.follow_ups import LAST, WISHES, FollowUp, fold, read_follow_up, search_phrase
from corpus.vocabulary import LANGUAGES

SECOND = {
    "en": [
        "tell me more about the second", "the second", "and the second?", "number 2", "number two", "2", "2?", "#2",
        "the 2nd one", "more on the second one, please", "what did the second city do?", "２", "٢", "②", "2️⃣", "two",
        "I'd like to know more about the second", "more about the second practice",
    ],
    "es": [
        "el segundo", "¿y la segunda?", "cuéntame más sobre el segundo", "cuentame mas del segundo", "número dos",
        "el 2º", "quiero saber más sobre el segundo", "¿qué hizo la segunda ciudad?",
    ],
    "fr": [
        "la deuxième", "et le second ?", "parle-moi du deuxième", "dites-m'en plus sur le deuxième", "le n° 2",
        "la 2ème", "qu'a fait la deuxième ville ?",
    ],
    "pt": ["o segundo", "e a segunda?", "conte-me mais sobre o segundo", "fala mais sobre o segundo", "o número dois"],
    "ru": ["второй", "а второй?", "расскажи подробнее о втором", "2-й", "№2", "номер два"],
    "zh": ["第二个", "第2个", "第二个呢？", "详细介绍一下第二个", "我想了解第二个", "2号", "第二個"],
    "ar": ["المزيد عن الثاني", "الثاني", "والثاني؟", "أخبرني المزيد عن الثاني", "رقم ٢", "المدينة الثانية"],
}  # fmt: skip
OTHERS = {
    "en": ["more", "any others?", "what else?", "show me more", "more examples", "who else has done this?"],
    "es": ["otros", "otras", "más", "¿qué más?", "muéstrame más", "otras ciudades", "¿quién más lo ha hecho?"],
    "fr": ["d'autres ?", "encore", "quoi d'autre ?", "d'autres villes", "il y en a d'autres ?"],
    "pt": ["mais", "outros", "há mais?", "o que mais?", "outras cidades"],
    "ru": ["ещё", "еще", "что ещё?", "другие примеры", "покажи ещё", "кто ещё?"],
    "zh": ["还有吗", "更多", "还有别的吗", "再来几个", "还有其他城市吗"],
    "ar": ["المزيد", "غيرها", "هل هناك المزيد؟", "مدن أخرى", "وغيرها؟"],
}
WISHED = {
    "cheaper": {
        "en": ["cheaper ones", "with less money", "for free", "anything cheaper?", "how can it be done with no money?"],
        "es": ["más baratas", "con menos dinero", "gratis", "los más económicos"],
        "fr": ["moins cher", "gratuit", "quelque chose de moins cher", "avec peu de moyens"],
        "pt": ["mais baratos", "com menos dinheiro", "de graça"],
        "ru": ["подешевле", "дешевле", "бесплатно", "есть что-нибудь подешевле?"],
        "zh": ["便宜一点的", "免费的", "有没有便宜一点的", "低成本的"],
        "ar": ["أرخص", "مجاناً", "هل هناك شيء أرخص؟", "بتكلفة أقل"],
    },
    "newer": {
        "en": ["newer ones", "more recent", "newest first", "the latest"],
        "es": ["más recientes", "los más nuevos"],
        "fr": ["plus récentes", "quelque chose de plus récent"],
        "pt": ["mais recentes", "mais novos"],
        "ru": ["новее", "самые новые"],
        "zh": ["最新的", "近几年的"],
        "ar": ["أحدث", "أمثلة حديثة"],
    },
    "proven": {
        "en": ["with proof", "which ones have results?", "which ones have evidence?", "did it work?", "results?"],
        "es": ["con resultados", "¿funcionó?", "¿cuáles tienen resultados?"],
        "fr": ["avec des résultats", "ça marche ?", "est-ce que ça marche ?"],
        "pt": ["com resultados", "funcionou?"],
        "ru": ["с результатами", "это сработало?"],
        "zh": ["有证据吗", "效果怎么样"],
        "ar": ["مع نتائج", "هل نجحت؟"],
    },
}
QUESTIONS = [
    "second chance schools", "the second language of migrants", "a third place", "first aid courses", "last mile",
    "more women in trades", "more schools", "free courses for the unemployed", "free schools", "cheaper transport",
    "evidence-based parenting", "new arrivals", "2024", "in 2015", "2 %", "1/2", "50+", "2+2", "100", "two languages",
    "the first and the second", "los dos", "los 2", "les deux", "segunda oportunidad", "la seconde langue",
    "primeira infância", "más mujeres", "plus de femmes", "второй язык", "первая помощь", "больше женщин", "第二语言",
    "第一代大学生", "免费公交", "更多女性", "ثاني لغة", "الفرصة الثانية", "المزيد من النساء", "and in Africa?",
    "et pour les jeunes ?", "¿y en Perú?", "а в России?", "那非洲呢？", "e no Brasil?", "why?", "thanks", "ok", "no",
    "?", "tell me more about libraries", "tell me about Cork", "sobre bibliotecas", "Cork", "the", "please",
]  # fmt: skip


def cases(by_language: dict[str, list[str]]) -> list[Any]:
    return [pytest.param(text, language, id=text) for language, texts in by_language.items() for text in texts]


@pytest.mark.parametrize(("text", "language"), cases(SECOND))
@pytest.mark.parametrize("expected", ["own", "sw"])
def test_an_ordinal_points_at_what_was_shown(text: str, language: str, expected: str) -> None:
    read = read_follow_up(text, language if expected == "own" else expected, shown=5)
    assert read is not None
    assert (read.kind, read.position) == ("one", 2)
    assert not read.languages or language in read.languages


@pytest.mark.parametrize(("text", "language"), cases(OTHERS))
def test_others_are_asked_for(text: str, language: str) -> None:
    read = read_follow_up(text, language, shown=5)
    assert read is not None
    assert (read.kind, read.languages[0]) == ("others", language)


@pytest.mark.parametrize(("text", "language", "wish"), [
    pytest.param(text, language, wish, id=text)
    for wish, by_language in WISHED.items() for language, texts in by_language.items() for text in texts
])  # fmt: skip
def test_wishes_are_read(text: str, language: str, wish: Any) -> None:
    read = read_follow_up(text, language, shown=5)
    assert read is not None
    assert (read.kind, read.languages[0]) == (wish, language)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_text_with_any_other_word_is_a_question(text: str) -> None:
    for expected in LANGUAGES:
        assert read_follow_up(text, expected, shown=5) is None


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("the first", 1), ("the last one", LAST), ("the seventh", 7), ("el último", LAST), ("la dernière ?", LAST),
        ("третья", 3), ("最后一个", LAST), ("الأخير", LAST), ("o quinto", 5), ("20", 20), ("99", 99), ("0", 0),
    ],
)  # fmt: skip
def test_positions(text: str, position: int) -> None:
    read = read_follow_up(text, "en", shown=5)
    assert read is not None
    assert (read.kind, read.position) == ("one", position)


def test_the_languages_that_have_all_its_words_are_told() -> None:
    for expected, languages in (("pt", ("pt", "es")), ("es", ("es", "pt")), ("en", ("es", "pt"))):
        assert read_follow_up("segunda", expected) == FollowUp("one", languages, 2)
    assert read_follow_up("2", "ru") == FollowUp("one", (), 2)


def test_asking_for_more_means_the_only_one_where_one_was_shown() -> None:
    assert read_follow_up("tell me more", "en", shown=1) == FollowUp("one", ("en",), 1)
    assert read_follow_up("tell me more", "en", shown=3) == FollowUp("others", ("en",))
    assert read_follow_up("more details", "en", shown=1) == FollowUp("one", ("en",), 1)
    assert read_follow_up("more details", "en", shown=3) is None


def test_the_name_of_a_city_points_only_with_words_that_ask_for_more() -> None:
    cities = {"Cork": 2, "La Paz": 3}
    for text in ("tell me more about Cork", "more about cork, please", "what did Cork do?", "the one in Cork"):
        assert read_follow_up(text, "en", cities=cities) == FollowUp("one", ("en",), 2)
    assert read_follow_up("cuéntame más sobre La Paz", "es", cities=cities) == FollowUp("one", ("es",), 3)
    for text in ("Cork", "and in Cork?", "what about Cork?", "tell me more about Cork and La Paz", "libraries in Cork"):
        assert read_follow_up(text, "en", cities=cities) is None
    assert read_follow_up("tell me more about the second in Cork", "en", cities=cities) is None


def test_a_wish_may_name_a_place() -> None:
    assert read_follow_up("cheaper ones in Africa", "en", places=["Africa"]) == FollowUp("cheaper", ("en",))
    assert read_follow_up("las más recientes en Perú", "es", places=["Perú"]) == FollowUp("newer", ("es",))
    assert read_follow_up("and in Africa?", "en", places=["Africa"]) == FollowUp("place", ("en",))
    assert read_follow_up("more in Africa", "en", places=["Africa"]) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_wishes_that_are_searched_for_have_a_phrase_in_every_language(language: str) -> None:
    phrases = {wish: search_phrase(wish, language) for wish in WISHES}
    assert phrases["newer"] is None
    assert phrases["cheaper"] and phrases["proven"]
    assert language == "en" or search_phrase("cheaper", "en") != phrases["cheaper"]
    assert search_phrase("cheaper", "sw") == search_phrase("cheaper", "en")


TABLES = tomllib.loads(Path(follow_ups.__file__).with_name("follow_ups.toml").read_text("utf-8"))
SUFFIXES = "|".join(fold(suffix) for suffix in TABLES["numbers"]["suffixes"].split(","))


def phrases_of(table: dict[str, Any]) -> set[str]:
    """Every phrase that stands in a language's tables, folded."""
    found: set[str] = set()
    for key, value in table.items():
        if isinstance(value, dict):
            found |= phrases_of(value)
        elif key != "search":
            found |= {fold(phrase) for phrase in re.split("[,;]", value)}
    return found


PHRASES = {language: phrases_of(TABLES[language]) for language in LANGUAGES}
WORDS = {language: {word for phrase in phrases for word in phrase.split()} for language, phrases in PHRASES.items()}
WORDS["ar"] |= {prefix + word for prefix in ("و", "ف") for word in WORDS["ar"]}
HAN = set("".join(PHRASES["zh"]))
anything = st.text(max_size=40)
some_words = st.lists(
    st.sampled_from(sorted(set().union(*WORDS.values()))) | st.text("abcя二ع1 2", max_size=6), max_size=6
)


def is_closed(text: str, language: str) -> bool:
    """Whether every word is one of the language's, or a number."""
    words = [word for word in fold(text).split() if not re.fullmatch(rf"\d{{1,2}}({SUFFIXES})?", word)]
    if language == "zh":
        return set("".join(words)) <= HAN | set("0123456789")
    return set(words) <= WORDS[language]


@given(anything | some_words.map(" ".join))
def test_no_text_points_unless_it_is_built_of_closed_words(text: str) -> None:
    if read_follow_up(text, "en", shown=5) is not None:
        assert any(is_closed(text, language) for language in LANGUAGES)


@given(st.data(), st.sampled_from([language for language in LANGUAGES if language != "zh"]))
def test_a_single_foreign_word_makes_it_a_question(data: st.DataObject, language: str) -> None:
    words = fold(data.draw(st.sampled_from(SECOND[language] + OTHERS[language]))).split()
    foreign = data.draw(st.text("qwxzkgждб", min_size=3, max_size=8).filter(lambda word: word not in WORDS[language]))
    words.insert(data.draw(st.integers(0, len(words))), foreign)
    read = read_follow_up(" ".join(words), language, shown=5)
    assert read is None or foreign in set().union(*WORDS.values())


@given(st.data(), st.sampled_from(LANGUAGES), st.integers(1, 10))
def test_any_ordinal_points_among_any_words_that_may_stand_beside_it(
    data: st.DataObject, language: str, position: int
) -> None:
    table = TABLES[language]["one"]
    numerals = {fold(word) for word in table["cardinals"].split(";")}
    beside = [fold(word) for word in table["beside"].split(",") if fold(word) not in numerals and len(fold(word)) > 1]
    ordinal = data.draw(st.sampled_from(table["ordinals"].split(";")[position - 1].split(",")))
    said = [ordinal.strip(), *data.draw(st.lists(st.sampled_from(beside), max_size=3))]
    read = read_follow_up(" ".join(data.draw(st.permutations(said))), language, shown=5)
    assert read is not None
    assert (read.kind, read.position) == ("one", position)


@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_long_text_is_no_follow_up() -> None:
    assert read_follow_up("more " * 19, "en") is not None
    assert read_follow_up("more " * 21, "en") is None
