"""How a record has changed can be read by everyone, and tells of nobody by name."""

from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.web.app import create_app
from corpus.practice import Practice
from tests.assistant.web.pages.document import Document, read
from tests.assistant.web.pages.hostile import ATTACK

CORK = "ie-cork-lifelong-learning-festival"
BUSY = "gb-edinburgh-tool-library"
NEVER_KEPT = "it-turin-prison-university"
PAGE = f"/practices/{CORK}/history"
NAME = "Jane Doe <jane@city.example>"


def opened(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="module")
def folder(home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with the index that is kept, and no catalogue yet."""
    path = tmp_path_factory.mktemp("changing")
    (path / "models").symlink_to(home.models.resolve())
    (path / "snapshots").symlink_to(home.snapshots.resolve())
    return Settings(home=path, _env_file=None)


@pytest.fixture(scope="module")
def changing(folder: Settings, by_id: dict[str, Practice]) -> Iterator[TestClient]:
    """The site on a catalogue in which one record has changed in many ways, and another many times."""
    cork, busy = by_id[CORK], by_id[BUSY]
    later = cork.model_copy(
        update={
            "title": "Cork Festival of Learning",
            "themes": ["learning-festivals", "older-adults"],
            "summary": cork.summary.replace("taster classes", "taster courses"),
            "checked": date(2027, 1, 2),
            "sections": cork.sections[:3],
            "translations": cork.translations
            | {"zh": cork.translations["zh"].model_copy(update={"title": f"科克 {ATTACK}"})},
        }
    )
    with open_catalogue(folder) as catalogue:
        catalogue.add([cork, busy], by="setup")
        catalogue.add([later], by=NAME)
        catalogue.withdraw([CORK], by="command line")
        catalogue.add([cork], by="command line")
        for number in range(45):
            catalogue.add([busy.model_copy(update={"title": f"Title {number}"})], by=NAME)
    yield from opened(folder)


@pytest.fixture(scope="module")
def away(folder: Settings) -> Iterator[TestClient]:
    """The site while the catalogue cannot be reached."""
    database = f"sqlite:///{folder.home}/nowhere/catalogue.sqlite"
    yield from opened(Settings(home=folder.home, database=database, _env_file=None))


def parts(page: Document) -> list[str]:
    return [term.text for term in page.all("dt")]


def test_versions_stand_newest_first_with_what_happened(changing: TestClient) -> None:
    page = read(changing.get(PAGE))
    assert [heading.text for heading in page.all("h2")] == [
        "Version 4: Published again",
        "Version 3: Withdrawn",
        "Version 2: Changed",
        "Version 1: Published",
    ]
    assert len(page.all("time")) == 4


def test_what_changed_is_told_part_by_part(changing: TestClient) -> None:
    page = read(changing.get(PAGE))
    second = parts(page)[len(parts(page)) // 2 :]
    assert second == ["Title", "Themes", "Summary", "Adapting it", "Translation: 中文", "Facts last checked"]
    removed = [element.text for element in page.all("del")]
    added = [element.text for element in page.all("ins")]
    assert "Removed: Neighbourhoods and communities" in removed
    assert "Added: Older adults" in added
    assert "Added: courses" in added
    assert "Added: January 2, 2027" in added


def test_nobody_is_named(changing: TestClient) -> None:
    text = changing.get(PAGE).text
    assert "Jane" not in text
    assert "city.example" not in text
    for said in ("By the staff", "From the collection that comes with the product", "By those who run this site"):
        assert said in text


def test_a_hostile_record_is_harmless_in_its_history(changing: TestClient) -> None:
    for path in (PAGE, f"{PAGE}/2?lang=zh"):
        response = changing.get(path)
        read(response)
        assert "<script>alert" not in response.text
        assert "<img" not in response.text


def test_a_version_is_shown_as_it_stood(changing: TestClient, by_id: dict[str, Practice]) -> None:
    page = read(changing.get(f"{PAGE}/2"))
    assert page.one("h1").text == "Cork Festival of Learning"
    assert "Version 2 of 4, as it was published on" in page.one("main").text
    assert "adapting-it" not in [heading.attributes.get("id") for heading in page.all("h2")]
    assert page.links(f"/practices/{CORK}")
    assert page.one("meta", name="robots")["content"] == "noindex"
    now = read(changing.get(f"{PAGE}/4"))
    assert now.one("h1").text == by_id[CORK].title
    assert "This is how the record stands now." in now.one("main").text


@pytest.mark.parametrize("number", ["0", "5", "99999999999999999999", "-1"])
def test_a_version_that_never_was_is_not_found(changing: TestClient, number: str) -> None:
    assert changing.get(f"{PAGE}/{number}").status_code == 404


def test_what_is_no_number_is_kindly_refused(changing: TestClient) -> None:
    assert changing.get(f"{PAGE}/two").status_code == 422
    assert changing.get(f"{PAGE}?before=x").status_code == 422


def test_many_versions_come_in_pages(changing: TestClient) -> None:
    seen, path = [], f"/practices/{BUSY}/history"
    while path:
        page = read(changing.get(path))
        seen += [heading.text.split(":")[0] for heading in page.all("h2")]
        older = page.all("a", rel="next")
        path = older[0]["href"] if older else ""
    assert seen == [f"Version {number}" for number in range(46, 0, -1)]
    newer = read(changing.get(f"/practices/{BUSY}/history?before=27")).one("a", rel="prev")
    assert newer["href"] == f"/practices/{BUSY}/history"
    assert changing.get(f"/practices/{BUSY}/history?before=0").status_code == 200
    assert changing.get(f"/practices/{BUSY}/history?before=-9").status_code == 200


def test_a_record_without_a_history_says_so(changing: TestClient) -> None:
    page = read(changing.get(f"/practices/{NEVER_KEPT}/history"))
    assert "No earlier versions of this record are kept." in page.one("main").text


def test_it_speaks_the_visitor_s_language(changing: TestClient) -> None:
    page = read(changing.get(f"{PAGE}?lang=ar"))
    assert "التحدي" not in parts(page)
    assert "كيف يمكن تكييفها" in parts(page)
    assert all("lang=ar" in link for link in page.links("/practices/"))


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/1"])
def test_while_the_catalogue_is_away_it_says_so_kindly(away: TestClient, path: str) -> None:
    page = read(away.get(path), 503)
    assert "cannot be shown just now" in page.one("main").text
    assert f"/practices/{CORK}" in page.links()


def test_the_practice_itself_needs_no_catalogue(away: TestClient) -> None:
    read(away.get(f"/practices/{CORK}"))


def test_an_old_form_of_a_record_is_passed_over(changing: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.catalogue import CatalogueError, records

    whole = records.load

    def load(practice_id: str, record: str) -> Practice:
        practice = whole(practice_id, record)
        if practice.title == "Cork Festival of Learning":
            raise CatalogueError("The practice does not follow this version's format.")
        return practice

    monkeypatch.setattr("corpus.catalogue.entries.records.load", load)
    page = read(changing.get(PAGE))
    assert page.one("main").text.count("cannot be shown") == 2
    assert "cannot be shown" in read(changing.get(f"{PAGE}/2")).one("main").text
