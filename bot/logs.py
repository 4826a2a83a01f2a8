"""Logging: one structured line an event, to stderr; stdout belongs to the commands.

Every value passes the redaction: an error's text may quote what somebody wrote.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from knowledge.privacy import find, replaced

_OURS = frozenset({"level", "timestamp"})  # written by structlog
_LONGEST = 20_000  # characters of one value; more is no log line any more


def configure_logging(level: str) -> None:
    """`level` is a name of the logging module. Unknown names mean INFO."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(
        level=max(number, logging.WARNING),  # other libraries' talk stays out
        stream=sys.stderr,
        force=True,
    )
    for handler in logging.getLogger().handlers:
        handler.setFormatter(RedactingFormatter("%(levelname)s %(name)s: %(message)s"))
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,  # before the redaction: it has the texts
            redact_event,
            *_rendering(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class RedactingFormatter(logging.Formatter):
    """For what other libraries log, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def redact_event(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: every text of the event without its secrets, however deep it lies."""
    del logger, method
    for name, value in event.items():
        if name not in _OURS:
            event[name] = _redacted(value)
    return event


def without_secrets(text: str) -> str:
    """Secrets and personal data replaced by their kind, without a mark: a log has no scope."""
    text = text[:_LONGEST]
    return replaced(text, find(text), lambda kind, _: f"[redacted {kind}]")


def _redacted(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, Mapping):
        return {without_secrets(str(key)): _redacted(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(one) for one in value]
    return without_secrets(str(value))


def _rendering() -> list[structlog.types.Processor]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.JSONRenderer(ensure_ascii=False)]
