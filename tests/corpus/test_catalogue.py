"""The catalogue on SQLite and, where PRECEDENT_TEST_DATABASE holds its URL, on a PostgreSQL server."""

import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from corpus.catalogue import AskedQuestion, Catalogue, CatalogueError, Changes
from corpus.catalogue.migration import numbers
from corpus.catalogue.tables import CHANGE_KINDS, Base, UtcDateTime
from corpus.practice import Practice

ROOT = Path(__file__).parents[2]
SERVER = os.environ.get("PRECEDENT_TEST_DATABASE")
HOSTILE = "'; DROP TABLE practices; -- \" %s %(a)s :name {0} \\ \u202e 文 \0 \ud800"


@pytest.fixture(params=["sqlite", *(["server"] if SERVER else [])])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database that is empty."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalogue.db'}"
        return
    server, schema = make_url(str(SERVER)), f"test_{uuid.uuid4().hex}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    in_schema = server.update_query_dict({"options": f"-csearch_path={schema}"})
    yield in_schema.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    with Catalogue.open(url) as opened:
        yield opened


def make(practice_id: str = "ie-dublin-fair", title: str = "A learning fair", done: str = "They met.") -> Practice:
    return Practice.model_validate(
        {
            "id": practice_id,
            "title": title,
            "city": "Dublin",
            "country": practice_id[:2].upper(),
            "region": "europe-north-america",
            "start": 2019,
            "end": None,
            "themes": ["learning-spaces"],
            "audiences": ["everyone"],
            "sdgs": [4],
            "summary": "People learn from each other.",
            "translations": {
                "fr": {"title": "Une foire", "summary": "On apprend."},
                "ar": {"title": "معرض", "summary": "يتعلم الناس."},
            },
            "sources": [{"url": "https://example.org/fair", "title": "The fair", "publisher": "The city"}],
            "checked": "2026-01-31",
            "sections": [{"code": "what-was-done", "text": f"They planned. They invited everyone. {done}"}],
        }
    )


FAIR, CHOIR, GARDEN = make("ie-dublin-fair"), make("za-durban-choir"), make("br-recife-garden")


class TestOpening:
    def test_the_migrated_schema_is_the_models(self, catalogue: Catalogue, url: str) -> None:
        engine = create_engine(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_server_default": True})
            assert compare_metadata(context, Base.metadata) == []
            # The comparison leaves out the names of keys and checks.
            for table in Base.metadata.sorted_tables:
                inspected = inspect(connection)
                names = {inspected.get_pk_constraint(table.name)["name"]}
                names |= {key["name"] for key in inspected.get_foreign_keys(table.name)}
                names |= {check["name"] for check in inspected.get_check_constraints(table.name)}
                assert names == {constraint.name for constraint in table.constraints}
        engine.dispose()

    def test_migrations_are_numbered_without_a_gap(self) -> None:
        assert numbers() == [f"{number:04}" for number in range(1, len(numbers()) + 1)]

    def test_content_is_there_when_opened_again(self, url: str) -> None:
        with Catalogue.open(url) as first:
            first.add([FAIR], by="ana")
        with Catalogue.open(url) as second:
            assert second.practices() == [FAIR]

    def test_a_newer_catalogue_is_refused(self, catalogue: Catalogue, url: str) -> None:
        self._execute(url, "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(CatalogueError, match=r"newer version.*9999.*update the program"):
            Catalogue.open(url)

    def test_a_database_of_another_program_is_refused_and_left_alone(self, url: str) -> None:
        self._execute(url, "CREATE TABLE bookmarks (id INTEGER)")
        with pytest.raises(CatalogueError, match="belongs to another program"):
            Catalogue.open(url)
        engine = create_engine(url)
        assert inspect(engine).get_table_names() == ["bookmarks"]
        engine.dispose()

    @staticmethod
    def _execute(url: str, statement: str) -> None:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def test_sqlite_is_set_up_to_lose_nothing(self, tmp_path: Path) -> None:
        with (
            Catalogue.open(f"sqlite:///{tmp_path / 'a.db'}") as catalogue,
            catalogue._database.reading() as session,
        ):
            pragmas = {
                name: session.scalar(text(f"PRAGMA {name}"))
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        file = tmp_path / "notes.txt"
        file.write_text("milk, bread, and a long enough list to be no empty file. " * 20)
        with pytest.raises(CatalogueError, match=r"notes\.txt is not a database"):
            Catalogue.open(f"sqlite:///{file}")
        assert file.read_text().startswith("milk")

    def test_a_file_that_another_process_keeps_busy(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("corpus.catalogue.database.BUSY_SECONDS", 0.05)
        with Catalogue.open(f"sqlite:///{tmp_path / 'a.db'}") as catalogue:
            other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(CatalogueError, match="busy: another process is writing"):
                catalogue.add([FAIR], by="ana")
            assert catalogue.practices() == []  # who reads does not wait
            other.close()
            catalogue.add([FAIR], by="ana")

    def test_a_damaged_file(self, tmp_path: Path) -> None:
        file = tmp_path / "a.db"
        Catalogue.open(f"sqlite:///{file}").close()
        file.write_bytes(file.read_bytes()[:9_000])
        with pytest.raises(CatalogueError, match="damaged: put back a backup"):
            Catalogue.open(f"sqlite:///{file}").practices()

    def test_a_folder_that_does_not_exist(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogueError, match="cannot be opened: check that its folder exists"):
            Catalogue.open(f"sqlite:///{tmp_path / 'none' / 'a.db'}")

    def test_an_empty_file_becomes_a_catalogue(self, tmp_path: Path) -> None:
        (tmp_path / "a.db").touch()
        with Catalogue.open(f"sqlite:///{tmp_path / 'a.db'}") as catalogue:
            assert catalogue.practices() == []

    @pytest.mark.parametrize(
        ("address", "sentence"),
        [
            ("catalogue.db", "no SQLAlchemy URL"),
            ("", "no SQLAlchemy URL"),
            ("postgresql://ana:se/cret@@::", "no SQLAlchemy URL"),
            ("mysql://host/name", "SQLite or PostgreSQL, not in mysql"),
            ("postgresql+asyncpgx://host/name", "asyncpgx"),
        ],
    )
    def test_a_wrong_address(self, address: str, sentence: str) -> None:
        with pytest.raises(CatalogueError, match=sentence):
            Catalogue.open(address)

    def test_errors_hide_the_password(self) -> None:
        with pytest.raises(CatalogueError) as raised:
            Catalogue.open("postgresql+psycopg://ana:secret@127.0.0.1:1/name?password=secret")
        assert "secret" not in str(raised.value)


class TestPublishing:
    def test_what_is_added_is_published(self, catalogue: Catalogue) -> None:
        changes = catalogue.add([GARDEN, FAIR], by="ana")
        assert changes == Changes(added=[GARDEN.id, FAIR.id], revision=1)
        assert catalogue.practices() == [GARDEN, FAIR]  # ordered by id
        assert catalogue.practice(FAIR.id) == FAIR
        assert catalogue.practice(FAIR.id).render() == FAIR.render()  # type: ignore[union-attr]
        assert catalogue.practice("xx-nowhere") is None

    def test_adding_again_changes_nothing(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR], by="ana")
        assert catalogue.add([FAIR, FAIR], by="ben") == Changes(unchanged=[FAIR.id])
        assert len(catalogue.history(FAIR.id)) == 1
        revision = catalogue.revision()
        assert revision is not None
        assert (revision.number, revision.by) == (1, "ana")

    def test_a_change_makes_a_version(self, catalogue: Catalogue) -> None:
        before = datetime.now(UTC)
        catalogue.add([FAIR, CHOIR], by="ana")
        changed = make(FAIR.id, title="Another title")
        assert catalogue.add([changed, CHOIR, GARDEN], by="ben") == Changes(
            added=[GARDEN.id], changed=[FAIR.id], unchanged=[CHOIR.id], revision=2
        )
        first, second = catalogue.history(FAIR.id)
        assert (first.number, first.change, first.by, first.revision, first.practice) == (
            1,
            "added",
            "ana",
            1,
            FAIR,
        )
        assert (second.number, second.change, second.by, second.revision) == (2, "changed", "ben", 2)
        assert second.practice == changed == catalogue.practice(FAIR.id)
        assert first.digest != second.digest
        assert before <= first.when <= second.when <= datetime.now(UTC)
        assert second.when.tzinfo is UTC
        revision = catalogue.revision()
        assert revision is not None
        assert (revision.added, revision.changed, revision.withdrawn, revision.restored) == (1, 1, 0, 0)

    def test_what_came_or_changed_last_is_named_first(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR, CHOIR, GARDEN], by="ana")
        catalogue.withdraw([GARDEN.id], by="ana")
        catalogue.add([make(CHOIR.id, title="Another title")], by="ben")
        choir, fair = catalogue.publications()
        assert (choir.practice_id, fair.practice_id) == (CHOIR.id, FAIR.id)
        assert choir.first == fair.first == fair.last < choir.last
        assert choir.last.tzinfo is UTC

    def test_what_is_withdrawn_is_gone_but_for_its_history(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR, CHOIR], by="ana")
        assert catalogue.withdraw([FAIR.id, FAIR.id], by="ben") == Changes(withdrawn=[FAIR.id], revision=2)
        assert catalogue.practices() == [CHOIR]
        assert catalogue.practice(FAIR.id) is None
        assert catalogue.withdraw([FAIR.id], by="ben") == Changes(unchanged=[FAIR.id])
        assert [version.change for version in catalogue.history(FAIR.id)] == ["added", "withdrawn"]
        assert catalogue.history(FAIR.id)[1].practice == FAIR

    @pytest.mark.parametrize("title", [FAIR.title, "Another title"])
    def test_what_is_added_again_is_restored(self, catalogue: Catalogue, title: str) -> None:
        catalogue.add([FAIR], by="ana")
        catalogue.withdraw([FAIR.id], by="ben")
        returned = make(FAIR.id, title=title)
        assert catalogue.add([returned], by="eva") == Changes(restored=[FAIR.id], revision=3)
        assert catalogue.practices() == [returned]
        assert [version.number for version in catalogue.history(FAIR.id)] == [1, 2, 3]
        assert {version.change for version in catalogue.history(FAIR.id)} <= set(CHANGE_KINDS)

    def test_unknown_ids_are_named_and_nothing_is_withdrawn(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR], by="ana")
        with pytest.raises(CatalogueError, match=r"no practice ie-cork, xx-nowhere"):
            catalogue.withdraw([FAIR.id, "xx-nowhere", "ie-cork"], by="ana")
        assert catalogue.practices() == [FAIR]

    def test_two_practices_of_one_id_are_refused(self, catalogue: Catalogue) -> None:
        with pytest.raises(CatalogueError, match=f"the id {FAIR.id}"):
            catalogue.add([CHOIR, FAIR, make(FAIR.id, title="Other")], by="ana")
        assert catalogue.practices() == []

    def test_a_change_needs_a_name(self, catalogue: Catalogue) -> None:
        for change in (catalogue.add, catalogue.withdraw):
            with pytest.raises(CatalogueError, match="name of whoever"):
                change([], by=" ")

    def test_nothing_added_to_nothing(self, catalogue: Catalogue) -> None:
        assert catalogue.add([], by="ana") == Changes() == catalogue.withdraw([], by="ana")
        assert catalogue.revision() is None
        assert catalogue.history(FAIR.id) == []

    def test_hostile_text_is_data(self, catalogue: Catalogue) -> None:
        title = HOSTILE.replace("\ud800", "")  # no practice can hold half of a surrogate pair
        practice = make(FAIR.id, title=title)
        catalogue.add([practice], by=HOSTILE)
        assert catalogue.practice(FAIR.id) == practice
        assert catalogue.practice(HOSTILE) is None
        assert catalogue.history(HOSTILE) == []
        assert catalogue.history(FAIR.id)[0].by.startswith("'; DROP TABLE practices; --")
        with pytest.raises(CatalogueError, match="DROP TABLE"):
            catalogue.withdraw([HOSTILE], by="ana")

    @pytest.mark.parametrize("in_memory", [False, True])
    def test_threads_share_a_catalogue(self, url: str, in_memory: bool) -> None:
        with (
            Catalogue.open("sqlite://" if in_memory else url) as catalogue,
            ThreadPoolExecutor(8) as threads,
        ):
            futures = [threads.submit(catalogue.add, [make(f"ie-n-{number}")], by="ana") for number in range(20)]
            assert sorted(future.result().revision or 0 for future in futures) == list(range(1, 21))
            assert len(catalogue.practices()) == 20

    def test_a_record_of_another_format_is_named(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR], by="ana")
        with catalogue._database.writing() as session:
            session.execute(text("UPDATE practices SET record = '{\"id\": 7}'"))
        with pytest.raises(CatalogueError, match=f"{FAIR.id} in the catalogue does not follow"):
            catalogue.practices()

    def test_shipped_records_come_back_equal(self, catalogue: Catalogue) -> None:
        files = sorted((ROOT / "corpus" / "practices").glob("*.md"))[::20]
        shipped = [Practice.parse(file.read_text(encoding="utf-8"), file.name) for file in files]
        catalogue.add(shipped, by="ana")
        assert catalogue.practices() == shipped
        assert [practice.render() for practice in catalogue.practices()] == [practice.render() for practice in shipped]


titles = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(str.strip)
ids = st.sampled_from(["ie-a", "ie-b", "za-c", "br-d"])
practices = st.builds(make, ids, titles, done=titles.map(lambda title: f"{title}. Done."))
unique = st.lists(practices, unique_by=lambda practice: practice.id)


class TestProperties:
    @settings(max_examples=20, deadline=None)
    @given(unique)
    def test_adding_is_idempotent(self, given_practices: list[Practice]) -> None:
        with Catalogue.open("sqlite://") as catalogue:
            first = catalogue.add(given_practices, by="ana")
            digest, revision = catalogue.digest(), catalogue.revision()
            second = catalogue.add(catalogue.practices(), by="ben")
            assert second.revision is None
            assert sorted(second.unchanged) == sorted(first.added)
            assert (catalogue.digest(), catalogue.revision()) == (digest, revision)

    @settings(max_examples=20, deadline=None)
    @given(unique.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))), practices)
    def test_the_digest_depends_on_content_alone(
        self, orders: tuple[list[Practice], list[Practice]], other: Practice
    ) -> None:
        with Catalogue.open("sqlite://") as one, Catalogue.open("sqlite://") as two:
            one.add(orders[0], by="ana")
            for practice in orders[1]:
                two.add([practice], by="ben")
            assert one.digest() == two.digest()
            two.add([other], by="ben")
            assert (one.digest() == two.digest()) == (one.practices() == two.practices())

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.one_of(unique, st.sets(ids)), max_size=8))
    def test_any_sequence_of_changes_ends_as_a_dictionary_would(self, steps: list[list[Practice] | set[str]]) -> None:
        published: dict[str, Practice] = {}
        versions: dict[str, int] = {}
        revisions = 0
        with Catalogue.open("sqlite://") as catalogue:
            for step in steps:
                if isinstance(step, set):
                    touched = sorted(step & published.keys())
                    changes = catalogue.withdraw(step & versions.keys(), by="ana")
                    assert sorted(changes.withdrawn) == touched
                    for practice_id in touched:
                        del published[practice_id]
                else:
                    touched = [item.id for item in step if published.get(item.id) != item]
                    changes = catalogue.add(step, by="ana")
                    assert sorted(changes.added + changes.changed + changes.restored) == sorted(touched)
                    assert set(changes.added).isdisjoint(versions)
                    published |= {item.id: item for item in step}
                for practice_id in touched:
                    versions[practice_id] = versions.get(practice_id, 0) + 1
                revisions += bool(touched)
                assert changes.revision == (revisions if touched else None)
                assert catalogue.practices() == [published[practice_id] for practice_id in sorted(published)]
            for practice_id, count in versions.items():
                history = catalogue.history(practice_id)
                assert [version.number for version in history] == list(range(1, count + 1))


class TestQuestions:
    def test_unanswered_questions_come_newest_first(self, catalogue: Catalogue) -> None:
        filters = {"countries": ["IE"], "themes": []}
        catalogue.keep_unanswered("Who teaches bees?", language="en", reason="no_match", filters=filters)
        catalogue.keep_unanswered(HOSTILE, language="zh", reason="out_of_scope", filters={HOSTILE: [HOSTILE]})
        newest, oldest = catalogue.unanswered()
        assert (oldest.question, oldest.language, oldest.reason) == ("Who teaches bees?", "en", "no_match")
        assert oldest.filters == filters
        assert oldest.when.tzinfo is UTC
        assert newest.question == HOSTILE.replace("\0", "\ufffd").replace("\ud800", "?")
        assert list(newest.filters) == [newest.question]
        assert catalogue.unanswered(1) == [newest]
        assert catalogue.unanswered(0) == catalogue.unanswered(-1) == []

    def test_feedback(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR], by="ana")
        catalogue.keep_feedback("Fairs?", practice_id=FAIR.id, helpful=True, comment=None, language="en")
        catalogue.keep_feedback(HOSTILE, practice_id=None, helpful=False, comment=HOSTILE, language="fr")
        newest, oldest = catalogue.feedback()
        assert (oldest.practice_id, oldest.helpful, oldest.comment) == (FAIR.id, True, None)
        assert (newest.practice_id, newest.helpful, newest.language) == (None, False, "fr")
        assert newest.comment == newest.question
        assert catalogue.feedback(1) == [newest]

    def test_feedback_on_a_practice_that_never_was(self, catalogue: Catalogue) -> None:
        with pytest.raises(CatalogueError, match="no practice xx-nowhere"):
            catalogue.keep_feedback("Q", practice_id="xx-nowhere", helpful=True, comment=None, language="en")
        assert catalogue.feedback() == []

    def test_endless_text_is_cut(self, catalogue: Catalogue) -> None:
        catalogue.keep_unanswered("文" * 100_000, language="zh", reason="no_match", filters={})
        assert catalogue.unanswered()[0].question == "文" * 4_000

    def test_what_is_old_is_forgotten(self, catalogue: Catalogue) -> None:
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        old = AskedQuestion(question="Old?", language="en", answered=False, day=(today - timedelta(days=1)).date())
        catalogue.asked.keep([old])
        catalogue.keep_unanswered("New?", language="en", reason="no_match", filters={})
        catalogue.keep_feedback("New?", practice_id=None, helpful=True, comment="New", language="en")
        assert catalogue.forget_before(today.astimezone(timezone(timedelta(hours=9)))) == 1
        assert [question.question for question in catalogue.unanswered()] == ["New?"]
        assert catalogue.forget_before(datetime.now(UTC) + timedelta(microseconds=1)) == 2
        assert catalogue.unanswered() == catalogue.feedback() == []
        with pytest.raises(ValueError, match="time zone"):
            catalogue.forget_before(today.replace(tzinfo=None))

    def test_what_is_forgotten_leaves_no_trace_in_the_file(self, tmp_path: Path) -> None:
        with Catalogue.open(f"sqlite:///{tmp_path / 'a.db'}") as catalogue:
            catalogue.keep_unanswered("a-private-matter", language="en", reason="no_match", filters={})
            catalogue.forget_before(datetime.now(UTC) + timedelta(days=1))
        files = list(tmp_path.iterdir())
        assert not any(b"a-private-matter" in file.read_bytes() for file in files)

    def test_a_moment_without_a_time_zone_is_never_stored(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            UtcDateTime().process_bind_param(datetime(2026, 1, 1), sqlite_dialect())


CHILD = """
import os, signal, sys
from sqlalchemy import Engine, event
from corpus.catalogue import Catalogue
from corpus.practice import Practice

url, fatal = sys.argv[1:]

def die(*arguments):
    if any(isinstance(argument, str) and fatal in argument for argument in arguments):
        os.kill(os.getpid(), signal.SIGKILL)

if fatal:
    event.listen(Engine, "after_cursor_execute", die)
print("ready", flush=True)
batches = [[Practice.model_validate_json(record) for record in line.split("\t")] for line in sys.stdin]
with Catalogue.open(url) as catalogue:
    for batch in batches:
        catalogue.add(batch, by=str(os.getpid()))
    if fatal == "after commit":
        os.kill(os.getpid(), signal.SIGKILL)
"""


class TestProcesses:
    @pytest.mark.parametrize("opened_before", [True, False])
    def test_processes_that_add_at_the_same_time(self, url: str, opened_before: bool) -> None:
        if opened_before:
            Catalogue.open(url).close()
        shared = [make(f"ie-shared-{number}") for number in range(10)]
        own = [[make(f"ie-own-{process}-{number}") for number in range(10)] for process in range(2)]
        children = [start(url), start(url)]
        for child, practices_of_child in zip(children, own, strict=True):
            feed(
                child,
                [[practice] for pair in zip(shared, practices_of_child, strict=True) for practice in pair],
            )
        for child in children:
            assert child.wait(60) == 0
        with Catalogue.open(url) as catalogue:
            everything = [*shared, *own[0], *own[1]]
            assert {practice.id for practice in catalogue.practices()} == {practice.id for practice in everything}
            versions = [version for practice in everything for version in catalogue.history(practice.id)]
            assert sorted(version.revision for version in versions) == list(range(1, len(everything) + 1))

    @pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
    @pytest.mark.parametrize(
        ("fatal", "survives"),
        [
            ("CREATE TABLE feedback", False),
            ("INSERT INTO revisions", False),
            ("INSERT INTO practices", False),
            ("INSERT INTO practice_versions", False),
            ("after commit", True),
        ],
    )
    def test_a_process_that_is_killed_leaves_all_or_nothing(self, url: str, fatal: str, survives: bool) -> None:
        if "CREATE" not in fatal:
            Catalogue.open(url).close()
        batch = [make(f"ie-practice-{number}") for number in range(50)]
        child = start(url, fatal)
        feed(child, [batch])
        assert child.wait(60) == -signal.SIGKILL
        with Catalogue.open(url) as catalogue:
            assert len(catalogue.practices()) == (50 if survives else 0)
            assert (catalogue.revision() is not None) == survives
            assert len(catalogue.history(batch[0].id)) == survives
            assert len(catalogue.add(batch, by="ana").added) == (0 if survives else 50)


def start(url: str, fatal: str = "") -> subprocess.Popen[str]:
    """A process that waits for practices, adds them, and kills itself at a statement containing `fatal`."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, url, fatal],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    child.stdout.close()
    return child


def feed(child: subprocess.Popen[str], batches: list[list[Practice]]) -> None:
    assert child.stdin
    child.stdin.writelines("\t".join(item.model_dump_json() for item in batch) + "\n" for batch in batches)
    child.stdin.close()


def test_whoever_publishes_or_withdraws_is_in_the_audit_log(catalogue: Catalogue) -> None:
    catalogue.add([FAIR, CHOIR], by="marta")
    catalogue.add([FAIR], by="ben")  # nothing is changed by this
    catalogue.withdraw([FAIR.id], by="ana")
    catalogue.withdraw([FAIR.id], by="ben")
    noted = [(entry.by, entry.action, entry.about) for entry in catalogue.audit.latest()]
    assert noted == [("ana", "practice.withdraw", FAIR.id), ("marta", "corpus.publish", "1")]
