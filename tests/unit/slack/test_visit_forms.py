"""The forms of visits: what is filled in comes out, and what cannot be sent is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.slack.views import visits
from bot.support.models import Place
from bot.support.visits.models import Ground, Report, Visit, VisitKind, Wish
from bot.support.visits.requesting import WishForm

PLACE = Place(channel="C0NIMBUS", thread_ts="1.1")


def a_form(kind: VisitKind = VisitKind.ON_SITE) -> WishForm:
    return WishForm(
        ticket_id=7,
        kind=kind,
        language="zh",
        channel=PLACE.channel,
        thread_ts=PLACE.thread_ts,
        label="DS-7",
        subject="消息丢失",
        product="messaging",
        grounds=(("emergency", "紧急"),),
        cities=(("shanghai", "上海"),),
        city="shanghai",
        address="1 Road",
        longest=5,
    )


def submitted(view: dict[str, Any], **typed: str) -> dict[str, Any]:
    """The view as Slack sends it back: what stood in it, and what was typed or chosen."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        name, element = block["block_id"], block["element"]
        given = typed.get(name)
        if element["type"] == "static_select":
            chosen = {"value": given} if given else element.get("initial_option")
            values[name] = {"value": {"selected_option": chosen}}
        elif element["type"] == "datepicker":
            values[name] = {"value": {"selected_date": given}}
        else:
            values[name] = {"value": {"value": given or element.get("initial_value")}}
    return view | {"state": {"values": values}}


def test_a_wish_comes_out_as_it_was_filled_in() -> None:
    view = submitted(
        visits.visit_form(a_form(), opener="1.2"),
        ground="emergency",
        visit_systems=" ERP ",
        length="2",
        earliest="2026-12-01",
    )
    wish = Wish(
        kind=VisitKind.ON_SITE,
        ground=Ground.EMERGENCY,
        product="messaging",
        city="shanghai",
        address="1 Road",
        length=2,
        earliest=date(2026, 12, 1),
        subject="消息丢失",
        systems="ERP",
    )
    assert visits.read_visit_form(view) == (7, PLACE, wish, "1.2")
    assert visits.form_language(view) == "zh"


def test_another_city_is_the_one_that_was_typed() -> None:
    view = submitted(
        visits.visit_form(a_form()), ground="emergency", city="elsewhere", visit_other="Oslo"
    )
    assert visits.read_visit_form(view)[2].city == "Oslo"


def test_a_session_asks_for_no_city() -> None:
    view = submitted(visits.visit_form(a_form(VisitKind.REMOTE)))
    wish = visits.read_visit_form(view)[2]
    assert (wish.kind, wish.ground, wish.city, wish.length) == (VisitKind.REMOTE, None, "", 1)


@pytest.mark.parametrize(
    ("wish", "blocks"),
    [
        (Wish(kind=VisitKind.ON_SITE), {"visit_other"}),
        (Wish(kind=VisitKind.REMOTE), set()),
        (Wish(kind=VisitKind.REMOTE, earliest=date(2026, 11, 22)), {"earliest"}),
        (Wish(kind=VisitKind.REMOTE, earliest=date(2026, 11, 23)), set()),
    ],
)
def test_what_cannot_be_sent_is_said(wish: Wish, blocks: set[str]) -> None:
    for language in ("en", "zh"):
        assert set(visits.visit_form_errors(wish, date(2026, 11, 23), language)) == blocks


def test_a_report_and_a_refusal_come_out_as_written() -> None:
    wish = Wish(kind=VisitKind.REMOTE, length=2)
    visit = Visit.model_construct(id=12, kind=wish.kind, wish=wish)
    report = submitted(visits.report_form(visit, PLACE), report_findings="a", report_advice=" b ")
    told = Report(findings="a", advice="b", length=2)
    assert visits.read_report_form(report) == (12, PLACE, told)
    refusal = submitted(visits.refusal_form(visit, PLACE), visit_reason="no")
    assert visits.read_refusal_form(refusal) == (12, PLACE, "no")
