"""Errors of the application. The root, `DoorstepError`, lives in knowledge.errors.

DoorstepError
├── ConfigError       a setting is missing or malformed; nothing was started
├── PolicyError       the support policy file is invalid; says the line
├── AccountsError     accounts that cannot be imported; says the line, or which two are at odds
├── StorageError      the database is unreachable or behind its migrations
├── SlackUnavailable  Slack refused or did not answer; the work is kept and tried again
│   └── Undeliverable no try can help: the channel is archived, the bot was removed
├── TrackerError      the vendor's own issue tracker
│   ├── TrackerUnavailable  away, busy or broken; the work is kept and tried again
│   ├── TrackerRefused      a setting is wrong or a right is missing; laid aside until corrected
│   └── TrackerRejected     this one delivery will never be taken
└── Refused           a person may not do this, or it no longer applies; shown as it stands
    └── NotAllowed    their role does not allow it; logged, and in the ticket's trail
"""

from knowledge.errors import DoorstepError


class ConfigError(DoorstepError):
    """A setting is missing or malformed."""

    exit_code = 2


class PolicyError(DoorstepError):
    """The support policy cannot be used."""

    exit_code = 2


class AccountsError(DoorstepError):
    """Accounts cannot be imported as they are; nothing was changed."""

    exit_code = 2


class StorageError(DoorstepError):
    """The database cannot be used as it is."""


class SlackUnavailable(DoorstepError):  # noqa: N818 - reads as the state it names
    """A call to Slack failed in a way that may pass; safe to repeat under the same key."""


class Undeliverable(SlackUnavailable):
    """Slack will never take this: the channel is archived, the bot was removed from it."""


class Refused(DoorstepError):  # noqa: N818
    """An action that a person asked for and that is not done, with the reason in their words."""


class NotAllowed(Refused):
    """A staff action by somebody who is not staff."""


class TrackerError(DoorstepError):
    """The vendor's tracker did not do what it was asked."""


class TrackerUnavailable(TrackerError):  # noqa: N818 - reads as the state it names
    """It failed in a way that may pass. `retry_after`: seconds it asked for, 0 = it did not."""

    def __init__(self, message: str, remedy: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(message, remedy)
        self.retry_after = retry_after


class TrackerRefused(TrackerError):  # noqa: N818
    """No delivery can work as things are set up. The message or remedy names the setting."""


class TrackerRejected(TrackerError):  # noqa: N818
    """This delivery cannot work, others may: its content or its target does not fit."""
