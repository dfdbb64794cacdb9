"""Events are logged to stderr, one line of JSON each, so that stdout holds nothing but what was asked for."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from assistant.logs import configure_logging


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_one_line_of_json_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    log = structlog.get_logger()
    log.info("asked", question='two\nlines "quoted" \x1b[31m 问 \u202e')
    log.debug("not said")
    try:
        raise ValueError("a defect")
    except ValueError as error:
        log.error("defect", exc_info=error)
    out, err = capsys.readouterr()
    assert out == ""
    first, second = map(json.loads, err.splitlines())
    assert (first["event"], first["level"]) == ("asked", "info")
    assert first["question"] == 'two\nlines "quoted" \x1b[31m 问 \u202e'
    assert first["timestamp"].endswith("Z")
    assert "ValueError: a defect" in second["exception"]
    assert err.isascii()
    assert "\x1b" not in err


@pytest.mark.parametrize(("level", "said"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_less_important_events_are_left_out(level: str, said: int, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(level)
    log = structlog.get_logger()
    for method in (log.debug, log.info, log.warning, log.error):
        method("something")
    assert len(capsys.readouterr().err.splitlines()) == said


TOKEN = "123456:AAE-hush"  # noqa: S105
DATABASE = 'postgresql://me:"hüsh"@db/x'


def test_no_secret_is_written_whoever_writes_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # those of the tests; a process begins with none
    configure_logging("debug", ["AAE-hush", TOKEN, DATABASE, ""])
    structlog.get_logger().warning("called", url=f"https://api.telegram.org/bot{TOKEN}/getMe", database=DATABASE)
    library = logging.getLogger("a.library")
    library.warning("retrying %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    try:
        raise ValueError(f"the token {TOKEN} was refused, and so was AAE-hush alone, on {DATABASE}")
    except ValueError as error:
        structlog.get_logger().error("failed", exc_info=error)
        library.exception("failed")
    said = capsys.readouterr().err
    for secret in ("hush", "hüsh", json.dumps("hüsh")[1:-1]):
        assert secret not in said
    first = json.loads(said.splitlines()[0])
    assert (first["url"], first["database"]) == ("https://api.telegram.org/bot***/getMe", "***")
    assert "WARNING a.library retrying https://api.telegram.org/bot***/getMe" in said
    assert said.count("ValueError: the token *** was refused, and so was *** alone, on ***") == 2


def test_without_secrets_everything_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    structlog.get_logger().info("said", what="abc")
    assert json.loads(capsys.readouterr().err)["what"] == "abc"
