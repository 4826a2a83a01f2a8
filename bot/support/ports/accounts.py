"""The companies under contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.support.accounts import Account, Identity


class Accounts(Protocol):
    """The companies under contract."""

    def find(self, who: Identity) -> Account | None:
        """By channel first, then person, then team, then e-mail domain; None for a stranger."""
        ...

    def named(self, name: str) -> Account | None:
        """Whatever the case of the name."""
        ...

    def all(self) -> Sequence[Account]:
        """By name."""
        ...
