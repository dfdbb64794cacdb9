"""What staff want to know is kept in the catalogue, in the background."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from assistant.answer import Answer, Understood
from assistant.assistant import Assistant
from assistant.keeping import BATCH, PATIENCE_SECONDS, Keeper
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.catalogue import Asked as AskedStore
from corpus.catalogue import AskedQuestion, CatalogueError
from corpus.faults import CorpusError
from corpus.practice import Practice
from index.filters import Filters

FESTIVALS = "How do cities run a learning festival?"


@pytest.fixture
def settings(tmp_path: Path, shipped: list[Practice]) -> Settings:
    settings = Settings(home=tmp_path, _env_file=None)
    with open_catalogue(settings) as catalogue:
        catalogue.add(shipped[:1], by="tests")
    return settings


def test_feedback_is_kept_when_it_returns(settings: Settings, shipped: list[Practice]) -> None:
    keeper = Keeper(settings)
    keeper.keep_feedback("Why?", practice_id=shipped[0].id, helpful=True, comment=None, language="fr")
    keeper.keep_feedback("How?\0\ud800", practice_id=None, helpful=False, comment="<b>no</b>", language="en")
    with open_catalogue(settings) as catalogue:
        later, first = catalogue.feedback()
    keeper.close()
    assert (first.question, first.practice_id, first.helpful, first.comment, first.language) == (
        "Why?", shipped[0].id, True, None, "fr",
    )  # fmt: skip
    assert (later.question, later.practice_id, later.comment) == ("How?\ufffd?", None, "<b>no</b>")


def test_feedback_on_a_practice_that_never_was_is_refused_and_the_next_is_kept(settings: Settings) -> None:
    keeper = Keeper(settings)
    with pytest.raises(CatalogueError, match="no practice xx-nowhere"):
        keeper.keep_feedback("Why?", practice_id="xx-nowhere", helpful=True, comment=None, language="en")
    keeper.keep_feedback("Why?", practice_id=None, helpful=True, comment=None, language="en")
    keeper.close()
    with open_catalogue(settings) as catalogue:
        assert len(catalogue.feedback()) == 1


def test_nobody_waits_long_for_a_catalogue_that_does_not_answer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, answers = Keeper(settings), Event()
    monkeypatch.setattr("assistant.keeping.PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr("assistant.publishing.Catalogue.open", lambda _: answers.wait(10) and None)
    for _ in range(3):
        with pytest.raises(CorpusError, match="in time"):
            keeper.keep_feedback("Why?", practice_id=None, helpful=True, comment=None, language="en")
    monkeypatch.undo()
    answers.set()
    keeper.keep_feedback("How?", practice_id=None, helpful=True, comment=None, language="en")
    keeper.close()
    with open_catalogue(settings) as catalogue:
        assert [one.question for one in catalogue.feedback()] == ["How?"]


def test_what_is_older_than_the_days_set_is_forgotten(settings: Settings) -> None:
    today = datetime.now(UTC).date()
    with open_catalogue(settings) as catalogue:
        catalogue.asked.keep(
            AskedQuestion(question=f"{days} days ago", language="en", answered=False, day=today - timedelta(days=days))
            for days in (181, 179)
        )
    keeper = Keeper(settings)
    keeper.keep_feedback("Why?", practice_id=None, helpful=True, comment=None, language="en")
    keeper.close()
    with open_catalogue(settings) as catalogue:
        assert [item.question for item in catalogue.unanswered()] == ["179 days ago"]


def test_a_keeper_that_kept_nothing_opens_nothing(tmp_path: Path) -> None:
    Keeper(Settings(home=tmp_path / "none", _env_file=None)).close()
    assert not (tmp_path / "none").exists()


def answer_to(question: str, *, answered: bool = True, **understood: Any) -> Answer:
    return Answer(
        question=question,
        language="en",
        answered=answered,
        reason=None if answered else "no_match",
        answer=[],
        practices=[],
        understood=Understood(**understood),
        suggestions=[],
        confidence=1.0,
        conversation="",
        snapshot="",
        took_ms=0,
    )


def ask(keeper: Keeper, question: str, **understood: Any) -> None:
    keeper.keep(question, answer_to(question, **understood), Filters(), "web")


def kept_in(settings: Settings) -> list[str]:
    with open_catalogue(settings) as catalogue:
        return [one.question for one in reversed(catalogue.asked.latest(100_000))]


class TestQuestions:
    def test_what_is_kept_of_a_question(self, settings: Settings) -> None:
        keeper = Keeper(settings)
        filters = Filters(countries=frozenset({"ZA"}), regions=frozenset({"africa"}), sdgs=frozenset({"4"}))
        keeper.keep("Why?", answer_to("?", language="fr", countries=["IE"], regions=["arab-states"]), filters, "api")
        many = [f"{letter}A" for letter in "ABCDEFGHI"]
        keeper.keep("How?", answer_to("?", answered=False, countries=many), Filters(), "web")
        keeper.close()
        with open_catalogue(settings) as catalogue:
            how, why = catalogue.asked.latest()
        assert (why.question, why.language, why.answered, why.reason, why.channel) == ("Why?", "fr", True, "", "api")
        assert (why.countries, why.regions) == (("IE", "ZA"), ("africa", "arab-states"))
        assert why.filters == {"countries": ["ZA"], "regions": ["africa"], "sdgs": ["4"]}
        assert (how.answered, how.reason, how.countries, how.practices) == (False, "no_match", (), ())

    def test_many_are_written_together(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        sizes: list[int] = []
        keep = AskedStore.keep

        def counted(store: AskedStore, entries: list[AskedQuestion]) -> int:
            sizes.append(len(entries))
            return keep(store, entries)

        monkeypatch.setattr("corpus.catalogue.Asked.keep", counted)
        keeper = Keeper(settings)
        for number in range(450):
            ask(keeper, str(number))
        keeper.close()
        assert kept_in(settings) == [str(number) for number in range(450)]
        assert sum(sizes) == 450
        assert max(sizes) <= BATCH
        assert len(sizes) <= 5

    def test_they_are_there_within_seconds_without_any_more(self, settings: Settings) -> None:
        keeper = Keeper(settings)
        ask(keeper, "Why?")
        deadline = time.monotonic() + 10
        while kept_in(settings) != ["Why?"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        keeper.close()

    def test_they_are_kept_before_feedback_that_came_after_them(self, settings: Settings) -> None:
        keeper = Keeper(settings)
        started = time.monotonic()
        ask(keeper, "Why?")
        keeper.keep_feedback("Why?", practice_id=None, helpful=True, comment=None, language="en")
        assert kept_in(settings) == ["Why?"]
        assert time.monotonic() - started < PATIENCE_SECONDS
        keeper.close()

    def test_they_wait_while_the_catalogue_is_away(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        tried = Event()

        def away(_: Settings) -> None:
            tried.set()
            raise CatalogueError("It is away.")

        monkeypatch.setattr("assistant.keeping.BATCH_SECONDS", 0.01)
        keeper = Keeper(settings)
        with monkeypatch.context() as patched:
            patched.setattr("assistant.publishing.open_catalogue", away)
            ask(keeper, "Why?")
            assert tried.wait(5)
            ask(keeper, "How?")
        ask(keeper, "When?")
        keeper.close()
        assert kept_in(settings) == ["Why?", "How?", "When?"]

    def test_no_more_wait_than_there_is_room_for_and_the_rest_is_counted(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def away(_: Settings) -> None:
            raise CatalogueError("It is away.")

        monkeypatch.setattr("assistant.keeping.MOST_WAITING", 20)
        monkeypatch.setattr("assistant.publishing.open_catalogue", away)
        keeper = Keeper(settings)
        for number in range(50):
            ask(keeper, f"private matter {number}")
        assert len(keeper._waiting) == 20
        started = time.monotonic()
        keeper.close()
        assert time.monotonic() - started < 5
        said = "".join(capsys.readouterr())
        assert "questions_lost" in said
        assert "50" in said
        assert "private" not in said

    def test_what_cannot_be_kept_does_not_keep_back_what_can(
        self, settings: Settings, capsys: pytest.CaptureFixture[str]
    ) -> None:
        keeper = Keeper(settings)
        keeper.keep("Why?", answer_to("?"), Filters(), "x" * 200)
        keeper.keep_feedback("Why?", practice_id=None, helpful=True, comment=None, language="en")
        ask(keeper, "How?")
        keeper.close()
        assert kept_in(settings) == ["How?"]
        assert "questions_lost" in "".join(capsys.readouterr())

    def test_after_the_end_nothing_fails(self, settings: Settings) -> None:
        keeper = Keeper(settings)
        keeper.close()
        ask(keeper, "Why?")
        assert kept_in(settings) == []

    def test_many_who_ask_at_once_lose_nothing(self, settings: Settings) -> None:
        keeper = Keeper(settings)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: ask(keeper, str(number)), range(2_000)))
        keeper.close()
        assert sorted(kept_in(settings), key=int) == [str(number) for number in range(2_000)]


class TestAsking:
    def test_every_question_is_kept_with_what_was_shown(self, own_home: Settings) -> None:
        with Assistant.open(own_home) as assistant:
            answer = assistant.ask(FESTIVALS, channel="web")
            assistant.ask(FESTIVALS, keep=False)
            assistant.ask("What is the weather tomorrow?", channel="api")
            assistant.ask("Comment les villes de France font-elles lire les adultes ? ana@city.example")
        with open_catalogue(own_home) as catalogue:
            french, weather, festivals = catalogue.asked.latest()
        assert answer.answered
        assert (festivals.question, festivals.channel, festivals.reason) == (FESTIVALS, "web", "")
        assert festivals.practices == tuple(practice.id for practice in answer.practices)
        assert (weather.answered, weather.reason, weather.practices) == (False, "out_of_scope", ())
        assert (french.language, french.countries, french.channel) == ("fr", ("FR",), "")
        assert french.question.endswith("? [e-mail]")

    def test_a_follow_up_is_kept_as_a_whole_question_and_only_where_it_is_one(self, own_home: Settings) -> None:
        with Assistant.open(own_home) as assistant:
            conversation = ""
            for text in (FESTIVALS, "more", "the second", "and in Africa?", "cheaper ones"):
                conversation = assistant.ask(text, conversation=conversation).conversation
        assert kept_in(own_home) == [FESTIVALS, f"{FESTIVALS} and in Africa?"]
