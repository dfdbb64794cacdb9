"""What a question asks for in particular is read from its words, in every language of the product."""

import pytest

from assistant.asked_for import AskedFor, asked_for, tells_money, tells_number

NOTHING = AskedFor(money=False, number=False, reason=False)


@pytest.mark.parametrize(
    "question",
    [
        "How much does it cost?", "who pays for it", "Combien ça coûte ?", "¿cuál es el presupuesto?", "ما التكلفة؟",
        "成本是多少钱", "сколько это стоит", "quanto custa", "Was kostet das?", "ücreti ne", "biaya berapa",
    ],
)  # fmt: skip
def test_money(question: str) -> None:
    assert asked_for(question).money


@pytest.mark.parametrize(
    "question",
    [
        "How many took part?", "Combien de personnes ?", "¿cuántas personas?", "كم عدد الطلاب؟", "有多少人",
        "сколько человек", "quantos alunos", "Wie viele Firmen?", "kaç kişi", "watu wangapi", "berapa orang",
    ],
)  # fmt: skip
def test_number(question: str) -> None:
    assert asked_for(question).number


@pytest.mark.parametrize(
    "question", ["Why there?", "pourquoi une école", "¿por qué?", "لماذا", "为什么", "почему", "por que isso", "warum"]
)
def test_reason(question: str) -> None:
    assert asked_for(question).reason


@pytest.mark.parametrize(
    "question",
    [
        "",
        "learning festival",
        "مهرجان التعلم",
        "学习节",
        "festival do saber",
        "dans ce pays",
        "customers in Costa Rica",
        "page",
    ],
)
def test_nothing_in_particular(question: str) -> None:
    assert asked_for(question) == NOTHING


def test_what_sentences_tell() -> None:
    assert tells_money("The city set aside two million euros.")
    assert tells_money("Les cours sont gratuits.")
    assert tells_money("学费由政府出资")
    assert not tells_money("Residents meet in the library.")
    assert tells_number("Some 450 students took part.")
    assert tells_number("شارك ٣١١ متعلماً")
    assert not tells_number("Many took part.")
