"""`precedent corpus …`: every fault is named, and what goes in comes out again."""

from pathlib import Path

import pytest

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from corpus.records import SHIPPED
from index.snapshot import SnapshotStore
from tests.assistant.cli.conftest import Run
from tests.corpus.sample import FILE, RECORD, changed


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A folder with one good record and two with three faults between them."""
    folder = tmp_path / "records"
    (folder / "more").mkdir(parents=True)
    (folder / FILE).write_text(RECORD)
    wrong = changed(
        "country: NO",
        "country: XX",
        changed("themes: [libraries-museums-culture, family-learning]", "themes: [pigeons]"),
    )
    (folder / "more" / FILE).write_text(wrong)
    (folder / "no-bergen-empty.md").write_text("nothing")
    return folder


class TestCheck:
    def test_the_records_shipped_are_well_formed(self, run: Run, home: Settings, shipped: list[Practice]) -> None:
        ended = run("corpus", "check", home=home.home)
        count = len(shipped)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out == f"{count} records: {count} well-formed, 0 with faults.\n"

    def test_every_fault_is_named_with_file_line_and_field(self, run: Run, home: Settings, records: Path) -> None:
        ended = run("corpus", "check", str(records), home=home.home)
        assert ended.code == 1
        assert ended.out == "3 records: 1 well-formed, 2 with faults.\n"
        faults = ended.err.splitlines()
        at = f"{records / 'more' / FILE}:"
        assert [line for line in faults if line.startswith(f"{at}5: country: ") and "XX" in line]
        assert [line for line in faults if line.startswith(f"{at}9: themes.0: ") and "allowed: " in line]
        assert [line for line in faults if line.startswith(str(records / "no-bergen-empty.md"))]

    def test_a_path_that_does_not_exist(self, run: Run, home: Settings) -> None:
        ended = run("corpus", "check", "nowhere.md", home=home.home)
        assert (ended.code, ended.out) == (1, "")
        assert "nowhere.md" in ended.err


class TestAdd:
    def test_adding_again_changes_nothing(self, run: Run, empty: Path, records: Path) -> None:
        added = run("corpus", "add", str(records / FILE), "--no-build", home=empty)
        assert (added.code, added.out) == (0, "1 added, 0 changed, 0 restored, 0 unchanged, 0 refused.\n")
        again = run("corpus", "add", str(records / FILE), "--no-build", home=empty)
        assert (again.code, again.out) == (0, "0 added, 0 changed, 0 restored, 1 unchanged, 0 refused.\n")
        (records / FILE).write_text(
            changed("Reading boats", "Boats to read on", RECORD.replace("Reading boats\ncity", "Reading boats\ncity"))
        )
        edited = run("corpus", "add", str(records / FILE), "--no-build", home=empty)
        assert edited.out == "0 added, 1 changed, 0 restored, 0 unchanged, 0 refused.\n"
        assert run("corpus", "status", "--json", home=empty).json["revision"] == 2

    def test_the_good_go_in_and_the_faulty_are_named(self, run: Run, empty: Path, records: Path) -> None:
        ended = run("corpus", "add", str(records), "--no-build", home=empty)
        assert (ended.code, ended.out) == (1, "1 added, 0 changed, 0 restored, 0 unchanged, 2 refused.\n")
        assert "country" in ended.err

    def test_what_was_added_is_found_at_once(self, run: Run, empty: Path, records: Path) -> None:
        ended = run("corpus", "add", str(records / FILE), home=empty)
        assert ended.code == 0
        assert "Index built: 1 practices." in ended.err
        found = run("search", "boats with books", "--json", home=empty).json
        assert [practice["id"] for practice in found["practices"]] == ["no-oslo-reading-boats"]
        built = SnapshotStore(empty / "snapshots").ids()
        run("corpus", "add", str(records / FILE), home=empty)
        assert SnapshotStore(empty / "snapshots").ids() == built

    def test_wrong_use(self, run: Run, empty: Path) -> None:
        assert run("corpus", "add", home=empty).code == 2
        assert run("corpus", "add", "nowhere", "--no-build", home=empty).code == 1


def test_what_is_exported_makes_the_same_corpus(run: Run, empty: Path, home: Settings, tmp_path: Path) -> None:
    exported = run("corpus", "export", str(tmp_path / "out" / "deep"), home=home.home)
    files = sorted((tmp_path / "out" / "deep").glob("*.md"))
    assert (exported.code, len(files)) == (0, len(list(SHIPPED.glob("*.md"))))
    assert (
        exported.out
        == f"{len(files)} records in {tmp_path / 'out' / 'deep'}: {len(files)} written, 0 unchanged, 0 removed.\n"
    )
    again = run("corpus", "export", str(tmp_path / "out" / "deep"), home=home.home)
    assert again.out.endswith(f"0 written, {len(files)} unchanged, 0 removed.\n")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    refused = run("corpus", "export", str(tmp_path / "full"), home=home.home)
    assert (refused.code, "notes.txt" in refused.err) == (1, True)
    assert run("corpus", "add", str(tmp_path / "out"), "--no-build", home=empty).code == 0
    with open_catalogue(home) as first, open_catalogue(Settings(home=empty, _env_file=None)) as second:
        assert first.digest() == second.digest()


def test_status_says_what_is_there_and_what_was_asked_in_vain(run: Run, empty: Path, records: Path) -> None:
    nothing = run("corpus", "status", home=empty)
    assert (nothing.code, nothing.out) == (
        0,
        "0 practices of 0 cities in 0 countries, revision 0.\nOf the last 0 answers judged, 0 helped.\n",
    )
    run("corpus", "add", str(records / FILE), "--no-build", home=empty)
    with open_catalogue(Settings(home=empty, _env_file=None)) as catalogue:
        catalogue.keep_unanswered("Wo ist es?", language="de", reason="no_match", filters={})
        for helpful in (True, True, False):
            catalogue.keep_feedback("Why?", practice_id=None, helpful=helpful, comment=None, language="en")
    assert run("corpus", "status", home=empty).out.splitlines() == [
        "1 practices of 1 cities in 1 countries, revision 1.",
        "Of the last 3 answers judged, 2 helped.",
        "asked in vain: Wo ist es? (no_match)",
    ]
    assert run("corpus", "status", "--json", home=empty).json == {
        "practices": 1,
        "cities": 1,
        "countries": 1,
        "revision": 1,
        "asked_in_vain": [{"question": "Wo ist es?", "language": "de", "reason": "no_match"}],
        "feedback": {"helpful": 2, "not_helpful": 1},
        "sources": {"all": 0, "failing_or_held": []},
        "drafts": {"waiting": 0, "approved": 0, "rejected": 0, "merged": 0, "published": 0},
        "resting_on_what_is_gone": [],
        "every_source_dead": [],
    }


@pytest.mark.parametrize("command", [("status",), ("add", "--no-build", "x.md"), ("export", "out")])
def test_a_database_that_cannot_be_opened(run: Run, empty: Path, command: tuple[str, ...]) -> None:
    Path("x.md").write_text("nothing")
    for address in ("sqlite:////no/such/folder/x.sqlite", "nonsense", "mysql://me:hush@host/x"):
        ended = run("corpus", *command, home=empty, database=address)
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.splitlines()[-1].endswith(".")
        assert "hush" not in ended.err
