"""Accounts in spreadsheets: every account comes back, and every mistake has a line and a column."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.accounts_file import _from_yaml, to_yaml
from bot.support.account_rows import COLUMNS, NotRows, read_rows, write_rows
from bot.support.accounts import Account
from tests.desk_stage import POLICY_FILE

# What people write in a cell: no separator of lists, and no space at its ends.
WORDS = st.text(
    st.characters(exclude_categories=["C"], exclude_characters=";；|｜"), min_size=1, max_size=20
).map(str.strip)
SAID = WORDS.filter(bool)
SPANS = st.builds(
    lambda amount, unit: f"{amount}{unit}",
    st.integers(0, 10_000),
    st.sampled_from(["s", "m", "h", "d", "bh", "bd"]),
)


NOBODY = {"channels": (), "members": (), "teams": (), "domains": ()}  # none claims another's


def ids(first: str) -> st.SearchStrategy[list[str]]:
    one = st.from_regex(rf"[{first}][A-Z0-9]{{1,12}}", fullmatch=True)
    return st.lists(one, max_size=3)


TARGETS = st.dictionaries(st.sampled_from(["critical", "high", "medium", "low"]), SPANS)
CONTRACTS = st.fixed_dictionaries(
    {},
    optional={
        "first_response": TARGETS,
        "next_response": TARGETS,
        "resolution": TARGETS,
        "remote_hours": st.floats(0, 9999, allow_nan=False),
        "on_site_days": st.integers(0, 99),
        "year_starts": st.dates(),
        "technical_manager": st.just("U0SUP01"),
        "products": st.lists(SAID, max_size=3),
        "hours": st.builds(
            lambda days, zone: {
                "days": days,
                "time_zone": zone,
                "start": "08:30",
                "end": "20:00",
            },
            st.lists(
                st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
                min_size=1,
                unique=True,
            ),
            st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York"]),
        ),
    },
)
OFFICES = st.fixed_dictionaries(
    {"city": SAID},
    optional={"address": WORDS, "time_zone": st.sampled_from(["", "Asia/Shanghai"])},
)
ACCOUNTS = st.fixed_dictionaries(
    {"name": SAID, "plan": st.sampled_from(["basic", "strategic"])},
    optional={
        "strategic": st.booleans(),
        "channels": ids("CG"),
        "members": ids("UW"),
        "teams": ids("TE"),
        "domains": st.lists(st.sampled_from(["a.example", "b.example", "公司.example"])),
        "platform": WORDS,
        "version": WORDS,
        "product": WORDS,
        "offices": st.lists(OFFICES, max_size=3),
        "contract": CONTRACTS,
    },
).map(Account.model_validate)


@given(accounts=st.lists(ACCOUNTS, max_size=3))
def test_every_account_comes_back(accounts: list[Account]) -> None:
    try:
        text = write_rows(accounts)
    except NotRows as refusal:  # only for a cell that looks like a guarded formula
        assert any(f"'{sign}" in str(accounts) for sign in "=+-@")
        assert "export it as YAML" in str(refusal)  # noqa: PT017 - both ways are right
        return
    assert [one.account for one in read_rows(text)] == accounts
    for cells in csv.reader(io.StringIO(text, newline="")):
        assert not any(one.startswith(("=", "+", "-", "@")) for one in cells)


@given(accounts=st.lists(ACCOUNTS, min_size=1, max_size=3, unique_by=lambda one: one.key))
def test_every_account_comes_back_from_yaml(accounts: list[Account]) -> None:
    alone = [one.model_copy(update=NOBODY) for one in accounts]
    text = to_yaml(alone)
    assert list(_from_yaml(text, "accounts.yaml", ["basic", "strategic"])) == alone


@given(text=st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for given_text in (text, f"name,plan\n{text}"):
        try:
            rows = read_rows(given_text)
        except NotRows as refusal:
            assert str(refusal).startswith("line ")  # noqa: PT017
        else:
            assert all(one.account.name for one in rows)


def one(values: dict[str, str]) -> Account:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(values))
    writer.writeheader()
    writer.writerow(values)
    (row,) = read_rows(out.getvalue())
    assert row.line == 2
    return row.account


def test_a_full_row() -> None:
    account = one(
        {
            "name": " Nimbus Games ",
            "Plan": "enterprise",
            "strategic": "是",
            "channels": "C0A; C0B；C0C",
            "domains": "@Nimbus.example",
            "offices": "上海 | 浦东 1 号 | Asia/Shanghai ; Berlin",
            "products": "voice;video",
            "remote_hours": "2.5",
            "year_starts": "2026-04-01",
            "hours": "Mon-Wed, sat 9:00-18:00 Asia/Shanghai",
            "first_response_high": "4bh",
            "resolution_low": "2d",
        }
    )
    assert account.channels == ("C0A", "C0B", "C0C")
    assert [one.city for one in account.offices] == ["上海", "Berlin"]
    assert account.contract.hours is not None
    assert account.contract.hours.days == ("mon", "tue", "wed", "sat")
    assert str(account.contract.first_response.high) == "4bh"
    assert account.strategic
    assert account.name == "Nimbus Games"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_may_be_separated_as_any_excel_does(separator: str) -> None:
    rows = [["name", "plan", "channels"], ["Kite", "basic", '"C0A;C0B"'], [], ["", "", ""]]
    (row,) = read_rows("\r\n".join(separator.join(one) for one in rows))
    assert row.account.channels == ("C0A", "C0B")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the column 'name' is missing"),
        ("name\nKite", "line 1: the column 'plan' is missing"),
        ("name,plan,colour\nKite,basic,red", "line 1: unknown column 'colour'; the columns are"),
        ("name,plan,Name\nKite,basic,x", "line 1: the column 'name' stands there twice"),
        ("name,plan\nKite,basic,red", "line 2: more cells than columns"),
        ("name,plan\n,basic", "line 2, column name: Field required"),
        ('name,plan\n"a\nb",basic\n,basic', "line 4, column name: Field required"),
        ('name,plan\n"Kite,basic', "line 2: unexpected end of data"),
        ("name,plan,strategic\nKite,basic,perhaps", "line 2, column strategic: 'perhaps' is nei"),
        ("name,plan,channels\nKite,basic,#kite", "line 2, column channels: '#kite' is not the id"),
        ("name,plan,domains\nKite,basic,qq.com", "line 2, column domains: anybody can have"),
        ("name,plan,hours\nKite,basic,always", "line 2, column hours: 'always' is not such as"),
        ("name,plan,hours\nKite,basic,sat-mon 09:00-18:00 UTC", "column hours: 'sat-mon' ends"),
        ("name,plan,hours\nKite,basic,day 09:00-18:00 UTC", "column hours: 'day' is no day"),
        ("name,plan,hours\nKite,basic,mon 09:00-08:00 UTC", "line 2, column hours: "),
        ("name,plan,hours\nKite,basic,mon 09:00-25:00 UTC", "line 2, column hours: "),
        ("name,plan,offices\nKite,basic,a|b|c|d", "line 2, column offices: 'a|b|c|d' is not"),
        ("name,plan,offices\nKite,basic,a||Mars", "line 2, column offices: 'Mars' is not a time"),
        ("name,plan,remote_hours\nKite,basic,ten", "line 2, column remote_hours: Input should be"),
        ("name,plan,year_starts\nKite,basic,April", "line 2, column year_starts: Input should be"),
        (
            "name,plan,first_response_high\nKite,basic,soon",
            "line 2, column first_response_high: 'soon' is not a duration",
        ),
    ],
)
def test_a_mistake_has_a_line_and_a_column(text: str, problem: str) -> None:
    with pytest.raises(NotRows) as raised:
        read_rows(text)
    assert problem in str(raised.value)


def test_every_mistake_of_the_file_is_told_at_once() -> None:
    with pytest.raises(NotRows) as raised:
        read_rows("name,plan,channels,teams\nKite,basic,x,y\nBird,basic,C0A,z\n")
    assert [one.split(":")[0] for one in str(raised.value).splitlines()] == [
        "line 2, column channels",
        "line 2, column teams",
        "line 3, column teams",
    ]


def test_what_no_row_can_hold_is_said() -> None:
    values: dict[str, Any] = {"name": "Kite", "plan": "basic", "contract": {"products": ["a;b"]}}
    with pytest.raises(NotRows, match="'Kite' says more than a row can hold"):
        write_rows([Account.model_validate(values)])


def test_the_columns_are_those_that_the_documentation_names() -> None:
    text = (POLICY_FILE.parents[1] / "docs" / "accounts.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in COLUMNS)
