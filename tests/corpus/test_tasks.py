"""Tasks of the office, with who made them and who did them."""

from datetime import UTC, datetime, timedelta

import pytest

from corpus.catalogue import Catalogue, CatalogueError
from tests.corpus.test_catalogue import HOSTILE

LIBRARIES = "Libraries for people with dementia"


def test_a_task_is_noted_done_and_taken_up_again(catalogue: Catalogue) -> None:
    task = catalogue.tasks.add(LIBRARIES, ["Which libraries?", "Mail ana@city.example"], by="ana", askings=14)
    assert (task.title, task.askings, task.created_by, task.done_at) == (LIBRARIES, 14, "ana", None)
    assert task.questions == ("Which libraries?", "Mail [e-mail]")
    assert datetime.now(UTC) - task.created_at < timedelta(minutes=1)
    done = catalogue.tasks.close(task.id, by="ben")
    assert (done.done_by, done.done_at is not None) == ("ben", True)
    assert catalogue.tasks.close(task.id, by="eve") == done
    assert catalogue.tasks.all(done=True) == catalogue.tasks.all() == [done]
    assert catalogue.tasks.reopen(task.id, by="ana") == task
    assert catalogue.tasks.all(done=False) == [task]
    changes = [(entry.action, entry.by, entry.about) for entry in catalogue.audit.latest()]
    assert changes == [
        ("task.reopen", "ana", str(task.id)),
        ("task.close", "ben", str(task.id)),
        ("task.add", "ana", str(task.id)),
    ]


def test_the_same_task_is_not_noted_twice_while_it_is_to_be_done(catalogue: Catalogue) -> None:
    first = catalogue.tasks.add(LIBRARIES, by="ana")
    assert catalogue.tasks.add(f" {LIBRARIES} ", by="ben") == first
    catalogue.tasks.close(first.id, by="ana")
    second = catalogue.tasks.add(LIBRARIES, by="ben")
    assert [task.id for task in catalogue.tasks.all()] == [second.id, first.id]


def test_what_cannot_be_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="needs a title"):
        catalogue.tasks.add(" \n", by="ana")
    for number in (1, 0, -1, 2**80):
        with pytest.raises(CatalogueError, match=f"no task {number}"):
            catalogue.tasks.close(number, by="ana")
        with pytest.raises(CatalogueError, match=f"no task {number}"):
            catalogue.tasks.reopen(number, by="ana")
    assert catalogue.audit.latest() == []


def test_hostile_and_endless_text(catalogue: Catalogue) -> None:
    task = catalogue.tasks.add(HOSTILE * 100, [HOSTILE] * 100, by=HOSTILE, askings=-3, language=HOSTILE)
    assert (len(task.title) <= 300, len(task.questions), task.askings) == (True, 50, 0)


def test_what_people_wrote_is_forgotten(catalogue: Catalogue) -> None:
    done = catalogue.tasks.add("Done", ["Why?"], by="ana")
    catalogue.tasks.close(done.id, by="ana")
    catalogue.tasks.add("Open", ["How?"], by="ana")
    catalogue.forget_before(datetime.now(UTC) - timedelta(days=1))
    assert [task.questions for task in catalogue.tasks.all()] == [("How?",), ("Why?",)]
    catalogue.forget_before(datetime.now(UTC) + timedelta(seconds=1))
    assert [(task.title, task.questions) for task in catalogue.tasks.all()] == [("Open", ())]
