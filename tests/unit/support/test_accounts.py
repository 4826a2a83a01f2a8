"""Accounts: what is refused, who is recognised, what an import changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.support.account_changes import compare
from bot.support.accounts import Account, Identity, clash_of, rank, recognised
from bot.support.known_accounts import KnownAccounts
from bot.support.ports.accounts import Accounts


def an_account(name: str = "Nimbus Games", **values: Any) -> Account:
    return Account.model_validate({"name": name, "plan": "basic"} | values)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"channels": ["#nimbus"]}, "is not the id of a channel"),
        ({"channels": ["U0DEV01"]}, "is not the id of a channel"),
        ({"members": ["lin"]}, "is not the id of a person"),
        ({"teams": ["nimbus.slack.com"]}, "is not the id of a workspace"),
        ({"domains": ["gmail.com"]}, "identifies no company"),
        ({"domains": ["@QQ.com"]}, "identifies no company"),
        ({"domains": ["163.COM"]}, "identifies no company"),
        ({"domains": ["nimbus"]}, "is no e-mail domain"),
        ({"domains": ["lin@nimbus.example"]}, "is no e-mail domain"),
        ({"domains": [""]}, "is no e-mail domain"),
        ({"domains": ["nimbus..example"]}, "is no e-mail domain"),
        ({"offices": [{"city": "Berlin", "time_zone": "Mars/Base"}]}, "is not a time zone"),
        ({"offices": [{"city": " "}]}, "at least 1 character"),
        ({"contract": {"technical_manager": "Sam"}}, "is not the id of a person"),
        ({"contract": {"remote_hours": -1}}, "greater than or equal to 0"),
        ({"contract": {"remote_hours": "inf"}}, "finite number"),
        ({"contract": {"first_response": {"high": "soon"}}}, "is not a duration"),
        ({"name": "  "}, "at least 1 character"),
        ({"name": "n" * 201}, "at most 200 characters"),
        ({"surprise": 1}, "Extra inputs are not permitted"),
    ],
)
def test_what_no_account_can_be(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        an_account(**values)


def test_domains_are_compared_without_case_and_in_any_script() -> None:
    account = an_account(domains=["@Nimbus.Example", "公司.example"])
    assert account.domains == ("nimbus.example", "xn--55qx5d.example")
    for email in ("lin@NIMBUS.example", "林@公司.example", "a@xn--55qx5d.example"):
        assert rank(account, Identity(channel="", user="", email=email)) == 0


WAYS = ("channel", "user", "team", "email")
OWN = {
    "channel": {"channels": ["C0A"]},
    "user": {"members": ["U0A"]},
    "team": {"teams": ["T0A"]},
    "email": {"domains": ["a.example"]},
}
WHO = Identity(channel="C0A", user="U0A", team="T0A", email="x@a.example")


@given(ways=st.permutations(WAYS))
def test_channel_beats_person_beats_team_beats_domain(ways: list[str]) -> None:
    accounts = [an_account(way, **OWN[way]) for way in ways]
    for number, way in enumerate(WAYS):
        left = [one for one in accounts if one.name in WAYS[number:]]
        found = recognised(left, WHO)
        assert found is not None
        assert found.name == way
    assert recognised((), WHO) is None


def test_an_address_is_never_shown() -> None:
    assert "x@a.example" not in repr(WHO)
    assert "x@a.example" not in str(WHO)


def test_who_cannot_be_told_apart() -> None:
    first, second = an_account("One", teams=["T0A"]), an_account("Two", teams=["T0A"])
    assert str(clash_of([first, second])) == "'One' and 'Two' both have the team T0A"
    assert str(clash_of([first, an_account("ONE")])) == "'One' and 'ONE' have the same name"
    assert clash_of([first, an_account("Two", channels=["C0A"])]) is None
    assert clash_of([an_account(channels=["C0A", "C0A"])]) is None  # said twice by one


class Fixed(Accounts):
    """Accounts in memory."""

    def __init__(self, *accounts: Account) -> None:
        self.accounts = accounts

    def find(self, who: Identity) -> Account | None:
        return recognised(self.accounts, who)

    def named(self, name: str) -> Account | None:
        key = name.strip().casefold()
        return next((one for one in self.accounts if one.key == key), None)

    def all(self) -> tuple[Account, ...]:
        return self.accounts


def test_an_imported_account_takes_the_place_of_a_listed_one() -> None:
    listed = an_account("Nimbus", channels=["C0A"], plan="basic")
    imported = an_account("NIMBUS", channels=["C0B"], plan="strategic")
    known = KnownAccounts(Fixed(imported), [listed])
    assert known.named("nimbus") == imported
    assert known.all() == [imported]
    assert known.find(Identity(channel="C0A", user="")) is None
    assert known.find(Identity(channel="C0B", user="")) == imported


def test_what_is_nearer_wins_wherever_it_stands() -> None:
    listed = an_account("Listed", channels=["C0A"], members=["U0B"])
    imported = an_account("Imported", members=["U0A", "U0B"], channels=["C0B"])
    known = KnownAccounts(Fixed(imported), [listed])
    assert known.find(Identity(channel="C0A", user="U0A")) == listed
    assert known.find(Identity(channel="C0X", user="U0A")) == imported
    assert known.find(Identity(channel="C0X", user="U0B")) == imported  # both: the imported one
    assert known.named("listed") == listed
    assert known.named("nobody") is None


def test_an_import_reads_like_a_diff() -> None:
    before = an_account(channels=["C0A", "C0B"], contract={"first_response": {"high": "2h"}})
    same, gone = an_account("Same"), an_account("Gone")
    after = an_account(
        name="NIMBUS GAMES",
        plan="strategic",
        strategic=True,
        channels=["C0B", "C0C"],
        offices=[{"city": "Berlin", "time_zone": "Europe/Berlin"}],
        contract={"first_response": {"high": "1h"}, "on_site_days": 4},
    )
    fresh = an_account("Fresh")
    found = compare([before, same, gone], [after, same, fresh])
    assert (found.new, found.unchanged, found.missing) == ((fresh,), (same,), (gone,))
    assert found.put == (fresh, after)
    assert [str(one) for one in found.changed[0].fields] == [
        "name: Nimbus Games -> NIMBUS GAMES",
        "plan: basic -> strategic",
        "contract.first_response.high: 2h -> 1h",
        "channels: + C0C, - C0A",
        "strategic: (not said) -> yes",
        "contract.on_site_days: (not said) -> 4",
        "offices: + Berlin Europe/Berlin",
    ]
