"""Where events are logged: one structured line each, on stderr, so that stdout is left to what was asked for."""

import json
import logging
import sys
from collections.abc import Sequence
from typing import TextIO

import structlog


def configure_logging(level: str, secrets: Sequence[str] = ()) -> None:
    """Log one structured line an event to stderr.

    Args:
        level: The least important events that are logged: debug, info, warning or error.
        secrets: Texts that never appear in a line, whatever library writes it: each is replaced by `***`.
    """
    least = getattr(logging, level.upper())
    stream = _Discreet(sys.stderr, secrets)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(stream),  # type: ignore[arg-type]
    )
    logging.basicConfig(
        level=max(least, logging.WARNING),
        format="%(levelname)s %(name)s %(message)s",
        handlers=[logging.StreamHandler(stream)],
    )


class _Discreet:
    """A stream that writes no secret."""

    def __init__(self, stream: TextIO, secrets: Sequence[str]) -> None:
        self._stream = stream
        hidden = {secret for secret in secrets if secret}
        hidden |= {json.dumps(secret)[1:-1] for secret in hidden}  # as they stand in a line of JSON
        self._hidden = sorted(hidden, key=len, reverse=True)  # one may hold another

    def write(self, text: str) -> int:
        for secret in self._hidden:
            text = text.replace(secret, "***")
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()
