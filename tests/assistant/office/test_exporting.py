"""What is exported is the corpus, and nothing else in the folder is touched."""

import errno
import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.office import exporting
from assistant.office.exporting import LIST, Exported, ExportError, export
from assistant.office.publishing import practice_of
from corpus.catalogue import Approved, Catalogue, CatalogueError, State
from corpus.catalogue.publishing import prepare
from corpus.practice import Practice
from corpus.records import read_records
from tests.assistant.office.homes import boat


def out(practices: list[Practice], folder: Path) -> Exported:
    return export(practices, folder, digest="of the tests", revision=7)


def digest_of(practices: list[Practice]) -> str:
    return State(0, prepare(practices)).digest


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_everything_shipped_comes_back_the_same(shipped: list[Practice], tmp_path: Path) -> None:
    assert out(shipped, tmp_path / "deep" / "out") == Exported(len(shipped), 0, 0)
    read = read_records([tmp_path])
    assert (read.faults, len(read.practices)) == ([], len(shipped))
    with Catalogue.open("sqlite://") as catalogue:
        catalogue.add(read.practices, by="tests")
        assert catalogue.digest() == digest_of(shipped)
    listed = json.loads((tmp_path / "deep" / "out" / LIST).read_text("utf-8"))
    assert (listed["digest"], listed["revision"], len(listed["files"])) == ("of the tests", 7, len(shipped))


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80)
LINES = st.text(st.sampled_from(string.printable + "é文م:#-'\"|>{}[]&*!%@`\u2028"), min_size=1, max_size=80)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    anything = TEXT | LINES
    number = draw(st.integers(1, 10**6))
    return boat(number).model_dump(mode="json") | {
        "title": draw(anything),
        "city": draw(anything),
        "summary": draw(anything),
        "start": draw(st.none() | st.integers(1000, 2000)),
        "translations": draw(
            st.dictionaries(
                st.sampled_from(["fr", "ar", "zh"]), st.fixed_dictionaries({"title": TEXT, "summary": LINES})
            )
        ),
        "sources": [{"url": "https://example.org/", "title": draw(anything), "publisher": draw(anything)}],
        "questions": [{"language": "en", "text": draw(anything)}],
        "sections": [{"code": "what-was-done", "text": "They built. They sailed. They read. " + draw(anything)}],
    }


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(record=records())
def test_whatever_can_be_published_comes_back_the_same(
    record: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        practice = practice_of(Approved(1, 1, None, None, record), ())
    except CatalogueError:
        return
    folder = tmp_path_factory.mktemp("out")
    out([practice], folder)
    read = read_records([folder])
    assert read.faults == []
    assert digest_of(read.practices) == digest_of([practice])


def test_a_second_export_writes_what_changed_and_removes_what_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    out([boat(1), boat(2), boat(3)], folder)
    (folder / ".git").mkdir()
    unchanged = (folder / "no-oslo-boats-1.md").stat().st_mtime_ns
    assert out([boat(1), boat(2, title="Other boats"), boat(4)], folder) == Exported(2, 1, 1)
    assert files(folder) == [f"no-oslo-boats-{number}.md" for number in (1, 2, 4)]
    assert (folder / "no-oslo-boats-1.md").stat().st_mtime_ns == unchanged
    assert (folder / ".git").is_dir()
    assert out([], folder) == Exported(0, 0, 3)
    assert files(folder) == []


def test_a_folder_that_holds_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "no-oslo-boats-1.md").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")
    with pytest.raises(ExportError, match=r"no-oslo-boats-1\.md, notes\.txt"):
        out([boat(1)], tmp_path)
    assert (tmp_path / "no-oslo-boats-1.md").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["no-oslo-boats-1.md", "notes.txt"]


def test_what_was_put_beside_an_export_is_refused_too(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    out([boat(1)], folder)
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"notes\.txt"):
        out([], folder)
    assert files(folder) == ["no-oslo-boats-1.md", "notes.txt"]


@pytest.mark.parametrize("listed", ["{", "[]", '{"files": 3}'])
def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path, listed: str) -> None:
    (tmp_path / LIST).write_text(listed)
    with pytest.raises(ExportError, match="cannot be read"):
        out([boat(1)], tmp_path)


def test_a_list_cannot_name_what_lies_elsewhere(tmp_path: Path) -> None:
    folder, other = tmp_path / "out", tmp_path / "other.md"
    folder.mkdir()
    other.write_text("mine")
    (folder / LIST).write_text(json.dumps({"files": {"../other.md": "", "/etc/passwd": "", "notes.txt": ""}}))
    out([boat(1)], folder)
    assert other.read_text() == "mine"


@pytest.mark.parametrize("written", range(6))
def test_a_full_disk_leaves_whole_records_and_can_be_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    folder = tmp_path / "out"
    out([boat(1), boat(2), boat(9)], folder)
    replace, left = exporting._replace, [written]

    def full(path: Path, content: bytes) -> None:
        if not left[0]:
            path.with_name(f"{exporting._ASIDE}1").write_bytes(content[:10])  # as one leaves it who is killed
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        left[0] -= 1
        replace(path, content)

    wanted = [boat(1, title="One"), boat(2, title="Two"), boat(3), boat(4)]
    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(exporting, "_replace", full)
        out(wanted, folder)
    assert read_records([folder]).faults == []
    out(wanted, folder)
    assert read_records([folder]).practices == wanted
    assert not list(folder.glob(f"{exporting._ASIDE}*"))
