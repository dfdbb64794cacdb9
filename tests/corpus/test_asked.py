"""What was asked is kept by day, without anything that says who asked, and counted."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect, text

import corpus.migrations
from corpus.catalogue import AskedQuestion, Catalogue
from corpus.catalogue.asked_tables import QuestionRow
from tests.corpus.test_catalogue import HOSTILE

MONDAY, TUESDAY, WEDNESDAY = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)
BEES = AskedQuestion(
    question="Who teaches bees in Cork?",
    language="en",
    answered=False,
    reason="no_match",
    filters={"countries": ["IE"], "themes": []},
    countries=("IE",),
    regions=("europe-north-america",),
    channel="web",
    day=TUESDAY,
)
FAIRS = AskedQuestion(
    question="Et les foires ?", language="fr", answered=True, practices=("ie-dublin-fair", "za-durban-choir"),
    channel="telegram", day=MONDAY,
)  # fmt: skip


def test_questions_come_back_as_they_were_kept_newest_first(catalogue: Catalogue) -> None:
    assert catalogue.asked.keep([BEES, FAIRS]) == 2
    assert catalogue.asked.keep([]) == 0
    assert catalogue.asked.latest() == [BEES, FAIRS]
    assert catalogue.asked.latest(1) == catalogue.asked.latest(answered=False) == [BEES]
    assert catalogue.asked.latest(answered=True) == catalogue.asked.latest(until=MONDAY) == [FAIRS]
    assert catalogue.asked.latest(since=WEDNESDAY) == catalogue.asked.latest(0) == catalogue.asked.latest(-1) == []
    assert catalogue.asked.first_day() == MONDAY


def test_those_without_an_answer_are_the_unanswered(catalogue: Catalogue) -> None:
    catalogue.asked.keep([BEES, FAIRS])
    (kept,) = catalogue.unanswered()
    assert (kept.question, kept.reason, kept.filters) == (BEES.question, "no_match", BEES.filters)
    assert kept.when == datetime(2026, 6, 2, tzinfo=UTC)


def test_nothing_that_is_kept_says_who_asked_or_when_but_the_day(catalogue: Catalogue, url: str) -> None:
    engine = create_engine(url)
    columns = {column["name"] for column in inspect(engine).get_columns("questions")}
    engine.dispose()
    assert columns == {
        "id", "question", "language", "answered", "reason", "filters", "countries", "regions", "practices", "channel",
        "asked_on",
    }  # fmt: skip
    assert QuestionRow.__table__.c.asked_on.type.python_type is date
    catalogue.asked.keep([AskedQuestion(question="Q", language="en", answered=True)])
    assert catalogue.asked.latest()[0].day == datetime.now(UTC).date()


def test_what_could_reach_somebody_is_blotted_out(catalogue: Catalogue) -> None:
    written = "I am ana@city.example, call +353 21 555 0199 or see https://city.example/ana?id=7 (@ana_cork)"
    catalogue.asked.keep([AskedQuestion(question=written, language="en", answered=True)])
    catalogue.keep_unanswered(written, language="en", reason="no_match", filters={})
    catalogue.keep_feedback(written, practice_id=None, helpful=False, comment=written, language="en")
    feedback = catalogue.feedback()[0]
    for kept in (*(one.question for one in catalogue.asked.latest()), feedback.question, str(feedback.comment)):
        assert kept == "I am [e-mail], call [number] or see [link] ([name])"


def test_a_question_in_a_log_shows_no_words() -> None:
    assert "bees" not in repr(BEES)


def test_hostile_text_is_kept_harmlessly(catalogue: Catalogue) -> None:
    hostile = AskedQuestion(
        question=HOSTILE, language=HOSTILE, answered=False, reason=HOSTILE, filters={HOSTILE: [HOSTILE]},
        countries=(HOSTILE,), practices=("文" * 9_000,),
    )  # fmt: skip
    catalogue.asked.keep([hostile, BEES])
    kept = catalogue.asked.latest()[1 if catalogue.asked.latest()[0].day == TUESDAY else 0]
    assert kept.reason == HOSTILE.replace("\0", "\ufffd").replace("\ud800", "?")
    with pytest.raises(ValueError, match="a name is 1 to 120"):
        catalogue.asked.keep([BEES, AskedQuestion(question="Q", language="en", answered=True, channel="x" * 121)])
    assert len(catalogue.asked.latest()) == 2


def test_questions_are_counted_by_what_they_have_in_common(catalogue: Catalogue) -> None:
    assert catalogue.asked.tallies() == catalogue.asked.shown() == []
    catalogue.asked.keep([BEES, FAIRS, BEES, FAIRS, FAIRS])
    french, english = catalogue.asked.tallies()
    assert (french.count, french.day, french.language, french.answered) == (3, MONDAY, "fr", True)
    assert (english.count, english.reason, english.countries) == (2, "no_match", ("IE",))
    assert english.regions == ("europe-north-america",)
    assert catalogue.asked.tallies(since=TUESDAY, until=TUESDAY) == [english]
    (shown,) = catalogue.asked.shown()
    assert (shown.count, shown.practices, shown.countries) == (3, FAIRS.practices, ())
    assert catalogue.asked.shown(since=TUESDAY) == []


def test_it_can_be_told_whether_anything_is_new(catalogue: Catalogue) -> None:
    before = catalogue.asked.state()
    assert before == (0, 0)
    catalogue.asked.keep([BEES])
    between = catalogue.asked.state()
    catalogue.asked.forget_before(datetime(2027, 1, 1, tzinfo=UTC))
    assert len({before, between, catalogue.asked.state()}) >= 2
    assert between[0] == 1


def test_what_is_old_is_forgotten_by_the_beginning_of_its_day(catalogue: Catalogue) -> None:
    catalogue.asked.keep([BEES, FAIRS])
    assert catalogue.asked.forget_before(datetime(2026, 6, 1, tzinfo=UTC)) == 0
    # Eight in the morning in Tokyo is still the day before in UTC, and that day has begun.
    assert catalogue.asked.forget_before(datetime(2026, 6, 2, 8, tzinfo=timezone(timedelta(hours=9)))) == 1
    assert catalogue.asked.latest() == [BEES]
    with pytest.raises(ValueError, match="time zone"):
        catalogue.asked.forget_before(datetime(2026, 6, 2))


@settings(max_examples=25, deadline=None)  # each opens a catalogue
@given(days=st.lists(st.integers(0, 400), max_size=8), kept=st.integers(0, 400))
def test_nothing_is_ever_kept_longer_than_it_may(days: list[int], kept: int) -> None:
    now = datetime(2026, 6, 30, 15, 30, tzinfo=UTC)
    with Catalogue.open("sqlite://") as opened:
        asked = [now - timedelta(days=ago) for ago in days]
        opened.asked.keep([AskedQuestion(question="Q", language="en", answered=True, day=at.date()) for at in asked])
        opened.forget_before(now - timedelta(days=kept))
        assert all(one.day >= (now - timedelta(days=kept)).date() for one in opened.asked.latest())
        assert len(opened.asked.latest()) == sum(ago < kept for ago in days)


def test_questions_asked_in_vain_move_over_from_an_older_catalogue(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(str(corpus.migrations.__file__)).parent))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0004")
        for number, filters in ((1, '{"countries": ["IE", "ZA"], "sdgs": ["4"]}'), (2, "{}")):
            connection.execute(
                text(
                    "INSERT INTO unanswered_questions (question, language, reason, filters, asked_at)"
                    " VALUES (:question, 'en', 'no_match', :filters, '2026-06-02 23:59:59.000000')"
                ),
                {"question": f"Number {number}? Write to ana@city.example", "filters": filters},
            )
    engine.dispose()
    with Catalogue.open(url) as catalogue:
        second, first = catalogue.asked.latest()
        assert [one.question for one in catalogue.unanswered()] == [second.question, first.question]
    assert (first.question, first.day, first.answered) == ("Number 1? Write to [e-mail]", TUESDAY, False)
    assert (first.countries, first.filters) == (("IE", "ZA"), {"countries": ["IE", "ZA"], "sdgs": ["4"]})
    assert (second.countries, second.channel) == ((), "")
