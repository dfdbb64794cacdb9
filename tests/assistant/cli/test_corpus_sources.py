"""`precedent corpus add|refresh|sources|drafts|review|check --links`: from a source to an approved draft."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.office import refreshing
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.drafting import Alike
from tests.assistant.cli.conftest import Run
from tests.corpus.refreshing.doubles import NothingAlike, PlainReader, RuleDrafter, Site, serving, unhurried_fetcher
from tests.corpus.test_catalogue import FAIR


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home in which light stand-ins read and draft, and nobody waits between two pages."""
    monkeypatch.setattr(refreshing, "Reader", lambda: _Closing(PlainReader()))
    monkeypatch.setattr(refreshing, "Drafter", lambda *_, **__: RuleDrafter())
    monkeypatch.setattr(refreshing, "Likeness", lambda *_: NothingAlike())
    monkeypatch.setattr(refreshing, "ServedModel", _NoModel)
    monkeypatch.setattr(refreshing, "_gazetteer", lambda *_: None)
    monkeypatch.setattr(refreshing, "open_fetcher", lambda _: unhurried_fetcher())
    return tmp_path / "home"


class _Closing:
    def __init__(self, reader: PlainReader) -> None:
        self.read = reader.read

    def __enter__(self) -> "_Closing":
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _NoModel:
    fingerprint = "none"

    @classmethod
    def of(cls, _: Settings) -> "_NoModel":
        return cls()


def catalogue_of(home: Path) -> Catalogue:
    return open_catalogue(Settings(home=home, _env_file=None))


class TestSources:
    def test_from_a_site_map_to_an_approved_draft(self, run: Run, home: Path, site: Site) -> None:
        for number in range(3):
            site.page(f"/stories/{number}", f"The boat of {number}.")
        site.page("/stories/9", "We value your privacy.")
        address = site.site_map(*(f"/stories/{number}" for number in (0, 1, 2, 9)), "/about")
        added = run("corpus", "add", address, "--name", "Oslo", "--pattern", "*/stories/*", home=home)
        assert (added.code, added.out.splitlines()) == (
            0,
            [
                "Source 1, Oslo: This is a site map of 4 pages. 4 read, 3 new drafts, 0 drafts changed.",
                "3 drafts wait for review.",
            ],
        )
        assert f"{site.address}/stories/9: Nothing was done here." in added.err
        listed = run("corpus", "review", home=home)
        assert listed.out.splitlines()[-1] == "3 waiting, 0 approved, 0 rejected, 0 merged, 0 published."
        shown = run("corpus", "review", "show", "1", "--json", home=home).json
        assert (shown["title"], shown["missing"], shown["source"]) == ("The boat of 0.", [], "Oslo")
        assert "lacking" not in run("corpus", "review", "show", "1", home=home).out
        approved = run("corpus", "review", "approve", "1", "7", "--by", "ben", home=home)
        assert (approved.code, approved.out) == (1, "Draft 1 is approved as no-oslo-boat-0.\n")
        assert "no draft 7" in approved.err
        assert run("corpus", "review", "reject", "2", "--reason", "No.", home=home).out == "Draft 2 is rejected.\n"
        assert run("corpus", "review", "reopen", "2", home=home).out == "Draft 2 waits again.\n"
        again = run("corpus", "review", "approve", "1", home=home)
        assert (again.code, again.err) == (1, "Draft 1: Draft 1 is approved: reopen it first.\n")
        drafts = run("corpus", "drafts", "--state", "approved", "--json", home=home).json
        assert [(one["id"], one["decided_by"]) for one in drafts["drafts"]] == [(1, "ben")]
        status = run("corpus", "status", home=home).out
        assert "1 sources; 2 drafts wait for review, 1 to be published." in status

    def test_one_that_is_like_a_practice_is_not_approved_blindly(
        self, run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        alike = [Alike(FAIR.id, 0.5, "same doing")]
        monkeypatch.setattr(NothingAlike, "alike", lambda *_, **__: alike)
        (tmp_path / "a.txt").write_text("A boat.")
        run("corpus", "add", str(tmp_path / "a.txt"), home=home)
        with catalogue_of(home) as catalogue:
            draft = catalogue.drafts.queue()[0]
            web = {"url": "https://city.example/a", "title": "A", "publisher": "B", "published": None}
            catalogue.drafts.edit(draft.id, draft.record | {"sources": [web]}, version=1, by="ana")
        refused = run("corpus", "review", "approve", "1", home=home)
        assert (refused.code, refused.err) == (
            1,
            f"Draft 1: It is like {FAIR.id}: say --updates {FAIR.id}, or --new.\n",
        )
        assert run("corpus", "review", "approve", "1", "--new", home=home).code == 0

    def test_files_and_records_together(self, run: Run, home: Path, tmp_path: Path) -> None:
        folder = tmp_path / "files"
        folder.mkdir()
        (folder / "a.txt").write_text("A boat.")
        (folder / f"{FAIR.id}.md").write_text(FAIR.render())
        added = run("corpus", "add", str(folder), "--no-build", home=home)
        assert (added.code, added.out.splitlines()) == (
            0,
            [
                "1 added, 0 changed, 0 restored, 0 unchanged, 0 refused.",
                "Source 1, files: 1 read, 1 new draft, 0 drafts changed.",
                "1 draft waits for review.",
            ],
        )

    def test_what_cannot_be_added_is_said_in_a_sentence(self, run: Run, home: Path, site: Site, tmp_path: Path) -> None:
        (tmp_path / "a.exe").write_text("MZ")
        for named in (site.address + "/none", str(tmp_path / "a.exe")):
            ended = run("corpus", "add", named, home=home)
            assert ended.code == 1
            assert ended.err.splitlines()[-1].endswith(".")
        wrong = run("corpus", "add", site.page("/a", "A boat."), "--columns", "town=Ville", home=home)
        assert (wrong.code, "fields are id, title, city" in " ".join(wrong.err.split())) == (2, True)
        assert "No source yet" in run("corpus", "sources", home=home).out


class TestChangingDrafts:
    @pytest.fixture
    def waiting(self, run: Run, home: Path, tmp_path: Path) -> Path:
        """A draft that lacks a source, and a published practice."""
        (tmp_path / "a.txt").write_text("A boat.")
        with catalogue_of(home) as catalogue:
            catalogue.add([FAIR], by="ana")
        assert run("corpus", "add", str(tmp_path / "a.txt"), home=home).code == 0
        return tmp_path

    def test_a_draft_goes_out_as_text_and_comes_back(self, run: Run, home: Path, waiting: Path) -> None:
        text = run("corpus", "review", "show", "1", "--record", home=home).out
        file = waiting / "draft.md"
        file.write_text(text)
        assert run("corpus", "review", "edit", "1", str(file), home=home).out == "Draft 1 stays as it was.\n"
        file.write_text(text.replace("title: A boat.", "title: Two boats").replace("sources: []", ""))
        edited = run("corpus", "review", "edit", "1", str(file), "--by", "ben", home=home)
        assert (edited.code, edited.out.splitlines()[0]) == (0, "Draft 1 is edited.")
        assert "lacking: sources: is missing" in edited.out
        shown = run("corpus", "review", "show", "1", home=home).out
        assert ("\ntitle: Two boats\n" in shown, "A boat." in shown) == (True, False)
        broken = run("corpus", "review", "edit", "1", home=home)
        assert (broken.code, "no editor can be opened here" in broken.err) == (2, True)
        file.write_text("no front matter")
        assert run("corpus", "review", "edit", "1", str(file), home=home).code == 1

    @pytest.mark.parametrize(
        ("editor", "code", "said"), [("sed -i s/boat/ship/", 0, "is edited"), ("false", 1, "failed")]
    )
    def test_a_draft_is_edited_in_an_editor(
        self, run: Run, home: Path, waiting: Path, monkeypatch: pytest.MonkeyPatch, editor: str, code: int, said: str
    ) -> None:
        monkeypatch.setenv("VISUAL", editor)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        ended = run("corpus", "review", "edit", "1", home=home)
        assert (ended.code, said in ended.out + ended.err) == (code, True)

    def test_what_was_written_is_kept_where_it_cannot_be_saved(
        self, run: Run, home: Path, waiting: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("VISUAL", "sed -i s/---/mine/")
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        ended = run("corpus", "review", "edit", "1", home=home)
        assert (ended.code, "What you wrote is in" in ended.err) == (1, True)
        assert (waiting / "draft-1.md").read_text().startswith("mine")

    def test_fields_are_merged_into_a_practice(self, run: Run, home: Path, waiting: Path) -> None:
        merged = run("corpus", "review", "merge", "1", FAIR.id, "--fields", "title, start", "--by", "ben", home=home)
        assert (merged.code, merged.out.splitlines()) == (
            0,
            [
                f"Draft 1 is merged into {FAIR.id}: see draft 2, which is approved.",
                "Title or summary say something else now; their translations were left out: fr, ar.",
            ],
        )
        assert run("corpus", "review", "merge", "1", "xx-nowhere", home=home).code == 1

    def test_sources_are_changed_and_removed(self, run: Run, home: Path, waiting: Path) -> None:
        changed = run("corpus", "source", "change", "1", "--name", "Boats", "--pause", home=home)
        assert (changed.code, changed.out) == (0, "Source 1, Boats, is changed and paused.\n")
        assert "There is no source to look at" in run("corpus", "refresh", "--yes", home=home).out
        assert run("corpus", "source", "change", "1", home=home).code == 2
        assert run("corpus", "source", "remove", "1", "--by", "ben", home=home).out == "Source 1, Boats, is removed.\n"
        assert run("corpus", "source", "remove", "1", home=home).code == 1
        with catalogue_of(home) as catalogue:
            assert (catalogue.sources.all(), catalogue.drafts.counts()["rejected"]) == ([], 1)


class TestRefreshing:
    @pytest.fixture
    def added(self, run: Run, home: Path, site: Site) -> Site:
        paths = [f"/{number}" for number in range(4)]
        for path in paths:
            site.page(path, f"The boat of {path}.")
        assert run("corpus", "add", site.site_map(*paths), "--name", "Oslo", home=home).code == 0
        return site

    def test_the_difference_comes_first(self, run: Run, home: Path, added: Site) -> None:
        added.page("/1", "A new boat.")
        dry = run("corpus", "refresh", "--dry-run", home=home)
        assert (dry.code, dry.out.splitlines()[-1].split()) == (0, ["Oslo", "0", "1", "0", "0", "3"])
        asked = run("corpus", "refresh", home=home)
        assert "Nothing was taken over" in asked.out
        taken = run("corpus", "refresh", "--yes", home=home)
        assert taken.out.splitlines()[-1] == (
            "0 new drafts, 1 brought up to date, 0 documents gone. 4 wait for review."
        )
        again = run("corpus", "refresh", "--source", added.address + "/sitemap.xml", "--json", home=home).json
        assert again["sources"][0]["unchanged"] == 4
        assert again["taken"]["documents"] == 0

    def test_what_looks_like_an_accident_is_held_back(self, run: Run, home: Path, added: Site) -> None:
        added.site_map()
        held = run("corpus", "refresh", "--yes", home=home)
        assert "Oslo is held back: It yields nothing any more, and held 4 documents before." in held.err
        assert run("corpus", "sources", "--json", home=home).json[0]["held"]
        assert "held 4 documents" in run("corpus", "status", home=home).out
        taken = run("corpus", "refresh", "--yes", "--anyway", "--json", home=home).json
        assert len(taken["taken"]["gone"]) == 4

    def test_a_document_at_which_drafting_fails_is_named(
        self, run: Run, home: Path, added: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        added.page("/1", "A new boat.")
        monkeypatch.setattr(RuleDrafter, "draft", lambda *_, **__: 1 // 0)
        taken = run("corpus", "refresh", "--yes", home=home)
        assert taken.code == 0
        assert f"{added.address}/1: The program failed at drafting from this (ZeroDivisionError)." in taken.err

    def test_a_source_that_fails(self, run: Run, home: Path, added: Site) -> None:
        added.pages["/sitemap.xml"] = 500
        failed = run("corpus", "refresh", "--source", "1", home=home)
        assert (failed.code, "Oslo: http" in failed.err) == (1, True)
        listed = run("corpus", "sources", home=home).out
        assert "could not be fetched" in " ".join(listed.split())
        unknown = run("corpus", "refresh", "--source", "99", home=home)
        assert (unknown.code, unknown.err.strip()) == (
            1, "There is no source 99: see which there are with: precedent corpus sources",
        )  # fmt: skip


def test_links_are_checked(run: Run, home: Path, site: Site) -> None:
    address = site.page("/story", "A fair.")
    source: Any = FAIR.sources[0].model_copy(update={"url": address})
    other: Any = FAIR.sources[0].model_copy(update={"url": site.address + "/none"})
    with catalogue_of(home) as catalogue:
        catalogue.add([FAIR.model_copy(update={"sources": [source, other]})], by="ana")
    ended = run("corpus", "check", "--links", home=home)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[-1] == "2 links: 1 as they were, 0 dead, 0 moved, 0 changed beyond recognition, 1 could not be told."
    assert f"{site.address}/none" in lines[0]
    assert run("corpus", "check", "--links", "--json", home=home).json["dead_practices"] == []
    assert run("corpus", "check", "--links", "x.md", home=home).code == 2
