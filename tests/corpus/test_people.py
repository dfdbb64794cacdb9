"""What is kept about people, on SQLite and, where PRECEDENT_TEST_DATABASE holds its URL, on a PostgreSQL server."""

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select, text

import corpus.migrations
from corpus.catalogue import Catalogue, CatalogueError, People, Preferences, ShownAnswer
from corpus.catalogue.tables import Base
from tests.corpus.test_catalogue import CHOIR, FAIR, GARDEN, HOSTILE, ROOT

ANA, BEN = "telegram:12345", "telegram:67890"
CHAT = "telegram:-100123"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
STORABLE = HOSTILE.replace("\0", "\ufffd").replace("\ud800", "?")

ANSWER = ShownAnswer(
    key="k1",
    channel="telegram",
    person=ANA,
    chat=CHAT,
    question="Who teaches bees?",
    language="en",
    text="<b>Nobody</b> yet.",
    practices=(FAIR.id, CHOIR.id),
    suggestions=("Who keeps bees?",),
    filters={"regions": ["africa", "arab-states"], "themes": []},
    conversation="opaque-1",
    answers=2**63 - 1,
    when=NOON,
)


@pytest.fixture
def people(catalogue: Catalogue) -> People:
    catalogue.add([FAIR, CHOIR, GARDEN], by="ana")
    return catalogue.people


class TestPreferences:
    def test_a_stranger_wants_nothing_in_particular(self, people: People) -> None:
        assert people.preferences(ANA) == Preferences()

    def test_they_are_kept_for_each_person(self, people: People) -> None:
        people.keep_preferences(ANA, Preferences("es", ("africa", "arab-states")))
        people.keep_preferences(BEN, Preferences(regions=("africa",)))
        assert people.preferences(ANA) == Preferences("es", ("africa", "arab-states"))
        assert people.preferences(BEN) == Preferences(None, ("africa",))
        people.keep_preferences(ANA, Preferences("zh"))
        assert people.preferences(ANA) == Preferences("zh", ())
        people.keep_preferences(ANA, Preferences())
        assert people.preferences(ANA) == Preferences()

    def test_hostile_text_is_data(self, people: People) -> None:
        people.keep_preferences(ANA, Preferences(HOSTILE, (HOSTILE,)))
        assert people.preferences(ANA) == Preferences(STORABLE, (STORABLE,))

    def test_threads_can_keep_those_of_one_person(self, people: People) -> None:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda code: people.keep_preferences(ANA, Preferences(code)), ["es", "fr"] * 10))
        assert people.preferences(ANA).language in {"es", "fr"}


class TestSaved:
    def test_they_come_newest_first(self, people: People) -> None:
        assert people.saved(ANA) == []
        assert [people.save(ANA, practice.id) for practice in (CHOIR, FAIR, GARDEN)] == [True] * 3
        assert people.save(BEN, FAIR.id)
        assert people.saved(ANA) == [GARDEN.id, FAIR.id, CHOIR.id]
        assert people.saved(BEN) == [FAIR.id]

    def test_saving_again_changes_nothing(self, people: People) -> None:
        people.save(ANA, FAIR.id)
        people.save(ANA, CHOIR.id)
        assert not people.save(ANA, FAIR.id)
        assert people.saved(ANA) == [CHOIR.id, FAIR.id]

    def test_what_is_not_wanted_any_more(self, people: People) -> None:
        people.save(ANA, FAIR.id)
        people.save(ANA, CHOIR.id)
        assert not people.unsave(BEN, FAIR.id)
        assert people.unsave(ANA, FAIR.id)
        assert not people.unsave(ANA, FAIR.id)
        assert not people.unsave(ANA, HOSTILE)
        assert people.saved(ANA) == [CHOIR.id]
        assert people.save(ANA, FAIR.id)
        assert people.saved(ANA) == [FAIR.id, CHOIR.id]

    def test_a_practice_that_never_was(self, people: People) -> None:
        for practice_id in ("xx-nowhere", HOSTILE, ""):
            with pytest.raises(CatalogueError, match="holds no practice"):
                people.save(ANA, practice_id)
        assert people.saved(ANA) == []

    def test_a_practice_that_is_withdrawn_stays(self, catalogue: Catalogue, people: People) -> None:
        people.save(ANA, FAIR.id)
        catalogue.withdraw([FAIR.id, CHOIR.id], by="ana")
        assert people.save(ANA, CHOIR.id)
        assert people.saved(ANA) == [CHOIR.id, FAIR.id]

    def test_threads_that_save_the_same_save_it_once(self, people: People) -> None:
        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(lambda _: people.save(ANA, FAIR.id), range(16))) == 1
        assert people.saved(ANA) == [FAIR.id]


class TestAnswers:
    def test_an_answer_comes_back_as_it_was_shown(self, people: People) -> None:
        people.keep_answer(ANSWER)
        assert people.answer("k1") == ANSWER == people.answer_to("telegram", 2**63 - 1)
        assert people.answer("k2") is people.answer(HOSTILE) is people.answer("k" * 5_000) is None
        assert people.answer_to("letters", 2**63 - 1) is people.answer_to("telegram", -1) is None

    def test_it_is_there_when_the_catalogue_is_opened_again(self, url: str) -> None:
        with Catalogue.open(url) as first:
            first.people.keep_answer(ANSWER)
        with Catalogue.open(url) as second:
            assert second.people.answer("k1") == ANSWER
            assert second.people.conversation(ANA, CHAT) == "opaque-1"

    def test_its_conversation_becomes_the_current_one(self, people: People) -> None:
        assert people.conversation(ANA, CHAT) is None
        people.keep_answer(ANSWER)
        people.keep_answer(replace(ANSWER, key="k2", answers=2, conversation="opaque-2"))
        people.keep_answer(replace(ANSWER, key="k3", answers=3, chat=ANA, conversation="elsewhere"))
        people.keep_answer(replace(ANSWER, key="k4", answers=4, person=BEN, conversation="another's"))
        assert people.conversation(ANA, CHAT) == "opaque-2"
        assert people.conversation(ANA, ANA) == "elsewhere"
        assert people.conversation(BEN, CHAT) == "another's"
        people.end_conversation(ANA, CHAT)
        people.end_conversation(ANA, CHAT)
        assert people.conversation(ANA, CHAT) is None
        assert people.conversation(ANA, ANA) == "elsewhere"
        assert people.answer("k1") == ANSWER  # its buttons still work

    def test_a_list_without_a_conversation_leaves_the_one_there_is(self, people: People) -> None:
        people.keep_answer(ANSWER)
        people.keep_answer(replace(ANSWER, key="k2", answers=8, conversation=""))
        assert people.conversation(ANA, CHAT) == "opaque-1"

    def test_the_same_key_replaces(self, people: People) -> None:
        people.keep_answer(ANSWER)
        again = replace(ANSWER, text="Now there are two.", answers=None, conversation="opaque-2")
        people.keep_answer(again)
        assert people.answer("k1") == again
        assert people.answer_to("telegram", 2**63 - 1) is None

    def test_an_answer_to_the_same_update_replaces(self, people: People) -> None:
        people.keep_answer(ANSWER)
        again = replace(ANSWER, key="k2", conversation="opaque-2")
        other = replace(ANSWER, key="k3", channel="letters")
        people.keep_answer(other)
        people.keep_answer(again)
        assert people.answer("k1") is None
        assert people.answer("k2") == again == people.answer_to("telegram", 2**63 - 1)
        assert people.answer("k3") == other == people.answer_to("letters", 2**63 - 1)

    def test_one_answer_can_replace_two(self, people: People) -> None:
        people.keep_answer(replace(ANSWER, key="k1", answers=1))
        people.keep_answer(replace(ANSWER, key="k2", answers=2))
        last = replace(ANSWER, key="k1", answers=2)
        people.keep_answer(last)
        assert people.answer("k1") == last == people.answer_to("telegram", 2)
        assert people.answer("k2") is people.answer_to("telegram", 1) is None

    def test_threads_can_replace_one_answer(self, people: People) -> None:
        people.keep_answer(ANSWER)
        versions = [replace(ANSWER, text=str(number), conversation=str(number)) for number in range(30)]
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(people.keep_answer, versions))
        kept = people.answer("k1")
        assert kept is not None
        assert people.conversation(ANA, CHAT) == kept.text

    def test_many_can_answer_no_update(self, people: People) -> None:
        first, second = (replace(ANSWER, key=key, answers=None) for key in ("k1", "k2"))
        people.keep_answer(first)
        people.keep_answer(second)
        assert people.answer("k1") == first
        assert people.answer("k2") == second

    def test_hostile_text_is_data(self, people: People) -> None:
        people.keep_answer(
            replace(
                ANSWER,
                question=HOSTILE,
                language=HOSTILE,
                text=HOSTILE,
                practices=(HOSTILE,),
                suggestions=(HOSTILE,),
                filters={HOSTILE: [HOSTILE]},
                conversation=HOSTILE,
            )
        )
        kept = people.answer("k1")
        assert kept is not None
        assert {kept.question, kept.language, kept.text, kept.conversation, *kept.practices} == {STORABLE}
        assert kept.suggestions == (STORABLE,)
        assert kept.filters == {STORABLE: [STORABLE]}

    def test_a_question_is_cut_and_what_was_shown_is_not(self, people: People) -> None:
        long = replace(ANSWER, question="文" * 5_000, text="文" * 9_000, conversation="x" * 16_384)
        people.keep_answer(long)
        assert people.answer("k1") == replace(long, question="文" * 4_000)
        assert people.conversation(ANA, CHAT) == long.conversation

    def test_moments_come_back_in_utc(self, people: People) -> None:
        people.keep_answer(replace(ANSWER, when=NOON.astimezone(timezone(timedelta(hours=9)))))
        kept = people.answer("k1")
        assert kept is not None
        assert (kept.when, kept.when.tzinfo) == (NOON, UTC)

    def test_it_is_shown_now_unless_said_otherwise(self) -> None:
        before = datetime.now(UTC)
        shown = ShownAnswer(key="k", channel="c", person="p", chat="c", question="q", language="en", text="t")
        assert before <= shown.when <= datetime.now(UTC)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"key": ""}, "1 to 32 characters"),
            ({"key": "k" * 33}, "1 to 32 characters"),
            ({"key": "k\0"}, "1 to 32 characters"),
            ({"person": ""}, "1 to 120 characters"),
            ({"chat": "c" * 121}, "1 to 120 characters"),
            ({"channel": "\ud800"}, "1 to 120 characters"),
            ({"answers": 2**63}, "64 bits"),
            ({"when": datetime(2026, 5, 1)}, "time zone"),
        ],
    )
    def test_what_cannot_be_stored_is_refused(self, people: People, changes: dict[str, object], sentence: str) -> None:
        people.keep_answer(ANSWER)
        with pytest.raises(ValueError, match=sentence):
            people.keep_answer(replace(ANSWER, conversation="opaque-2", **changes))  # type: ignore[arg-type]
        assert people.answer("k1") == ANSWER
        assert people.conversation(ANA, CHAT) == "opaque-1"

    def test_the_representation_does_not_show_what_people_wrote(self) -> None:
        shown = repr(ANSWER)
        assert not any(part in shown for part in (ANSWER.question, ANSWER.text, ANSWER.conversation))


@pytest.mark.parametrize("person", ["", "x" * 121, "telegram:\0", "\udfff"])
@pytest.mark.parametrize(
    "call",
    [
        lambda people, person: people.preferences(person),
        lambda people, person: people.keep_preferences(person, Preferences()),
        lambda people, person: people.saved(person),
        lambda people, person: people.save(person, FAIR.id),
        lambda people, person: people.unsave(person, FAIR.id),
        lambda people, person: people.conversation(person, CHAT),
        lambda people, person: people.end_conversation(ANA, person),
        lambda people, person: people.answer_to(person, 1),
        lambda people, person: people.forget(person),
    ],
)
def test_a_person_needs_a_name(call: Callable[[People, str], object], person: str) -> None:
    with Catalogue.open("sqlite://") as catalogue, pytest.raises(ValueError, match="a name is 1 to 120 characters"):
        call(catalogue.people, person)


def keep_everything(people: People, person: str, key: str, number: int, conversation: str = "opaque") -> None:
    people.keep_preferences(person, Preferences("es"))
    people.save(person, FAIR.id)
    people.keep_answer(replace(ANSWER, key=key, answers=number, person=person, conversation=conversation))


class TestForgetting:
    def test_everything_of_a_person_is_forgotten(self, people: People) -> None:
        keep_everything(people, ANA, "k1", 1)
        keep_everything(people, BEN, "k2", 2)
        people.keep_answer(replace(ANSWER, key="k3", answers=3, chat=ANA))
        assert people.forget(ANA)
        assert people.preferences(ANA) == Preferences()
        assert people.saved(ANA) == []
        assert people.answer("k1") is people.answer("k3") is people.answer_to("telegram", 1) is None
        assert people.conversation(ANA, CHAT) is people.conversation(ANA, ANA) is None
        assert not people.forget(ANA)
        assert people.preferences(BEN) == Preferences("es")
        assert people.saved(BEN) == [FAIR.id]
        assert people.answer("k2") is not None
        assert people.conversation(BEN, CHAT) == "opaque"

    def test_every_table_that_names_a_person_is_gone_through(self, catalogue: Catalogue, people: People) -> None:
        keep_everything(people, ANA, "k1", 1)
        people.forget(ANA)
        with catalogue._database.reading() as session:
            personal = [table for table in Base.metadata.sorted_tables if "person" in table.columns]
            assert len(personal) == 4
            assert [session.scalar(select(func.count()).select_from(table)) for table in personal] == [0] * 4

    @pytest.mark.parametrize(
        "keep",
        [
            lambda people: people.keep_preferences(ANA, Preferences()),
            lambda people: people.save(ANA, FAIR.id),
            lambda people: people.keep_answer(ANSWER),
        ],
    )
    def test_whether_there_was_anything(self, people: People, keep: Callable[[People], object]) -> None:
        assert not people.forget(ANA)
        keep(people)
        assert people.forget(ANA)

    def test_what_is_old_is_forgotten(self, people: People) -> None:
        second = timedelta(seconds=1)
        people.keep_answer(replace(ANSWER, key="old", answers=1, chat="old", when=NOON - second))
        people.keep_answer(replace(ANSWER, key="new", answers=2, chat="new", when=NOON))
        people.keep_answer(replace(ANSWER, key="odd", answers=3, when=NOON - second))
        people.keep_answer(replace(ANSWER, key="now", answers=4, when=NOON + second))
        people.keep_preferences(ANA, Preferences("es"))
        people.save(ANA, FAIR.id)
        assert people.forget_before(NOON.astimezone(timezone(timedelta(hours=9)))) == 3
        assert people.answer("old") is people.answer("odd") is None
        assert people.conversation(ANA, "old") is None
        assert people.answer("new") is not None
        assert people.conversation(ANA, "new") == people.conversation(ANA, CHAT) == "opaque-1"
        assert people.preferences(ANA) == Preferences("es")
        assert people.saved(ANA) == [FAIR.id]
        with pytest.raises(ValueError, match="time zone"):
            people.forget_before(NOON.replace(tzinfo=None))

    @pytest.mark.parametrize(
        "forget", [lambda people: people.forget(ANA), lambda people: people.forget_before(datetime.now(UTC))]
    )
    def test_it_leaves_no_trace_in_the_files_even_while_they_are_open(
        self, tmp_path: Path, forget: Callable[[People], object]
    ) -> None:
        private = [b"a-private-matter", b"telegram:12345"]
        with Catalogue.open(f"sqlite:///{tmp_path / 'a.db'}") as catalogue:
            for number in range(30):
                long = "a-private-matter" * (number * 50)
                catalogue.people.keep_answer(replace(ANSWER, key=f"k{number}", answers=number, conversation=long))
            held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
            assert all(text in held for text in private)
            assert forget(catalogue.people)
            held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
            assert not any(text in held for text in private)

    def test_somebody_who_reads_keeps_nobody_from_forgetting(self, tmp_path: Path) -> None:
        with Catalogue.open(f"sqlite:///{tmp_path / 'a.db'}") as catalogue:
            catalogue.people.keep_answer(ANSWER)
            with catalogue._database.reading() as session:
                session.execute(text("SELECT 1 FROM shown_answers")).all()
                assert catalogue.people.forget(ANA)
                with catalogue._database.reading() as same:  # on the connection that forgot
                    assert same.scalar(text("PRAGMA busy_timeout")) == 10_000
            catalogue.people.keep_answer(ANSWER)


keys = st.sampled_from(["k1", "k2", "k3"])
answers = st.builds(
    lambda key, number, person, text: replace(
        ANSWER, key=key, answers=number, person=person, text=text, conversation=text
    ),
    keys,
    st.one_of(st.none(), st.integers(0, 2)),
    st.sampled_from([ANA, BEN]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
)


class TestProperties:
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.one_of(answers, st.sampled_from([ANA, BEN])), max_size=10))
    def test_any_sequence_of_answers_ends_as_a_list_would(self, steps: list[ShownAnswer | str]) -> None:
        kept: list[ShownAnswer] = []
        current: dict[str, str] = {}
        with Catalogue.open("sqlite://") as catalogue:
            people = catalogue.people
            for step in steps:
                if isinstance(step, str):
                    known = step in current or any(answer.person == step for answer in kept)
                    assert people.forget(step) == known
                    kept = [answer for answer in kept if answer.person != step]
                    current.pop(step, None)
                    continue
                people.keep_answer(step)
                same = (step.answers,) if step.answers is not None else ()
                kept = [answer for answer in kept if answer.key != step.key and answer.answers not in same]
                kept.append(step)
                if step.conversation:
                    current[step.person] = step.conversation
            for key in ("k1", "k2", "k3"):
                assert people.answer(key) == next((answer for answer in kept if answer.key == key), None)
            for number in range(3):
                found = next((answer for answer in kept if answer.answers == number), None)
                assert people.answer_to("telegram", number) == found
            for person in (ANA, BEN):
                assert people.conversation(person, CHAT) == current.get(person)


def test_an_older_catalogue_gets_the_tables(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(str(corpus.migrations.__file__)).parent))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO feedback (question, helpful, language, given_at) VALUES ('Old?', true, 'en', :moment)"),
            {"moment": "2026-05-01 12:00:00.000000"},
        )
    engine.dispose()
    with Catalogue.open(url) as catalogue:
        assert [feedback.question for feedback in catalogue.feedback()] == ["Old?"]
        catalogue.people.keep_answer(ANSWER)
        assert catalogue.people.answer("k1") == ANSWER
        assert catalogue.inbox.waiting("telegram") == []


CHILD = """
import os, signal, sys
from sqlalchemy import Engine, event
from corpus.catalogue import Catalogue, ShownAnswer

url, action, fatal = sys.argv[1:]

def die(*arguments):
    if any(isinstance(argument, str) and fatal in argument for argument in arguments):
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "after_cursor_execute", die)
with Catalogue.open(url) as catalogue:
    if action == "keep":
        catalogue.people.keep_answer(
            ShownAnswer(
                key="k2", channel="telegram", person="telegram:12345", chat="telegram:-100123", question="Again?",
                language="en", text="Again.", conversation="opaque-2", answers=2**63 - 1,
            )
        )
    else:
        catalogue.people.forget("telegram:12345")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
class TestProcesses:
    @pytest.mark.parametrize(
        ("fatal", "survives"),
        [
            ("DELETE FROM shown_answers", False),
            ("INSERT INTO shown_answers", False),
            ("INSERT INTO conversations", False),
            ("nothing", True),
        ],
    )
    def test_an_answer_is_kept_with_its_conversation_or_not_at_all(self, url: str, fatal: str, survives: bool) -> None:
        with Catalogue.open(url) as catalogue:
            catalogue.people.keep_answer(ANSWER)
        die(url, "keep", fatal)
        with Catalogue.open(url) as catalogue:
            shown = catalogue.people.answer_to("telegram", 2**63 - 1)
            assert shown is not None
            assert shown.key == ("k2" if survives else "k1")
            assert catalogue.people.conversation(ANA, CHAT) == ("opaque-2" if survives else "opaque-1")

    @pytest.mark.parametrize("fatal", ["DELETE FROM preferences", "DELETE FROM shown_answers"])
    def test_a_person_is_forgotten_or_not(self, url: str, fatal: str) -> None:
        with Catalogue.open(url) as catalogue:
            catalogue.add([FAIR], by="ana")
            keep_everything(catalogue.people, ANA, "k1", 1)
        die(url, "forget", fatal)
        with Catalogue.open(url) as catalogue:
            assert catalogue.people.preferences(ANA) == Preferences("es")
            assert catalogue.people.saved(ANA) == [FAIR.id]
            assert catalogue.people.answer("k1") is not None
        die(url, "forget", "nothing")
        with Catalogue.open(url) as catalogue:
            assert not catalogue.people.forget(ANA)


def die(url: str, action: str, fatal: str) -> None:
    """Run a process that kills itself after a statement containing `fatal`, or else at its end."""
    child = subprocess.run([sys.executable, "-c", CHILD, url, action, fatal], cwd=ROOT, check=False, timeout=60)
    assert child.returncode == -signal.SIGKILL
