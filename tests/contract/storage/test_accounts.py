"""What the store of imported accounts promises, on every database."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.errors import AccountsError
from bot.storage.accounts import SqlAccounts
from bot.support.accounts import Account, Identity
from tests.fakes import FakeClock


def an_account(name: str = "Nimbus Games", **values: Any) -> Account:
    return Account.model_validate({"name": name, "plan": "enterprise"} | values)


NIMBUS = an_account(
    channels=["C0NIMBUS", "C0NIMBUS2"],
    members=["U0DEV01"],
    teams=["T0NIMBUS"],
    domains=["nimbus-games.example"],
    offices=[{"city": "上海", "address": "浦东 1 号", "time_zone": "Asia/Shanghai"}],
    contract={
        "first_response": {"high": "4bh"},
        "hours": {
            "time_zone": "Europe/Berlin",
            "days": ["mon", "sat"],
            "start": "08:30",
            "end": "20:00",
        },
        "remote_hours": 2.5,
        "year_starts": "2026-04-01",
    },
)
KITE = an_account("Paper Kite", plan="basic", channels=["C0PAPER"], domains=["kite.example"])


@pytest.fixture
def accounts(engine: Engine, clock: FakeClock) -> SqlAccounts:
    return SqlAccounts(engine, clock)


def test_an_account_comes_back_as_it_went_in(accounts: SqlAccounts, clock: FakeClock) -> None:
    accounts.change([NIMBUS, KITE], source="accounts.yaml")
    assert list(accounts.all()) == [NIMBUS, KITE]
    assert accounts.named(" nimbus GAMES") == NIMBUS
    assert accounts.named("nimbus") is None
    (first, _) = accounts.imported()
    assert (first.source, first.at) == ("accounts.yaml", clock.now)


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ({"channel": "C0NIMBUS2"}, "Nimbus Games"),
        ({"user": "U0DEV01"}, "Nimbus Games"),
        ({"team": "T0NIMBUS"}, "Nimbus Games"),
        ({"email": "lin@Nimbus-Games.EXAMPLE"}, "Nimbus Games"),
        ({"channel": "C0PAPER", "user": "U0DEV01"}, "Paper Kite"),  # the channel beats the person
        ({"user": "U0DEV01", "email": "a@kite.example"}, "Nimbus Games"),
        ({"team": "T0NIMBUS", "email": "a@kite.example"}, "Nimbus Games"),
        ({"channel": "C0X", "user": "U0X", "team": "T0X", "email": "a@b.example"}, None),
        ({"email": "lin@sub.nimbus-games.example"}, None),
        ({"email": "nimbus-games.example@evil.example"}, None),
        ({"channel": "U0DEV01"}, None),  # an id of another kind
        ({}, None),
    ],
)
def test_people_are_found_by_what_is_nearest(
    accounts: SqlAccounts, who: dict[str, str], name: str | None
) -> None:
    accounts.change([NIMBUS, KITE])
    found = accounts.find(Identity(**({"channel": "", "user": ""} | who)))
    assert (found.name if found else None) == name


def test_a_changed_account_is_no_longer_found_by_what_it_lost(accounts: SqlAccounts) -> None:
    accounts.change([NIMBUS])
    accounts.change([NIMBUS.model_copy(update={"channels": ("C0NEW",), "name": "NIMBUS GAMES"})])
    assert accounts.find(Identity(channel="C0NIMBUS", user="")) is None
    found = accounts.find(Identity(channel="C0NEW", user=""))
    assert found is not None
    assert [one.name for one in accounts.all()] == [found.name] == ["NIMBUS GAMES"]


def test_two_accounts_cannot_claim_the_same_and_nothing_is_changed(accounts: SqlAccounts) -> None:
    accounts.change([NIMBUS])
    thief = an_account("Thief", domains=["nimbus-games.example"])
    with pytest.raises(AccountsError, match=r"'Nimbus Games' and 'Thief' both have the domain"):
        accounts.change([KITE, thief])
    assert list(accounts.all()) == [NIMBUS]
    accounts.change([KITE, thief], ["nimbus games"])  # free once the other is gone
    assert [one.name for one in accounts.all()] == ["Paper Kite", "Thief"]


def test_what_moves_from_one_account_to_another_moves_in_one_step(accounts: SqlAccounts) -> None:
    accounts.change([NIMBUS, KITE])
    accounts.change(
        [
            NIMBUS.model_copy(update={"channels": ("C0PAPER",)}),
            KITE.model_copy(update={"channels": ("C0NIMBUS",)}),
        ]
    )
    found = accounts.find(Identity(channel="C0NIMBUS", user=""))
    assert found is not None
    assert found.name == "Paper Kite"


def test_removing_what_is_not_there_changes_nothing(accounts: SqlAccounts) -> None:
    accounts.change([KITE])
    accounts.change((), ["Nobody"])
    accounts.change((), ["PAPER KITE"])
    assert not accounts.all()


def test_of_imports_at_the_same_moment_one_claims_the_channel(
    request: pytest.FixtureRequest, accounts: SqlAccounts
) -> None:
    if "memory" in request.node.name:
        pytest.skip("SQLite in memory is one connection: nothing happens at once there")
    rivals = [an_account(f"Rival {number}", channels=["C0PRIZE"]) for number in range(4)]
    refused: list[AccountsError] = []

    def put(one: Account) -> None:
        try:
            accounts.change([one])
        except AccountsError as error:
            refused.append(error)

    threads = [threading.Thread(target=put, args=(one,)) for one in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accounts.all()) == 1
    assert len(refused) == len(rivals) - 1
