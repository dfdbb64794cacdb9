"""One draft beside its source, and what is done with it."""

from typing import Any

import pytest

from corpus.catalogue import KeptDraft, Source
from corpus.document import Block, Document, Row
from corpus.drafting import Alike, Draft, Proposal, Rest
from tests.assistant.web.pages.hostile import ATTACK
from tests.assistant.web.pages.markup import assert_orderly
from tests.assistant.web.staff.conftest import HERE, Browser, Office
from tests.assistant.web.staff.review.conftest import TEXT, drafted, fields_of, page_of, put, send
from tests.corpus.drafted import PAGE, only
from tests.corpus.test_catalogue import CHOIR, FAIR


def path_of(draft: KeptDraft) -> str:
    return f"/staff/drafts/{draft.id}"


class TestPage:
    def test_each_field_with_what_it_rests_on(self, marta: Browser, waiting: KeptDraft) -> None:
        page = assert_orderly(marta.get(path_of(waiting)).text)
        assert page.one("h1").text == "Reading boats"
        assert page.one("input", id="f-city")["value"] == "Oslo"
        marks = {mark["id"]: mark for mark in page.all("mark") if "id" in mark.attributes}
        links = [link for link in page.all("a") if link["href"].startswith("#p")]
        assert {link.text: marks[link["href"][1:]].text for link in links} == {
            "Oslo": "Oslo",
            "2015": "2015",
            TEXT[: TEXT.index(" They")]: "In",
        }
        assert page.one("mark", id=links[1]["href"][1:])["data-fields"] in ("city summary", "start summary")
        words = [one.text for one in page.all(cls="certainty")]
        assert [word.split(" ", 1)[1] for word in words[:3]] == ["Entered by a person", "Unsure: please check", "Sure"]
        assert "Taken word for word from the source: say it in your own words." in page.one("form", id="draft").text
        assert "The source also names 2016." in page.one("form", id="draft").text
        source = page.link(PAGE)
        assert (source["href"], source["rel"]) == (PAGE, "noopener nofollow")
        assert "fetched on" in page.one(id="source").text

    def test_what_is_missing_leads_to_its_field(self, office: Office, marta: Browser, source: Source) -> None:
        put(office.catalogue, source, drafted(city=..., summary="Лодки с книгами", end=2001, sections=[]))
        page = assert_orderly(marta.get(path_of(only(office.catalogue))).text)
        listed = page.one("section", cls="lacks")
        assert "4 things to see to" in listed.text
        assert {link["href"] for link in page.all("a") if link.is_in(cls="lacks")} >= {
            "#f-city",
            "#f-summary",
            "#f-end",
        }
        assert "This is missing." in listed.text
        assert "It ends before it starts." in listed.text

    def test_an_update_stands_beside_what_is_published(self, office: Office, marta: Browser, source: Source) -> None:
        alike = (Alike(FAIR.id, 0.8, "same doing"), Alike(CHOIR.id, 0.6, "same text"))
        put(office.catalogue, source, drafted(city=FAIR.city, country=FAIR.country), alike=alike)
        draft = only(office.catalogue)
        page = assert_orderly(marta.get(path_of(draft)).text)
        assert page.all("del")
        assert page.all("ins")
        assert "As published" in page.one("form", id="draft").text
        assert FAIR.title in page.one("h2", id="updating-heading").text
        assert [radio["value"] for radio in page.all("input", name="treat")] == ["new", FAIR.id, CHOIR.id]
        for chosen, expected in (("new", None), (CHOIR.id, CHOIR.id)):
            assert send(marta, path_of(draft), "treat", treat=chosen).headers["location"] == path_of(draft)
            assert only(office.catalogue).practice_id == expected

    def test_a_passage_that_moved_is_found_and_one_that_is_gone_is_quoted(
        self, office: Office, marta: Browser, source: Source
    ) -> None:
        put(office.catalogue, source, drafted(), document=page_of("Menu", "A page about Oslo and no more."))
        page = assert_orderly(marta.get(path_of(only(office.catalogue))).text)
        assert [mark.text for mark in page.all("mark") if "id" in mark.attributes] == ["Oslo"]
        assert "not in the source any more" in page.one("form", id="draft").text

    def test_a_row_of_a_table(self, office: Office, marta: Browser, source: Source) -> None:
        rows = tuple(Row(number + 2, {"Name": f"Boat {number}", "Town": "Oslo"}) for number in range(300))
        record = drafted().record
        draft = Draft("row", record, (Proposal("city", "Oslo", 0.9, (Rest(150, 0, 4, "Oslo", "Town"),)),))
        put(
            office.catalogue,
            source,
            draft,
            document=Document(media="csv", language="en", columns=("Name", "Town"), rows=rows),
        )
        page = assert_orderly(marta.get(path_of(only(office.catalogue))).text)
        assert "Row 152" in page.one(id="source").text
        assert "Boat 149" not in page.one(id="source").text
        assert "150 more rows" in page.one(id="source").text
        assert "Boat 149" in marta.get(path_of(only(office.catalogue)) + "/source?start=150").text

    def test_a_long_document_is_folded_and_can_be_read_whole(
        self, office: Office, marta: Browser, source: Source
    ) -> None:
        texts = [TEXT, *(f"Paragraph {number}. " + "word " * 400 for number in range(500))]
        put(office.catalogue, source, drafted(), document=page_of(*texts))
        path = path_of(only(office.catalogue))
        page = marta.get(path)
        assert len(page.content) < 200_000
        assert "more paragraphs" in page.text
        assert "Paragraph 480." not in page.text
        assert "Paragraph 480." in marta.get(path + "/source?start=451").text
        assert marta.get(path + "/source?start=99999").status_code == 200
        assert marta.get(path + "/source?start=0").status_code == 422

    def test_no_such_draft(self, marta: Browser) -> None:
        for path in ("/staff/drafts/99", "/staff/drafts/99/merge", "/staff/drafts/99/source"):
            assert marta.get(path).status_code == 404
        assert marta.get("/staff/drafts/x").status_code == 422
        assert send(marta, "", "save", page='data-draft <input name="token">').status_code in (403, 405)

    def test_hostile_drafts_are_harmless(self, office: Office, marta: Browser, source: Source) -> None:
        texts = ("title", "city", "country", "region", "summary", "start", "extra")
        hostile: Any = dict.fromkeys(texts, ATTACK * 4) | {
            "themes": [ATTACK, 1, None],
            "sdgs": ["x", {"a": 1}],
            "sources": [{"url": "javascript:alert(1)", "title": ATTACK, "publisher": 7}, "text", None],
            "sections": [{"code": "results", "text": "x" * 20_000}, {"code": ATTACK, "text": ATTACK}, 5],
            "translations": {"fr": ATTACK, "ar": {"title": ATTACK}, ATTACK: {}},
        }
        draft = drafted(ATTACK, ATTACK, **hostile)
        rests = tuple(Rest(number, -5, 10**9, ATTACK) for number in (-1, 0, 99999))
        odd = Draft(draft.key, draft.record, (Proposal("title", ATTACK, 5.0, rests, ATTACK),), ATTACK)
        document = Document(
            media="html", title=ATTACK, language="en", blocks=tuple(Block("heading", ATTACK, 9) for _ in range(500))
        )
        put(office.catalogue, source, odd, document=document, address="javascript:alert(1)")
        path = path_of(only(office.catalogue))
        for language in ("en", "ar"):
            answer = marta.get(f"{path}?lang={language}")
            assert answer.status_code == 200
            page = assert_orderly(answer.text)
            assert not [link for link in page.all("a") if "javascript" in link["href"].lower()]
        assert_orderly(marta.get(path + "/source").text)
        assert_orderly(marta.get(path + f"/merge?into={FAIR.id}").text)
        assert send(marta, path, "approve").status_code == 422
        assert send(marta, path, "save").status_code == 303
        assert "\u202e" not in str(only(office.catalogue).record)
        assert "extra" not in only(office.catalogue).record


class TestDeciding:
    def test_saved(self, office: Office, marta: Browser, waiting: KeptDraft) -> None:
        response = send(
            marta,
            path_of(waiting),
            "save",
            title="Boats  with books",
            end="2020",
            themes=["family-learning", "libraries"],
            summary="One.\r\nTwo.",
            **{"translations.fr.title": "Des bateaux", "translations.fr.summary": "Des livres."},
        )
        assert response.headers["location"] == path_of(waiting)
        record = only(office.catalogue).record
        assert (record["title"], record["end"], record["summary"]) == ("Boats with books", 2020, "One.\nTwo.")
        assert record["themes"] == ["family-learning", "libraries"]
        assert record["translations"] == {"fr": {"title": "Des bateaux", "summary": "Des livres."}}
        assert record["sources"] == waiting.record["sources"]
        assert "Saved." in marta.get(path_of(waiting)).text
        assert "last changed by" in marta.get(path_of(waiting)).text

    def test_saving_what_nobody_changed_changes_nothing(
        self, office: Office, marta: Browser, waiting: KeptDraft
    ) -> None:
        send(marta, path_of(waiting), "save")
        assert only(office.catalogue) == waiting

    def test_sources_are_added_and_taken_out(self, office: Office, marta: Browser, waiting: KeptDraft) -> None:
        url = "https://city.example/more"
        send(
            marta,
            path_of(waiting),
            "save",
            **{
                "sources.url": ["", url],
                "sources.title": ["", "More"],
                "sources.publisher": ["", "City"],
                "sources.published": ["", "2020"],
            },
        )
        assert only(office.catalogue).record["sources"] == [
            {"url": url, "title": "More", "publisher": "City", "published": 2020}
        ]

    def test_edited_and_approved_in_one_and_the_next_draft_opens(
        self, office: Office, marta: Browser, waiting: KeptDraft, source: Source
    ) -> None:
        put(office.catalogue, source, drafted("b", title="Ships"), address=PAGE + "b")
        other = office.catalogue.drafts.queue(order="newest")[0]
        response = send(marta, path_of(waiting), "approve", title="Boats with books")
        assert response.headers["location"] == path_of(other)
        assert "Approved: Boats with books." in marta.get(path_of(other)).text
        (approved,) = office.catalogue.drafts.approved()
        assert (approved.record["title"], approved.decided_by) == ("Boats with books", "marta")
        assert send(marta, path_of(other), "approve").headers["location"] == "/staff"

    def test_what_lacks_something_is_saved_and_not_approved(
        self, office: Office, marta: Browser, waiting: KeptDraft
    ) -> None:
        response = send(marta, path_of(waiting), "approve", city="", title="Kept")
        assert response.status_code == 422
        assert_orderly(response.text)
        assert "cannot be approved yet" in response.text
        assert (only(office.catalogue).record["title"], only(office.catalogue).version) == ("Kept", 2)
        assert fields_of(response.text)["version"] == ["2"]

    def test_rejected_with_a_reason(self, office: Office, marta: Browser, waiting: KeptDraft) -> None:
        response = send(marta, path_of(waiting), "reject")
        assert response.status_code == 422
        assert "Say why" in response.text
        response = send(marta, path_of(waiting), "reject", reason="It is not about learning.", words="A shop.")
        assert response.headers["location"] == "/staff"
        rejected = only(office.catalogue, "rejected")
        assert rejected.reason == "It is not about learning. A shop."
        assert "A shop." in assert_orderly(marta.get(path_of(rejected)).text).one("main").text
        assert "A shop." in marta.get("/staff?state=rejected").text

    def test_opened_again(self, office: Office, marta: Browser, waiting: KeptDraft) -> None:
        send(marta, path_of(waiting), "reject", words="No.")
        send(marta, path_of(waiting), "reopen")
        assert only(office.catalogue).id == waiting.id

    def test_two_people_cannot_overwrite_each_other(self, office: Office, marta: Browser, waiting: KeptDraft) -> None:
        ben = office.signed_in("ben")
        seen = marta.get(path_of(waiting)).text
        send(ben, path_of(waiting), "save", title="Ben's title", city="Bergen")
        response = send(marta, path_of(waiting), "approve", page=seen, title="Marta's title", end="2020")
        assert response.status_code == 409
        page = assert_orderly(response.text)
        assert "changed this draft while you had it open" in response.text
        assert page.one("input", id="f-title")["value"] == "Marta's title"
        assert page.one("input", id="f-end")["value"] == "2020"
        assert page.one("input", id="f-city")["value"] == "Bergen"  # what she did not touch is as Ben left it
        assert "Ben's title" in page.one(cls="theirs").text
        now = only(office.catalogue)
        assert (now.record["title"], now.version) == ("Ben's title", 2)
        send(marta, path_of(waiting), "save", page=response.text)
        record = only(office.catalogue).record
        assert (record["title"], record["city"], record["end"]) == ("Marta's title", "Bergen", 2020)

    def test_what_was_typed_outlives_a_decision_of_somebody_else(
        self, office: Office, marta: Browser, waiting: KeptDraft
    ) -> None:
        ben = office.signed_in("ben")
        seen = marta.get(path_of(waiting)).text
        send(ben, path_of(waiting), "reject", words="No.")
        response = send(marta, path_of(waiting), "save", page=seen, title="Marta's title")
        assert response.status_code == 409
        send(marta, path_of(waiting), "reopen", page=response.text)
        assert only(office.catalogue).record["title"] == "Marta's title"

    @pytest.mark.parametrize("act", ["save", "approve", "reject", "treat", "merge", "reopen"])
    def test_every_act_needs_the_token(self, office: Office, marta: Browser, waiting: KeptDraft, act: str) -> None:
        data = fields_of(marta.get(path_of(waiting)).text) | {"act": act, "words": "No."}
        assert marta.post(path_of(waiting), data | {"token": "wrong"}).status_code == 403
        assert marta.post(path_of(waiting), data, headers=HERE | {"origin": "https://evil.example"}).status_code == 403
        assert office.browser().post(path_of(waiting), data).status_code in (303, 403)
        assert only(office.catalogue) == waiting

    @pytest.mark.parametrize(
        "data", [{"act": "publish"}, {"version": "x"}, {"marks": "{"}, {"marks": "[]"}, {"version": "9" * 40}]
    )
    def test_forms_that_no_page_sends(self, office: Office, marta: Browser, waiting: KeptDraft, data: Any) -> None:
        sent = fields_of(marta.get(path_of(waiting)).text) | {"act": "save"} | data
        assert marta.post(path_of(waiting), sent).status_code == 422
        assert only(office.catalogue) == waiting

    def test_next_and_previous(self, office: Office, marta: Browser, waiting: KeptDraft, source: Source) -> None:
        assert marta.get(path_of(waiting) + "/next").headers["location"] == "/staff"
        put(office.catalogue, source, drafted("b"), address=PAGE + "b")
        other = office.catalogue.drafts.queue(order="newest")[0]
        assert marta.get(path_of(waiting) + "/next").headers["location"] == path_of(other)
        assert marta.get(path_of(other) + "/previous").headers["location"] == path_of(waiting)
        assert marta.get(path_of(waiting) + "/previous").headers["location"] == "/staff"


class TestMerging:
    def test_into_a_practice_that_was_looked_for(self, office: Office, marta: Browser, waiting: KeptDraft) -> None:
        path = path_of(waiting) + "/merge"
        assert send(marta, path_of(waiting), "merge", title="Fairs by boat").headers["location"] == path
        page = assert_orderly(marta.get(f"{path}?q=FAIR+dublin").text)
        assert [link.text for link in page.all("a", href=f"{path}?into={FAIR.id}")] == [FAIR.title]
        assert "0 practices found" in marta.get(f"{path}?q=nothing+such").text
        chosen = marta.get(f"{path}?into={FAIR.id}").text
        assert "Fairs by boat" in assert_orderly(chosen).one("ul", cls="parts").text
        data = {"token": marta.token(f"{path}?into={FAIR.id}"), "version": "2", "into": FAIR.id, "fields": "title"}
        assert marta.post(path, data | {"version": "1"}).headers["location"] == path_of(waiting)
        assert marta.post(path, data | {"fields": "nonsense"}).status_code == 422
        assert marta.post(path, data | {"into": "ie-nothing"}).status_code == 422
        assert marta.post(path, data).headers["location"] == "/staff"
        (approved,) = office.catalogue.drafts.approved()
        assert (approved.practice_id, approved.record["title"]) == (FAIR.id, "Fairs by boat")
        assert approved.record["summary"] == FAIR.summary
        assert PAGE in [source["url"] for source in approved.record["sources"]]
        assert "open it again first" in marta.get(path).text
