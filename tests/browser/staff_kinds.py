"""Every kind of page of staff, in an office where much has happened, with an address that shows it."""

import datetime
from pathlib import Path
from typing import Any, Final

from corpus.catalogue import AskedQuestion, Catalogue, Find, LinkState, Source
from corpus.catalogue.source_entries import Look
from corpus.document import Document, Row
from corpus.drafting import Alike
from tests.assistant.web.staff.review.conftest import drafted, page_of, put
from tests.browser.served import CHANGED

SIGNED: Final = "ana"
ASKED: Final = (
    ("Who has put cemetery records online?", "en"),
    ("Where can we find cemetery records on the internet?", "en"),
    ("من نشر سجلات المقابر على الإنترنت؟", "ar"),
    ("Who teaches beekeeping on roofs in Ghana?", "en"),
)
_LONG: Final = "https://city.example/" + "stories-of-learning-in-the-neighbourhood/" * 5
_DIFFERENCE: Final[dict[str, Any]] = {
    "run": 1,
    "sources": [
        {
            "id": 1,
            "name": "City of Oslo",
            "address": "https://city.example/",
            "new": [{"address": "https://city.example/a", "title": "A"}],
            "changed": [],
            "gone": [{"address": _LONG, "title": ""}],
            "failed": [{"address": _LONG, "reason": "b is protected by a password: save it without one."}],
            "unchanged": 4,
            "failure": "",
            "held": "It yields nothing any more, and held 9 documents before.",
        }
    ],
}
_TAKEN: Final[dict[str, Any]] = {
    "drafts_added": [1, 2],
    "drafts_changed": [],
    "drafts_left_out": [3],
    "gone": ["https://city.example/c"],
    "no_practice": [{"address": _LONG, "reason": "It holds no practice: there is hardly any text in it."}],
}


def fill(catalogue: Catalogue) -> dict[str, tuple[str, int]]:
    """Let much happen in an office.

    Args:
        catalogue: With practices, and an account called `SIGNED` that may publish.

    Returns:
        Address and status of a page of every kind, by name; each takes `lang`.
    """
    now = datetime.datetime.now(datetime.UTC)
    people(catalogue, now)
    source = catalogue.sources.add("sitemap", "https://city.example/sitemap.xml", by=SIGNED, name="City of Oslo")
    catalogue.sources.change(source.id, by=SIGNED, publisher="City of Oslo", pattern="*/stories/*")
    table = catalogue.sources.add("upload", "practices.xlsx", by=SIGNED, name="practices.xlsx")
    drafts = fill_queue(catalogue, source)
    columns = put_table(catalogue, table)
    found = find_more(catalogue, source)
    fill_links(catalogue, now)
    catalogue.asked.keep(
        AskedQuestion(question=question, language=language, answered=False, reason="no_match", countries=("GH",))
        for question, language in ASKED
    )
    catalogue.asked.keep(
        AskedQuestion(question="Who runs a festival?", language="en", answered=True, practices=(CHANGED,), day=day)
        for day in (now.date(), now.date() - datetime.timedelta(days=3))
    )
    for helpful, comment in ((False, "Too old."), (True, None)):
        catalogue.keep_feedback(
            "Who runs a festival?", practice_id=CHANGED, helpful=helpful, comment=comment, language="en"
        )
    catalogue.tasks.add("Find practices about cemeteries", [ASKED[0][0]], by=SIGNED, askings=3, language="en")
    jobs = do_work(catalogue)
    secret = catalogue.staff.invite("nils", now, by=SIGNED)
    paths = {
        "sign-in": "/staff/sign-in",
        "invitation": f"/staff/invitation/{secret}",
        "queue": "/staff",
        "queue-approved": "/staff?state=approved",
        "queue-rejected": "/staff?state=rejected",
        "queue-of-source": f"/staff?source={source.id}",
        "draft": f"/staff/drafts/{drafts['whole']}",
        "draft-lacking": f"/staff/drafts/{drafts['lacking']}",
        "draft-update": f"/staff/drafts/{drafts['update']}",
        "draft-rejected": f"/staff/drafts/{drafts['rejected']}",
        "draft-source": f"/staff/drafts/{drafts['whole']}/source",
        "merge": f"/staff/drafts/{drafts['update']}/merge",
        "merge-find": f"/staff/drafts/{drafts['whole']}/merge?q=library",
        "merge-into": f"/staff/drafts/{drafts['update']}/merge?into={CHANGED}",
        "practices": "/staff/practices",
        "practice-edit": f"/staff/practices/{CHANGED}/edit",
        "practice-translate": f"/staff/practices/{CHANGED}/translate",
        "practice-withdraw": f"/staff/practices/{CHANGED}/withdraw",
        "translations": "/staff/translations",
        "sources": "/staff/sources",
        "source": f"/staff/sources/{source.id}",
        "source-uploaded": f"/staff/sources/{table.id}",
        "source-new": "/staff/sources/new",
        "source-new-files": "/staff/sources/new?way=files",
        "source-new-text": "/staff/sources/new?way=text",
        "source-remove": f"/staff/sources/{source.id}/remove",
        "source-columns": f"/staff/sources/{table.id}/columns?run={columns}",
        "found": f"/staff/sources/found/{found}",
        **{f"job-{name}": f"/staff/jobs/{number}" for name, number in jobs.items()},
        "publish": "/staff/publish",
        "revision": "/staff/publish/revisions/1",
        "revision-now": f"/staff/publish/revisions/{catalogue.revision().number}",  # type: ignore[union-attr]
        "insight": "/staff/insight",
        "insight-groups": "/staff/insight/groups",
        "insight-helped": "/staff/insight/helped",
        "tasks": "/staff/tasks",
        "links": "/staff/links",
        "people": "/staff/people",
        "account": "/staff/account",
        "audit": "/staff/audit",
    }
    missing = {
        "draft-missing": "/staff/drafts/99999",
        "job-missing": "/staff/jobs/99999",
        "source-missing": "/staff/sources/99999",
        "practice-missing": "/staff/practices/no-such/edit",
        "revision-missing": "/staff/publish/revisions/99999",
    }
    return {name: (path, 200) for name, path in paths.items()} | {name: (path, 404) for name, path in missing.items()}


def people(catalogue: Catalogue, now: datetime.datetime) -> None:
    catalogue.staff.add("marta.with.a.long.name@learning-cities-network.example", None, "editor", by=SIGNED)
    catalogue.staff.add("nils", None, "editor", by=SIGNED)
    catalogue.staff.add_key("weekly-export", "editor", by=SIGNED)


def fill_queue(catalogue: Catalogue, source: Source) -> dict[str, int]:
    """Put drafts of every kind into the queue; gives their numbers."""
    whole = drafted("a", title="Boats")
    lacking = drafted("b", title="Ships", city=..., summary=..., sections=[])
    rejected, approved = drafted("c", title="Trams"), drafted("d", title="Buses")
    note = "The text also names 2016."
    update = drafted("e", title="Lifelong learning festival", city="Cork", country="IE", note=note)
    put(catalogue, source, whole, lacking, rejected, approved)
    put(catalogue, source, update, alike=(Alike(CHANGED, 0.95, "same doing"),), address="https://city.example/festival")
    numbers = {draft.key: draft for draft in catalogue.drafts.queue()}
    kept = numbers["c"]
    catalogue.drafts.reject(kept.id, version=kept.version, by=SIGNED, reason="It is not about learning.")
    catalogue.drafts.approve(numbers["d"].id, version=numbers["d"].version, by=SIGNED)
    names = {"a": "whole", "b": "lacking", "c": "rejected", "d": "approved", "e": "update"}
    return {names[key]: draft.id for key, draft in numbers.items()}


def put_table(catalogue: Catalogue, source: Source) -> int:
    """A table of which it is not known what its columns hold; gives the look in which it waits."""
    rows = tuple(Row(2 + n, {"Stadt": city, "Was": "Boats with books", "Seit": "2015"}) for n, city in enumerate("AB"))
    document = Document(media="xlsx", title="practices", columns=("Stadt", "Was", "Seit"), rows=rows)
    return _looked(catalogue, source, [_find(source, "practices.xlsx", document)], Look(source.id))


def find_more(catalogue: Catalogue, source: Source) -> int:
    """A look that found something of every kind, and is held back; gives its number."""
    finds = [
        _find(source, "https://city.example/stories/new", page_of("Oslo has boats.", "They call at piers.")),
        Find(source_id=source.id, address=_LONG, state="gone"),
        Find(source_id=source.id, address=f"{_LONG}b", state="failed", failure="b is protected by a password."),
    ]
    return _looked(catalogue, source, finds, Look(source.id, held="It yields nothing any more, and held 9 documents."))


def fill_links(catalogue: Catalogue, now: datetime.datetime) -> None:
    """One link of every state; nothing holds up one of the practices any more."""
    named = catalogue.sources.links.addresses()
    others = [one for one in sorted(named) if CHANGED not in named[one]]
    for address in (one for one in sorted(named) if CHANGED in named[one]):
        catalogue.sources.links.keep(_link(address, "dead", now, failure="The site says that it is not there."))
    catalogue.sources.links.keep(_link(others[0], "moved", now, moved_to=_LONG))
    catalogue.sources.links.keep(_link(others[1], "moved", now, moved_to="https://city.example/now"))
    catalogue.sources.links.keep(_link(others[2], "changed", now))
    catalogue.sources.links.keep(_link(others[3], "unknown", now, failure="The site takes too long to answer."))
    catalogue.sources.links.keep(_link(others[4], "ok", now))


def do_work(catalogue: Catalogue) -> dict[str, int]:
    """Long work of every kind that has ended; gives its numbers."""
    results: dict[str, tuple[Any, dict[str, Any]]] = {
        "looked": ("refresh", {"difference": _DIFFERENCE}),
        "read": ("refresh", {"difference": _DIFFERENCE, "taken": _TAKEN}),
        "taken": ("take", {"taken": _TAKEN}),
        "links": ("links", {"links": {"ok": 3, "dead": 1, "moved": 1}, "dead_practices": [CHANGED]}),
        "published": ("publish", {"added": ["a"], "changed": ["b"], "held": [{"draft": 1, "reason": "Meanwhile "}]}),
    }
    numbers = {}
    for name, (kind, result) in results.items():
        job = catalogue.jobs.start(kind, {"take": True} if name == "read" else {}, SIGNED)
        catalogue.jobs.begin(job.id)
        catalogue.jobs.finish(job.id, result)
        numbers[name] = job.id
    failed = catalogue.jobs.start("rollback", {"version": 1}, SIGNED)
    catalogue.jobs.begin(failed.id)
    catalogue.jobs.fail(failed.id, "OSError: No space left on device\nTraceback of " + str(Path("/a") / ("long" * 40)))
    return numbers | {"failed": failed.id}


def _find(source: Source, address: str, document: Document) -> Find:
    return Find(
        source_id=source.id,
        address=address,
        state="new",
        title=document.title or address,
        document=document,
        digest=document.digest,
        text_digest=document.digest,
    )


def _looked(catalogue: Catalogue, source: Source, finds: list[Find], look: Look) -> int:
    runs = catalogue.sources.runs
    run = runs.begin([source.id])
    for find in finds:
        runs.keep(run.id, find)
    runs.looked(run.id, look)
    runs.end_look(run.id)
    return run.id


def _link(address: str, state: Any, now: datetime.datetime, **further: Any) -> LinkState:
    return LinkState(address=address, state=state, checked_at=now, since=now - datetime.timedelta(days=20), **further)
