"""Files of judged questions are read whole, or the line that is wrong is named."""

import json
from pathlib import Path

import pytest

from assistant.evaluation.errors import JudgedQuestionError
from assistant.evaluation.judged import JudgedQuestion, read_judged
from corpus.practice import Practice
from tests.assistant.conftest import QUALITY

LINE = {
    "id": "a-1", "language": "en", "kind": "need", "question": "How?", "previous": None, "filters": {},
    "answerable": True, "relevant": {"ie-cork-lifelong-learning-festival": 2},
}  # fmt: skip


def test_every_field_is_read(tmp_path: Path) -> None:
    follow_up = LINE | {"previous": "What?", "filters": {"countries": ["IE"]}, "answerable": False, "relevant": {}}
    (tmp_path / "a.jsonl").write_text(json.dumps(LINE) + "\n\n" + json.dumps(follow_up), "utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps(LINE | {"question": "one\u2028two \x0b"}, ensure_ascii=False), "utf-8")
    first, second, third = read_judged([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    assert first == JudgedQuestion(**LINE)
    assert (second.previous, second.filters, second.answerable) == ("What?", {"countries": ["IE"]}, False)
    assert third.question == "one\u2028two \x0b"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "JSON"),
        (b"[]", "question|dictionary|object"),
        (b"\xff\xfe{}", "JSON"),
        (json.dumps({k: v for k, v in LINE.items() if k != "question"}).encode(), "question"),
        (json.dumps(LINE | {"question": 7}).encode(), "question"),
        (json.dumps(LINE | {"previous": ["x"]}).encode(), "previous"),
        (json.dumps(LINE | {"answerable": "perhaps"}).encode(), "answerable"),
        (json.dumps(LINE | {"relevant": {"x": 3}}).encode(), "relevant"),
        (json.dumps(LINE | {"filters": [1]}).encode(), "filters"),
        (json.dumps(LINE | {"colour": "red"}).encode(), "colour"),
        (b"[" * 100_000, "recursion|nest|JSON"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: bytes, problem: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(json.dumps(LINE).encode() + b"\n" + line + b"\n")
    with pytest.raises(JudgedQuestionError, match=rf"questions\.jsonl:2: not a judged question: .*({problem})"):
        read_judged([path])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_judged([tmp_path / "nowhere.jsonl"])


@pytest.mark.parametrize("path", sorted(QUALITY.glob("*.jsonl")), ids=lambda path: path.stem)
def test_the_judged_questions_name_practices_that_exist(path: Path, by_id: dict[str, Practice]) -> None:
    questions = read_judged([path])
    assert len({question.id for question in questions}) == len(questions)
    for question in questions:
        assert question.relevant.keys() <= by_id.keys(), question.id
        assert question.answerable == (2 in question.relevant.values()), question.id
