"""`precedent ask` and `precedent search`: for people in a terminal, and for programs."""

from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.browse import Page
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from index.model import PreparedModel
from index.snapshot import SnapshotStore
from tests.assistant.cli.conftest import Run
from tests.assistant.processes import precedent
from tests.assistant.snapshots import damage, publish_again

FESTIVALS = "How do cities run a learning festival?"


class TestAsk:
    def test_a_person_sees_the_answer_and_its_sources(
        self, run: Run, own_home: Settings, by_id: dict[str, Practice]
    ) -> None:
        as_json = run("ask", FESTIVALS, "--json", home=own_home.home)
        answer = Answer.model_validate(as_json.json)
        shown = run("ask", FESTIVALS, home=own_home.home)
        assert (shown.code, shown.err) == (0, "")
        words = " ".join(shown.out.split())
        for sentence in answer.answer:
            assert sentence.text in words
        addresses = set(shown.out.split())  # whole, for one may begin as another does
        for practice in answer.practices:
            assert f"[{practice.number}] {practice.title}" in words
            assert practice.city in words
            sources = by_id[practice.id].sources
            shown_of = [source.url for source in sources if source.url in addresses]
            assert shown_of[:1] == [sources[0].url]
            # One that another practice has too is shown there.
            left = [len(sources) - own for own in range(1, len(shown_of) + 1)]
            assert 0 in left or any(f"and {count} more source" in words for count in left)
        for suggestion in answer.suggestions:
            assert suggestion in words

    def test_json_stands_alone_on_stdout(self, own_home: Settings) -> None:
        damage(SnapshotStore(own_home.snapshots), publish_again(SnapshotStore(own_home.snapshots)), "vectors.faiss")
        ended = precedent("ask", FESTIVALS, "--json", "-n", "2", home=own_home.home)
        answer = Answer.model_validate_json(ended.stdout)
        assert (ended.returncode, answer.answered, len(answer.practices)) == (0, True, 2)
        assert "snapshot_damaged" in ended.stderr  # what there is to say beside it

    def test_words_need_no_quotes(self, run: Run, own_home: Settings) -> None:
        assert (
            run("ask", "learning", "festivals", "--json", home=own_home.home).json["question"] == "learning festivals"
        )

    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("What is the weather tomorrow?", ["outside the collection"]),
            ("How do older people get online in Prague?", ["Only: Prague", "nearest practices", "Sources"]),
            ("¿Cómo aprenden a usar internet las personas mayores en Ciudad de Guatemala?", ["Fuentes"]),
        ],
    )
    def test_a_refusal_says_so_and_is_kept(self, run: Run, own_home: Settings, question: str, words: list[str]) -> None:
        shown = run("ask", question, home=own_home.home)
        assert shown.code == 0
        for each in words:
            assert each in " ".join(shown.out.split())
        with open_catalogue(own_home) as catalogue:
            assert [item.question for item in catalogue.unanswered()] == [question]

    def test_options_narrow_and_translate(self, run: Run, own_home: Settings) -> None:
        answer = run(
            "ask", "How do cities bring books and reading to children?", "--json", "-l", "zh",
            "--region", "africa", "--region", "arab-states", "--sdg", "4", home=own_home.home,
        ).json  # fmt: skip
        assert (answer["language"], answer["answered"]) == ("zh", True)
        assert {practice["region"] for practice in answer["practices"]} <= {"africa", "arab-states"}
        found = run(
            "search", "computers", "--json", "--country", "za", "--theme", "digital-skills", home=own_home.home
        ).json
        assert {practice["country"] for practice in found["practices"]} == {"ZA"}
        assert all("digital-skills" in practice["themes"] for practice in found["practices"])

    def test_a_conversation_goes_on(self, run: Run, own_home: Settings) -> None:
        first = run("ask", FESTIVALS, "--json", home=own_home.home).json
        second = run(
            "ask", "and in Africa?", "--json", "--conversation", first["conversation"], home=own_home.home
        ).json
        assert second["understood"]["follows"] == FESTIVALS

    def test_a_follow_up_that_could_mean_nothing_is_told_so(self, run: Run, own_home: Settings) -> None:
        shown = run("ask", "tell me more about the second", home=own_home.home)
        assert shown.code == 0
        assert "Please ask the whole question." in " ".join(shown.out.split())

    def test_the_language_set_decides_where_the_words_do_not(self, run: Run, own_home: Settings) -> None:
        assert run("ask", "12345", "--json", home=own_home.home, language="ar").json["language"] == "ar"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), "Missing argument"),
            (("",), "the question is empty"),
            ((" \t\u200b",), "the question is empty"),
            (("x" * 1001,), "1001 characters"),
            (("x", "--theme", "pigeons"), "'pigeons' is not known for themes. Allowed: "),
            (("x", "--country", "Ireland"), "'IRELAND' is not known for countries"),
            (("x", "--sdg", "18"), "Allowed: 1, 2, 3"),
            (("x", "--language", "tlh"), "en, fr, es, ar, zh, ru, pt"),
            (("x", "--limit", "0"), "--limit"),
            (("x", "--limit", "many"), "--limit"),
            (("x", "--colour"), "No such option"),
        ],
    )
    def test_wrong_use(self, run: Run, home: Settings, arguments: tuple[str, ...], said: str) -> None:
        ended = run("ask", *arguments, home=home.home)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err

    def test_what_was_asked_is_only_words(self, run: Run, own_home: Settings) -> None:
        shown = run(
            "ask", "\x1b[31mred\x1b[0m \x07 [bold]markup[/bold] [/] {0} %s '; DROP TABLE \u202eabc", home=own_home.home
        )
        assert shown.code == 0
        assert "\x1b" not in shown.out
        assert "\u202e" not in shown.out

    def test_bytes_that_are_no_text(self, own_home: Settings) -> None:
        ended = precedent("ask", b"mobile \xff\xfe library", "--json", home=own_home.home)
        assert ended.returncode == 0
        assert "mobile" in Answer.model_validate_json(ended.stdout).question


class TestSearch:
    def test_a_person_sees_a_table(self, run: Run, own_home: Settings) -> None:
        page = Page.model_validate(run("search", "mobile library", "--json", home=own_home.home).json)
        shown = run("search", "mobile library", home=own_home.home)
        assert (shown.code, shown.err) == (0, "")
        assert shown.out.startswith(f"{page.total} practices\n")
        for practice in page.practices:
            assert practice.id in shown.out
            assert practice.city in shown.out

    def test_pages_and_filters(self, run: Run, own_home: Settings) -> None:
        first = run("search", "reading", "--json", "-n", "3", home=own_home.home).json
        second = run("search", "reading", "--json", "-n", "3", "--offset", "3", home=own_home.home).json
        assert {p["id"] for p in first["practices"]}.isdisjoint(p["id"] for p in second["practices"])
        none = run("search", "reading", "--country", "CZ", home=own_home.home)
        assert (none.code, none.out.strip()) == (0, "0 practices")

    @pytest.mark.parametrize(
        "arguments", [(), ("x", "-n", "101"), ("x", "--offset", "-1"), ("x", "--region", "atlantis"), ("x" * 1001,)]
    )
    def test_wrong_use(self, run: Run, home: Settings, arguments: tuple[str, ...]) -> None:
        ended = run("search", *arguments, home=home.home)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err


@pytest.mark.parametrize("command", ["ask", "search"])
class TestNotReady:
    def test_without_a_model_the_command_to_run_is_named(self, run: Run, tmp_path: Path, command: str) -> None:
        ended = run(command, "x", home=tmp_path / "none")
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.endswith("Prepare it with: precedent setup\n")
        assert ended.err.count("\n") == 1

    def test_without_an_index_the_command_to_run_is_named(self, run: Run, empty: Path, command: str) -> None:
        ended = run(command, "x", home=empty)
        assert (ended.code, ended.out) == (1, "")
        assert ended.err == "There is no index to search yet. Build it with: precedent index build\n"

    def test_a_model_that_is_damaged(self, run: Run, model: PreparedModel, tmp_path: Path, command: str) -> None:
        folder = tmp_path / "damaged"
        (folder / "models" / model.folder.name).mkdir(parents=True)
        whole = (model.folder / "model.json").read_text()
        (folder / "models" / model.folder.name / "model.json").write_text(whole[:-20])
        ended = run(command, "x", home=folder)
        assert (ended.code, ended.out) == (1, "")
        assert "precedent setup" in ended.err
