"""One question in, one answer out: in the asker's language, from the records alone, or not at all."""

import base64
import gc
import time
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.answer import Answer, AnswerSentence
from assistant.assistant import MAX_LIMIT, Assistant
from assistant.conversation import Turn
from assistant.evaluation.calibrate import OFF_SUBJECT
from assistant.evaluation.judged import JudgedQuestion
from assistant.narrowing import FilterError
from assistant.publishing import open_catalogue
from assistant.question import QuestionError
from assistant.settings import Settings
from assistant.wording import Wording
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.search import Searcher
from index.snapshot import SnapshotStore
from tests.assistant.hostile import ORDERLY, PROMPTS, REFUSED
from tests.assistant.snapshots import publish_again

GOT_ONLINE = {
    "en": "How have other cities got older people online?",
    "fr": "Comment les villes aident-elles les personnes âgées à utiliser internet ?",
    "es": "¿Cómo ayudan las ciudades a las personas mayores a usar internet?",
    "ar": "كيف ساعدت المدن كبار السن على استخدام الإنترنت؟",
    "zh": "其他城市怎样帮助老年人上网？",
    "ru": "Как города помогают пожилым людям освоить интернет?",
    "pt": "Como as cidades ajudam os idosos a usar a internet?",
}
FESTIVALS = "How do cities run a learning festival?"
ABSENT_PLACES = {
    "How do older people get online in Prague?": ("CZ", "Prague"),
    "كيف يتعلم كبار السن استخدام الإنترنت في مسقط؟": ("OM", "Muscat"),
    "¿Cómo aprenden a usar internet las personas mayores en Ciudad de Guatemala?": ("GT", "Guatemala City"),
}
WEATHER = "What is the weather tomorrow?"
REGISTERS = "our burial registers are still on paper, who has put cemetery records online so families can find a grave?"


def cited(answer: Answer) -> list[AnswerSentence]:
    """The sentences that come from records."""
    return [sentence for sentence in answer.answer if sentence.citations]


def assert_stands_in_records(answer: Answer, records: dict[str, Practice]) -> None:
    """Every sentence with citations stands word for word in each record that it cites; the others are one lead."""
    numbered = {practice.number: records[practice.id] for practice in answer.practices}
    assert list(numbered) == list(range(1, len(numbered) + 1))
    for sentence in cited(answer):
        for number in sentence.citations:
            record = numbered[number]
            texts = [record.summary, *(translation.summary for translation in record.translations.values())]
            texts += [section.text for section in record.sections]
            assert any(sentence.text in " ".join(text.split()) for text in texts), (answer.question, sentence.text)
    assert len(answer.answer) - len(cited(answer)) == answer.answered
    assert bool(answer.reason) is not answer.answered


class TestAnswering:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_in_the_language_of_the_question(
        self, assistant: Assistant, by_id: dict[str, Practice], language: str
    ) -> None:
        answer = assistant.ask(GOT_ONLINE[language], keep=False)
        assert answer.answered
        assert answer.language == language
        lead, *sentences = answer.answer
        cities = len({(practice.country, practice.city) for practice in answer.practices})
        form = ("{count} city has done something about this:", "{count} cities have done something about this:")
        assert lead.text == Wording(language).plural(*form, cities)
        assert language == "en" or lead.text != Wording("en").plural(*form, cities)
        assert len(sentences) >= len(answer.practices)
        for sentence in sentences:
            record = by_id[answer.practices[sentence.citations[0] - 1].id]
            own = [record.summary_in(language)] + [section.text for section in record.sections if language == "en"]
            assert any(sentence.text in " ".join(text.split()) for text in own)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_in_the_language_that_was_chosen(self, assistant: Assistant, language: str) -> None:
        answer = assistant.ask(GOT_ONLINE["pt"], language=language, keep=False)
        assert answer.language == language
        assert {practice.language for practice in answer.practices} == {language}

    def test_in_english_where_the_product_does_not_speak_the_language(self, assistant: Assistant) -> None:
        answer = assistant.ask("Wie bringen andere Städte ältere Menschen ins Internet?", keep=False)
        assert answer.answered
        assert (answer.language, answer.understood.language) == ("en", "de")

    def test_an_unknown_language_is_as_if_none_were_chosen(self, assistant: Assistant) -> None:
        assert assistant.ask(GOT_ONLINE["fr"], language="tlh", keep=False).language == "fr"

    def test_every_sentence_stands_in_the_record_it_cites(
        self, assistant: Assistant, judged: list[JudgedQuestion], by_id: dict[str, Practice]
    ) -> None:
        answers = [assistant.ask(question.question, keep=False) for question in judged]
        for answer in answers:
            assert_stands_in_records(answer, by_id)
        assert sum(answer.answered for answer in answers) >= 60

    def test_what_is_shown_of_a_practice_is_its_record(self, assistant: Assistant, by_id: dict[str, Practice]) -> None:
        answer = assistant.ask(GOT_ONLINE["ru"], limit=MAX_LIMIT, keep=False)
        assert len(answer.practices) > 5
        for practice in answer.practices:
            record = by_id[practice.id]
            assert (practice.title, practice.summary) == (record.title_in("ru"), record.summary_in("ru"))
            assert (practice.city, practice.country, practice.region) == (record.city, record.country, record.region)
            assert practice.country_name not in ("", practice.country)
            assert [(source.url, source.title, source.publisher, source.published) for source in practice.sources] == [
                (source.url, source.title, source.publisher, source.published) for source in record.sources
            ]
            texts = [section.text for section in record.sections]
            texts += [record.summary_in(language) for language in record.languages()]
            passage = " ".join(practice.passage.text.split())
            assert any(passage in " ".join(text.split()) for text in texts)
        scores = [practice.score for practice in answer.practices]
        assert scores[0] == max(scores)

    @pytest.mark.parametrize(("limit", "shown"), [(1, 1), (3, 3), (20, 20), (0, 1), (-5, 1), (500, MAX_LIMIT)])
    def test_as_many_practices_as_asked_for(self, assistant: Assistant, limit: int, shown: int) -> None:
        answer = assistant.ask(GOT_ONLINE["en"], limit=limit, keep=False)
        assert len(answer.practices) == shown
        assert {number for sentence in cited(answer) for number in sentence.citations} <= set(range(1, shown + 1))

    def test_suggestions_are_other_questions_of_the_corpus(
        self, assistant: Assistant, judged: list[JudgedQuestion]
    ) -> None:
        known = set(assistant.questions())
        suggested = 0
        for question in [*(question.question for question in judged[::4]), *assistant.questions()[::80]]:
            answer = assistant.ask(question, keep=False)
            assert set(answer.suggestions) <= known - {question}
            assert len(answer.suggestions) <= 3
            assert len(set(answer.suggestions)) == len(answer.suggestions)
            suggested += bool(answer.suggestions)
        assert suggested > 30


class TestNarrowing:
    def test_places_and_people_in_the_words_are_understood_and_shown(self, assistant: Assistant) -> None:
        answer = assistant.ask("How do older people learn in Cork?", keep=False)
        understood = answer.understood
        assert [(place.text, place.label, place.city, place.countries) for place in understood.places] == [
            ("Cork", "Cork", "Cork", ["IE"])
        ]
        assert (understood.countries, understood.cities, understood.audiences) == (["IE"], ["Cork"], ["older-adults"])
        assert {practice.city for practice in answer.practices} == {"Cork"}

    def test_a_region_is_shown_by_its_name_in_the_asker_s_language(self, assistant: Assistant) -> None:
        answer = assistant.ask("Comment les villes d'Afrique du Sud organisent-elles la lecture ?", keep=False)
        assert [place.label for place in answer.understood.places] == ["Afrique du Sud"]
        assert {practice.country for practice in answer.practices} == {"ZA"}

    @pytest.mark.parametrize("ignored", ["Cork", "cork", "CORK"])
    def test_a_place_can_be_taken_off(self, assistant: Assistant, ignored: str) -> None:
        question = "How do libraries in Cork help older people?"
        narrowed = assistant.ask(question, keep=False)
        text = narrowed.understood.places[0].text
        assert text.casefold() == ignored.casefold()
        answer = assistant.ask(question, ignore=(ignored,), keep=False)
        assert answer.understood.places == []
        assert answer.understood.countries == []
        assert len({practice.city for practice in answer.practices}) > 1

    def test_chosen_filters_win_over_the_words(self, assistant: Assistant) -> None:
        answer = assistant.ask("How do older people learn in Cork?", filters={"countries": ["ZA"]}, limit=3, keep=False)
        assert answer.practices
        assert {practice.country for practice in answer.practices} == {"ZA"} or answer.reason == "filters_too_narrow"
        chosen = assistant.ask(FESTIVALS, filters={"regions": ["africa"]}, limit=10, keep=False)
        assert chosen.answered
        assert {practice.region for practice in chosen.practices} == {"africa"}

    def test_filters_of_different_kinds_all_hold(self, assistant: Assistant) -> None:
        filters = {"themes": ["digital-skills"], "audiences": ["older-adults"]}
        answer = assistant.ask(GOT_ONLINE["en"], filters=filters, limit=10, keep=False)
        assert answer.answered
        for practice in answer.practices:
            assert "digital-skills" in practice.themes
            assert "older-adults" in practice.audiences

    @pytest.mark.parametrize(("question", "place"), ABSENT_PLACES.items())
    def test_a_place_without_practices_is_refused_with_the_nearest(
        self, assistant: Assistant, question: str, place: tuple[str, str]
    ) -> None:
        answer = assistant.ask(question, keep=False)
        assert (answer.answered, answer.reason, answer.answer) == (False, "filters_too_narrow", [])
        assert (answer.understood.countries, answer.understood.cities) == ([place[0]], [place[1]])
        assert 0 < len(answer.practices) <= 3
        assert place[0] not in {practice.country for practice in answer.practices}

    def test_an_unknown_filter_names_the_allowed_values(self, assistant: Assistant) -> None:
        with pytest.raises(FilterError, match=r"'pigeons' is not known for themes\. Allowed: .*digital-skills"):
            assistant.ask(FESTIVALS, filters={"themes": ["pigeons"]})


class TestRefusing:
    def test_what_has_nothing_to_do_with_cities_is_out_of_scope(self, assistant: Assistant) -> None:
        answer = assistant.ask(WEATHER, keep=False)
        assert (answer.answered, answer.reason, answer.answer, answer.practices) == (False, "out_of_scope", [], [])

    def test_another_task_of_a_city_has_no_match_and_the_nearest_are_shown(self, assistant: Assistant) -> None:
        answer = assistant.ask(REGISTERS, keep=False)
        assert (answer.answered, answer.reason, answer.answer) == (False, "no_match", [])
        assert 0 < len(answer.practices) <= 3

    def test_the_reason_fits_the_kind_of_question(self, assistant: Assistant, judged: list[JudgedQuestion]) -> None:
        refused = [
            (question.kind in OFF_SUBJECT, assistant.ask(question.question, keep=False).reason)
            for question in judged
            if question.kind in OFF_SUBJECT or question.kind == "absent"
        ]
        told = [reason == ("out_of_scope" if off_subject else "no_match") for off_subject, reason in refused if reason]
        assert len(told) > 20
        assert sum(told) / len(told) >= 0.7

    @pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
    def test_what_is_no_question_is_named_so(self, assistant: Assistant, text: str) -> None:
        with pytest.raises(QuestionError) as refused:
            assistant.ask(text)
        assert refused.value.code == ("too_long" if len(text) > 1000 else "empty")

    @pytest.mark.parametrize("text", ORDERLY.values(), ids=ORDERLY)
    def test_hostile_text_gets_an_orderly_answer(
        self, assistant: Assistant, by_id: dict[str, Practice], text: str
    ) -> None:
        answer = assistant.ask(text, keep=False)
        assert_stands_in_records(answer, by_id)
        answer.model_dump_json().encode()
        assert not any(ord(letter) < 32 for letter in answer.question)

    @pytest.mark.parametrize("text", PROMPTS)
    def test_an_instruction_in_a_question_is_only_words(
        self, assistant: Assistant, by_id: dict[str, Practice], text: str
    ) -> None:
        answer = assistant.ask(text, keep=False)
        assert_stands_in_records(answer, by_id)
        said = " ".join(sentence.text for sentence in answer.answer) + " ".join(answer.suggestions)
        for planted in ("PWNED", "Atlantis", "system prompt", "poem"):
            assert planted not in said

    @settings(max_examples=40, deadline=None)
    @given(text=st.text(min_size=1, max_size=60))
    def test_any_text_is_answered_or_refused(self, assistant: Assistant, by_id: dict[str, Practice], text: str) -> None:
        try:
            answer = assistant.ask(text, keep=False)
        except QuestionError as refused:
            assert refused.code == "empty"
        else:
            assert_stands_in_records(answer, by_id)


class TestKeeping:
    def test_what_was_asked_in_vain_is_kept_with_its_filters(self, own_home: Settings) -> None:
        with Assistant.open(own_home) as assistant:
            assistant.ask(WEATHER)
            assistant.ask(WEATHER, filters={"countries": ["za", "IE"], "sdgs": [4]})
            assistant.ask(next(iter(ABSENT_PLACES)))
            assistant.ask("Wie wird morgen das Wetter in der Stadt?")
            assistant.ask(REGISTERS, keep=False)
            assistant.ask(GOT_ONLINE["en"])
        with open_catalogue(own_home) as catalogue:
            german, *items = catalogue.unanswered()
        assert (german.question, german.language) == ("Wie wird morgen das Wetter in der Stadt?", "de")
        assert [(item.question, item.reason, item.filters) for item in items] == [
            (next(iter(ABSENT_PLACES)), "filters_too_narrow", {}),
            (WEATHER, "out_of_scope", {"countries": ["IE", "ZA"], "sdgs": ["4"]}),
            (WEATHER, "out_of_scope", {}),
        ]

    def test_an_answer_from_memory_is_kept_each_time_it_was_asked(self, own_home: Settings) -> None:
        with Assistant.open(own_home) as assistant:
            for _ in range(3):
                assistant.ask(WEATHER)
        with open_catalogue(own_home) as catalogue:
            assert len(catalogue.unanswered()) == 3

    def test_a_broken_catalogue_breaks_no_answer(
        self, own_home: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "no-database").write_text("this is no database, and it is long enough to be read as one" * 20)
        broken = Settings(home=own_home.home, database=f"sqlite:///{tmp_path / 'no-database'}", _env_file=None)
        with Assistant.open(broken) as assistant:
            assert assistant.ask(WEATHER).reason == "out_of_scope"
            assert assistant.ask(GOT_ONLINE["en"]).answered
        said = "".join(capsys.readouterr())
        assert "questions_not_kept" in said
        assert "weather" not in said


class TestRemembering:
    @pytest.fixture
    def searches(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What is searched for, in the order in which it is."""
        searched: list[str] = []
        search = Searcher.search

        def noted(self: Searcher, query: Any, vector: Any = None) -> Any:
            searched.append(query.text)
            return search(self, query, vector)

        monkeypatch.setattr(Searcher, "search", noted)
        return searched

    def test_a_repeated_question_is_answered_from_memory(self, assistant: Assistant, searches: list[str]) -> None:
        first = assistant.ask("Which city lends out musical instruments?", keep=False)
        once = len(searches)
        again = assistant.ask("  Which city lends  out musical instruments? ", keep=False)
        assert 0 < once == len(searches)
        assert again.model_dump(exclude={"took_ms", "conversation"}) == first.model_dump(
            exclude={"took_ms", "conversation"}
        )
        assistant.ask("Which city lends out musical instruments?", limit=6, keep=False)
        assert len(searches) > once

    def test_an_answer_from_memory_begins_a_conversation_now(
        self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assistant.ask(FESTIVALS, keep=False)
        later = time.time() + 3600
        monkeypatch.setattr("assistant.conversation.time", SimpleNamespace(time=lambda: later))
        again = assistant.ask(FESTIVALS, keep=False)
        assert assistant.ask("and in Africa?", conversation=again.conversation, keep=False).understood.follows

    def test_a_new_snapshot_empties_the_memory(self, own_home: Settings, searches: list[str]) -> None:
        store = SnapshotStore(own_home.snapshots)
        with Assistant.open(own_home) as assistant:
            first = assistant.ask(FESTIVALS, keep=False)
            once = len(searches)
            assert assistant.refresh() is False
            publish_again(store)
            assert assistant.ask(FESTIVALS, keep=False).snapshot == first.snapshot
            assert len(searches) == once
            assert assistant.refresh() is True
            again = assistant.ask(FESTIVALS, keep=False)
        assert again.snapshot == store.current_id() != first.snapshot
        assert len(searches) > once

    def test_a_snapshot_that_is_served_no_more_is_let_go(self, own_home: Settings) -> None:
        with Assistant.open(own_home) as assistant:
            assistant.ask(FESTIVALS, keep=False)
            old = weakref.ref(assistant.live.served.contents)
            publish_again(SnapshotStore(own_home.snapshots))
            assistant.refresh()
            gc.collect()
            assert old() is None

    def test_without_memory_all_works_alike(self, own_home: Settings, searches: list[str]) -> None:
        forgetful = Settings(home=own_home.home, cached_answers=0, _env_file=None)
        with Assistant.open(forgetful) as assistant:
            first = assistant.ask(FESTIVALS, keep=False)
            once = len(searches)
            assert assistant.ask(FESTIVALS, keep=False).practices == first.practices
            assert len(searches) == 2 * once


class TestFollowingUp:
    def test_a_follow_up_is_read_with_the_question_before(self, assistant: Assistant) -> None:
        first = assistant.ask(FESTIVALS, keep=False)
        assert first.understood.follows is None
        second = assistant.ask("and in Africa?", conversation=first.conversation, keep=False)
        assert second.understood.follows == FESTIVALS
        assert [place.label for place in second.understood.places] == ["Africa"]
        assert {"ZA", "EG", "KE"} <= set(second.understood.countries)
        assert second.practices

    def test_the_place_is_kept_in_a_third_turn(self, assistant: Assistant) -> None:
        first = assistant.ask("What do cities in South Africa do for reading?", keep=False)
        second = assistant.ask("and for young people?", conversation=first.conversation, keep=False)
        third = assistant.ask("only in libraries?", conversation=second.conversation, keep=False)
        for answer in (first, second, third):
            assert answer.understood.countries == ["ZA"]
            assert [place.label for place in answer.understood.places] == ["South Africa"]
        moved = assistant.ask("and in Ireland?", conversation=third.conversation, keep=False)
        assert moved.understood.countries == ["IE"]

    def test_a_follow_up_in_another_language_keeps_the_thread(self, assistant: Assistant) -> None:
        first = assistant.ask("¿Cómo llevan libros a los barrios?", keep=False)
        second = assistant.ask("¿y en África?", conversation=first.conversation, keep=False)
        assert second.language == "es"
        assert second.understood.follows == first.question

    def test_a_whole_new_question_stands_alone(self, assistant: Assistant) -> None:
        first = assistant.ask("What do cities in South Africa do for reading?", keep=False)
        question = "How have city governments in other parts of the world taught adults to use computers?"
        second = assistant.ask(question, conversation=first.conversation, keep=False)
        assert second.understood.follows is None
        assert second.understood.countries == []

    @pytest.mark.parametrize(
        "conversation",
        [
            "",
            "x",
            "\ud800",
            "مدينة",
            "A" * 100_000,
            base64.urlsafe_b64encode(b'{"user": 7}').decode(),
            Turn(FESTIVALS, "en").pack(now=time.time() - 31 * 60),
            Turn(FESTIVALS, "en").pack(now=time.time() + 3600),
            Turn(FESTIVALS, "en").pack()[::-1],
        ],
        ids=["empty", "short", "surrogate", "letters", "huge", "foreign", "expired", "from the future", "reversed"],
    )
    def test_any_other_id_is_ignored_quietly(self, assistant: Assistant, conversation: str) -> None:
        alone = assistant.ask("and in Africa?", keep=False)
        answer = assistant.ask("and in Africa?", conversation=conversation, keep=False)
        assert answer.understood == alone.understood
        assert answer.understood.follows is None
        assert answer.practices == alone.practices

    @pytest.mark.parametrize(
        "forged", [Turn("q" * 1000, "xx"), Turn("How?", "%%%"), Turn("How?", "en", "South Africa")]
    )
    def test_a_forged_turn_is_no_more_than_a_question(
        self, assistant: Assistant, by_id: dict[str, Practice], forged: Turn
    ) -> None:
        answer = assistant.ask("and for children?", conversation=forged.pack(), keep=False)
        assert answer.language in LANGUAGES
        assert_stands_in_records(answer, by_id)


def test_what_an_answer_says_is_fixed(assistant: Assistant) -> None:
    answer = assistant.ask(FESTIVALS, keep=False)
    with pytest.raises(ValidationError):
        answer.answer[1].text = "Atlantis did it."  # type: ignore[misc]


def test_warming_up_asks_in_every_language_and_keeps_nothing(own_home: Settings) -> None:
    with Assistant.open(own_home) as assistant:
        asked: list[str] = []
        ask = assistant.ask
        assistant.ask = lambda text, **options: asked.append(options) or ask(text, **options)  # type: ignore[method-assign]
        assistant.warm_up()
    assert len(asked) == len(LANGUAGES)
    assert all(options == {"keep": False} for options in asked)
