"""The queue of drafts, on SQLite and, where PRECEDENT_TEST_DATABASE holds its URL, on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from corpus.catalogue import Catalogue, CatalogueError, DraftConflictError, KeptDraft, Source
from corpus.catalogue.intake import LEFT_OUT
from corpus.drafting import Alike
from corpus.practice import Practice
from tests.corpus.drafted import PAGE, RECORD, draft, only, take
from tests.corpus.test_catalogue import CHOIR, FAIR, HOSTILE

BOATS = "no-oslo-reading-boats"
DUBLIN = {"city": "Dublin", "country": "IE"}


@pytest.fixture
def source(catalogue: Catalogue) -> Source:
    return catalogue.sources.add("page", PAGE, by="ana", name="Oslo", publisher="City of Oslo")


@pytest.fixture
def waiting(catalogue: Catalogue, source: Source) -> KeptDraft:
    catalogue.add([FAIR, CHOIR], by="ana")
    take(catalogue, source, draft())
    return only(catalogue)


def publish(catalogue: Catalogue, number: int = 7) -> None:
    """Publish what is approved, as the office does."""
    from corpus.catalogue import Settled

    approved = catalogue.drafts.approved()
    practices = [Practice.model_validate(one.record) for one in approved]
    settled = [Settled(one.id, one.version, str(one.record["id"])) for one in approved]
    revision = catalogue.revision()
    catalogue.publish(practices, drafts=settled, expecting=revision.number if revision else 0, by="ana")


class TestQueue:
    def test_a_draft_comes_back_as_it_was_drafted(self, waiting: KeptDraft, source: Source) -> None:
        assert (waiting.version, waiting.state, waiting.key, waiting.address) == (1, "waiting", "document", PAGE)
        assert (waiting.source_id, waiting.source_name) == (source.id, "Oslo")
        assert waiting.record == RECORD
        assert tuple(waiting.proposals) == draft().proposals
        assert (waiting.practice_id, waiting.alike, waiting.gone_at, waiting.whole) == (None, [], None, False)

    def test_it_can_be_looked_through(self, catalogue: Catalogue, source: Source) -> None:
        other = catalogue.sources.add("page", PAGE + "2", by="ana", name="Abc")
        take(catalogue, source, draft("a"), draft("b"))
        take(catalogue, other, draft("c"), address=PAGE + "2")
        keys = lambda **options: [one.key for one in catalogue.drafts.queue(**options)]  # noqa: E731
        assert keys() == ["a", "b", "c"]
        assert keys(order="newest") == ["c", "b", "a"]
        assert keys(order="source") == ["c", "a", "b"]
        assert keys(source_id=source.id) == ["a", "b"]
        assert keys(limit=1, offset=1) == ["b"]
        assert keys(limit=-1) == keys(state="approved") == []
        assert catalogue.drafts.counts() == {"waiting": 3, "approved": 0, "rejected": 0, "merged": 0, "published": 0}
        assert catalogue.drafts.counts(other.id)["waiting"] == 1
        first, second, third = (one.id for one in catalogue.drafts.queue())
        assert [catalogue.drafts.next_after(one) for one in (first, second, third)] == [second, third, first]
        assert catalogue.drafts.get(99) is None

    def test_the_last_one_has_no_next(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        assert catalogue.drafts.next_after(waiting.id) is None

    def test_one_that_is_like_a_practice_is_an_update_of_it(self, catalogue: Catalogue, source: Source) -> None:
        alike = (Alike(FAIR.id, 0.8, "same doing"), Alike(CHOIR.id, 0.6, "same text"))
        take(catalogue, source, draft(), alike=alike)
        assert only(catalogue).practice_id == FAIR.id
        assert tuple(only(catalogue).alike) == alike

    def test_one_that_only_resembles_a_practice_is_for_a_person_to_tell(
        self, catalogue: Catalogue, source: Source
    ) -> None:
        catalogue.add([FAIR], by="ana")
        take(catalogue, source, draft(), alike=(Alike(FAIR.id, 0.5, "same doing"),))
        kept = only(catalogue)
        assert kept.practice_id is None
        assert [one.practice_id for one in kept.alike] == [FAIR.id]
        assert catalogue.drafts.approve(kept.id, version=1, by="ana").record["id"] == BOATS

    def test_hostile_text_is_data(self, catalogue: Catalogue, source: Source) -> None:
        take(
            catalogue, source, draft(HOSTILE, HOSTILE, title=HOSTILE, themes=[HOSTILE], extra={HOSTILE: [1.5, HOSTILE]})
        )
        kept = only(catalogue)
        assert "\0" not in repr(kept.record)
        assert kept.record["extra"][kept.record["title"]][0] == 1.5

    def test_what_is_endless_is_refused_or_cut(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        edit = lambda record: catalogue.drafts.edit(waiting.id, record, version=1, by="ana")  # noqa: E731
        deep: Any = "x"
        for _ in range(50):
            deep = [deep]
        for record in ({"x": deep}, {str(number): "y" * 19_000 for number in range(20)}):
            with pytest.raises(CatalogueError, match=r"too deeply|at most"):
                edit(record)
        assert len(edit({"title": "x" * 30_000}).record["title"]) == 20_000


class TestRefreshed:
    def test_the_same_again_changes_nothing(self, catalogue: Catalogue, source: Source, waiting: KeptDraft) -> None:
        did = take(catalogue, source, draft(checked="2026-06-01"), state="changed", text="A new menu.")
        assert did is not None
        assert (did.added, did.changed, only(catalogue)) == ([], [], waiting)

    def test_one_nobody_edited_is_brought_up_to_date(
        self, catalogue: Catalogue, source: Source, waiting: KeptDraft
    ) -> None:
        did = take(catalogue, source, draft(start=2016, note="Look twice."), state="changed", text="2016")
        assert did is not None
        assert did.changed == [waiting.id]
        now = only(catalogue)
        assert (now.id, now.version, now.record["start"], now.reason) == (waiting.id, 2, 2016, "Look twice.")
        with pytest.raises(DraftConflictError):
            catalogue.drafts.approve(waiting.id, version=1, by="ana")

    def test_one_that_somebody_edited_is_left_and_another_waits(
        self, catalogue: Catalogue, source: Source, waiting: KeptDraft
    ) -> None:
        catalogue.drafts.edit(waiting.id, waiting.record | {"title": "Mine"}, version=1, by="ben")
        take(catalogue, source, draft(start=2016), state="changed", text="2016")
        assert [(one.record["title"], one.record["start"]) for one in catalogue.drafts.queue()] == [
            ("Mine", 2015),
            ("Reading boats", 2016),
        ]

    def test_what_was_rejected_is_not_proposed_again_in_the_same_words(
        self, catalogue: Catalogue, source: Source, waiting: KeptDraft
    ) -> None:
        catalogue.drafts.reject(waiting.id, version=1, by="ana", reason="No practice.")
        take(catalogue, source, draft(), state="changed", text="Another menu.")
        assert catalogue.drafts.counts()["waiting"] == 0
        take(catalogue, source, draft(start=2016), state="changed", text="2016")
        assert only(catalogue).record["start"] == 2016
        take(catalogue, source, draft(), state="changed", text="As before.")
        assert only(catalogue).record["start"] == 2016

    def test_what_became_a_practice_gets_an_update(
        self, catalogue: Catalogue, source: Source, waiting: KeptDraft
    ) -> None:
        catalogue.drafts.approve(waiting.id, version=1, by="ana")
        publish(catalogue)
        take(catalogue, source, draft(start=2016), state="changed", text="2016")
        update = only(catalogue)
        assert (update.practice_id, update.record["start"]) == (BOATS, 2016)
        approved = catalogue.drafts.approve(update.id, version=1, by="ana")
        assert (approved.record["id"], approved.record["start"]) == (BOATS, 2016)
        take(catalogue, source, draft(), state="changed", text="2015 after all")
        assert only(catalogue).record["start"] == 2015

    def test_what_the_document_no_longer_holds_is_said(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft("a"), draft("b"))
        did = take(catalogue, source, draft("b"), state="changed", text="Less.")
        assert did is not None
        first, second = catalogue.drafts.queue()
        assert (did.left_out, first.reason, second.reason) == ([first.id], LEFT_OUT, "")
        take(catalogue, source, draft("a"), draft("b"), state="changed", text="More.")
        assert [one.reason for one in catalogue.drafts.queue()] == ["", ""]


class TestEditing:
    def test_fields_can_be_changed(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        edited = catalogue.drafts.edit(waiting.id, {"title": "Boats"}, version=1, by="ben")
        assert (edited.version, edited.record, edited.edited_by) == (2, {"title": "Boats"}, "ben")
        assert edited.proposals == waiting.proposals
        assert catalogue.audit.latest()[0].action == "draft.edit"

    def test_two_people_cannot_overwrite_each_other(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        acts: list[Callable[[], object]] = [
            lambda: catalogue.drafts.edit(waiting.id, {}, version=1, by="ana"),
            lambda: catalogue.drafts.approve(waiting.id, version=1, by="ana"),
            lambda: catalogue.drafts.reject(waiting.id, version=1, by="ana", reason="No."),
            lambda: catalogue.drafts.reopen(waiting.id, version=1, by="ana"),
            lambda: catalogue.drafts.treat(waiting.id, practice_id=None, version=1, by="ana"),
            lambda: catalogue.drafts.merge(waiting.id, version=1, by="ana", practice_id=FAIR.id, fields=[]),
        ]
        edited = catalogue.drafts.edit(waiting.id, {"title": "Boats"}, version=1, by="ben")
        for act in acts:
            with pytest.raises(DraftConflictError, match="changed meanwhile by ben") as refused:
                act()
            assert refused.value.current == edited
        assert catalogue.drafts.get(waiting.id) == edited

    def test_of_threads_with_the_same_version_one_wins(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        def edit(number: int) -> bool:
            try:
                catalogue.drafts.edit(waiting.id, {"title": str(number)}, version=1, by="ana")
            except DraftConflictError:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(edit, range(16))) == 1

    def test_unknown_and_nameless(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        with pytest.raises(CatalogueError, match="no draft 99"):
            catalogue.drafts.edit(99, {}, version=1, by="ana")
        with pytest.raises(CatalogueError, match="name of whoever"):
            catalogue.drafts.edit(waiting.id, {}, version=1, by="  ")
        with pytest.raises(CatalogueError, match="Say why"):
            catalogue.drafts.reject(waiting.id, version=1, by="ana", reason=" ")
        assert catalogue.drafts.get(waiting.id) == waiting


class TestDeciding:
    def test_a_new_practice(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        approved = catalogue.drafts.approve(waiting.id, version=1, by="ben")
        assert (approved.state, approved.record["id"], approved.practice_id) == ("approved", BOATS, None)
        assert (approved.decided_by, approved.version) == ("ben", 2)
        assert catalogue.drafts.approved() == [approved]
        publish(catalogue)
        published = catalogue.drafts.get(waiting.id)
        assert published is not None
        assert (published.state, published.practice_id, published.revision) == ("published", BOATS, 2)
        assert catalogue.practice(BOATS) is not None

    def test_what_is_no_whole_practice_is_refused_with_all_it_lacks(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft(city=..., themes=...))
        with pytest.raises(CatalogueError, match=r"no whole practice yet: .*city: is missing; .*themes: is missing"):
            catalogue.drafts.approve(only(catalogue).id, version=1, by="ana")
        assert only(catalogue).version == 1

    def test_ids_are_not_given_twice(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft("a"), draft("b", start=2016), draft("c", id=BOATS))
        first, second, third = catalogue.drafts.queue()
        assert catalogue.drafts.approve(first.id, version=1, by="ana").record["id"] == BOATS
        assert catalogue.drafts.approve(second.id, version=1, by="ana").record["id"] == f"{BOATS}-2"
        with pytest.raises(CatalogueError, match="another id"):
            catalogue.drafts.approve(third.id, version=1, by="ana")

    def test_an_update_leaves_what_it_does_not_say(self, catalogue: Catalogue, source: Source) -> None:
        catalogue.add([FAIR], by="ana")
        take(catalogue, source, draft(title=f"{FAIR.title.upper()}!", summary=..., **DUBLIN))
        approved = catalogue.drafts.approve(only(catalogue).id, version=1, by="ana", practice_id=FAIR.id)
        practice = Practice.model_validate(approved.record)
        assert (practice.id, practice.title, practice.start) == (FAIR.id, f"{FAIR.title.upper()}!", 2015)
        assert (practice.summary, practice.translations, approved.reason) == (FAIR.summary, FAIR.translations, "")
        assert [source.url for source in practice.sources] == ["https://example.org/fair", PAGE]

    def test_translations_of_what_says_something_else_now_are_left_out(
        self, catalogue: Catalogue, source: Source
    ) -> None:
        catalogue.add([FAIR], by="ana")
        french = {"fr": {"summary": "On lit en mer."}}
        take(catalogue, source, draft(title=FAIR.title, summary="They read at sea.", translations=french, **DUBLIN))
        waiting = only(catalogue)
        approved = catalogue.drafts.approve(waiting.id, version=1, by="ana", practice_id=FAIR.id)
        assert approved.record["translations"] == {"fr": {"title": "Une foire", "summary": "On lit en mer."}}
        assert approved.reason.endswith("their translations were left out: ar.")
        assert catalogue.audit.latest()[0].detail == f"{FAIR.id} {approved.reason}"
        publish(catalogue)
        assert catalogue.drafts.missing_translations() == [(FAIR.id, FAIR.title, ["es", "ar", "zh", "ru", "pt"])]

    def test_what_is_decided_is_not_decided_again(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        catalogue.drafts.treat(waiting.id, practice_id=FAIR.id, version=1, by="ana")
        catalogue.drafts.merge(waiting.id, version=2, by="ana", practice_id=FAIR.id, fields=[])
        for decide in (
            lambda: catalogue.drafts.approve(waiting.id, version=3, by="ana"),
            lambda: catalogue.drafts.merge(waiting.id, version=3, by="ana", practice_id=FAIR.id, fields=[]),
        ):
            with pytest.raises(CatalogueError, match="is merged: reopen it first"):
                decide()

    def test_an_update_that_waits_again_and_is_drafted_anew_loses_nothing(
        self, catalogue: Catalogue, source: Source
    ) -> None:
        catalogue.add([FAIR], by="ana")
        sure = (Alike(FAIR.id, 1.0, "same text"),)
        said = {"title": FAIR.title, "summary": FAIR.summary} | DUBLIN
        take(catalogue, source, draft(**said), alike=sure)
        waiting = only(catalogue)
        catalogue.drafts.approve(waiting.id, version=1, by="ana")
        catalogue.drafts.reopen(waiting.id, version=2, by="ana")
        take(catalogue, source, draft(start=2016, **said), alike=sure, state="changed", text="2016")
        assert not only(catalogue).whole
        approved = catalogue.drafts.approve(waiting.id, version=4, by="ana")
        practice = Practice.model_validate(approved.record)
        assert (practice.start, practice.translations, practice.questions) == (2016, FAIR.translations, FAIR.questions)
        assert [source.url for source in practice.sources] == ["https://example.org/fair", PAGE]

    def test_another_update_of_the_same_has_to_wait(self, catalogue: Catalogue, source: Source) -> None:
        catalogue.add([FAIR], by="ana")
        take(catalogue, source, draft("a", **DUBLIN), draft("b", start=2016, **DUBLIN))
        first, second = catalogue.drafts.queue()
        catalogue.drafts.approve(first.id, version=1, by="ana", practice_id=FAIR.id)
        with pytest.raises(CatalogueError, match="not published yet"):
            catalogue.drafts.approve(second.id, version=1, by="ana", practice_id=FAIR.id)
        publish(catalogue)
        assert catalogue.drafts.approve(second.id, version=1, by="ana", practice_id=FAIR.id).record["start"] == 2016

    def test_whether_it_is_an_update_can_be_said(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        treated = catalogue.drafts.treat(waiting.id, practice_id=FAIR.id, version=1, by="ana")
        assert treated.practice_id == FAIR.id
        approved = catalogue.drafts.approve(waiting.id, version=2, by="ana", practice_id=None)
        assert approved.record["id"] == BOATS
        with pytest.raises(CatalogueError, match="is approved: reopen it first"):
            catalogue.drafts.treat(waiting.id, practice_id=None, version=3, by="ana")

    @pytest.mark.parametrize("practice_id", ["xx-nowhere", HOSTILE[:20]])
    def test_an_update_of_what_is_not_there(self, catalogue: Catalogue, waiting: KeptDraft, practice_id: str) -> None:
        with pytest.raises(CatalogueError, match="holds no practice"):
            catalogue.drafts.approve(waiting.id, version=1, by="ana", practice_id=practice_id)
        with pytest.raises(CatalogueError, match="holds no practice"):
            catalogue.drafts.merge(waiting.id, version=1, by="ana", practice_id=practice_id, fields=[])

    def test_what_is_decided_can_be_reopened(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        catalogue.drafts.reject(waiting.id, version=1, by="ana", reason="No.")
        assert only(catalogue, "rejected").reason == "No."
        again = catalogue.drafts.reopen(waiting.id, version=2, by="ben")
        assert (again.state, again.reason, again.decided_by, again.decided_at) == ("waiting", "", "", None)
        catalogue.drafts.approve(waiting.id, version=3, by="ben")
        publish(catalogue)
        with pytest.raises(CatalogueError, match="is published"):
            catalogue.drafts.reopen(waiting.id, version=5, by="ben")


class TestMerging:
    def test_some_fields_are_taken_and_the_source_is_added(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        update = catalogue.drafts.merge(
            waiting.id, version=1, by="ben", practice_id=FAIR.id, fields=["start", "sections.what-was-done"]
        )
        practice = Practice.model_validate(update.record)
        assert (update.state, update.practice_id, update.merged_from) == ("approved", FAIR.id, waiting.id)
        assert (practice.title, practice.start, practice.sections[0].text) == (
            FAIR.title, 2015, RECORD["sections"][0]["text"],
        )  # fmt: skip
        assert [source.url for source in practice.sources] == ["https://example.org/fair", PAGE]
        merged = only(catalogue, "merged")
        assert (merged.id, merged.record, merged.decided_by) == (waiting.id, waiting.record, "ben")
        publish(catalogue)
        assert catalogue.practice(FAIR.id) == practice

    def test_a_second_merge_comes_on_top_of_the_first(self, catalogue: Catalogue, source: Source) -> None:
        catalogue.add([FAIR], by="ana")
        take(catalogue, source, draft("a", start=2001), draft("b", title="New title"))
        first, second = catalogue.drafts.queue()
        catalogue.drafts.merge(first.id, version=1, by="ana", practice_id=FAIR.id, fields=["start"])
        update = catalogue.drafts.merge(second.id, version=1, by="ana", practice_id=FAIR.id, fields=["title"])
        assert (update.record["start"], update.record["title"]) == (2001, "New title")
        assert (update.record["translations"], update.reason[-7:]) == ({}, "fr, ar.")

    def test_a_source_is_made_where_the_draft_has_none(self, catalogue: Catalogue, source: Source) -> None:
        catalogue.add([FAIR], by="ana")
        take(catalogue, source, draft(sources=[]))
        update = catalogue.drafts.merge(only(catalogue).id, version=1, by="ana", practice_id=FAIR.id, fields=[])
        assert update.record["sources"][1] == {
            "url": PAGE, "title": "Reading boats", "publisher": "City of Oslo", "published": None,
        }  # fmt: skip

    def test_a_field_that_is_not_there(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        with pytest.raises(CatalogueError, match=r"says nothing of sections\.results"):
            catalogue.drafts.merge(waiting.id, version=1, by="a", practice_id=FAIR.id, fields=["sections.results"])
        assert only(catalogue) == waiting

    def test_it_can_be_undone_until_it_is_published(self, catalogue: Catalogue, waiting: KeptDraft) -> None:
        update = catalogue.drafts.merge(waiting.id, version=1, by="ana", practice_id=FAIR.id, fields=["title"])
        with pytest.raises(CatalogueError, match="reopen that one"):
            catalogue.drafts.reopen(update.id, version=1, by="ana")
        assert catalogue.drafts.reopen(waiting.id, version=2, by="ana").state == "waiting"
        assert catalogue.drafts.approved() == []
        again = catalogue.drafts.merge(waiting.id, version=3, by="ana", practice_id=FAIR.id, fields=["title"])
        assert catalogue.drafts.approved() == [again]
        publish(catalogue)
        with pytest.raises(CatalogueError, match="published already"):
            catalogue.drafts.reopen(waiting.id, version=4, by="ana")


class TestProposing:
    def test_a_person_can_change_a_practice(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR], by="ana")
        new = FAIR.model_copy(update={"translations": {}, "title": "A fair"})
        proposed = catalogue.drafts.propose(new, by="ben")
        assert (proposed.practice_id, proposed.whole, proposed.edited_by) == (FAIR.id, True, "ben")
        catalogue.drafts.approve(proposed.id, version=1, by="ana")
        publish(catalogue)
        assert catalogue.practice(FAIR.id) == new

    def test_one_written_over_another_state_is_refused(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR], by="ana")
        one = catalogue.drafts.propose(FAIR.model_copy(update={"title": "One"}), by="ana")
        two = catalogue.drafts.propose(FAIR.model_copy(update={"title": "Two"}), by="ben")
        catalogue.drafts.approve(one.id, version=1, by="ana")
        with pytest.raises(CatalogueError, match="was changed since this was written"):
            catalogue.drafts.approve(two.id, version=1, by="ana")

    def test_what_is_not_there_or_the_same(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR], by="ana")
        with pytest.raises(CatalogueError, match="just like this"):
            catalogue.drafts.propose(FAIR, by="ana")
        with pytest.raises(CatalogueError, match="holds no practice"):
            catalogue.drafts.propose(CHOIR, by="ana")

    def test_missing_translations_are_listed(self, catalogue: Catalogue) -> None:
        catalogue.add([FAIR, CHOIR], by="ana")
        catalogue.withdraw([CHOIR.id], by="ana")
        assert catalogue.drafts.missing_translations() == [(FAIR.id, FAIR.title, ["es", "zh", "ru", "pt"])]
