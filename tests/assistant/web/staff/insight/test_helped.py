"""A question after which a practice helped becomes one of that practice's own."""

from html import unescape

from corpus.practice import Practice
from tests.assistant.web.staff.conftest import Browser, Office

ADDRESS = "/staff/insight/helped"
QUESTION = "Who lends tools to neighbours who want to repair things?"


def judged(office: Office, practice: Practice, question: str, helpful: bool = True) -> None:
    office.catalogue.keep_feedback(question, practice_id=practice.id, helpful=helpful, comment=None, language="en")


def test_the_office_makes_it_the_practices_own(office: Office, shipped: list[Practice]) -> None:
    practice = shipped[0]
    office.catalogue.add([practice], by="tests")
    for question in (QUESTION, QUESTION.upper(), practice.questions[0].text):
        judged(office, practice, question)
    ana = office.signed_in("ana")
    page = unescape(ana.get(ADDRESS).text)
    assert QUESTION in page
    assert "Helped 2 times" in page
    assert practice.questions[0].text not in page  # it is the practice's own already
    assert ana.send(ADDRESS, practice=practice.id, question=QUESTION).status_code == 303
    (draft,) = office.catalogue.drafts.queue()
    assert draft.practice_id == practice.id
    assert {"language": "en", "text": QUESTION} in draft.record["questions"]
    office.catalogue.drafts.approve(draft.id, version=draft.version, by="ana")
    assert office.catalogue.drafts.approved()[0].record["questions"][-1]["text"] == QUESTION


def test_what_did_not_help_or_says_nothing_is_left_out(office: Office, shipped: list[Practice]) -> None:
    practice = shipped[0]
    office.catalogue.add([practice], by="tests")
    judged(office, practice, QUESTION)
    judged(office, practice, QUESTION, helpful=False)
    judged(office, practice, "tools")
    judged(office, practice, "ab" * 300)
    assert "There is none yet" in unescape(office.signed_in("ana").get(ADDRESS).text)


def test_hostile_questions_and_made_up_ones_are_harmless(office: Office, shipped: list[Practice]) -> None:
    practice = shipped[0]
    office.catalogue.add([practice], by="tests")
    judged(office, practice, "<script>alert(1)</script> who lends tools to neighbours?")
    ana: Browser = office.signed_in("ana")
    assert "<script>alert" not in ana.get(ADDRESS).text
    ana.send(ADDRESS, practice=practice.id, question="Nobody ever asked this question")
    assert office.catalogue.drafts.queue() == []
