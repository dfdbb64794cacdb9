"""The pages of what was asked: figures, groups, tasks, tables to take along."""

import csv
import io
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import numpy as np
import pytest

from assistant.assistant import Assistant
from corpus.catalogue import AskedQuestion
from corpus.practice import Practice
from tests.assistant.web.staff.conftest import Browser, Office

HOSTILE = "=<script>alert(1)</script><b> \u202e' OR 1=1"
PAGES = ("/staff/insight", "/staff/insight/groups", "/staff/tasks", "/staff/insight/days.csv")


@pytest.fixture(scope="module")
def embed(assistant: Assistant) -> Callable[[list[str]], np.ndarray]:
    """Embeds each text once for all of these tests."""
    known: dict[str, np.ndarray] = {}

    def embed(texts: list[str]) -> np.ndarray:
        new = [text for text in texts if text not in known]
        if new:
            known.update(zip(new, assistant.embed(new), strict=True))
        return np.stack([known[text] for text in texts])

    return embed


@pytest.fixture
def office(office: Office, assistant: Assistant, embed: Callable[[list[str]], np.ndarray]) -> Office:
    """With the search that the pages of insight need."""
    state = office.app.state.assistant
    state.practice, state.embed = assistant.practice, embed
    return office


@pytest.fixture
def ana(office: Office) -> Browser:
    return office.signed_in("ana")


def ask(office: Office, *questions: str, **others: object) -> None:
    fields: dict[str, object] = {"language": "en", "answered": False, "reason": "no_match"} | others
    office.catalogue.asked.keep(AskedQuestion(question=question, **fields) for question in questions)  # type: ignore[arg-type]


def read(browser: Browser, path: str) -> str:
    """A page once its questions are read."""
    deadline = time.monotonic() + 60
    while True:
        response = browser.get(path)
        assert response.status_code == 200, response.text[:500]
        if "still being read" not in response.text:
            return str(response.text)
        assert time.monotonic() < deadline
        time.sleep(0.1)


def rows_of(browser: Browser, table: str, **parameters: str) -> list[list[str]]:
    response = browser.get(f"/staff/insight/{table}.csv", params=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        rf'attachment; filename="precedent-{table}-[\d-]+\.csv"', response.headers["content-disposition"]
    )
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_sees_them(office: Office, path: str) -> None:
    response = office.browser().get(path)
    assert (response.status_code, response.headers["location"].split("?")[0]) == (303, "/staff/sign-in")


def test_where_nothing_was_asked(ana: Browser) -> None:
    assert "Nothing was asked in this time." in read(ana, "/staff/insight")
    assert "There is nothing here." in read(ana, "/staff/insight/groups")
    assert "There is nothing to do." in read(ana, "/staff/tasks")
    assert len(rows_of(ana, "refused")) == 1


def test_what_was_asked_is_shown(office: Office, ana: Browser, shipped: list[Practice]) -> None:
    ask(office, "Chess clubs for prisoners", "teaching chess in prison", countries=("IE",))
    ask(office, "Échecs en prison", language="fr")
    ask(office, "Fairs?", "Fairs?", answered=True, reason="", practices=(shipped[0].id,), countries=("ZA",))
    office.catalogue.keep_feedback("Why?", practice_id=None, helpful=False, comment="No costs", language="en")
    page = read(ana, "/staff/insight")
    for said in (
        "Asked 3 times", "in 3 wordings", "English, French", "Ireland", "South Africa", "No costs", shipped[0].title,
        f"{len(shipped) - 1} practices were never shown", "5 questions in all, 3 of them without an answer.",
        "deleted after 180 days", "Nothing in the collection fits",
    ):  # fmt: skip
        assert said in unescape(page), said
    assert page.count('role="img"') == 1
    assert 'style="' not in page


@pytest.mark.parametrize("period", ["weeks", "months", "all", "x' OR 1"])
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_every_period_in_every_direction(office: Office, ana: Browser, period: str, language: str) -> None:
    ask(office, "How do cities teach bees?")
    response = ana.get("/staff/insight", params={"period": period, "lang": language})
    assert response.status_code == 200
    assert response.text.count('aria-current="true"') >= 2  # the period and the language


def test_a_group_becomes_a_task_with_one_click(office: Office, ana: Browser) -> None:
    ask(office, "Chess clubs for prisoners", "teaching chess in prison", "teaching chess in prison")
    listed = read(ana, "/staff/insight/groups")
    found = re.search(r'action="(/staff/insight/groups/[0-9a-f]{16}/task)"', listed)
    assert found
    response = ana.send(found[1], page="/staff/insight/groups", period="weeks")
    assert response.status_code == 303
    (task,) = office.catalogue.tasks.all()
    assert response.headers["location"] == f"/staff/tasks#task-{task.id}"
    assert (task.askings, task.created_by, len(task.questions)) == (3, "ana", 2)
    assert task.title in task.questions
    page = read(ana, "/staff/tasks")
    assert "It is on the list of tasks." in page
    assert "Asked 3 times" in page
    assert ("ana", "task.add", str(task.id)) in office.actions()
    assert ana.send(f"/staff/tasks/{task.id}/done", page="/staff/tasks").status_code == 303
    assert office.catalogue.tasks.all(done=True)[0].done_by == "ana"
    assert "Done lately" in read(ana, "/staff/tasks")
    ana.send(f"/staff/tasks/{task.id}/reopen", page="/staff/tasks")
    assert office.catalogue.tasks.all(done=True) == []


def test_a_task_can_have_a_title_of_its_own(office: Office, ana: Browser) -> None:
    ask(office, "Chess clubs for prisoners")
    listed = read(ana, "/staff/insight/groups")
    found = re.search(r'href="(/staff/insight/groups/[0-9a-f]{16})\?', listed)
    assert found
    page = read(ana, found[1])
    assert "Chess clubs for prisoners" in page
    ana.send(f"{found[1]}/task", page=found[1], title="Look for chess in prisons")
    (task,) = office.catalogue.tasks.all()
    assert (task.title, task.questions) == ("Look for chess in prisons", ("Chess clubs for prisoners",))


def test_what_is_not_there_is_said(office: Office, ana: Browser) -> None:
    ask(office, "Bees?")
    read(ana, "/staff/insight/groups")
    assert ana.get(f"/staff/insight/groups/{'0' * 16}").status_code == 404
    gone = ana.send(f"/staff/insight/groups/{'0' * 16}/task", page="/staff/tasks")
    assert gone.headers["location"] == "/staff/insight?period=weeks"
    assert "not there any more" in ana.get("/staff/insight").text
    ana.send("/staff/tasks/7/done", page="/staff/tasks")
    assert "There is no such task any more." in ana.get("/staff/tasks").text
    assert ana.get("/staff/insight/nothing.csv").status_code == 404


def test_without_the_token_nothing_changes(office: Office, ana: Browser) -> None:
    task = office.catalogue.tasks.add("Bees", by="tests")
    for path in (f"/staff/tasks/{task.id}/done", f"/staff/insight/groups/{'0' * 16}/task"):
        assert ana.post(path).status_code == 403
    assert office.catalogue.tasks.all(done=True) == []


def test_hostile_questions_are_shown_harmlessly(office: Office, ana: Browser) -> None:
    ask(office, HOSTILE, language='en"><i>', reason="<i>")
    office.catalogue.keep_feedback(HOSTILE, practice_id=None, helpful=False, comment=HOSTILE, language="en")
    office.catalogue.tasks.add(HOSTILE, [HOSTILE], by="tests", language='"><i>')
    found = re.search(r'href="(/staff/insight/groups/[0-9a-f]{16})\?', read(ana, "/staff/insight/groups"))
    assert found
    for path in ("/staff/insight", "/staff/insight/groups", found[1], "/staff/tasks"):
        page = read(ana, path)
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "<i>" not in page
    assert rows_of(ana, "refused")[1][2].startswith("'=<script>")


def test_every_table_can_be_taken_along(office: Office, ana: Browser, shipped: list[Practice]) -> None:
    office.catalogue.add(shipped[:1], by="tests")
    ask(office, "Chess in prison", countries=("IE", "ZA"))
    ask(office, "Fairs?", answered=True, reason="", practices=(shipped[0].id,))
    office.catalogue.keep_feedback("Why?", practice_id=shipped[0].id, helpful=False, comment="-1", language="en")
    read(ana, "/staff/insight")
    assert rows_of(ana, "days")[-1] == [str(datetime.now(UTC).date())] * 2 + ["1", "1"]
    assert rows_of(ana, "languages")[1] == ["en", "English", "1", "1"]
    assert rows_of(ana, "countries", lang="fr")[1][:2] == ["IE", "Irlande"]
    assert rows_of(ana, "refused")[1][:5] == ["Chess in prison", "1", "Chess in prison", "en", "1"]
    assert rows_of(ana, "feedback")[1][1:4] == ["Why?", "'-1", shipped[0].id]
    practices = rows_of(ana, "practices", period="all")
    assert (len(practices), practices[1][0], practices[1][4], practices[2][4]) == (
        len(shipped) + 1,
        shipped[0].id,
        "1",
        "0",
    )
    coverage = rows_of(ana, "coverage")
    assert len(coverage) == 1 + 30 * 6
    assert sum(int(row[4]) for row in coverage[1:]) == 2  # two regions were named
