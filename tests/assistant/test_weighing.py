"""What is found is weighed within the filters and without them, and a refusal says which of the two fell short."""

from dataclasses import replace

import pytest

from assistant.assistant import Assistant
from assistant.confidence import FEATURES, Decision
from assistant.question import Understanding
from assistant.weighing import Evidence, weigh
from index.filters import Filters

ALWAYS, NEVER = Decision((0.0,) * len(FEATURES), 50.0, 0.5), Decision((0.0,) * len(FEATURES), -50.0, 0.5)


def weighed(assistant: Assistant, filters: Filters, answerable: Decision, on_subject: Decision = ALWAYS) -> Evidence:
    decided = replace(assistant.calibration, answerable=answerable, on_subject=on_subject)
    understood = Understanding("learning festival", "learning festival", "en", "en")
    return weigh(assistant.live.served.searcher, understood, filters, assistant.vector, decided)


def test_good_evidence_is_answered(assistant: Assistant) -> None:
    evidence = weighed(assistant, Filters(regions=frozenset({"africa"})), ALWAYS)
    assert (evidence.reason, evidence.nearest) == (None, [])
    assert {hit.practice.region for hit in evidence.found.hits} == {"africa"}
    assert len({hit.practice.region for hit in evidence.background.hits}) > 1
    assert evidence.probability == pytest.approx(1)


def test_filters_that_leave_nothing_are_to_blame_where_there_is_an_answer_elsewhere(assistant: Assistant) -> None:
    evidence = weighed(assistant, Filters(countries=frozenset({"CZ"})), ALWAYS)
    assert (evidence.reason, evidence.probability, evidence.features) == ("filters_too_narrow", 0.0, None)
    assert evidence.nearest == evidence.background.hits != []


@pytest.mark.parametrize("filters", [Filters(), Filters(countries=frozenset({"CZ"}))])
@pytest.mark.parametrize(("on_subject", "reason"), [(ALWAYS, "no_match"), (NEVER, "out_of_scope")])
def test_filters_are_not_to_blame_where_there_is_no_answer_anywhere(
    assistant: Assistant, filters: Filters, on_subject: Decision, reason: str
) -> None:
    evidence = weighed(assistant, filters, NEVER, on_subject)
    assert evidence.reason == reason
    assert bool(evidence.nearest) == (reason == "no_match")


@pytest.mark.parametrize("text", ["{{7*7}} ${7*7}", "12345", "?!", "👍👍🎉"])
def test_a_question_without_a_word_is_refused(assistant: Assistant, text: str) -> None:
    answer = assistant.ask(text, keep=False)
    assert (answer.answered, answer.reason, answer.practices) == (False, "out_of_scope", [])
