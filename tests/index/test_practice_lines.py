from pathlib import Path

import pytest

from corpus.practice import Practice
from index.practice_lines import PracticeLines
from index.segments import line_of, record_of


def test_lines_are_read_when_wanted(tmp_path: Path, handful: list[Practice]) -> None:
    path = tmp_path / "practices.jsonl"
    written = [line_of(practice, f"digest {number}") for number, practice in enumerate(handful)]
    path.write_bytes(b"".join(line + b"\n" for line in written))
    lines = PracticeLines(path)
    assert len(lines) == len(handful)
    assert [lines[number] for number in range(len(lines))] == list(lines.between(0, 5)) == written
    assert list(lines.between(2, 4)) == written[2:4]
    assert [heading["digest"] for heading in lines.headings] == [f"digest {number}" for number in range(5)]
    path.unlink()  # the file of a snapshot that is removed while it is served
    assert Practice.model_validate_json(record_of(lines[3])) == handful[3]


@pytest.mark.parametrize("cut", [0, 1, 100, -2, -500])
def test_a_file_cut_short_is_refused(tmp_path: Path, handful: list[Practice], cut: int) -> None:
    path = tmp_path / "practices.jsonl"
    whole = b"".join(line_of(practice, "") + b"\n" for practice in handful)
    path.write_bytes(whole[:cut])
    with pytest.raises(ValueError, match=r"cut short|empty|not found|subsection"):
        PracticeLines(path)
