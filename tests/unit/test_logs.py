"""Nothing is logged with a secret in it, whoever logs."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logging, redact_event

SECRET = "xoxb-1234567890-abcdefghij"


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Where the logs go; the test's own logging comes back afterwards."""
    handlers, level = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging("DEBUG")
    yield written
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def test_values_are_redacted_however_deep_they_lie(stderr: io.StringIO) -> None:
    structlog.get_logger().warning(
        "slack_refused",
        error=f"token={SECRET} is wrong",
        details=[{"header": f"Bearer {SECRET}", SECRET: 1}],
        inbound="Ev0123456789",
        count=3,
    )
    assert SECRET not in stderr.getvalue()
    line = json.loads(stderr.getvalue())
    assert line["event"] == "slack_refused"
    assert (line["inbound"], line["count"]) == ("Ev0123456789", 3)
    assert line["error"] == "token=[redacted Slack token] is wrong"


def test_tracebacks_are_redacted(stderr: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError(f"password=hunter2 for lin@example.com and {SECRET}")

    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("failed")
    written = stderr.getvalue()
    assert "Traceback" in written
    assert "ValueError" in written
    for secret in (SECRET, "hunter2", "lin@example.com"):
        assert secret not in written


def test_what_libraries_log_is_redacted(stderr: io.StringIO) -> None:
    logging.getLogger("some.library").warning("sent %s", f"token={SECRET}")
    assert "some.library: sent token=[redacted Slack token]" in stderr.getvalue()


def test_ids_and_times_stay_readable() -> None:
    event = {
        "event": "handled",
        "timestamp": "2026-06-30T10:42:07.123456Z",
        "inbound": "press:C0NIMBUS:1795000000.000123:ticket_claim:U0SUP01:1795000001.000456",
        "ts": "1795000000.000123",
        "commit": "319eb68f1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f",
        "seconds": 1.5,
        "nothing": None,
    }
    assert redact_event(None, "info", dict(event)) == event
