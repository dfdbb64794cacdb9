"""`precedent bot`: what it needs and how it says so; tests/bots/telegram/test_restart.py ends and kills it."""

import sys
from pathlib import Path

import pytest

from assistant.cli import main
from tests.assistant.processes import precedent

TOKEN = "123456:TEST-token"  # noqa: S105


def test_without_a_token_it_says_how_to_get_one(tmp_path: Path) -> None:
    ended = precedent("bot", home=tmp_path, folder=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    for word in ("@BotFather", "/newbot", "PRECEDENT_TELEGRAM_TOKEN"):
        assert word in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"telegram_token": "hush-hush"}, "PRECEDENT_TELEGRAM_TOKEN: "),
        ({"telegram_token": TOKEN, "telegram_webhook": "true"}, "precedent serve"),
        ({"telegram_token": TOKEN, "telegram_api": "nowhere"}, "PRECEDENT_TELEGRAM_API: "),
    ],
)
def test_settings_that_keep_it_from_starting_are_told_in_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: dict[str, str],
    said: str,
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"PRECEDENT_{name.upper()}", value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["precedent", "bot"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1
    assert "hush" not in told.err
    assert "TEST-token" not in told.err


def test_without_an_index_it_says_how_to_make_one(tmp_path: Path) -> None:
    ended = precedent("bot", home=tmp_path, folder=tmp_path, telegram_token=TOKEN)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "precedent setup" in ended.stderr
    assert ended.stderr.count("\n") == 1
