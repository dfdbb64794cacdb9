"""Judged questions are asked as a person would ask them, and the report adds up."""

import pytest

from assistant.assistant import Assistant
from assistant.evaluation.judged import JudgedQuestion
from assistant.evaluation.run import Outcome, figures, report, run, uncited


@pytest.fixture(scope="module")
def outcomes(assistant: Assistant, judged: list[JudgedQuestion]) -> list[Outcome]:
    done: list[int] = []
    found = run(assistant, judged, done.append)
    assert done == list(range(1, len(judged) + 1))
    return found


def outcome(judged: JudgedQuestion, ranked: list[str], answered: bool) -> Outcome:
    return Outcome(judged, answered, None if answered else "no_match", ranked, 10.0, [])


def judgement(language: str, kind: str, relevant: dict[str, int]) -> JudgedQuestion:
    return JudgedQuestion(kind, language, kind, "?", None, {}, bool(relevant), relevant)  # type: ignore[arg-type]


def test_figures_are_shares_of_the_questions_that_bear_on_them() -> None:
    measured = report(
        [
            outcome(judgement("en", "need", {"a": 2}), ["a", "b"], True),
            outcome(judgement("en", "need", {"b": 2}), ["a", "b"], False),
            outcome(judgement("fr", "need", {"x": 2}), ["a", "b"], True),
            outcome(judgement("fr", "absent", {}), ["a"], False),
            outcome(judgement("fr", "absent", {}), ["a"], True),
        ]
    )
    assert measured["all"] == {
        "questions": 5, "recall_1": 0.3333, "recall_5": 0.6667, "mrr_10": 0.5,
        "ndcg_10": pytest.approx(0.5436, abs=1e-3),
        "refused_answerable": 0.3333, "refused_unanswerable": 0.5,
    }  # fmt: skip
    assert list(measured["languages"]) == ["fr", "en"]
    assert measured["languages"]["en"]["refused_unanswerable"] is None
    assert measured["kinds"]["absent"]["recall_1"] is None
    assert measured["milliseconds"] == {"p50": 10.0, "p99": 10.0}


def test_nothing_asked_is_nothing_measured() -> None:
    assert figures([]).recall_1 is None
    assert report([])["milliseconds"] == {"p50": 0.0, "p99": 0.0}


def test_the_right_practices_are_found(outcomes: list[Outcome]) -> None:
    measured = figures(outcomes)
    assert measured.recall_5 is not None
    assert measured.recall_5 >= 0.85
    assert measured.refused_answerable is not None
    assert measured.refused_answerable <= 0.15
    assert measured.refused_unanswerable is not None
    assert measured.refused_unanswerable >= 0.75
    assert report(outcomes)["uncited_sentences"] == 0


def test_follow_ups_are_asked_after_the_question_they_follow(assistant: Assistant, outcomes: list[Outcome]) -> None:
    followed = [outcome for outcome in outcomes if outcome.judged.previous]
    assert len(followed) >= 5
    hit = [any(outcome.judged.relevant.get(practice) == 2 for practice in outcome.ranked) for outcome in followed]
    assert sum(hit) / len(hit) >= 0.8


def test_what_cannot_be_asked_is_refused_and_the_rest_goes_on(assistant: Assistant) -> None:
    nothing = JudgedQuestion("n", "en", "noise", "\u200b", None, {}, False, {})
    (only,) = run(assistant, [nothing])
    assert (only.answered, only.reason, only.ranked) == (False, "out_of_scope", [])


def test_a_sentence_that_stands_nowhere_is_found_out(assistant: Assistant) -> None:
    answer = assistant.ask("How do cities run a learning festival?", keep=False)
    assert uncited(answer, assistant) == []
    said = answer.answer[1]
    for text, citations in (
        ("Atlantis did it.", [1]),
        (said.text[:-1] + "!", [1]),
        (said.text, [2]),
        (said.text, [99]),
    ):
        wrong = answer.model_copy(
            update={"answer": [answer.answer[0], said.model_copy(update={"text": text, "citations": citations})]}
        )
        assert uncited(wrong, assistant) == [text]
    lead = answer.answer[0].model_copy(update={"text": "Atlantis leads."})
    assert uncited(answer.model_copy(update={"answer": [lead, said]}), assistant) == ["Atlantis leads."]
