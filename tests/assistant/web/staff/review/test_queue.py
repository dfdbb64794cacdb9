"""The queue as people see it."""

from corpus.catalogue import KeptDraft, Source
from corpus.drafting import Alike
from tests.assistant.web.pages.hostile import ATTACK
from tests.assistant.web.pages.markup import assert_orderly
from tests.assistant.web.staff.conftest import Browser, Office
from tests.assistant.web.staff.review.conftest import drafted, put
from tests.corpus.drafted import PAGE
from tests.corpus.test_catalogue import FAIR


class TestQueue:
    def test_nobody_sees_it_without_signing_in(self, office: Office) -> None:
        for path in ("/staff", "/staff/drafts/1", "/staff/practices", "/staff/translations"):
            assert office.browser().get(path).headers["location"].startswith("/staff/sign-in")

    def test_an_empty_one_says_what_to_do(self, office: Office, marta: Browser) -> None:
        page = assert_orderly(marta.get("/staff").text)
        assert page.one("h1").text == "Nothing waits for you"
        assert page.link("Add a source")["href"] == "/staff/sources/new"
        office.catalogue.sources.add("page", PAGE, by="marta")
        assert "All is done." in marta.get("/staff").text

    def test_what_waits_is_listed(self, marta: Browser, waiting: KeptDraft) -> None:
        page = assert_orderly(marta.get("/staff").text)
        assert page.one("h1").text == "1 draft waits for you"
        assert page.link("Reading boats")["href"] == f"/staff/drafts/{waiting.id}"
        assert "Oslo · Norway" in page.one("ol").text
        assert "City of Oslo" in page.one("ol").text
        assert "New practice" in page.one("ol").text
        assert "Complete" in page.one("ol").text

    def test_by_source_and_order(self, office: Office, marta: Browser, source: Source) -> None:
        other = office.catalogue.sources.add("page", PAGE + "2", by="marta", name="Bergen")
        put(office.catalogue, source, drafted("a", title="Boats"), drafted("b", title="Ships", city=...))
        put(office.catalogue, other, drafted("c", title="Trams"), address=PAGE + "2")

        def titles(query: str) -> list[str]:
            links = assert_orderly(marta.get(f"/staff{query}").text).all("a")
            return [link.text for link in links if "data-entry" in link.attributes]

        assert titles("") == ["Boats", "Ships", "Trams"]
        assert titles("?order=newest") == ["Trams", "Ships", "Boats"]
        assert titles("?order=source") == ["Trams", "Boats", "Ships"]
        assert titles(f"?source={other.id}") == ["Trams"]
        assert titles("?state=approved") == titles("?source=99") == []
        assert titles("?state=nonsense&order=nonsense&source=nonsense") == ["Boats", "Ships", "Trams"]
        assert "1 thing to see to" in marta.get("/staff").text

    def test_an_update_is_named_with_its_practice(self, office: Office, marta: Browser, source: Source) -> None:
        put(office.catalogue, source, drafted(), alike=(Alike(FAIR.id, 0.8, "same doing"),))
        assert f"Update of {FAIR.title}" in marta.get("/staff").text

    def test_what_else_needs_a_person(self, office: Office, marta: Browser, waiting: KeptDraft) -> None:
        office.catalogue.drafts.approve(waiting.id, version=1, by="marta")
        job = office.catalogue.jobs.start("publish", {}, by="marta")
        office.catalogue.jobs.fail(job.id, "The disk is full.")
        aside = assert_orderly(marta.get("/staff").text).one("aside").text
        assert "1 approved draft: publish it" in aside
        assert "Publishing did not come to its end" in aside
        assert "practices lack translations" in aside
        assert "Publish 1 draft" in marta.get("/staff").text

    def test_hostile_text_is_shown_harmless(self, office: Office, marta: Browser, source: Source) -> None:
        put(office.catalogue, source, drafted(ATTACK, ATTACK, title=ATTACK, city=ATTACK, country=ATTACK))
        for language in ("en", "ar"):
            assert_orderly(marta.get(f"/staff?lang={language}").text)
