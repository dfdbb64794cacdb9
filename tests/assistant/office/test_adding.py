"""Whatever staff have is added: records are published, everything else becomes a source whose drafts wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.office.adding import About, add_page, add_path, add_text, add_upload, sort
from assistant.office.refreshing import open_refresher, user_agent
from assistant.publishing import open_catalogue
from assistant.settings import Settings, SettingsError
from corpus.catalogue import Catalogue, CatalogueError
from corpus.fetching import FetchError
from corpus.readers import ReadError
from corpus.refreshing import Refresher
from index.model import OnnxEmbedder
from tests.corpus.refreshing.doubles import RuleDrafter, Site, refresher, serving, unhurried_fetcher
from tests.corpus.sample import FILE, RECORD

STORY = """\
Reading boats bring books to the islands of Oslo

Many families on the islands of Oslo had no library near them, and children there read less than elsewhere.

Since 2015 the Oslo public library has sent two boats with books to nine piers every week. Librarians read aloud to
children on board, and parents learned how to read with them. Volunteers were trained to run reading circles.

In 2018 a thousand children came on board, and loans on the islands rose by 40 per cent.
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(f"sqlite:///{tmp_path / 'catalogue.db'}") as opened:
        yield opened


@pytest.fixture
def light(catalogue: Catalogue) -> Iterator[Refresher]:
    """Refreshes with light stand-ins for what reads and drafts."""
    with unhurried_fetcher() as fetcher:
        yield refresher(catalogue, fetcher)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


class TestSorting:
    def test_records_pages_and_files(self, tmp_path: Path) -> None:
        for name, text in {
            "records/a.md": RECORD,
            "records/b.md": "x",
            "mixed/a.md": RECORD,
            "mixed/c.csv": "a,b",
        }.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        (tmp_path / "notes").mkdir()
        (tmp_path / "notes" / "d.md").write_text("# Notes")
        paths = {
            name: tmp_path / name for name in ("records", "mixed", "notes", "records/a.md", "records/b.md", "none")
        }
        found = sort(["HTTPS://city.example/", *(str(path) for path in paths.values())])
        assert found.pages == ["HTTPS://city.example/"]
        assert found.records == [paths["records"], paths["mixed"], paths["records/a.md"], paths["none"]]
        assert found.files == [paths["mixed"], paths["notes"], paths["records/b.md"]]

    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.exe").write_text("MZ")
        with pytest.raises(CatalogueError, match=r"a\.exe is of a kind.*\.csv, .*\.pdf"):
            sort([str(tmp_path / "a.exe")])


class TestAdding:
    def test_a_site_map_with_a_pattern(self, catalogue: Catalogue, light: Refresher, site: Site) -> None:
        site.page("/stories/1", "A boat.")
        site.page("/news", "A boat.")
        address = site.site_map("/stories/1", "/news")
        about = About(name="Oslo", publisher="City of Oslo", pattern="*/stories/*")
        added = add_page(catalogue, light, address, by="ana", about=about)
        assert (added.source.kind, added.source.name, added.source.publisher) == ("sitemap", "Oslo", "City of Oslo")
        assert (added.recognised, added.source.waiting, added.failures) == ("This is a site map of 1 page.", 1, [])
        again = add_page(catalogue, light, address, by="ana", about=About(pattern="*"))
        assert (again.source.id, again.source.name, again.source.waiting) == (added.source.id, "Oslo", 2)

    def test_an_address_that_cannot_be_had_adds_nothing(
        self, catalogue: Catalogue, light: Refresher, site: Site
    ) -> None:
        for address in (site.address + "/none", "ftp://city.example", "http://"):
            with pytest.raises(FetchError):
                add_page(catalogue, light, address, by="ana")
        assert catalogue.sources.all() == []

    def test_a_file_and_a_folder(self, catalogue: Catalogue, light: Refresher, tmp_path: Path) -> None:
        folder = tmp_path / "files"
        folder.mkdir()
        (folder / "a.txt").write_text("A boat.")
        (folder / "b.txt").write_text("broken")
        added = add_path(catalogue, light, folder, by="ana")
        assert (added.source.kind, added.source.waiting) == ("folder", 1)
        assert added.failures == ["b.txt is damaged."]
        added = add_path(catalogue, light, folder / "a.txt", by="ana", about=About(columns={"Ville": "city"}))
        assert (added.source.kind, added.source.name, added.source.columns) == ("file", "a.txt", {"Ville": "city"})

    def test_uploads_and_texts(self, catalogue: Catalogue, light: Refresher) -> None:
        added = add_upload(catalogue, light, "C:\\files\\boats.txt", b"A boat.", by="ana")
        assert (added.source.kind, added.source.name, added.source.waiting) == ("upload", "boats.txt", 1)
        again = add_upload(catalogue, light, "boats.txt", b"A big boat.", by="ana")
        assert (again.source.id, len(again.taken.changed)) == (added.source.id, 1)
        pasted = add_text(catalogue, light, "From an e-mail", "A boat.", by="ana")
        assert (pasted.source.kind, pasted.source.waiting) == ("text", 1)
        with pytest.raises(ReadError):
            add_upload(catalogue, light, "new.txt", b"broken", by="ana")
        with pytest.raises(CatalogueError):
            add_upload(catalogue, light, " ", b"A boat.", by="ana")
        assert {one.name for one in catalogue.sources.all()} == {"boats.txt", "From an e-mail"}

    def test_what_cannot_be_drafted_from_is_named(
        self, catalogue: Catalogue, light: Refresher, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(RuleDrafter, "draft", lambda *_, **__: 1 // 0)
        with pytest.raises(CatalogueError, match=r"boats\.txt: The program failed"):
            add_upload(catalogue, light, "boats.txt", b"A boat.", by="ana")
        assert catalogue.sources.all() == []
        added = add_page(catalogue, light, site.page("/a", "A boat."), by="ana")
        assert [failure.startswith(f"{site.address}/a: The program failed") for failure in added.failures] == [True]

    def test_a_finished_record_that_is_uploaded_waits_for_review(self, catalogue: Catalogue, light: Refresher) -> None:
        added = add_upload(catalogue, light, FILE, RECORD.encode(), by="ana")
        (draft,) = catalogue.drafts.queue()
        assert added.taken.added == [draft.id]
        assert catalogue.drafts.approve(draft.id, version=1, by="ana").record["id"] == FILE.removesuffix(".md")
        assert catalogue.practices() == []


class TestMaking:
    def test_who_fetches(self) -> None:
        def named(**settings: str) -> str:
            return user_agent(Settings(_env_file=None, **settings))  # type: ignore[arg-type]

        assert named().startswith("Precedent/")
        assert named(contact="ana@city.example").endswith(" (+ana@city.example)")
        assert named(contact="ana@city.example", public_url="https://p.example").endswith(" (+https://p.example)")
        assert named(user_agent="Ours/1") == "Ours/1"

    @pytest.mark.parametrize(
        "wrong", [{"user_agent": "a\nb"}, {"user_agent": "文"}, {"language_model": "models"}, {"fetch_megabytes": "0"}]
    )
    def test_settings_that_cannot_be(self, wrong: dict[str, str]) -> None:
        with pytest.raises(SettingsError, match="PRECEDENT_"):
            Settings.load(_env_file=None, **wrong)

    def test_all_of_it_together(
        self, home: Settings, embedder: OnnxEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The real reader, drafter and embedding model, on one text."""
        monkeypatch.setattr("index.model.background.OnnxEmbedder", lambda model, threads=None: embedder)
        (tmp_path / "models").symlink_to(home.models.resolve())
        settings = Settings(home=tmp_path, _env_file=None)
        with open_catalogue(settings) as catalogue, open_refresher(settings, catalogue) as refreshes:
            steps: list[tuple[str, int, int]] = []
            added = add_text(catalogue, refreshes, "boats", STORY, by="ana", progress=lambda *step: steps.append(step))
            assert (added.source.waiting, added.taken.no_practice, steps[-1]) == (1, [], ("drafting", 1, 1))
            (draft,) = catalogue.drafts.queue()
            assert (draft.record["start"], draft.record["sections"] != []) == (2015, True)
            assert any(rest.text in STORY for one in draft.proposals for rest in one.rests_on)
