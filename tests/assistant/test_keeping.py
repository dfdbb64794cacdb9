"""What staff want to know is kept in the catalogue, in the background."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.keeping import Keeper
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.catalogue import CatalogueError
from corpus.faults import CorpusError
from corpus.practice import Practice


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


def test_what_is_older_than_the_days_set_is_forgotten(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def days_ago(days: int) -> Any:
        class Earlier(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
                return datetime.now(tz) - timedelta(days=days)

        return SimpleNamespace(datetime=Earlier, UTC=UTC)

    with open_catalogue(settings) as catalogue, monkeypatch.context() as patched:
        for days in (181, 179):
            patched.setattr("corpus.catalogue.store.datetime", days_ago(days))
            catalogue.keep_unanswered(f"{days} days ago", language="en", reason="no_match", filters={})
    keeper = Keeper(settings)
    keeper.keep_feedback("Why?", practice_id=None, helpful=True, comment=None, language="en")
    keeper.close()
    with open_catalogue(settings) as catalogue:
        assert [item.question for item in catalogue.unanswered()] == ["179 days ago"]


def test_a_keeper_that_kept_nothing_opens_nothing(tmp_path: Path) -> None:
    Keeper(Settings(home=tmp_path / "none", _env_file=None)).close()
    assert not (tmp_path / "none").exists()
