import json
from pathlib import Path

import pytest

from corpus.records import SHIPPED, read_records
from tests.corpus.sample import FILE, RECORD, changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one well-formed record, to which tests add others."""
    (tmp_path / FILE).write_text(RECORD, "utf-8")
    return tmp_path


def test_every_record_shipped_is_well_formed() -> None:
    read = read_records([SHIPPED])
    assert read.faults == []
    assert read.files == len(read.practices) == len(list(SHIPPED.glob("*.md"))) > 200
    assert [practice.id for practice in read.practices] == sorted(path.stem for path in SHIPPED.glob("*.md"))


def test_files_and_folders_at_any_depth(folder: Path) -> None:
    deep = folder / "europe" / "ireland"
    deep.mkdir(parents=True)
    (deep / "no-oslo-two.md").write_text(changed("id: no-oslo-reading-boats", "id: no-oslo-two"), "utf-8")
    (folder / "notes.txt").write_text("not a record")
    read = read_records([folder])
    assert {practice.id for practice in read.practices} == {"no-oslo-reading-boats", "no-oslo-two"}
    assert (read.files, read.faults) == (2, [])
    assert [practice.id for practice in read_records([deep / "no-oslo-two.md"]).practices] == ["no-oslo-two"]
    assert read_records([]).files == 0


BROKEN = {
    "malformed-yaml": changed("sdgs: [4, 11]", "sdgs: [4, 11").encode(),
    "byte-order-mark": b"\xef\xbb\xbf" + RECORD.encode(),
    "many-laughs": b"---\na: &a [x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n---\n",
    "duplicate-keys": changed("city: Oslo", "city: Oslo\ncity: Bergen").encode(),
    "ten-megabytes": RECORD.encode() + b"x" * 10_000_000,
    "binary": bytes(range(256)) * 40,
    "zeros": b"\0" * 5_000,
    "utf-16": RECORD.encode("utf-16"),
    "no-front-matter": b"# Reading boats\n\nOslo sends boats.\n",
    "empty": b"",
    "deep-nesting": b"---\na: " + b"[" * 100_000 + b"]" * 90_000 + b"\n---\n",
    "json": json.dumps({"id": "x"}).encode(),
    "a-list": b"---\n- a\n- b\n---\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_by_name_and_the_others_load(folder: Path, name: str) -> None:
    (folder / f"{name}.md").write_bytes(BROKEN[name])
    read = read_records([folder])
    assert [practice.id for practice in read.practices] == ["no-oslo-reading-boats"]
    assert read.files == 2
    assert {fault.file for fault in read.faults} == {str(folder / f"{name}.md")}
    assert all(fault.problem for fault in read.faults)


def test_all_broken_files_are_named_at_once(folder: Path) -> None:
    for name, content in BROKEN.items():
        (folder / f"{name}.md").write_bytes(content)
    read = read_records([folder])
    assert {Path(fault.file).stem for fault in read.faults} == set(BROKEN)
    assert len(read.practices) == 1


def test_a_folder_or_a_dead_link_under_the_name_of_a_record_is_a_fault(folder: Path) -> None:
    (folder / "folder.md").mkdir()
    (folder / "link.md").symlink_to(folder / "nowhere")
    read = read_records([folder])
    assert {Path(fault.file).name: fault.problem for fault in read.faults} == {
        "folder.md": "cannot be read: Is a directory",
        "link.md": "cannot be read: No such file or directory",
    }
    assert len(read.practices) == 1


def test_too_big_and_not_utf8_are_said_so(folder: Path) -> None:
    (folder / "big.md").write_bytes(BROKEN["ten-megabytes"])
    (folder / "latin.md").write_bytes(changed("title: Reading", "title: Böte").encode("cp1252", "replace"))
    said = {Path(fault.file).name: str(fault) for fault in read_records([folder]).faults}
    assert said["big.md"].endswith("big.md: record: the file is too big (allowed: at most 1000000 bytes)")
    assert "latin.md: record: is not UTF-8: invalid" in said["latin.md"]


def test_an_id_that_stands_in_two_files_is_a_fault_of_the_second(folder: Path) -> None:
    other = folder / "other" / FILE
    other.parent.mkdir()
    other.write_text(RECORD, "utf-8")
    read = read_records([folder / FILE, other])
    assert len(read.practices) == 1
    assert [str(fault) for fault in read.faults] == [
        f"{other}:2: id: is also that of {folder / FILE} (allowed: an id of its own)"
    ]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_records([tmp_path / "nowhere"])


def test_line_breaks_of_windows_make_no_difference(folder: Path) -> None:
    windows = folder / "windows" / FILE
    windows.parent.mkdir()
    windows.write_bytes(RECORD.replace("\n", "\r\n").encode())
    assert read_records([windows]).practices == read_records([folder / FILE]).practices
