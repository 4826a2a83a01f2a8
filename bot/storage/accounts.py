"""The accounts that were imported: kept whole, and found by any of their claims."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, and_, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from bot.errors import AccountsError
from bot.storage import tables
from bot.support.accounts import Account, Identity, claims_of, clash_of, recognised


class Imported(NamedTuple):
    """An account with where it came from."""

    account: Account
    source: str
    at: datetime


class SqlAccounts:
    """Implements support.ports.Accounts."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def find(self, who: Identity) -> Account | None:
        if not who.claims:
            return None
        accounts, claims = tables.accounts, tables.account_claims
        theirs = or_(
            *(and_(claims.c.way == one.way, claims.c.value == one.value) for one in who.claims)
        )
        query = select(accounts.c.payload).join(claims).where(theirs)
        with self._engine.connect() as connection:
            found = [Account(**payload) for payload in connection.execute(query).scalars()]
        return recognised(found, who)

    def named(self, name: str) -> Account | None:
        table = tables.accounts
        query = select(table.c.payload).where(table.c.key == name.strip().casefold())
        with self._engine.connect() as connection:
            payload = connection.execute(query).scalar()
        return Account(**payload) if payload else None

    def all(self) -> Sequence[Account]:
        return [one.account for one in self.imported()]

    def imported(self) -> Sequence[Imported]:
        """With their sources, by name."""
        with self._engine.connect() as connection:
            return _all(connection)

    def change(
        self, put: Sequence[Account], remove: Collection[str] = (), *, source: str = ""
    ) -> None:
        """Put accounts in, new or in place of those of the same name, and remove others by name.

        All or nothing. Raises AccountsError, with both names, when afterwards two accounts would
        be recognised by the same thing, and when another import was faster.
        """
        gone = {name.strip().casefold() for name in remove}
        keys = gone | {one.key for one in put}
        accounts, claims = tables.accounts, tables.account_claims
        try:
            with self._engine.begin() as connection:
                kept = [one.account for one in _all(connection) if one.account.key not in keys]
                if clash := clash_of((*kept, *put)):
                    raise AccountsError(f"{clash}.", "Nothing was changed. Correct one of them.")
                for one in keys:
                    connection.execute(delete(claims).where(claims.c.account == one))
                    connection.execute(delete(accounts).where(accounts.c.key == one))
                for account in put:
                    _insert(connection, account, source, self._clock())
        except IntegrityError as error:
            raise AccountsError(
                "The accounts were changed by somebody else in this moment.", "Try again."
            ) from error


def _all(connection: Connection) -> list[Imported]:
    table = tables.accounts
    rows = connection.execute(select(table).order_by(table.c.key)).mappings()
    return [Imported(Account(**row["payload"]), row["source"], row["imported_at"]) for row in rows]


def _insert(connection: Connection, account: Account, source: str, now: datetime) -> None:
    row = {
        "key": account.key,
        "payload": account.model_dump(mode="json"),
        "source": source,
        "imported_at": now,
    }
    connection.execute(insert(tables.accounts).values(row))
    claims = [
        {"way": one.way.value, "value": one.value, "account": account.key}
        for one in claims_of(account)
    ]
    if claims:
        connection.execute(insert(tables.account_claims), claims)
