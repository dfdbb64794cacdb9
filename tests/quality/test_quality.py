"""Finding, refusing and citing stay as good as they are, on judged questions that the calibration was not fitted on."""

from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.evaluation.judged import read_judged
from assistant.evaluation.metrics import recall_at
from assistant.evaluation.run import Outcome, figures, run
from index.passages import Kind

QUESTIONS = Path(__file__).with_name("dev.jsonl")


@pytest.fixture(scope="module")
def outcomes(assistant: Assistant) -> list[Outcome]:
    return run(assistant, read_judged([QUESTIONS]))


def bare_dense_ranking(assistant: Assistant, question: str) -> list[str]:
    """What a plain search would give: the practices by their nearest summary or section."""
    contents = assistant.live.served.contents
    rows = np.flatnonzero(np.isin(contents.kinds, [Kind.SUMMARY, Kind.SECTION])).astype(np.int64)
    cosines = contents.vectors.products(assistant.vector(question), rows)
    best = np.full(len(contents), -1.0)
    np.maximum.at(best, contents.owner[rows], cosines)
    return [contents.ids[number] for number in np.argsort(-best)]


def test_the_right_practice_is_found(outcomes: list[Outcome]) -> None:
    found = figures(outcomes)
    assert found.recall_1 is not None
    assert found.recall_5 is not None
    assert found.recall_1 >= 0.80
    assert found.recall_5 >= 0.90


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "zh", "pt", "ru"])
def test_every_language_is_ahead_of_a_bare_dense_search(
    assistant: Assistant, outcomes: list[Outcome], language: str
) -> None:
    asked = [o for o in outcomes if o.judged.answerable and o.judged.language == language]
    bare = [bare_dense_ranking(assistant, o.judged.question) for o in asked]
    for depth in (1, 5):
        plain = sum(recall_at(ranked, o.judged.relevant, depth) for ranked, o in zip(bare, asked, strict=True))
        ours = sum(recall_at(o.ranked, o.judged.relevant, depth) for o in asked)
        assert ours >= plain
    assert sum(o.ranked[:5] != ranked[:5] for ranked, o in zip(bare, asked, strict=True)) > 0


def test_questions_without_an_answer_are_refused_and_others_are_not(outcomes: list[Outcome]) -> None:
    found = figures(outcomes)
    assert found.refused_unanswerable is not None
    assert found.refused_answerable is not None
    assert found.refused_unanswerable >= 0.90
    assert found.refused_answerable <= 0.05


def test_every_cited_sentence_stands_in_its_record(outcomes: list[Outcome]) -> None:
    assert [sentence for outcome in outcomes for sentence in outcome.uncited] == []
