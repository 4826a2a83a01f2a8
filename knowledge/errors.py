"""Errors that a person may see, and what they can do about each.

    DoorstepError                 one sentence for the person, plus the remedy for the command line
    ├── KnowledgeError
    │   ├── IndexMissing          nothing has been ingested yet
    │   ├── IndexMismatch         the index was built with another embedding model
    │   └── ModelUnavailable      an embedding or chat model cannot be reached or refused the call
    │       ├── ModelTooSlow      it did not answer in time
    │       ├── RequestRefused    it refused what it was sent, not who sent it
    │       └── OverBudget        asking it would cost more than the day's budget has left
    ├── ingest.errors.IngestError a source cannot be read or a load looks wrong
    └── bot.errors                configuration, policy, storage and Slack errors

The tree starts here because `knowledge` is the lowest package: everything above may raise them.
"""


class DoorstepError(Exception):
    """Carries `message` (what happened, one sentence) and `remedy` (what to do next, or "")."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class KnowledgeError(DoorstepError):
    """The index or a model cannot serve."""


class IndexMissing(KnowledgeError):  # noqa: N818 - reads as the state it names
    """No source has been ingested."""


class IndexMismatch(KnowledgeError):  # noqa: N818
    """The index was built with another embedding model than the configured one."""


class ModelUnavailable(KnowledgeError):  # noqa: N818
    """A model endpoint failed: unreachable, timed out, refused the key, out of budget."""


class ModelTooSlow(ModelUnavailable):
    """A model did not answer in time."""


class RequestRefused(ModelUnavailable):
    """A model takes no such request: it is too long, or a picture that it cannot open."""


class OverBudget(ModelUnavailable):
    """The day's budget does not cover another request."""
