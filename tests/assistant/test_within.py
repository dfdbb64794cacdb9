"""One practice asked alone: its sentences word for word, and honestly where it does not tell."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.question import QuestionError
from assistant.within import SHOWN, Told, ask_within
from corpus.practice import Practice
from corpus.sentences import split_sentences
from tests.assistant.hostile import ORDERLY, REFUSED

QUESTIONS = Path(__file__).parents[1] / "quality" / "within" / "judged.jsonl"
JUDGED = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
CORK = "ie-cork-lifelong-learning-festival"


@pytest.fixture(scope="module")
def outcomes(assistant: Assistant) -> list[tuple[dict[str, Any], Told]]:
    return [(one, ask_within(assistant, one["practice"], one["question"], one["language"])) for one in JUDGED]


def share(outcomes: list[tuple[dict[str, Any], Told]], certainty: str, *, answered: bool) -> float:
    counted = Counter(told.certainty for one, told in outcomes if bool(one["telling"]) == answered)
    return counted[certainty] / sum(counted.values())


def test_a_question_that_the_record_answers_is_seldom_turned_away(outcomes: list[tuple[dict[str, Any], Told]]) -> None:
    assert share(outcomes, "nothing", answered=True) <= 0.08
    assert share(outcomes, "says", answered=True) >= 0.65


def test_most_questions_that_it_does_not_answer_are_not_said_to_be(outcomes: list[tuple[dict[str, Any], Told]]) -> None:
    assert share(outcomes, "says", answered=False) <= 0.20
    assert share(outcomes, "nothing", answered=False) >= 0.40


def test_a_sentence_that_answers_is_among_those_shown(outcomes: list[tuple[dict[str, Any], Told]]) -> None:
    asked = [(one, told) for one, told in outcomes if one["telling"] and one["language"] == "en"]
    shown = [any(part in said.text for part in one["telling"] for said in told.sentences) for one, told in asked]
    assert sum(shown) / len(shown) >= 0.8


def test_every_sentence_stands_in_its_section_word_for_word(
    outcomes: list[tuple[dict[str, Any], Told]], by_id: dict[str, Practice]
) -> None:
    for one, told in outcomes:
        practice = by_id[one["practice"]]
        assert len(told.sentences) <= SHOWN
        for said in told.sentences:
            section = practice.section(said.section)
            text = practice.summary_in(said.language) if section is None else section.text
            assert said.text in split_sentences(text)
            assert said.language == "en" or section is None


def test_nothing_is_shown_where_nothing_is_told(outcomes: list[tuple[dict[str, Any], Told]]) -> None:
    assert all(bool(told.sentences) == (told.certainty != "nothing") for _, told in outcomes)


def test_the_summary_is_quoted_in_the_asker_s_language(assistant: Assistant) -> None:
    told = ask_within(assistant, CORK, "Combien d'activités y avait-il en 2017 ?", "fr")
    assert told.language == "fr"
    assert "fr" in {said.language for said in told.sentences if said.section == "summary"}
    assert {said.language for said in told.sentences if said.section == "summary"} == {"fr"}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_no_question_is_refused(assistant: Assistant, text: str) -> None:
    with pytest.raises(QuestionError):
        ask_within(assistant, CORK, text, "en")


@pytest.mark.parametrize("text", ORDERLY.values(), ids=ORDERLY)
def test_any_other_text_gets_an_answer_of_the_record_or_none(assistant: Assistant, text: str) -> None:
    told = ask_within(assistant, CORK, text, "en")
    assert told.certainty in ("says", "near", "nothing")


def test_an_unknown_practice_cannot_be_asked(assistant: Assistant) -> None:
    with pytest.raises(KeyError):
        ask_within(assistant, "ie-cork-nothing", "Who pays?", "en")
