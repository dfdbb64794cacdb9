"""Training the adapter: that it trains what it says, on whom it says. What it gives is measured, not tested."""

import random

import numpy as np
import pytest

from corpus.practice import Practice
from index.model.adapter import load_adapter
from index.tuning import SHARE, _Taught, is_trained_on, train


def test_seven_of_ten_practices_are_trained_on(shipped: list[Practice]) -> None:
    chosen = [is_trained_on(practice.id) for practice in shipped]
    assert sum(chosen) / len(chosen) == pytest.approx(SHARE, abs=0.08)


def test_a_question_is_paired_with_what_answers_it(shipped: list[Practice]) -> None:
    practice, chance = shipped[0], random.Random(3)  # noqa: S311
    taught = _Taught.of(practice)
    spoken = {question.text: question.language for question in practice.questions}
    as_typed = {text.lower().rstrip("?"): language for text, language in spoken.items()}
    for _ in range(200):
        question, passage = taught.pair(chance)
        language = spoken.get(question) or as_typed[question]
        assert spoken.get(passage) != language
        assert any(passage == text for pool in taught.passages.values() for _, text in pool)


def test_an_adapter_is_trained_that_fits_where_the_one_shipped_does(shipped: list[Practice]) -> None:
    few = [practice for practice in shipped if is_trained_on(practice.id)][:6]
    trained, known = train(few, steps=2), load_adapter()
    assert {name: values.shape for name, values in trained.items()} == {
        name: values.shape for name, values in known.items()
    }
    assert any(np.any(values) for name, values in trained.items() if name.endswith(":up"))


def test_practices_that_are_left_out_are_nothing_to_train_on(shipped: list[Practice]) -> None:
    with pytest.raises(ValueError, match="no practices"):
        train([practice for practice in shipped if not is_trained_on(practice.id)])
