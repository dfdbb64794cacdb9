"""A refresh: looked at first, then taken over; unchanged pages cost one 304; accidents wait for a person."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.catalogue import Catalogue, CatalogueError, Source
from corpus.document import Document
from corpus.drafting import Drafted
from corpus.faults import CorpusError
from corpus.fetching import Fetcher, FetchError
from corpus.readers import ReadError
from corpus.refreshing import Difference, Refresher
from corpus.refreshing.refresher import MAX_UPLOAD
from tests.corpus.refreshing.doubles import NothingAlike, PlainReader, RuleDrafter, Site, refresher


def counts(difference: Difference) -> dict[str, int]:
    return {
        state: number
        for state in ("new", "changed", "gone", "failed", "unchanged")
        if (number := difference.count(state))  # type: ignore[arg-type]
    }


@pytest.fixture
def source(catalogue: Catalogue, site: Site) -> Source:
    """A site map of ten pages, each with a practice."""
    paths = [f"/{number}" for number in range(10)]
    for path in paths:
        site.page(path, f"The boat of {path}.")
    return catalogue.sources.add("sitemap", site.site_map(*paths), by="ana", name="The site")


class TestLooking:
    def test_what_is_new_becomes_drafts(self, catalogue: Catalogue, refreshes: Refresher, source: Source) -> None:
        steps: list[tuple[str, int, int]] = []
        difference = refreshes.look(progress=lambda *step: steps.append(step))
        assert counts(difference) == {"new": 10}
        assert steps[-1] == ("looking", 10, 10)
        assert catalogue.drafts.counts()["waiting"] == 0
        assert difference.run is not None
        assert counts(refreshes.difference(difference.run)) == {"new": 10}
        taken = refreshes.take(difference, by="ana")
        assert (taken.documents, len(taken.added), taken.no_practice) == (10, 10, [])
        assert catalogue.drafts.counts()["waiting"] == 10
        now = catalogue.sources.get(source.id)
        assert now is not None
        assert (now.documents, now.waiting, now.last_done is not None) == (10, 10, True)
        assert catalogue.audit.latest()[0].action == "source.refresh"

    def test_what_is_unchanged_costs_one_304(self, refreshes: Refresher, source: Source, site: Site) -> None:
        refreshes.take(refreshes.look(), by="ana")
        site.asked.clear()
        site.bodies.clear()
        difference = refreshes.look()
        assert counts(difference) == {"unchanged": 10}
        assert not difference.changes
        assert dict(site.bodies) == {"/sitemap.xml": 1}
        assert all(site.asked[f"/{number}"] == 1 for number in range(10))

    def test_another_page_of_the_same_text_is_unchanged(
        self, catalogue: Catalogue, refreshes: Refresher, source: Source, site: Site
    ) -> None:
        refreshes.take(refreshes.look(), by="ana")
        page = site.pages["/3"]
        assert isinstance(page, bytes)
        site.pages["/3"] = page.replace(b"<body>", b"<body class='new'>")
        site.bodies.clear()
        refreshes.take(refreshes.look(), by="ana")
        assert counts(refreshes.look()) == {"unchanged": 10}
        assert site.bodies["/3"] == 1  # the validators of the new page were kept

    def test_new_changed_gone_and_failed(
        self, catalogue: Catalogue, refreshes: Refresher, source: Source, site: Site
    ) -> None:
        refreshes.take(refreshes.look(), by="ana")
        site.page("/1", "Two boats now.")
        site.page("/new", "No practice at all.")
        site.pages["/2"], site.pages["/3"], site.pages["/4"] = 404, 500, b"<html>broken"
        paths = [f"/{number}" for number in range(9)]
        site.site_map(*paths, "/new")
        difference = refreshes.look()
        assert counts(difference) == {"new": 1, "changed": 1, "gone": 2, "failed": 2, "unchanged": 5}
        assert [find.address.rpartition("/")[2] for find in difference.sources[0].of("gone")] == ["2", "9"]
        assert all(find.failure.endswith(".") for find in difference.sources[0].of("failed"))
        taken = refreshes.take(difference, by="ana")
        assert (taken.documents, len(taken.changed), len(taken.gone)) == (2, 1, 2)
        assert taken.no_practice == [(site.address + "/new", "Nothing was done here.")]
        documents = {one.address.rpartition("/")[2]: one for one in catalogue.sources.documents(source.id)}
        assert {name for name, one in documents.items() if one.gone_at} == {"2", "9"}
        assert {name for name, one in documents.items() if one.failure} == {"3", "4"}
        assert documents["new"].no_draft == "Nothing was done here."
        assert counts(refreshes.look()) == {"failed": 2, "unchanged": 7}
        site.page("/2", "The boat of /2.")
        assert counts(refreshes.look()) == {"failed": 2, "unchanged": 8}

    @pytest.mark.parametrize("broken", ["draft", "alike", "record"])
    def test_a_document_at_which_drafting_fails_is_named_and_the_others_go_on(
        self, catalogue: Catalogue, source: Source, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, broken: str
    ) -> None:
        class Drafter(RuleDrafter):
            def draft(self, document: Document, *, address: str, **given: Any) -> Drafted:
                if broken == "draft" and address.endswith("/4"):
                    raise ZeroDivisionError("private")
                drafted = super().draft(document, address=address, **given)
                if broken == "record" and address.endswith("/4"):
                    too_big = {f"x{number}": "x" * 20_000 for number in range(20)}
                    return Drafted(tuple(replace(one, record=too_big) for one in drafted.drafts))
                return drafted

        class Likeness(NothingAlike):
            def alike(self, record: Any, limit: int = 3) -> list[Any]:
                return [] if broken != "alike" or "/4" not in record["title"] else [1 // 0]

        failing = Refresher(catalogue, fetcher, PlainReader(), Drafter, Likeness)
        difference = failing.look()
        taken = failing.take(difference, by="ana")
        assert (taken.documents, len(taken.added)) == (9, 9)
        ((address, reason),) = taken.failed
        assert (address.rpartition("/")[2], reason.startswith(address), reason[-1]) == ("4", True, ".")
        assert "private" not in reason
        assert catalogue.sources.runs.latest() is None
        assert [one.failure for one in catalogue.sources.documents(source.id) if one.failure] == [reason]
        mended = refresher(catalogue, fetcher)
        assert counts(again := mended.look()) == {"new": 1, "unchanged": 9}
        assert len(mended.take(again, by="ana").added) == 1
        assert not any(one.failure for one in catalogue.sources.documents(source.id))

    def test_where_the_model_cannot_be_used_everything_waits(
        self, catalogue: Catalogue, source: Source, fetcher: Fetcher
    ) -> None:
        class Drafter(RuleDrafter):
            def draft(self, *_: Any, **__: Any) -> Drafted:
                raise CorpusError("The model cannot be loaded.")

        failing = Refresher(catalogue, fetcher, PlainReader(), Drafter, NothingAlike)
        difference = failing.look()
        with pytest.raises(CorpusError, match="cannot be loaded"):
            failing.take(difference, by="ana")
        assert len(refresher(catalogue, fetcher).take(difference, by="ana").added) == 10

    def test_a_dry_run_keeps_nothing(self, catalogue: Catalogue, refreshes: Refresher, source: Source) -> None:
        difference = refreshes.look(keep=False)
        assert (difference.run, counts(difference)) == (None, {"new": 10})
        with pytest.raises(CatalogueError, match="look again"):
            refreshes.take(difference, by="ana")
        assert catalogue.sources.get(source.id) == source
        assert catalogue.sources.runs.latest() is None

    def test_a_failing_source_is_named_and_the_others_go_on(
        self, catalogue: Catalogue, refreshes: Refresher, source: Source, site: Site
    ) -> None:
        site.pages["/broken.xml"] = b"<urlset><url>"
        catalogue.sources.add("sitemap", site.address + "/broken.xml", by="ana", name="a")
        catalogue.sources.add("feed", site.address + "/none", by="ana", name="b")
        catalogue.sources.add("folder", "/no/such/folder", by="ana", name="c")
        difference = refreshes.look()
        failures = [one.failure for one in difference.sources]
        assert all(failures[:3])
        assert (failures[3], counts(difference)) == ("", {"new": 10})
        assert len(refreshes.take(difference, by="ana").added) == 10
        now = {one.name: one for one in catalogue.sources.all()}
        assert (bool(now["a"].failure), now["a"].last_done, bool(now["The site"].last_done)) == (True, None, True)

    def test_a_page_that_cannot_be_had_is_a_failing_source_until_it_can(
        self, catalogue: Catalogue, refreshes: Refresher, site: Site
    ) -> None:
        page = catalogue.sources.add("page", site.page("/1", "A boat."), by="ana")
        for status, fails in ((500, True), (None, False)):
            site.page("/1", "A boat.")
            if status:
                site.pages["/1"] = status
            refreshes.take(refreshes.look(), by="ana")
            kept = catalogue.sources.get(page.id)
            assert kept is not None
            assert bool(kept.failure) is fails

    def test_only_what_is_wanted(self, catalogue: Catalogue, refreshes: Refresher, source: Source, site: Site) -> None:
        other = catalogue.sources.add("page", site.page("/other", "A boat."), by="ana")
        assert counts(refreshes.look([other.id])) == {"new": 1}
        catalogue.sources.change(source.id, by="ana", paused=True)
        assert counts(refreshes.look()) == {"new": 1}
        catalogue.sources.change(source.id, by="ana", paused=False, pattern="*/1")
        assert counts(refreshes.look([source.id])) == {"new": 1}
        with pytest.raises(CatalogueError, match="source 99"):
            refreshes.look([99])
        with pytest.raises(CatalogueError, match="no refresh 99"):
            refreshes.look(run=99)
        with pytest.raises(CatalogueError, match="no refresh 99"):
            refreshes.difference(99)
        with pytest.raises(CatalogueError, match="has not looked"):
            refreshes.take(99, by="ana")

    def test_what_a_feed_no_longer_names_is_not_gone(
        self, catalogue: Catalogue, refreshes: Refresher, site: Site
    ) -> None:
        def feed(*paths: str) -> None:
            items = "".join(f"<item><link>{site.page(path, f'The boat {path}.')}</link></item>" for path in paths)
            site.pages["/feed"] = f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()

        feed("/1", "/2")
        catalogue.sources.add("feed", site.address + "/feed", by="ana")
        refreshes.take(refreshes.look(), by="ana")
        feed("/2", "/3")
        assert counts(refreshes.look()) == {"new": 1, "unchanged": 2}
        site.pages["/1"] = 410
        assert counts(refreshes.look()) == {"new": 1, "gone": 1, "unchanged": 1}


class TestHolding:
    def look_twice(self, refreshes: Refresher) -> Difference:
        refreshes.take(refreshes.look(), by="ana")
        return refreshes.look()

    def test_a_fifth_may_go(self, refreshes: Refresher, source: Source, site: Site) -> None:
        refreshes.take(refreshes.look(), by="ana")
        site.site_map(*(f"/{number}" for number in range(8)))
        difference = refreshes.look()
        assert (counts(difference), difference.held) == ({"gone": 2, "unchanged": 8}, [])

    @pytest.mark.parametrize(("left", "said"), [(7, "3 of its 10 documents are gone"), (0, "yields nothing any more")])
    def test_more_waits_for_a_person(
        self, catalogue: Catalogue, refreshes: Refresher, source: Source, site: Site, left: int, said: str
    ) -> None:
        refreshes.take(refreshes.look(), by="ana")
        site.site_map(*(f"/{number}" for number in range(left)))
        difference = refreshes.look()
        assert said in difference.held[0].held
        kept = catalogue.sources.get(source.id)
        assert kept is not None
        assert said in kept.held
        taken = refreshes.take(difference, by="ana")
        assert ([one.id for one in taken.held], taken.gone) == ([source.id], [])
        assert not any(one.gone_at for one in catalogue.sources.documents(source.id))
        taken = refreshes.take(difference, by="ana", anyway=True)
        assert (taken.held, len(taken.gone)) == ([], 10 - left)
        kept = catalogue.sources.get(source.id)
        assert kept is not None
        assert kept.held == ""

    def test_pages_that_all_say_the_same_now(self, refreshes: Refresher, source: Source, site: Site) -> None:
        refreshes.take(refreshes.look(), by="ana")
        for number in range(5):
            site.page(f"/{number}", "We value your privacy.")
        assert "now hold the same text" in refreshes.look().held[0].held

    def test_a_page_that_is_gone(self, catalogue: Catalogue, refreshes: Refresher, site: Site) -> None:
        catalogue.sources.add("page", site.page("/1", "A boat."), by="ana")
        refreshes.take(refreshes.look(), by="ana")
        site.pages["/1"] = 404
        assert "yields nothing any more, and held 1 document before" in refreshes.look().held[0].held


class TestFiles:
    def test_a_folder(self, catalogue: Catalogue, refreshes: Refresher, tmp_path: Path) -> None:
        folder = tmp_path / "files"
        (folder / "deep").mkdir(parents=True)
        (folder / "one.txt").write_text("A boat.")
        (folder / "deep" / "two.txt").write_text("Another boat.")
        (folder / ".hidden.txt").write_text("A boat.")
        (folder / "picture.png").write_text("A boat.")
        (tmp_path / "outside.txt").write_text("A boat.")
        (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
        catalogue.sources.add("folder", str(folder), by="ana")
        assert counts(refreshes.look()) == {"new": 2}
        refreshes.take(refreshes.look(), by="ana")
        assert counts(refreshes.look()) == {"unchanged": 2}
        os.utime(folder / "one.txt", (1, 1))
        assert counts(refreshes.look()) == {"unchanged": 2}
        (folder / "one.txt").write_text("A bigger boat.")
        (folder / "deep" / "two.txt").unlink()
        assert counts(refreshes.look()) == {"changed": 1, "gone": 1}

    def test_a_file(self, catalogue: Catalogue, refreshes: Refresher, tmp_path: Path) -> None:
        file = tmp_path / "one.txt"
        catalogue.sources.add("file", str(file), by="ana")
        assert counts(refreshes.look()) == {"failed": 1}
        file.write_text("A boat.")
        refreshes.take(refreshes.look(), by="ana")
        assert catalogue.drafts.counts()["waiting"] == 1
        file.write_bytes(b"x" * (20 * 2**20 + 1))
        assert "20 MB" in refreshes.look().sources[0].of("failed")[0].failure

    def test_what_was_given(self, catalogue: Catalogue, refreshes: Refresher) -> None:
        source = catalogue.sources.add("upload", "boats.txt", by="ana")
        assert len(refreshes.receive(source, b"A boat.", by="ana").added) == 1
        again = refreshes.receive(source, b"A boat.", by="ana")
        assert (again.documents, again.added) == (0, [])
        assert len(refreshes.receive(source, b"A big boat.", by="ana").changed) == 1
        assert refreshes.look().sources == []
        with pytest.raises(ReadError, match="damaged"):
            refreshes.receive(source, b"broken", by="ana")
        with pytest.raises(CatalogueError, match="20 MB"):
            refreshes.receive(source, b"x" * (MAX_UPLOAD + 1), by="ana")


class TestRecognising:
    def test_what_lies_at_an_address(self, refreshes: Refresher, site: Site) -> None:
        page = refreshes.recognise(site.page("/a", "Hello.") + "#part")
        assert (page.kind, page.address, str(page)) == ("page", site.address + "/a", "This is one page.")
        plan = refreshes.recognise(site.site_map("/a", "/b", "/c"))
        assert (plan.kind, plan.name, str(plan)) == ("sitemap", "127.0.0.1", "This is a site map of 3 pages.")
        assert str(refreshes.recognise(site.address + "/sitemap.xml", "*/a")) == "This is a site map of 1 page."
        items = "".join(f"<entry><link href='/{number}'/></entry>" for number in range(34))
        site.pages["/f"] = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>{items}</feed>".encode()
        feed = refreshes.recognise(site.address + "/f")
        assert (feed.kind, feed.name, str(feed)) == ("feed", "News", "This is a feed of 34 entries.")
        with pytest.raises(FetchError):
            refreshes.recognise(site.address + "/none")
