"""`precedent corpus publish`, `rollback`, `withdraw`, `revisions`: what is approved goes out, and comes back."""

from pathlib import Path

import pytest

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from tests.assistant.cli.conftest import Run
from tests.assistant.office.homes import approve_change, approve_new
from tests.corpus.sample import FILE, RECORD

BOATS = Practice.parse(RECORD)
TRAMS = BOATS.model_copy(update={"id": "no-oslo-reading-trams", "title": "Reading trams"})


@pytest.fixture
def boats(run: Run, empty: Path) -> Settings:
    """A home with one practice, published and indexed."""
    Path(FILE).write_text(RECORD)
    assert run("corpus", "add", FILE, home=empty).code == 0
    return Settings(home=empty, _env_file=None)


def found(run: Run, home: Path, query: str) -> list[str]:
    return [practice["id"] for practice in run("search", query, "--json", home=home).json["practices"]]


def test_a_week_of_staff(run: Run, boats: Settings) -> None:
    home = boats.home
    nothing = run("corpus", "publish", home=home)
    assert (nothing.code, nothing.out) == (0, "Nothing to do: revision 1 stands.\n")
    with open_catalogue(boats) as catalogue:
        draft = approve_new(catalogue, TRAMS)
    went = run("corpus", "publish", "--by", "Ana", "--json", home=home)
    assert (went.code, went.json["added"], went.json["drafts"], went.json["held"]) == (0, [TRAMS.id], [draft], [])
    assert set(found(run, home, "trams with books")) == {BOATS.id, TRAMS.id}

    back = run("corpus", "rollback", "--by", "Ben", home=home)
    assert back.code == 0
    assert back.out.startswith("Revision 3: 1 withdrawn. Servers answer from ")
    assert found(run, home, "trams with books") == [BOATS.id]
    forward = run("corpus", "rollback", "2", "--json", home=home)
    assert (forward.json["revision"], forward.json["restored"]) == (4, [TRAMS.id])

    taken = run("corpus", "withdraw", BOATS.id, home=home)
    assert (taken.code, taken.out.startswith("Revision 5: 1 withdrawn.")) == (0, True)
    assert found(run, home, "boats with books") == [TRAMS.id]

    listed = run("corpus", "revisions", home=home).out.splitlines()
    assert [line.split(": ", 1)[1] for line in listed] == [
        "1 withdrawn",
        "1 restored (as after revision 2)",
        "1 withdrawn (as after revision 1)",
        "1 added",
        "1 added",
    ]
    assert "Ben" in listed[2] and "Ana" in listed[3]
    rows = run("corpus", "revisions", "--json", "--limit", "2", home=home).json
    assert [(row["number"], row["came_from"]) for row in rows] == [(5, None), (4, 2)]


def test_a_draft_that_is_held_back_is_named(run: Run, boats: Settings) -> None:
    with open_catalogue(boats) as catalogue:
        approve_change(catalogue, BOATS.model_copy(update={"title": "Approved"}))
        catalogue.add([BOATS.model_copy(update={"title": "By hand"})], by="Ben")
    ended = run("corpus", "publish", home=boats.home)
    assert ended.code == 0
    assert "Draft 1 was not published. " in ended.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("rollback",), "no earlier revision"),
        (("rollback", "7"), "no revision 7"),
        (("withdraw", "no-oslo-nothing"), "no practice no-oslo-nothing"),
        (("withdraw", BOATS.id), "without practices"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, boats: Settings, command: tuple[str, ...], said: str) -> None:
    ended = run("corpus", *command, home=boats.home)
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err


@pytest.mark.parametrize(
    "command", [("rollback", "0"), ("rollback", "x"), ("withdraw",), ("revisions", "--limit", "0")]
)
def test_wrong_use(run: Run, empty: Path, command: tuple[str, ...]) -> None:
    assert run("corpus", *command, home=empty).code == 2


def test_nothing_published_yet(run: Run, empty: Path) -> None:
    assert run("corpus", "revisions", home=empty).out == "Nothing was published yet.\n"
    assert run("corpus", "revisions", "--json", home=empty).json == []
