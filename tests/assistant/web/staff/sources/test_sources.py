"""Staff see how each source fares, look for changes, and decide what is made of them."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from corpus.catalogue import Source
from corpus.catalogue.source_entries import Find, FindState, Look
from corpus.document import Block, Document
from tests.assistant.web.staff.conftest import Browser, Office, OpenOffice
from tests.assistant.web.staff.jobs.doubles import without_processes
from tests.corpus.fetching.site import NastySite

LIST = "/staff/sources"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    return without_processes(monkeypatch)


@pytest.fixture
def ben(office: Office) -> Browser:
    return office.signed_in("Ben")


def add(office: Office, number: int = 1, **values: Any) -> Source:
    return office.catalogue.sources.add(
        "sitemap", f"https://city.example/{number}.xml", by="Ana", name=f"City {number}", **values
    )


def document(text: str = "The city set up a library of tools.") -> Document:
    return Document(media="html", title="Tools <b>", blocks=(Block("paragraph", text),))


def look(office: Office, source: Source, held: str = "", failure: str = "", **states: FindState) -> int:
    """A look that has ended, with pages by name and state."""
    runs = office.catalogue.sources.runs
    run = runs.begin([source.id])
    for name, state in states.items():
        own = document(name) if state in ("new", "changed") else None
        values: dict[str, Any] = {"document": own, "digest": name, "text_digest": own.digest if own else ""}
        why = "it could not be fetched: the site wants a password for it (401)." if state == "failed" else ""
        address = f"https://city.example/{name}"
        title = "Tools <b>"
        runs.keep(run.id, Find(source_id=source.id, address=address, state=state, title=title, failure=why, **values))
    runs.looked(run.id, Look(source.id, failure=failure, held=held))
    runs.end_look(run.id)
    return run.id


def test_without_sources_the_way_to_the_first_is_shown(ben: Browser) -> None:
    page = ben.get(LIST).text
    assert 'href="/staff/sources/new"' in page and "Look for changes in all sources" not in page


def test_every_source_is_listed_with_how_it_fares(office: Office, ben: Browser) -> None:
    add(office, 1)
    failing, held = add(office, 2), add(office, 3)
    paused = add(office, 4)
    office.catalogue.sources.change(paused.id, by="Ana", paused=True)
    look(office, failing, failure="https://x.example could not be fetched: there is no site of this name.")
    look(office, held, held="3 of its 9 documents are gone, more than a fifth.")
    page = ben.get(LIST).text
    assert "There is no site of this name. Is the address right?" in page
    assert "3 of its 9 documents are gone: more than a fifth." in page
    assert "Paused" in page and "Not looked at yet" in page and "Looked at just now" in page
    assert page.index("City 2") < page.index("City 1")  # what needs somebody comes first


def test_who_is_not_signed_in_sees_nothing(office: Office) -> None:
    add(office)
    for path in (LIST, f"{LIST}/new", f"{LIST}/1", f"{LIST}/1/columns", f"{LIST}/1/remove", f"{LIST}/found/1"):
        assert office.browser().get(path).status_code == 303


def test_a_look_is_started_once(office: Office, ben: Browser, started: list[int]) -> None:
    add(office)
    first = ben.send(f"{LIST}/look", LIST, once="abcdefghijkl")
    second = ben.send(f"{LIST}/look", once="abcdefghijkl")
    other = office.signed_in("Cem").send(f"{LIST}/look", once="another-form1")
    assert {one.headers["location"] for one in (first, second, other)} == {f"/staff/jobs/{started[0]}"}
    assert len(started) == 1


def test_other_work_comes_first(office: Office, ben: Browser, started: list[int]) -> None:
    source = add(office)
    job = office.catalogue.jobs.start("links", {}, "Ana")
    response = ben.send(f"{LIST}/{source.id}/look")
    assert response.headers["location"] == f"/staff/jobs/{job.id}" and not started
    assert "Ana has started this first: “Check the links”." in ben.get(f"/staff/jobs/{job.id}").text


def test_what_was_found_is_shown_before_anything_is_made_of_it(
    office: Office, ben: Browser, started: list[int]
) -> None:
    source = add(office)
    run = look(office, source, a="new", b="changed", c="failed", d="unchanged")
    assert "See what was found" in ben.get(LIST).text
    page = ben.get(f"{LIST}/found/{run}").text
    for told in ("1 new", "1 changed", "1 could not be read", "1 unchanged", "wants a password", "Tools &lt;b&gt;"):
        assert told in page
    ben.send(f"{LIST}/found/{run}", f"{LIST}/found/{run}", once="abcdefghijkl")
    (job,) = office.catalogue.jobs.latest()
    assert job.kind == "take" and {**job.arguments} == {"run": run, "once": "abcdefghijkl"}


def test_what_is_held_back_is_taken_only_where_that_is_chosen(office: Office, ben: Browser, started: list[int]) -> None:
    sources = [add(office, number) for number in (1, 2, 3)]
    runs = office.catalogue.sources.runs
    run = runs.begin([source.id for source in sources])
    for source, held in zip(sources, ("", "Held.", "Held."), strict=True):
        find = Find(source_id=source.id, address="https://city.example/a", state="new", document=document())
        runs.keep(run.id, find)
        runs.looked(run.id, Look(source.id, held=held))
    runs.end_look(run.id)
    page = ben.get(f"{LIST}/found/{run.id}").text
    assert page.count('name="anyway"') == 2 and "checked" not in page
    ben.send(f"{LIST}/found/{run.id}", anyway="2")
    (job,) = office.catalogue.jobs.latest()
    assert {**job.arguments} == {"run": run.id, "sources": [1, 2], "anyway": True}


def test_a_look_that_is_forgotten_is_not_there(ben: Browser) -> None:
    assert ben.get(f"{LIST}/found/99").status_code == 404
    assert ben.send(f"{LIST}/found/99").status_code == 404


def test_a_source_shows_its_documents(office: Office, ben: Browser) -> None:
    source = add(office)
    runs = office.catalogue.sources.runs
    run = look(office, source, a="new", b="failed")
    for find in runs.finds(run):
        if find.state == "new":
            runs.take(find, (), "There is hardly any text in it.")
    runs.take_unchanged(run, source.id)
    page = ben.get(f"{LIST}/{source.id}").text
    assert "2 documents" in page and "There is hardly any text in it." in page and "wants a password" in page
    assert page.index("/b") < page.index("/a<")  # what failed comes first


def test_a_source_is_changed_paused_and_removed(office: Office, ben: Browser) -> None:
    path = f"{LIST}/{add(office).id}"
    ben.send(path, path, name="Other", publisher="The city", pattern="*/a/*")
    changed = office.catalogue.sources.get(1)
    assert changed and (changed.name, changed.publisher, changed.pattern) == ("Other", "The city", "*/a/*")
    ben.send(f"{path}/pause", path, paused="true")
    paused = office.catalogue.sources.get(1)
    assert paused and paused.paused and "Take it up again" in ben.get(path).text
    assert "What was published from it stays published." in ben.get(f"{path}/remove").text
    assert office.catalogue.sources.get(1)
    ben.send(f"{path}/remove", f"{path}/remove")
    assert office.catalogue.sources.get(1) is None
    for gone in (ben.get(path), ben.get(f"{path}/remove"), ben.send(path), ben.send(f"{path}/pause")):
        assert gone.status_code == 404
    assert ben.send(f"{path}/remove").headers["location"] == LIST


def test_hostile_names_and_addresses_are_harmless(office: Office, ben: Browser) -> None:
    office.catalogue.sources.add("upload", "javascript:alert(1)", by="Ana", name='"><script>x</script>')
    for path in (LIST, f"{LIST}/1", f"{LIST}/1/remove"):
        page = ben.get(path).text
        assert "<script>x" not in page and 'href="javascript' not in page


@pytest.mark.parametrize("language", ["fr", "es", "ar", "zh", "ru", "pt"])
def test_they_are_shown_in_other_languages(office: Office, ben: Browser, language: str) -> None:
    source = add(office)
    run = look(office, source, held="It yields nothing any more, and held 3 documents before.", a="new", b="gone")
    for path in (LIST, f"{LIST}/new", f"{LIST}/1", f"{LIST}/1/remove", f"{LIST}/found/{run}"):
        assert ben.get(f"{path}?lang={language}").status_code == 200


@pytest.fixture
def site() -> Iterator[NastySite]:
    with NastySite() as opened:
        yield opened


def test_a_real_look_finds_what_is_new(open_office: OpenOffice, site: NastySite) -> None:
    """With the process that does it, as in an office."""
    office = open_office(fetch_private_addresses=True)
    ben = office.signed_in("Ben")
    text = "The city set up a tool library in 2019, where volunteers teach repairs every week. "
    address = site.put("/tools", f"<html><body><main><h1>Tools</h1><p>{text * 5}</p></main></body></html>")
    office.catalogue.sources.add("page", address, by="Ben")
    path = ben.send(f"{LIST}/look", LIST).headers["location"]
    for _ in range(300):
        if ben.get(f"{path}/progress").json()["ended"]:
            break
        time.sleep(0.1)
    page = ben.get(path).text
    job = office.catalogue.jobs.latest()[0]
    assert job.state == "done", job.reason
    assert "1 new document" in page and 'href="/staff/sources/found/1"' in page
    assert "Make drafts" in ben.get(f"{LIST}/found/1").text
