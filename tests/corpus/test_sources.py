"""Sources and what was read from them, on SQLite and, where PRECEDENT_TEST_DATABASE holds its URL, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from corpus.catalogue import Catalogue, CatalogueError, Find, Source
from corpus.catalogue.runs import GOES_ON_FOR
from corpus.catalogue.source_entries import Look
from tests.corpus.drafted import PAGE, document, draft, only, take
from tests.corpus.test_catalogue import HOSTILE

STORABLE = HOSTILE.replace("\0", "\ufffd").replace("\ud800", "?")
SITE = "https://city.example/sitemap.xml"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def source(catalogue: Catalogue) -> Source:
    return catalogue.sources.add("sitemap", SITE, by="ana", name="The city", publisher="City of Oslo", pattern="*/a/*")


class TestSources:
    def test_one_that_is_added_is_there(self, catalogue: Catalogue, source: Source) -> None:
        assert catalogue.sources.get(source.id) == source == catalogue.sources.at(f" {SITE} ")
        assert catalogue.sources.all() == [source]
        assert (source.kind, source.name, source.publisher, source.pattern) == (
            "sitemap", "The city", "City of Oslo", "*/a/*",
        )  # fmt: skip
        assert (source.documents, source.waiting, source.failure, source.held, source.paused) == (0, 0, "", "", False)
        assert catalogue.sources.get(99) is catalogue.sources.at("elsewhere") is None
        entry = catalogue.audit.latest()[0]
        assert (entry.by, entry.action, entry.about, entry.detail) == ("ana", "source.add", str(source.id), SITE)

    def test_the_same_address_again_is_the_same_source(self, catalogue: Catalogue, source: Source) -> None:
        assert catalogue.sources.add("page", SITE, by="ben", name="Another") == source
        assert len(catalogue.audit.latest()) == 1

    def test_threads_that_add_the_same_add_it_once(self, catalogue: Catalogue) -> None:
        with ThreadPoolExecutor(8) as threads:
            added = threads.map(lambda _: catalogue.sources.add("page", PAGE, by="ana").id, range(16))
            assert len(set(added)) == 1

    def test_what_is_not_said_is_made_up_for(self, catalogue: Catalogue) -> None:
        source = catalogue.sources.add("upload", "report.pdf", by="ana", name=" ", pattern="", columns={})
        assert (source.name, source.pattern, source.columns, source.refreshes) == ("report.pdf", None, None, False)

    def test_it_can_be_changed(self, catalogue: Catalogue, source: Source) -> None:
        changed = catalogue.sources.change(source.id, by="ben", columns={"Ville": "city"}, paused=True, pattern=None)
        assert (changed.columns, changed.paused, changed.pattern, changed.name) == (
            {"Ville": "city"}, True, None, "The city",
        )  # fmt: skip
        assert catalogue.sources.change(source.id, by="ben", columns=None).columns is None
        assert catalogue.audit.latest()[0].action == "source.change"

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [({"address": "x"}, "cannot be changed"), ({"kind": "film"}, "cannot be changed"), ({"by": " "}, "name of")],
    )
    def test_what_cannot_be_changed(
        self, catalogue: Catalogue, source: Source, change: dict[str, str], sentence: str
    ) -> None:
        with pytest.raises(CatalogueError, match=sentence):
            catalogue.sources.change(source.id, **({"by": "ana"} | change))
        assert catalogue.sources.get(source.id) == source

    @pytest.mark.parametrize("address", ["", " ", "x" * 2_001, "https://x/\ny", "a\0b"])
    def test_an_address_that_cannot_be(self, catalogue: Catalogue, address: str) -> None:
        with pytest.raises(CatalogueError, match="address has 1 to"):
            catalogue.sources.add("page", address, by="ana")

    def test_unknown_ones(self, catalogue: Catalogue) -> None:
        for act in (lambda: catalogue.sources.change(9, by="a", name="x"), lambda: catalogue.sources.remove(9, "a")):
            with pytest.raises(CatalogueError, match="no such source"):
                act()
        with pytest.raises(CatalogueError, match="no kind of source"):
            catalogue.sources.add("film", PAGE, by="ana")  # type: ignore[arg-type]

    def test_hostile_text_is_data(self, catalogue: Catalogue) -> None:
        source = catalogue.sources.add(
            "feed", PAGE, by=HOSTILE, name=HOSTILE, publisher=HOSTILE, pattern=HOSTILE, columns={HOSTILE: HOSTILE}
        )
        kept = STORABLE.strip()
        assert {source.added_by, source.name, source.publisher, source.pattern} == {kept}
        assert source.columns == {STORABLE: STORABLE}


class TestRemoving:
    def test_what_a_person_touched_stays(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft("one"), draft("two", title="Two"), draft("three", title="Three"))
        first, second, third = catalogue.drafts.queue()
        catalogue.drafts.approve(first.id, version=1, by="ana")
        catalogue.drafts.edit(second.id, second.record | {"title": "Mine"}, version=1, by="ana")
        catalogue.sources.remove(source.id, "ana")
        assert catalogue.sources.all() == []
        assert [kept.id for kept in catalogue.drafts.approved()] == [first.id]
        waiting, rejected = only(catalogue), only(catalogue, "rejected")
        assert (waiting.id, waiting.record["title"], waiting.source_id) == (second.id, "Mine", None)
        assert (rejected.id, rejected.reason, waiting.source_name) == (third.id, "Its source was removed.", "The city")
        assert waiting.document_id is not None
        stored = catalogue.sources.document(waiting.document_id)
        assert stored is not None
        assert (stored.source_id, stored.document) == (None, document())

    def test_it_can_be_added_again(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft())
        catalogue.sources.remove(source.id, "ana")
        again = catalogue.sources.add("sitemap", SITE, by="ana")
        assert (again.documents, again.waiting) == (0, 0)
        take(catalogue, again, draft())
        assert only(catalogue).source_id == again.id


class TestDocuments:
    def test_a_document_comes_back_as_it_was_read(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft())
        (listed,) = catalogue.sources.documents(source.id)
        stored = catalogue.sources.document(listed.id)
        assert stored is not None
        assert (stored.document, listed.document, stored.address) == (document(), None, PAGE)
        assert stored.digest == stored.text_digest == document().digest
        assert stored.fetched_at is not None
        assert catalogue.sources.document(99) is None
        changed = catalogue.sources.get(source.id)
        assert changed is not None
        assert (changed.documents, changed.waiting) == (1, 1)
        assert changed.last_tried is not None
        assert changed.last_done is not None

    def test_halves_of_letters_can_be_kept(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft(title=HOSTILE), text=HOSTILE)
        stored = catalogue.sources.document(catalogue.sources.documents(source.id)[0].id)
        assert stored is not None
        assert stored.document is not None
        assert "\ud800" not in stored.document.text
        assert only(catalogue).record["title"] == STORABLE

    def test_what_is_gone_is_flagged_and_comes_back(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft())
        approved = catalogue.drafts.approve(only(catalogue).id, version=1, by="ana")
        assert catalogue.sources.gone_practices() == {}
        take(catalogue, source, state="gone")
        assert [one.gone_at is not None for one in catalogue.sources.documents(source.id)] == [True]
        assert catalogue.drafts.approved()[0].gone_at is not None
        take(catalogue, source, draft("other"), address=PAGE + "/2")
        approved = catalogue.drafts.get(approved.id) or approved
        assert approved.state == "approved"
        take(catalogue, source, state="unchanged")
        assert all(one.gone_at is None for one in catalogue.sources.documents(source.id))

    def test_a_failure_is_kept_and_loses_nothing(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, draft())
        take(catalogue, source, state="failed")
        (failing,) = catalogue.sources.documents(source.id)
        assert failing.failure == "It does not answer."
        stored = catalogue.sources.document(failing.id)
        assert stored is not None
        assert stored.document == document()
        take(catalogue, source, state="unchanged")
        assert catalogue.sources.documents(source.id)[0].failure == ""

    def test_why_no_draft_was_made(self, catalogue: Catalogue, source: Source) -> None:
        take(catalogue, source, no_draft="It is a menu.")
        assert catalogue.sources.documents(source.id)[0].no_draft == "It is a menu."


class TestRuns:
    def test_one_that_was_interrupted_goes_on(self, catalogue: Catalogue, source: Source) -> None:
        runs = catalogue.sources.runs
        other = catalogue.sources.add("page", PAGE, by="ana")
        first = runs.begin([source.id, other.id], NOON)
        assert runs.begin([other.id, source.id], NOON + timedelta(hours=1)) == first
        assert runs.begin([source.id], NOON).id != first.id
        assert runs.begin([source.id, other.id], NOON + GOES_ON_FOR).id != first.id
        runs.end_look(first.id)
        assert runs.begin([source.id, other.id], NOON).id != first.id
        assert runs.get(99) is None

    def test_finds_are_kept_once(self, catalogue: Catalogue, source: Source) -> None:
        runs = catalogue.sources.runs
        run = runs.begin([source.id])
        find = Find(source_id=source.id, address=PAGE, state="new", document=document(), title=HOSTILE)
        runs.keep(run.id, find)
        runs.keep(run.id, Find(source_id=source.id, address=PAGE, state="failed", failure="late"))
        (kept,) = runs.finds(run.id)
        assert (kept.state, kept.title, kept.document) == ("new", STORABLE, None)
        assert runs.document(kept) == document()
        assert runs.latest() is None
        runs.looked(run.id, Look(source.id, held="Too much is gone."))
        runs.end_look(run.id)
        latest = runs.latest()
        assert latest is not None
        assert (latest.id, runs.looks(run.id)) == (run.id, {source.id: Look(source.id, "", "Too much is gone.")})
        held = catalogue.sources.get(source.id)
        assert held is not None
        assert held.held == "Too much is gone."

    def test_what_is_taken_over_is_not_taken_again(self, catalogue: Catalogue, source: Source) -> None:
        runs = catalogue.sources.runs
        run = runs.begin([source.id])
        runs.keep(run.id, Find(source_id=source.id, address=PAGE, state="new", document=document()))
        (kept,) = runs.finds(run.id)
        assert runs.take(kept) is not None
        assert runs.take(kept) is runs.document(kept) is None
        assert runs.finds(run.id, untaken=True) == []

    def test_an_older_find_does_not_undo_a_newer_one(self, catalogue: Catalogue, source: Source) -> None:
        runs = catalogue.sources.runs
        old = runs.begin([source.id])
        runs.keep(old.id, Find(source_id=source.id, address=PAGE, state="new", document=document("Old.")))
        runs.end_look(old.id)
        take(catalogue, source, draft(), text="New.")
        (stale,) = runs.finds(old.id)
        assert runs.take(stale) is not None
        stored = catalogue.sources.document(catalogue.sources.documents(source.id)[0].id)
        assert stored is not None
        assert stored.document == document("New.")

    def test_old_ones_are_forgotten(self, catalogue: Catalogue, source: Source) -> None:
        runs = catalogue.sources.runs
        old = runs.begin([source.id], NOON)
        runs.keep(old.id, Find(source_id=source.id, address=PAGE, state="unchanged"))
        runs.looked(old.id, Look(source.id))
        assert runs.begin([source.id], NOON + timedelta(days=15)).id != old.id
        assert runs.finds(old.id) == []
        assert runs.looks(old.id) == {}
