"""Errors of reading documentation. See knowledge.errors for the whole tree."""

from knowledge.errors import DoorstepError


class IngestError(DoorstepError):
    """A source cannot be read, or its load looks wrong and was refused; the index is as before."""
