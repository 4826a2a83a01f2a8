"""The last door before an index or a model: a question passes without secrets, whoever asks it.

What comes through Slack is redacted before it is stored. The command line and evaluations are not
stored, and come through here alone.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.support.ports.documentation import AnswerWriter, Librarian
from bot.support.redaction import DEFAULT, Redactor
from knowledge.models import Answer, Evidence, Query


class DiscreetLibrarian:
    """Implements support.ports.Librarian over another."""

    def __init__(self, librarian: Librarian, redactor: Redactor = DEFAULT) -> None:
        self._librarian = librarian
        self._redactor = redactor

    def find(self, query: Query) -> Evidence:
        return self._librarian.find(self._redactor.query(query))


class DiscreetWriter:
    """Implements support.ports.AnswerWriter over another."""

    def __init__(self, writer: AnswerWriter, redactor: Redactor = DEFAULT) -> None:
        self._writer = writer
        self._redactor = redactor

    def write(
        self, query: Query, evidence: Evidence, on_text: Callable[[str], None] | None = None
    ) -> Answer:
        return self._writer.write(self._redactor.query(query), evidence, on_text)
