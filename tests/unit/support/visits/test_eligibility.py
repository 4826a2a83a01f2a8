"""Who may have a visit or a session, at what price, from when on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.support.accounts import Account, Contract
from bot.support.models import Severity
from bot.support.policy import Policy
from bot.support.visits.eligibility import Standing, judge, used, year_start
from bot.support.visits.models import (
    Ground,
    Report,
    Slot,
    Verdict,
    Visit,
    VisitKind,
    VisitStatus,
    Wish,
)
from bot.support.visits.rules import Included, Season
from tests.desk_stage import sample_policy

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 10:00 in Shanghai
SESSION = Wish(kind=VisitKind.REMOTE)
VISIT = Wish(kind=VisitKind.ON_SITE, ground=Ground.EMERGENCY, city="shanghai")


def judged(wish: Wish, policy: Policy | None = None, now: datetime = NOW, **given: Any) -> Verdict:
    standing: dict[str, Any] = {
        "plan": "enterprise",
        "severity": Severity.CRITICAL,
        "session_held": True,
    } | given
    return judge(wish, Standing(**standing), policy or sample_policy(), now)


def but(wish: Wish = VISIT, **values: Any) -> Wish:
    return wish.model_copy(update=values)


def an_account(**contract: Any) -> Account:
    return Account(name="Nimbus Games", plan="enterprise", contract=Contract(**contract))


@pytest.mark.parametrize(
    ("wish", "given", "rule"),
    [
        (VISIT, {}, "eligible"),
        (SESSION, {}, "eligible"),
        (VISIT, {"plan": "basic"}, "plan"),
        (SESSION, {"plan": "basic"}, "plan"),
        (VISIT, {"plan": "advanced"}, "plan"),
        (SESSION, {"plan": "advanced"}, "eligible"),
        (VISIT, {"severity": Severity.HIGH}, "severity"),
        (VISIT, {"session_held": False}, "remote_first"),
        (but(city="atlantis"), {}, "eligible"),  # elsewhere, with its surcharge
        (but(city=""), {}, "city"),
        (but(length=6), {}, "length_days"),
        (but(SESSION, length=5), {}, "length_hours"),
        (but(ground=None), {}, "ground"),
        (but(ground=Ground.INTEGRATION), {}, "systems"),
        (but(ground=Ground.INTEGRATION, systems="our ERP"), {"session_held": False}, "eligible"),
        (but(ground=Ground.STRATEGIC), {}, "strategic"),
        (but(ground=Ground.STRATEGIC), {"plan": "strategic"}, "eligible"),
        (
            but(ground=Ground.STRATEGIC),
            {"account": Account(name="X", plan="enterprise", strategic=True)},
            "eligible",
        ),
        (VISIT, {"account": an_account(products=("voice",))}, "eligible"),  # no product named
        (but(product="Video"), {"account": an_account(products=("voice",))}, "product"),
        (but(product="Voice"), {"account": an_account(products=("voice",))}, "eligible"),
    ],
)
def test_the_rules_both_ways(wish: Wish, given: dict[str, Any], rule: str) -> None:
    verdict = judged(wish, **given)
    assert (verdict.rule, verdict.eligible) == (rule, rule == "eligible")
    assert verdict.reason
    assert (verdict.fee is None) is not verdict.eligible
    assert verdict.policy_version == sample_policy().version


def test_a_contract_may_give_what_the_plan_does_not() -> None:
    account = an_account(on_site_days=2)
    verdict = judged(VISIT, plan="basic", account=account)
    assert verdict.eligible
    assert verdict.fee is not None
    assert verdict.fee.total == 0


def test_a_remote_session_is_offered_instead_where_the_plan_has_them() -> None:
    assert judged(VISIT, session_held=False).remote_helps
    assert not judged(VISIT, plan="basic").remote_helps
    assert not judged(SESSION, plan="basic").remote_helps


@pytest.mark.parametrize(
    ("used_days", "length", "amounts"),
    [(0, 1, [0]), (3, 2, [0, 1800]), (4, 1, [1800]), (9, 1, [1800])],
)
def test_included_days_come_first(used_days: int, length: int, amounts: list[int]) -> None:
    verdict = judged(but(length=length), plan="strategic", used=Included(on_site_days=used_days))
    assert verdict.fee is not None
    assert [one.amount for one in verdict.fee.items] == amounts
    assert verdict.fee.total == sum(amounts)


@pytest.mark.parametrize(("city", "travel"), [("Shanghai", 0), ("北京", 300), ("Oslo", 900)])
def test_travel_is_charged_by_city(city: str, travel: int) -> None:
    fee = judged(but(city=city)).fee
    assert fee is not None
    assert fee.total == 1800 + travel


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 12, 14), False),
        (date(2026, 12, 15), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 5), True),
        (date(2027, 1, 6), False),
    ],
)
def test_a_season_may_span_the_turn_of_the_year(day: date, *, inside: bool) -> None:
    season = Season.model_validate(
        {"name": {"en": "peak", "zh": "高峰"}, "start": "12-15", "end": "01-05"}
    )
    assert season.holds(day) is inside


def test_a_peak_season_costs_more() -> None:
    fee = judged(but(earliest=date(2026, 12, 21))).fee
    assert fee is not None
    assert [(one.phrase, one.amount) for one in fee.items] == [
        ("fee_days", 1800),
        ("fee_season", 540),
    ]


@pytest.mark.parametrize(
    ("ground", "rule"), [(Ground.EMERGENCY, "eligible"), (Ground.INTEGRATION, "season")]
)
def test_a_closed_season_is_open_for_emergencies(ground: Ground, rule: str) -> None:
    wish = but(ground=ground, systems="our ERP", earliest=date(2027, 11, 10))
    verdict = judged(wish, now=datetime(2027, 10, 1, 2, 0, tzinfo=UTC))
    assert verdict.rule == rule


@pytest.mark.parametrize(
    ("wish", "earliest"),
    [
        (SESSION, datetime(2026, 11, 23, 3, 0, tzinfo=UTC)),
        (VISIT, datetime(2026, 11, 23, 6, 0, tzinfo=UTC)),
        (but(earliest=date(2026, 12, 1)), datetime(2026, 12, 1, 1, 0, tzinfo=UTC)),
        (but(earliest=date(2020, 1, 1)), datetime(2026, 11, 23, 6, 0, tzinfo=UTC)),
        (
            but(ground=Ground.INTEGRATION, systems="x"),
            datetime(2026, 12, 7, 2, 0, tzinfo=UTC),  # ten business days
        ),
    ],
)
def test_notice_is_kept(wish: Wish, earliest: datetime) -> None:
    assert judged(wish).earliest == earliest


@pytest.mark.parametrize(
    ("begins", "today", "start"),
    [
        (None, date(2026, 11, 23), date(2026, 1, 1)),
        (date(2020, 3, 1), date(2026, 2, 28), date(2025, 3, 1)),
        (date(2020, 3, 1), date(2026, 3, 1), date(2026, 3, 1)),
        (date(2024, 2, 29), date(2026, 11, 23), date(2026, 2, 28)),
    ],
)
def test_the_contract_year(begins: date | None, today: date, start: date) -> None:
    assert year_start(Contract(year_starts=begins), today) == start


def a_visit(status: VisitStatus, start: datetime, *, length: int, took: int | None) -> Visit:
    return Visit(
        id=1,
        ticket_id=1,
        conversation_id=1,
        kind=VisitKind.ON_SITE,
        status=status,
        requester="U",
        account="Nimbus Games",
        plan="strategic",
        language="en",
        wish=but(length=length),
        verdict=Verdict(eligible=True, rule="eligible", reason="", phrase="visit_offer"),
        slot=Slot(start=start, end=start, engineer="U0SUP01"),
        report=None if took is None else Report(findings="x", length=took),
        created_at=start,
        updated_at=start,
    )


def test_what_counts_is_what_was_agreed_or_what_it_took() -> None:
    this_year, last_year = NOW, NOW.replace(year=2025)
    found = used(
        [
            a_visit(VisitStatus.CONFIRMED, this_year, length=2, took=None),
            a_visit(VisitStatus.CLOSED, this_year, length=2, took=1),
            a_visit(VisitStatus.CANCELLED, this_year, length=2, took=None),
            a_visit(VisitStatus.CLOSED, last_year, length=2, took=2),
        ],
        Contract(),
        NOW,
    )
    assert (found.on_site_days, found.remote_hours) == (3, 0)
