"""A conversation goes on: with one of those shown, with others, within what the asker always narrows to."""

import math
import time

import pytest

from assistant.assistant import Assistant
from assistant.conversation import MAX_SHOWN, Turn
from assistant.evaluation.run import uncited
from assistant.narrowing import FilterError
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.weighing import FITS_WITHIN
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.snapshot import SnapshotStore
from tests.assistant.snapshots import publish_again
from tests.assistant.talk import Talk, ids
from tests.assistant.test_assistant import FESTIVALS, GOT_ONLINE, WEATHER

POINTING = {
    "en": "tell me more about the second",
    "fr": "dites-m'en plus sur le deuxième",
    "es": "cuéntame más sobre el segundo",
    "ar": "المزيد عن الثاني",
    "zh": "详细介绍一下第二个",
    "ru": "расскажи подробнее о втором",
    "pt": "fala mais sobre o segundo",
}
AFRICA = {"regions": ["africa"]}
SECTIONS = ["what-was-done", "results", "adapting-it"]


class TestPointing:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_practice_is_told_about_in_the_language_of_the_asker(
        self, assistant: Assistant, by_id: dict[str, Practice], language: str
    ) -> None:
        talk = Talk(assistant)
        first = talk.say(GOT_ONLINE[language])
        told = talk.say(POINTING[language])
        assert (told.answered, told.reason, told.note, told.language) == (True, None, None, language)
        assert ids(told) == [told.understood.about] == [first.practices[1].id]
        assert told.understood.follows == GOT_ONLINE[language]
        record = by_id[ids(told)[0]]
        lead, *sentences = told.answer
        assert (lead.citations, lead.section) == ([], None)
        summary = [sentence.text for sentence in sentences if sentence.section is None]
        assert " ".join(summary).replace(" ", "") == record.summary_in(language).replace(" ", "")
        sections = [sentence.section for sentence in sentences if sentence.section]
        assert sections == sorted(sections, key=lambda section: SECTIONS.index(str(section)))
        assert set(sections) == {section.code for section in record.sections} - {"challenge"}
        for sentence in sentences:
            section = record.section(sentence.section) if sentence.section else None
            assert sentence.citations == [1]
            assert section is None or sentence.text in " ".join(section.text.split())
        assert uncited(told, assistant) == []

    def test_the_question_and_the_list_are_still_there_afterwards(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        first = talk.say("What do cities in South Africa do for reading?")
        assert talk.say("the second").understood.about == ids(first)[1]
        third = talk.say("and the third?")
        assert (third.understood.about, third.understood.countries) == (ids(first)[2], [])
        again = talk.say("and for young people?")
        assert again.understood.follows == first.question
        assert again.understood.countries == ["ZA"]

    def test_the_last_and_a_bare_number(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        shown = ids(talk.say(FESTIVALS, limit=4))
        assert talk.say("the last one").understood.about == shown[-1]
        assert talk.say("2").understood.about == shown[1]

    @pytest.mark.parametrize("text", ["tell me more about {}", "more about {}, please", "what did {} do?"])
    def test_a_city_that_was_shown(self, assistant: Assistant, text: str) -> None:
        talk = Talk(assistant)
        first = talk.say(FESTIVALS, limit=10)
        cities = [practice.city for practice in first.practices]
        only = next(practice for practice in first.practices[1:] if cities.count(practice.city) == 1)
        for spelling in (only.city, only.city.lower()):
            assert talk.say(text.format(spelling)).understood.about == only.id

    @pytest.mark.parametrize(
        ("text", "language"), [("расскажи про Гент", "ru"), ("dis-m'en plus sur Gand", "fr"), ("介绍一下根特", "zh")]
    )
    def test_a_city_by_its_name_in_the_asker_s_language(self, assistant: Assistant, text: str, language: str) -> None:
        talk = Talk(assistant)
        assert "be-ghent-digital-talent" in ids(talk.say(GOT_ONLINE[language], limit=20))
        assert talk.say(text).understood.about == "be-ghent-digital-talent"

    def test_a_city_with_two_practices_shown_or_none_is_a_place_to_look_in(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        cork = talk.say("How does Cork help people learn?")
        assert len(cork.practices) == 2
        again = talk.say("tell me more about Cork")
        assert again.understood.about is None
        assert again.understood.cities == ["Cork"]
        assert Talk(assistant).say("tell me more about Cork").understood.cities == ["Cork"]
        talk.say(FESTIVALS, limit=1)
        assert talk.say("tell me more about Durban").understood.cities == ["Durban"]

    def test_a_number_that_was_not_shown_is_said_so_and_those_shown_are_shown_again(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        first = talk.say(FESTIVALS)
        missed = talk.say("the seventh")
        assert (missed.answered, missed.reason, missed.answer) == (False, "no_match", [])
        assert missed.note == "That is none of the practices shown, which were these:"
        assert ids(missed) == ids(first)
        assert [practice.number for practice in missed.practices] == [1, 2, 3, 4, 5]
        assert talk.say("the fourth").understood.about == ids(first)[3]

    def test_what_stands_beside_a_refusal_can_be_pointed_at(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        refused = talk.say("How do older people get online in Prague?")
        assert not refused.answered
        assert talk.say("the first").understood.about == ids(refused)[0]

    @pytest.mark.parametrize("text", ["the second", "2", "more", "المزيد"])
    def test_where_nothing_was_shown_the_whole_question_is_asked_for(self, assistant: Assistant, text: str) -> None:
        alone = assistant.ask(text, keep=False)
        assert (alone.answered, alone.reason, alone.practices, alone.conversation) == (False, "no_match", [], "")
        assert alone.note
        talk = Talk(assistant)
        talk.say(WEATHER)
        assert talk.say(text).note == alone.note
        assert talk.say("and in Africa?").understood.follows == WEATHER

    def test_a_practice_that_was_withdrawn_since_is_none_of_those_shown(self, assistant: Assistant) -> None:
        there = ids(assistant.ask(FESTIVALS, keep=False))
        turn = Turn(FESTIVALS, "en", practices=(there[0], "xx-gone", there[1]))
        missed = assistant.ask("the second", conversation=turn.pack(), keep=False)
        assert (missed.answered, ids(missed)) == (False, there[:2])
        after = assistant.ask("the second", conversation=missed.conversation, keep=False)
        assert after.understood.about == there[1]
        gone = Turn(FESTIVALS, "en", practices=("xx-gone",))
        assert assistant.ask("the first", conversation=gone.pack(), keep=False).practices == []


class TestOthers:
    def test_more_are_others_that_fit_until_there_are_no_more(self, assistant: Assistant) -> None:
        talk = Talk(assistant, limit=3)
        first = talk.say(FESTIVALS)
        seen = ids(first)
        best = first.practices[0].score
        for _ in range(math.ceil(MAX_SHOWN / 3)):
            more = talk.say("more")
            if not more.answered:
                break
            assert more.understood.follows == FESTIVALS
            assert not set(ids(more)) & set(seen)
            assert [practice.number for practice in more.practices] == list(range(1, len(more.practices) + 1))
            assert all(practice.score >= best - FITS_WITHIN for practice in more.practices)
            assert uncited(more, assistant) == []
            assert talk.say("the first").understood.about == ids(more)[0]
            seen += ids(more)
        assert 6 < len(seen) <= MAX_SHOWN
        assert (more.answered, more.reason, more.practices, more.answer) == (False, "no_match", [], [])
        assert more.note
        assert more.suggestions
        assert talk.say("and in Africa?").understood.follows == FESTIVALS

    def test_what_fits_no_more_is_not_shown(self, assistant: Assistant) -> None:
        talk = Talk(assistant)
        talk.say("How does Cork help people learn?")
        assert talk.say("any others?").note

    @pytest.mark.parametrize(
        ("question", "text", "language"),
        [("es", "otros", "es"), ("fr", "d'autres ?", "fr"), ("zh", "还有吗", "zh"), ("es", "more", "en")],
    )
    def test_more_is_answered_in_the_language_of_its_words(
        self, assistant: Assistant, question: str, text: str, language: str
    ) -> None:
        talk = Talk(assistant)
        first = talk.say(GOT_ONLINE[question])
        more = talk.say(text)
        assert more.answered
        assert more.language == language
        assert not set(ids(more)) & set(ids(first))

    def test_the_place_still_holds(self, assistant: Assistant) -> None:
        talk = Talk(assistant, limit=2)
        first = talk.say("How do cities in South Africa help young people learn?")
        more = talk.say("what else?")
        assert {practice.country for practice in first.practices + more.practices} == {"ZA"}
        assert more.understood.countries == ["ZA"]


class TestStanding:
    def test_it_narrows_where_no_place_is_named(self, assistant: Assistant) -> None:
        answer = assistant.ask(FESTIVALS, standing=AFRICA, limit=10, keep=False)
        assert answer.answered
        assert answer.understood.standing
        assert {practice.region for practice in answer.practices} == {"africa"}
        themed = assistant.ask(FESTIVALS, filters={"themes": ["learning-festivals"]}, standing=AFRICA, keep=False)
        assert themed.understood.standing
        assert {practice.region for practice in themed.practices} <= {"africa"}

    def test_chosen_places_stand_in_its_place(self, assistant: Assistant) -> None:
        chosen = {"countries": ["IE"]}
        answer = assistant.ask(FESTIVALS, filters=chosen, standing=AFRICA, keep=False)
        assert not answer.understood.standing
        assert {practice.country for practice in answer.practices} == {"IE"}

    def test_places_in_the_words_stand_in_its_place(self, assistant: Assistant) -> None:
        talk = Talk(assistant, standing=AFRICA)
        answer = talk.say("How do cities in Ireland run a learning festival?")
        assert not answer.understood.standing
        assert {practice.country for practice in answer.practices} == {"IE"}
        assert not talk.say("and for children?").understood.standing
        taken_off = assistant.ask(
            "How do cities in Ireland run a learning festival?",
            ignore=("Ireland",),
            standing=AFRICA,
            limit=3,
            keep=False,
        )
        assert taken_off.understood.standing
        assert {practice.region for practice in taken_off.practices} == {"africa"}

    def test_where_it_leaves_nothing_the_filters_are_to_blame(self, assistant: Assistant) -> None:
        answer = assistant.ask(GOT_ONLINE["en"], standing={"countries": ["CZ"]}, keep=False)
        assert (answer.answered, answer.reason) == (False, "filters_too_narrow")
        assert answer.understood.standing
        assert answer.practices

    def test_it_holds_for_more_of_the_same(self, assistant: Assistant) -> None:
        talk = Talk(assistant, standing=AFRICA, limit=2)
        shown = [*ids(talk.say(FESTIVALS)), *ids(talk.say("more")), *ids(talk.say("newer ones"))]
        assert {assistant.practice(practice).region for practice in shown} == {"africa"}  # type: ignore[union-attr]

    def test_an_unknown_value_is_named(self, assistant: Assistant) -> None:
        with pytest.raises(FilterError, match="'atlantis' is not known for regions"):
            assistant.ask(FESTIVALS, standing={"regions": ["atlantis"]}, keep=False)


def test_only_whole_questions_are_kept_as_asked_in_vain(own_home: Settings) -> None:
    with Assistant.open(own_home) as assistant:
        talk = Talk(assistant, keep=True)
        for text in ("the second", WEATHER, "2", "more", "cheaper ones"):
            assert not talk.say(text).answered
        talk.say(FESTIVALS)
        for text in ("the seventh", *["more"] * 5):
            talk.say(text)
        assert talk.say("more").note
        assistant.ask(GOT_ONLINE["en"], standing={"countries": ["CZ"]}, filters={"sdgs": [4]})
    with open_catalogue(own_home) as catalogue:
        kept = [(item.question, item.filters) for item in catalogue.unanswered()]
    assert kept == [(GOT_ONLINE["en"], {"countries": ["CZ"], "sdgs": ["4"]}), (WEATHER, {})]


def test_a_conversation_goes_on_with_another_snapshot(own_home: Settings) -> None:
    with Assistant.open(own_home) as assistant:
        talk = Talk(assistant)
        first = talk.say(FESTIVALS)
        publish_again(SnapshotStore(own_home.snapshots))
        assert assistant.refresh()
        told = talk.say("the second")
        assert (told.understood.about, told.snapshot != first.snapshot) == (ids(first)[1], True)


def test_a_conversation_that_is_over_is_nothing_to_follow(assistant: Assistant) -> None:
    there = tuple(ids(assistant.ask(FESTIVALS, keep=False)))
    over = Turn(FESTIVALS, "en", practices=there).pack(now=time.time() - 31 * 60)
    assert assistant.ask("the second", conversation=over, keep=False).note
