"""One call of the Web API, and what its refusal means."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import SlackUnavailable, Undeliverable

log = structlog.get_logger()

# Answers of Slack that no repetition changes.
_FOR_GOOD = frozenset(
    {
        "account_inactive",
        "channel_is_archived",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
        "token_revoked",
        "user_not_found",
    }
)
# Answers of Slack after which another try may find out.
_PASSING = frozenset({"service_unavailable", "internal_error", "fatal_error", "ratelimited"})
_ANSWERED = 200  # the status of an answer that Slack means


def call(client: WebClient, method: str, **arguments: Any) -> Any:
    """One Web API call; what Slack refuses or fails to answer becomes SlackUnavailable."""
    try:
        return getattr(client, method)(**arguments)
    except SlackApiError as error:
        reason = error.response.get("error", "unknown_error")
        details = (error.response.get("response_metadata") or {}).get("messages")
        log.warning("slack_refused", method=method, error=reason, details=details)
        kind = Undeliverable if reason in _FOR_GOOD else SlackUnavailable
        raise kind(f"Slack refused {method}: {reason}.") from error
    except (SlackClientError, OSError) as error:
        raise SlackUnavailable(f"Slack did not answer {method}.") from error


def is_a_no(error: Exception) -> bool:
    """Whether Slack answered, and will answer the same tomorrow."""
    if not isinstance(error, SlackApiError):
        return False
    answer = error.response
    return answer.status_code == _ANSWERED and answer["error"] not in _PASSING
