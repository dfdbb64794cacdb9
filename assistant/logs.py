"""Where events are logged: one structured line each, on stderr, so that stdout is left to what was asked for."""

import logging
import sys

import structlog


def configure_logging(level: str) -> None:
    """Log one structured line an event to stderr.

    Args:
        level: The least important events that are logged: debug, info, warning or error.
    """
    least = getattr(logging, level.upper())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=max(least, logging.WARNING), format="%(levelname)s %(name)s %(message)s")
