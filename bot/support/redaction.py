"""Secrets out, before a text is stored, logged or sent to a model. Pure.

What is found is replaced by its kind and a mark: `[redacted token a1b2]`. The mark is the same for
the same secret in one conversation, so that people can still say "the second token is the old
one", and another in every other conversation. Nothing leads back: the secret is kept nowhere, and
the mark is 16 bits of a keyed hash, which millions of other values share.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from bot.support.models import Model, Place
from knowledge.models import Query
from knowledge.privacy import Kind, Secret, Wanted, find, replaced

_MARK_BYTES = 2


class RedactionRules(Model):
    """The policy's `redaction`: which personal data are taken out. Secrets always are."""

    emails: bool = True
    phones: bool = True
    ips: bool = False  # addresses of servers are what a connection problem is about

    @property
    def wanted(self) -> Wanted:
        return Wanted(emails=self.emails, phones=self.phones, ips=self.ips)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Redacts by the policy. `key` is the installation's: without it a mark cannot be computed."""

    wanted: Wanted = field(default_factory=Wanted)
    key: bytes = b""

    def redact(self, text: str, scope: str = "") -> str:
        """`scope` names the conversation; see `scope_of`. Redacting twice changes nothing more."""
        secrets = find(text, self.wanted) if text else ()
        return replaced(text, secrets, lambda kind, value: self.mark(kind, value, scope))

    def find(self, text: str) -> tuple[Secret, ...]:
        """What `redact` would take out, with its place and kind."""
        return find(text, self.wanted)

    def mark(self, kind: Kind, value: str, scope: str = "") -> str:
        """The placeholder of one secret."""
        keyed = hashlib.blake2b(
            f"{scope}\0{value}".encode("utf-8", "replace"),
            digest_size=_MARK_BYTES,
            key=self.key[:64],
        )
        return f"[redacted {kind} {keyed.hexdigest()}]"

    def query(self, query: Query) -> Query:
        """The same question without secrets: the last door before an index or a model."""
        return replace(
            query,
            text=self.redact(query.text),
            history=tuple(self.redact(one) for one in query.history),
        )


DEFAULT = Redactor()


def scope_of(place: Place) -> str:
    """The conversation in which a mark means something."""
    return f"{place.channel}:{place.thread_ts}"
