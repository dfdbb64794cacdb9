"""Events are logged to stderr, one line of JSON each, so that stdout holds nothing but what was asked for."""

import json

import pytest
import structlog

from assistant.logs import configure_logging


@pytest.fixture(autouse=True)
def as_before() -> object:
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
