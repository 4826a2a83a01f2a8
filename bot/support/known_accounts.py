"""The accounts that a desk knows: imported ones, and those that its policy lists."""

from __future__ import annotations

from collections.abc import Sequence

from bot.support.accounts import Account, Identity, rank, recognised
from bot.support.ports.accounts import Accounts


class KnownAccounts:
    """Implements Accounts: those that were imported, and those that the policy lists.

    An imported account takes the place of the policy's of the same name, and wins where both know
    somebody equally well.
    """

    def __init__(self, imported: Accounts, listed: Sequence[Account]) -> None:
        self._imported = imported
        self._listed = tuple(listed)

    def find(self, who: Identity) -> Account | None:
        ours = self._imported.find(who)
        theirs = [
            one
            for one in self._listed
            if rank(one, who) is not None and self._imported.named(one.name) is None
        ]
        return recognised((*([ours] if ours else ()), *theirs), who)

    def named(self, name: str) -> Account | None:
        key = name.strip().casefold()
        listed = (one for one in self._listed if one.key == key)
        return self._imported.named(name) or next(listed, None)

    def all(self) -> Sequence[Account]:
        known = {one.key: one for one in (*self._listed, *self._imported.all())}
        return [known[key] for key in sorted(known)]
