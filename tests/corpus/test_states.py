"""Every earlier state of the corpus can be had again from the versions of its practices."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalogue import Catalogue, CatalogueError, MovedOnError
from corpus.practice import Practice
from tests.corpus.test_catalogue import CHOIR, FAIR, GARDEN, make

KNOWN = [FAIR.id, CHOIR.id, GARDEN.id]


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(KNOWN), st.sampled_from(["One", "Two", None])), max_size=12))
def test_the_state_after_each_revision(steps: list[tuple[str, str | None]]) -> None:
    with Catalogue.open("sqlite://") as catalogue:
        after: dict[int, tuple[list[Practice], str]] = {}
        for practice_id, title in steps:
            if title is not None:
                changes = catalogue.add([make(practice_id, title)], by="ana")
            elif catalogue.history(practice_id):
                changes = catalogue.withdraw([practice_id], by="ana")
            else:
                continue
            if changes.revision is not None:
                after[changes.revision] = (catalogue.practices(), catalogue.digest())
        for number, (practices, digest) in after.items():
            state = catalogue.state(number)
            assert (state.revision, state.digest) == (number, digest)
            assert [state.practice(name) for name in sorted(state.held)] == practices
        for number, (practices, digest) in after.items():
            latest = catalogue.revision()
            assert latest
            catalogue.roll_back(catalogue.state(number), expecting=latest.number, by="ben")
            assert (catalogue.practices(), catalogue.digest()) == (practices, digest)


def test_what_would_be_published_has_its_digest() -> None:
    from corpus.catalogue.publishing import prepare

    with Catalogue.open("sqlite://") as catalogue:
        catalogue.add([FAIR, CHOIR], by="ana")
        target = catalogue.state().with_changes(prepare([GARDEN]), withdrawn=[CHOIR.id])
        catalogue.add([GARDEN], by="ana")
        catalogue.withdraw([CHOIR.id], by="ana")
        assert catalogue.digest() == target.digest
        assert catalogue.state().held == target.held


def test_a_change_that_was_prepared_for_another_state_is_refused() -> None:
    with Catalogue.open("sqlite://") as catalogue:
        catalogue.add([FAIR, CHOIR], by="ana")
        before = catalogue.state()
        catalogue.add([GARDEN], by="ben")
        with pytest.raises(MovedOnError, match="revision 2 after 1"):
            catalogue.roll_back(before, expecting=1, by="ana")
        with pytest.raises(MovedOnError):
            catalogue.withdraw([FAIR.id], by="ana", expecting=1)
        with pytest.raises(MovedOnError):
            catalogue.publish([make(title="Other")], drafts=[], expecting=1, by="ana")
        assert catalogue.practices() == [GARDEN, FAIR, CHOIR]


def test_a_roll_back_says_where_it_came_from_and_who_did_it() -> None:
    with Catalogue.open("sqlite://") as catalogue:
        catalogue.add([FAIR], by="ana")
        catalogue.add([CHOIR], by="ana")
        catalogue.roll_back(catalogue.state(1), expecting=2, by="ben")
        assert [(one.number, one.by, one.came_from) for one in catalogue.revisions()] == [
            (3, "ben", 1),
            (2, "ana", None),
            (1, "ana", None),
        ]
        assert [(entry.action, entry.about) for entry in catalogue.audit.latest()] == [
            ("corpus.rollback", "1"),
            ("corpus.publish", "2"),
            ("corpus.publish", "1"),
        ]
        assert [version.change for version in catalogue.history(CHOIR.id)] == ["added", "withdrawn"]


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_revision_that_never_was(number: int) -> None:
    with Catalogue.open("sqlite://") as catalogue:
        with pytest.raises(CatalogueError, match="no revision yet"):
            catalogue.state(5)
        catalogue.add([FAIR], by="ana")
        with pytest.raises(CatalogueError, match=f"no revision {number}: the catalogue has revisions 1 to 1"):
            catalogue.state(number)
