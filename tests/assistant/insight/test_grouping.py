"""Questions that mean the same stand together, whatever their language, and nothing else does."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.insight.grouping import cluster, levelled
from assistant.insight.groups import Group, Phrasing, groups_of, key_of, phrasings_of
from assistant.insight.reference import Reference, descriptions, known_questions
from corpus.catalogue import AskedQuestion

TOPICS = {
    "bees": {
        "en": "urban beekeeping courses", "fr": "Cours d'apiculture en ville", "es": "Cursos de apicultura urbana",
        "zh": "城市养蜂课程", "ru": "Курсы пчеловодства в городе", "pt": "Onde se ensina apicultura na cidade?",
    },
    "lights": {
        "en": "switch off street lighting at night to save money", "fr": "Éteindre l'éclairage public la nuit",
        "es": "Apagar el alumbrado público por la noche", "ru": "Отключать уличное освещение ночью",
        "zh": "夜里关路灯省钱",
    },
    "chess": {
        "en": "teaching chess in prison", "fr": "Échecs en prison", "es": "Ajedrez en las cárceles",
        "zh": "监狱里教国际象棋", "ru": "Шахматы в тюрьме",
    },
    "meals": {
        "en": "free lunch at school for all children", "fr": "Repas gratuits à l'école",
        "es": "Comedores escolares gratuitos", "zh": "免费校餐", "ru": "Бесплатное питание в школе",
        "ar": "وجبات مدرسية مجانية",
    },
    "signs": {
        "en": "sign language courses for shop staff", "fr": "Langue des signes pour les commerçants",
        "es": "Lengua de signos para dependientes", "zh": "教店员手语", "ru": "Жестовый язык для продавцов",
        "ar": "لغة الإشارة لموظفي المتاجر",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def reference(assistant: Assistant) -> Reference:
    contents = assistant.live.served.contents
    known = known_questions(len(contents), contents.practice)
    described = assistant.embed(list(descriptions().values()))
    return Reference.of(known, assistant.embed([one.text for one in known]), described)


def grouped(assistant: Assistant, reference: Reference, phrasings: list[Phrasing]) -> list[Group]:
    return groups_of(phrasings, assistant.embed([one.text for one in phrasings]), reference)


def test_the_same_in_six_languages_is_one_group(assistant: Assistant, reference: Reference) -> None:
    phrasings = [Phrasing(text, code, 1, "no_match") for topic in TOPICS.values() for code, text in topic.items()]
    groups = grouped(assistant, reference, phrasings)
    topic_of = {text: name for name, topic in TOPICS.items() for text in topic.values()}
    for group in groups:
        assert len({topic_of[one.text] for one in group.phrasings}) == 1  # nothing foreign
    largest = {topic_of[group.phrasings[0].text]: len(group.phrasings) for group in reversed(groups)}
    found = sum(largest[name] for name in TOPICS) / len(phrasings)
    assert found >= 0.85


def test_few_questions_about_one_thing_are_one_group(assistant: Assistant, reference: Reference) -> None:
    phrasings = [Phrasing(text, code, 2, "no_match") for code, text in TOPICS["bees"].items()]
    (group,) = grouped(assistant, reference, phrasings)
    assert (group.askings, len(group.languages)) == (12, 6)
    assert group.name("fr").text == TOPICS["bees"]["fr"]
    assert group.name("ar") == group.phrasings[0]


def test_a_group_keeps_its_address_when_its_middle_moves(assistant: Assistant, reference: Reference) -> None:
    phrasings = [Phrasing(text, code, 1, "no_match") for code, text in TOPICS["lights"].items()]
    (before,) = grouped(assistant, reference, phrasings)
    heavier = [Phrasing(one.text, one.language, 50 if one.language == "zh" else 1, "no_match") for one in phrasings]
    (after,) = grouped(assistant, reference, heavier)
    assert before.key in after
    assert key_of("something else") not in after


def test_a_group_is_out_of_scope_where_most_of_it_is(assistant: Assistant, reference: Reference) -> None:
    phrasings = [
        Phrasing("What is the weather tomorrow?", "en", 3, "out_of_scope"),
        Phrasing("Will it rain tomorrow?", "en", 1, "no_match"),
        Phrasing("teaching chess in prison", "en", 1, "no_match"),
    ]
    scope = {one.text: group.in_scope for group in grouped(assistant, reference, phrasings) for one in group.phrasings}
    assert (scope["What is the weather tomorrow?"], scope["teaching chess in prison"]) == (False, True)


def test_themes_of_questions(assistant: Assistant, reference: Reference) -> None:
    questions = ["How do libraries lend books to prisoners?", "Cours pour apprendre à lire aux adultes"]
    themes = reference.theme_of(assistant.embed(questions), ["en", "fr"])
    assert themes == ["libraries-museums-culture", "adult-literacy"]
    assert reference.theme_of(assistant.embed(questions)[:0], []) == []


def test_the_same_words_are_one_phrasing() -> None:
    asked = [
        AskedQuestion(question=text, language="en", answered=False, reason=reason, countries=countries)
        for text, reason, countries in (
            ("Bees?", "no_match", ("IE",)), ("bees", "no_match", ("ZA",)), ("Bees?", "out_of_scope", ()),
            ("!?", "", ()),
        )
    ]  # fmt: skip
    bees, nothing = phrasings_of(asked)
    assert (bees.text, bees.askings, bees.reason, bees.countries) == ("Bees?", 3, "no_match", ("IE", "ZA"))
    assert nothing.text == "!?"
    assert phrasings_of([]) == groups_of([], np.zeros((0, 8), np.float32), None) == []  # type: ignore[arg-type]


@given(st.integers(0, 40), st.integers(0, 2**31))
def test_each_question_is_in_just_one_group(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, 6)).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    weights = random.integers(1, 9, count).tolist()
    found = cluster(vectors, weights)
    assert sorted(number for one in found for number in one.members) == list(range(count))
    assert all(one.centre == one.members[0] for one in found)
    assert found == cluster(vectors, weights)
    sums = [sum(weights[number] for number in one.members) for one in found]
    assert sums == sorted(sums, reverse=True)


def test_vectors_of_nothing() -> None:
    empty = np.zeros((0, 4), np.float32)
    assert levelled(empty, [], empty, []).shape == (0, 4)
    assert cluster(empty, []) == []
    same = np.ones((3, 4), np.float32)
    assert np.isfinite(levelled(same, ["en"] * 3, empty, [])).all()


@pytest.mark.parametrize("kind", ["alike", "unlike"])
def test_five_thousand_are_grouped_while_somebody_waits(kind: str) -> None:
    random = np.random.default_rng(1)
    vectors = random.normal(size=(5_000 if kind == "unlike" else 500, 384))
    vectors = np.repeat(vectors, 5_000 // len(vectors), axis=0) + random.normal(scale=0.3, size=(5_000, 384))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    started = time.process_time()
    found = cluster(vectors, [1] * 5_000)
    assert time.process_time() - started < 8  # two seconds where nobody else computes
    assert len(found) == (5_000 if kind == "unlike" else 500)
