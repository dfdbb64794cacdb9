"""Judged sentences stand in their records, and the figures on them add up."""

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.evaluation.errors import JudgedQuestionError
from assistant.evaluation.evidence import (
    JudgedSentences,
    Showing,
    answers_best,
    bootstrap_interval,
    evidence_figures,
    evidence_report,
    read_judged_sentences,
    record_sentences,
    show_all,
)
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from tests.assistant.conftest import QUALITY

FILE = QUALITY / "evidence" / "judged.jsonl"
LINE = {
    "id": "v-1", "language": "en", "intent": "cost", "split": "tune", "question": "How much?",
    "practice": "br-fortaleza-rede-cuca", "best": ["It costs a lot."],
}  # fmt: skip


@pytest.fixture(scope="module")
def judged_sentences() -> list[JudgedSentences]:
    return read_judged_sentences(FILE)


def showing(best: list[str], shown: list[str], heaviest: str, good: list[str] | None = None) -> Showing:
    judged = JudgedSentences("v", "en", "what", "tune", "?", "p", best, good or [])
    return Showing(judged, heaviest, shown, True)


def test_every_judged_sentence_stands_in_its_record(
    judged_sentences: list[JudgedSentences], by_id: dict[str, Practice]
) -> None:
    for each in judged_sentences:
        practice = by_id[each.practice]
        known = record_sentences(practice, practice.languages())
        assert each.best
        assert set(each.best + each.good) <= known, each.id
        assert not set(each.best) & set(each.good), each.id


def test_the_set_is_large_varied_and_split_by_practice(judged_sentences: list[JudgedSentences]) -> None:
    assert len(judged_sentences) >= 120
    assert len({each.id for each in judged_sentences}) == len(judged_sentences)
    languages = Counter(each.language for each in judged_sentences)
    assert all(languages[language] >= 10 for language in LANGUAGES)
    assert len(languages) > len(LANGUAGES)
    assert len({each.intent for each in judged_sentences}) >= 6
    halves = {half: {each.practice for each in judged_sentences if each.split == half} for half in ("tune", "test")}
    assert not halves["tune"] & halves["test"]
    assert min(len(half) for half in halves.values()) > 50


def test_the_sentences_shown_answer(assistant: Assistant, judged_sentences: list[JudgedSentences]) -> None:
    done: list[int] = []
    showings = show_all(assistant, judged_sentences, done.append)
    assert done[-1] == len(judged_sentences)
    measured = evidence_report(showings)
    assert measured["all"]["questions"] == len(judged_sentences)
    for groups in ("splits", "languages", "intents"):
        assert sum(group["questions"] for group in measured[groups].values()) == len(judged_sentences)
    assert measured["all"]["precision_1"] > 0.55
    assert measured["all"]["shown"] > 0.7
    assert measured["all"]["shown_good"] > 0.85
    assert all(1 <= len(each.shown) <= 2 for each in showings)
    assert all(each.possible for each in showings if answers_best(each))


def test_figures_are_shares_of_the_questions() -> None:
    figures = evidence_figures(
        [
            showing(["a"], ["a", "b"], "a"),
            showing(["a"], ["b", "a"], "b", good=["b"]),
            showing(["a"], ["b"], "b", good=["b"]),
            showing(["a  word"], ["x"], "a word"),
        ]
    )
    assert (figures.questions, figures.precision_1, figures.first, figures.shown) == (4, 0.5, 0.25, 0.5)
    assert (figures.shown_good, figures.possible) == (0.75, 1.0)
    assert evidence_report([])["all"] is None


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    narrow, wide = bootstrap_interval([0.0, 1.0] * 200), bootstrap_interval([0.0, 1.0] * 5)
    assert wide[0] < narrow[0] < 0.5 < narrow[1] < wide[1]
    assert bootstrap_interval([1.0] * 9) == (1.0, 1.0)
    assert bootstrap_interval([0.0, 1.0] * 5) == wide


@pytest.mark.parametrize(
    "line", [b"{", b"[]", json.dumps(LINE | {"best": "x"}).encode(), json.dumps(LINE | {"split": "third"}).encode()]
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_bytes(json.dumps(LINE).encode() + b"\n\n" + line)
    with pytest.raises(JudgedQuestionError, match=r"judged\.jsonl:3"):
        read_judged_sentences(path)


def test_a_practice_that_is_not_there_is_named(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "judged.jsonl").write_text(json.dumps(LINE | {"practice": "xx-none"}), "utf-8")
    with pytest.raises(JudgedQuestionError, match="xx-none"):
        show_all(assistant, read_judged_sentences(tmp_path / "judged.jsonl"))
