"""Errors of the application. The root, `DoorstepError`, lives in knowledge.errors.

DoorstepError
├── ConfigError       a setting is missing or malformed; nothing was started
├── PolicyError       the support policy file is invalid; says the line
├── StorageError      the database is unreachable or behind its migrations
├── SlackUnavailable  Slack refused or did not answer; the work is kept and tried again
│   └── Undeliverable no try can help: the channel is archived, the bot was removed
└── Refused           a person may not do this, or it no longer applies; shown as it stands
"""

from knowledge.errors import DoorstepError


class ConfigError(DoorstepError):
    """A setting is missing or malformed."""

    exit_code = 2


class PolicyError(DoorstepError):
    """The support policy cannot be used."""

    exit_code = 2


class StorageError(DoorstepError):
    """The database cannot be used as it is."""


class SlackUnavailable(DoorstepError):  # noqa: N818 - reads as the state it names
    """A call to Slack failed in a way that may pass; safe to repeat under the same key."""


class Undeliverable(SlackUnavailable):
    """Slack will never take this: the channel is archived, the bot was removed from it."""


class Refused(DoorstepError):  # noqa: N818
    """An action that a person asked for and that is not done, with the reason in their words."""
