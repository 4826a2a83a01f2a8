"""The tracker that the settings choose, and what it needs of them."""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import urlsplit

from bot.config import Settings
from bot.errors import ConfigError
from bot.support.ports.trackers import Tracker

_NEEDS: dict[str, tuple[str, ...]] = {
    "github": ("PROJECT", "TOKEN"),
    "jira": ("URL", "PROJECT", "USER", "TOKEN"),
    "zendesk": ("URL", "USER", "TOKEN"),
    "webhook": ("URL", "TOKEN"),
}
_REPOSITORY_NAME = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_JIRA_KEY = re.compile(r"[A-Z][A-Z0-9_]+")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Closable(Tracker, Protocol):
    """A tracker that holds connections."""

    def close(self) -> None: ...


def open_tracker(settings: Settings) -> Closable | None:
    """The configured one. Raises ConfigError, or TrackerRefused when an address cannot be one."""
    if not settings.tracker:
        return None
    require_tracker(settings)
    url, user, project = settings.tracker_url, settings.tracker_user, settings.tracker_project
    token = settings.tracker_token.get_secret_value().strip()
    match settings.tracker:  # imported on the way: nothing else needs them
        case "github":
            from bot.trackers.github import PUBLIC_API, GitHubTracker  # noqa: PLC0415

            return GitHubTracker(project, token, url or PUBLIC_API)
        case "jira":
            from bot.trackers.jira import JiraTracker  # noqa: PLC0415

            return JiraTracker(
                url,
                user,
                token,
                project,
                issue_type=settings.jira_issue_type,
                resolve=settings.jira_resolve,
                reopen=settings.jira_reopen,
            )
        case "zendesk":
            from bot.trackers.zendesk import ZendeskTracker  # noqa: PLC0415

            return ZendeskTracker(url, user, token)
        case "webhook":
            from bot.trackers.webhook import WebhookTracker  # noqa: PLC0415

            return WebhookTracker(url, token)


def require_tracker(settings: Settings) -> None:
    """Raise ConfigError when the chosen tracker lacks a setting, or its token would travel open."""
    given = {
        "URL": settings.tracker_url,
        "TOKEN": settings.tracker_token.get_secret_value().strip(),
        "USER": settings.tracker_user,
        "PROJECT": settings.tracker_project,
    }
    missing = [
        f"DOORSTEP_TRACKER_{one}" for one in _NEEDS[settings.tracker] if not given[one].strip()
    ]
    if missing:
        raise ConfigError(
            f"DOORSTEP_TRACKER={settings.tracker} needs {' and '.join(missing)}.",
            "docs/trackers.md says where to find each of them.",
        )
    token = given["TOKEN"]
    if settings.tracker != "webhook" and not (token.isascii() and token.isprintable()):
        raise ConfigError(
            "DOORSTEP_TRACKER_TOKEN has characters that no token has.", "Copy it again."
        )
    if settings.tracker == "github" and not _REPOSITORY_NAME.fullmatch(settings.tracker_project):
        raise ConfigError(
            "DOORSTEP_TRACKER_PROJECT is not a repository.", "Write it as owner/name."
        )
    if settings.tracker == "jira" and not _JIRA_KEY.fullmatch(settings.tracker_project):
        raise ConfigError(
            "DOORSTEP_TRACKER_PROJECT is not the key of a Jira project.", "Write for example SUP."
        )
    parts = urlsplit(settings.tracker_url)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ConfigError(
            "DOORSTEP_TRACKER_URL must start with https://: tickets would travel unencrypted.",
            "Only this machine itself (localhost) may be reached by http://.",
        )
