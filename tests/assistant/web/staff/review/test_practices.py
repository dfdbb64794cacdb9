"""Published practices: found, changed, translated, withdrawn."""

import pytest

from corpus.catalogue import Source
from tests.assistant.web.pages.markup import assert_orderly
from tests.assistant.web.staff.conftest import Browser, Office
from tests.assistant.web.staff.review.conftest import send
from tests.corpus.drafted import only
from tests.corpus.test_catalogue import CHOIR, FAIR

EDIT = f"/staff/practices/{FAIR.id}/edit"
TRANSLATE = f"/staff/practices/{FAIR.id}/translate"


@pytest.fixture(autouse=True)
def _stocked(source: Source) -> None:
    """Two practices are published."""


class TestPractices:
    def test_found_by_words_of_title_place_and_id(self, marta: Browser) -> None:
        everything = assert_orderly(marta.get("/staff/practices").text)
        assert "2 practices" in everything.one("main").text
        found = assert_orderly(marta.get("/staff/practices", params={"q": "FAIR ie-dublin"}).text)
        assert FAIR.id in found.one("ul", cls="entries").text
        assert CHOIR.id not in found.one("ul", cls="entries").text
        assert FAIR.id in marta.get("/staff/practices", params={"q": FAIR.id}).text
        assert "0 practices" in marta.get("/staff/practices", params={"q": "<script>" * 50}).text

    def test_the_list_follows_what_is_published(self, office: Office, marta: Browser) -> None:
        marta.get("/staff/practices")
        office.catalogue.withdraw([FAIR.id], by="tests")
        assert FAIR.id not in marta.get("/staff/practices").text

    def test_a_change_goes_into_the_queue(self, office: Office, marta: Browser) -> None:
        assert_orderly(marta.get(EDIT).text)
        response = send(marta, EDIT, "propose", title="The fair of learning", checked="1")
        draft = only(office.catalogue)
        assert response.headers["location"] == f"/staff/drafts/{draft.id}"
        assert (draft.practice_id, draft.record["title"], draft.whole) == (FAIR.id, "The fair of learning", True)
        assert draft.record["checked"] > FAIR.checked.isoformat()
        page = assert_orderly(marta.get(f"/staff/drafts/{draft.id}").text)
        assert "As published" in page.one(id="source").text
        assert send(marta, f"/staff/drafts/{draft.id}", "approve").status_code == 303
        assert office.catalogue.drafts.approved()[0].record["title"] == "The fair of learning"

    def test_or_is_approved_at_once(self, office: Office, marta: Browser) -> None:
        assert send(marta, EDIT, "approve", title="The fair").headers["location"] == "/staff/practices"
        assert office.catalogue.drafts.approved()[0].record["title"] == "The fair"
        assert "The fair" in marta.get(EDIT).text  # the next change begins with it

    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, office: Office, marta: Browser) -> None:
        response = send(marta, EDIT, "propose", title="", city="Galway")
        assert response.status_code == 422
        page = assert_orderly(response.text)
        assert page.one("input", id="f-city")["value"] == "Galway"
        assert "This is missing." in page.one("section", cls="lacks").text
        assert "Nothing is different" in send(marta, EDIT, "propose").text
        assert office.catalogue.drafts.counts()["waiting"] == 0

    def test_only_a_publisher_withdraws(self, office: Office, marta: Browser) -> None:
        path = f"/staff/practices/{FAIR.id}/withdraw"
        assert "Withdraw…" not in marta.get(EDIT).text
        assert marta.get(path).status_code == 403
        assert marta.send(path).status_code == 403
        assert office.catalogue.practice(FAIR.id)
        eva = office.signed_in("eva", "publisher")
        assert "Withdraw…" in eva.get(EDIT).text
        assert "Withdraw it" in assert_orderly(eva.get(path).text).one("main").text
        assert eva.post(path, {"token": "no"}).status_code == 403
        assert eva.send(path, page=path).headers["location"] == "/staff/practices"
        assert office.catalogue.practice(FAIR.id) is None

    def test_no_such_practice(self, marta: Browser) -> None:
        for what in ("edit", "translate"):
            assert marta.get(f"/staff/practices/xx-nothing/{what}").status_code == 404
            assert marta.send(f"/staff/practices/xx-nothing/{what}", act="propose").status_code == 404


class TestTranslations:
    def test_what_is_missing_by_language(self, marta: Browser) -> None:
        page = assert_orderly(marta.get("/staff/translations").text)
        assert FAIR.title in page.one("main").text
        link = page.all("a", href="/staff/translations?language=pt")[0]
        assert link.text.endswith("2")
        assert_orderly(marta.get("/staff/translations?language=pt&lang=ar").text)
        assert_orderly(marta.get("/staff/translations?language=xx").text)

    def test_entered_beside_the_english(self, office: Office, marta: Browser) -> None:
        page = assert_orderly(marta.get(f"{TRANSLATE}?language=pt").text)
        assert FAIR.summary in page.one(cls="original").text
        assert page.one("input", id="f-translations-pt-title")["lang"] == "pt"
        words = {"translations.pt.title": "A feira", "translations.pt.summary": "Uma feira."}
        response = send(marta, f"{TRANSLATE}?language=pt", "approve", **words)
        assert response.headers["location"] == "/staff/translations?language=pt"
        (approved,) = office.catalogue.drafts.approved()
        assert approved.record["translations"]["pt"] == {"title": "A feira", "summary": "Uma feira."}
        assert approved.record["title"] == FAIR.title
        assert approved.record["themes"] == list(FAIR.themes)

    def test_half_a_translation_is_refused(self, marta: Browser) -> None:
        response = send(marta, f"{TRANSLATE}?language=pt", "approve", **{"translations.pt.title": "A feira"})
        assert response.status_code == 422
        page = assert_orderly(response.text)
        assert page.one("input", id="f-translations-pt-title")["value"] == "A feira"
        assert "This is missing." in page.one("form", enctype="multipart/form-data").text
