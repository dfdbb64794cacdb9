"""Staff add pages, lists of pages, files and texts; strangers add nothing, and nothing of theirs is read."""

import io
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.web.staff.sources import receiving, uploads
from corpus.practice import Practice
from tests.assistant.web.staff.conftest import HERE, Browser, Office, OpenOffice
from tests.assistant.web.staff.jobs.doubles import without_processes
from tests.corpus.fetching.site import NastySite
from tests.corpus.sample import RECORD

NEW = "/staff/sources/new"
TEXT = "The city set up a tool library in 2019. Volunteers teach repairs every week, and 412 people took part."
CSV = b"Name of project,Town,Country,Funny,Notes\nTool library,Oslo,Norway,ha,x\nStory tram,Lisbon,Portugal,ho,y\n"


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return without_processes(monkeypatch)


@pytest.fixture
def site() -> Iterator[NastySite]:
    with NastySite() as opened:
        yield opened


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    return open_office(fetch_private_addresses=True)


@pytest.fixture
def ben(office: Office) -> Browser:
    return office.signed_in("Ben")


def give(browser: Browser, *files: tuple[str, bytes], **data: str) -> Any:
    """Send the form to add."""
    sent = {"token": browser.token(NEW), "way": "files", **data}
    parts = [("files", (name, io.BytesIO(body), "application/octet-stream")) for name, body in files]
    return browser.post(NEW, sent, files=parts or [("none", ("", b""))])


def only_job(office: Office) -> Any:
    (job,) = office.catalogue.jobs.latest()
    return job


def test_a_page_is_added_and_read(office: Office, ben: Browser, site: NastySite, started: list[int]) -> None:
    address = site.put("/tools", f"<p>{TEXT}</p>")
    response = give(ben, way="address", address=address, name="Tools", publisher="City of Oslo")
    job = only_job(office)
    assert response.headers["location"] == f"/staff/jobs/{job.id}" and started == [job.id]
    (source,) = office.catalogue.sources.all()
    assert (source.kind, source.name, source.publisher, source.added_by) == ("page", "Tools", "City of Oslo", "Ben")
    assert (job.kind, job.arguments["sources"], job.arguments["take"]) == ("refresh", [source.id], True)


def test_a_site_map_is_recognised(office: Office, ben: Browser, site: NastySite) -> None:
    body = f"<urlset><url><loc>{site.at('/a')}</loc></url></urlset>"
    give(ben, way="address", address=site.put("/map.xml", body, "application/xml"), pattern="*/a*")
    (source,) = office.catalogue.sources.all()
    assert (source.kind, source.pattern, source.name) == ("sitemap", "*/a*", "127.0.0.1")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Please paste the address of a page."),
        ("nothing at all", "This is no address of a web page."),
        ("{site}/missing", "The site says that this page does not exist."),
        ("javascript:alert(1)", "no address of a web page"),
    ],
)
def test_what_is_no_page_is_told_kindly(office: Office, ben: Browser, site: NastySite, address: str, said: str) -> None:
    response = give(ben, way="address", address=address.format(site=site.address), name="Kept")
    assert response.status_code == 422 and said in response.text and 'value="Kept"' in response.text
    assert not office.catalogue.sources.all()


def test_no_private_address_is_asked(open_office: OpenOffice, site: NastySite) -> None:
    ben = open_office(fetch_private_addresses=False).signed_in("Ben")
    response = give(ben, way="address", address=site.put("/inside", TEXT))
    assert response.status_code == 422 and "private network" in response.text and not site.asked


def test_a_button_pressed_twice_starts_one_job(office: Office, ben: Browser, started: list[int]) -> None:
    same = [give(ben, ("a.txt", TEXT.encode()), once="0123456789ab").headers["location"] for _ in range(2)]
    assert same[0] == same[1] and len(started) == 1 and len(office.catalogue.sources.all()) == 1


def test_files_wait_in_one_look(office: Office, ben: Browser, started: list[int]) -> None:
    files = [("a.txt", TEXT.encode()), ("../../b.md", b"# B\n\n" + TEXT.encode()), ("c.pdf", b"no pdf at all")]
    give(ben, *files, publisher="City of Oslo")
    assert [source.name for source in office.catalogue.sources.all()] == ["a.txt", "b.md"]
    job = only_job(office)
    assert job.kind == "take" and len(office.catalogue.sources.runs.finds(job.arguments["run"])) == 2
    page = ben.get(f"/staff/jobs/{job.id}").text
    assert "c.pdf: Its name ends in the wrong letters" in page


def test_a_file_that_is_known_just_so_is_not_read_again(office: Office, ben: Browser) -> None:
    give(ben, ("record.md", RECORD.encode()))
    response = give(ben, ("record.md", RECORD.encode()))
    assert response.headers["location"] == "/staff/sources"
    assert "Known already, and unchanged: record.md." in ben.get("/staff/sources").text


def test_a_finished_record_is_a_draft_at_once(office: Office, ben: Browser, started: list[int]) -> None:
    practice = Practice.parse(RECORD)
    office.catalogue.add([practice], by="tests")
    changed = practice.model_copy(update={"title": "Other boats"})
    response = give(ben, ("record.md", changed.render().encode()))
    assert response.headers["location"].startswith("/staff") and not started
    (draft,) = office.catalogue.drafts.queue()
    assert draft.record["title"] == "Other boats" and draft.practice_id == practice.id


def test_a_text_is_added(office: Office, ben: Browser) -> None:
    give(ben, way="text", title="Tools of Oslo", text=TEXT)
    (source,) = office.catalogue.sources.all()
    assert (source.kind, source.address) == ("text", "Tools of Oslo.txt")


@pytest.mark.parametrize("way", ["files", "text", "else"])
def test_nothing_is_no_source(office: Office, ben: Browser, way: str) -> None:
    assert give(ben, way=way).status_code == 422 and not office.catalogue.sources.all()


def test_a_file_that_is_too_large_is_refused(ben: Browser, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MAX_FILE", 100)
    response = give(ben, ("a.txt", b"x " * 100))
    assert response.status_code == 422 and "It is too large." in response.text
    assert not office.catalogue.sources.all()


def test_the_columns_of_a_table_are_asked_for_once(office: Office, ben: Browser, started: list[int]) -> None:
    response = give(ben, ("list.csv", CSV))
    path = response.headers["location"]
    page = ben.get(path).text
    assert path.startswith("/staff/sources/1/columns?run=") and not started
    assert "Funny" in page and "Story tram" in page and '<option value="title" selected>' in page
    columns = {"column-0": "title", "column-1": "city", "column-2": "country", "column-3": "results"}
    assert ben.send(path, path, **columns, **{"column-4": "title"}).status_code == 422  # twice the same
    assert ben.send(path, path, **{"column-0": "city"}).status_code == 422  # no title
    ben.send(path, path, **columns)
    assert only_job(office).kind == "take" and len(started) == 1
    (source,) = office.catalogue.sources.all()
    assert source.columns == {
        "Name of project": "title", "Town": "city", "Country": "country", "Funny": "results",
    }  # fmt: skip
    office.catalogue.jobs.fail(started[0], "stopped")
    again = give(ben, ("list.csv", CSV + b"Seed shelf,Turin,Italy,he,z\n"))
    assert again.headers["location"] == f"/staff/jobs/{started[0] + 1}"


def test_who_is_not_signed_in_is_not_listened_to(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def body() -> Iterator[bytes]:
        for number in range(50):
            read.append(number)
            yield b"x" * 100_000

    headers = {**HERE, "content-type": "multipart/form-data; boundary=x", "content-length": "5000000"}
    for path, status in ((NEW, 303), ("/api/staff/uploads", 401)):
        response = office.browser().client.post(path, content=body(), headers=headers, follow_redirects=False)
        assert response.status_code == status
    assert not office.catalogue.sources.all()


def test_another_site_cannot_add(office: Office, ben: Browser) -> None:
    sent = {"token": ben.token(NEW), "way": "text", "text": TEXT}
    assert ben.post(NEW, sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert ben.post(NEW, sent | {"token": "wrong"}).status_code == 403
    assert not office.catalogue.sources.all()


def test_more_than_all_files_together_may_have_is_refused(ben: Browser) -> None:
    headers = {**HERE, "content-length": str(uploads.MAX_REQUEST + 1)}
    assert ben.post(NEW, headers=headers).status_code == 413


@pytest.mark.parametrize("name", ["", "../../../etc/passwd", "a" * 500 + ".pdf", "a\x00\u202eb.txt", "\\\\host\\c.md"])
def test_names_of_files_are_plain(name: str) -> None:
    plain = receiving.plain_name(name)
    assert plain and plain.isprintable() and len(plain) <= receiving.MAX_NAME and not set(plain) & {"/", "\\"}
