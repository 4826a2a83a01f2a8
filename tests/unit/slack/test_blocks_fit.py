"""Whatever people write: every message and form is one that Slack takes, and notifies nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.limits import block_complaints, check_message, check_metadata, check_view
from bot.slack.views import staff_forms, visits
from bot.slack.views.draw import draw, fallback
from bot.slack.views.forms import ticket_form
from bot.slack.views.home import developer_home, staff_home
from bot.slack.views.learning import entry_form
from bot.slack.views.satisfaction import rating_form
from bot.support.inbound import Button
from bot.support.messages import (
    AnswerReply,
    Content,
    Reminder,
    ReplyDraft,
    SimilarTicket,
    StaffCard,
)
from bot.support.models import UNCLAIMED, Place, Severity, TicketFields, TicketStatus
from bot.support.queue import Wanted
from bot.support.visits.models import Visit, VisitKind, Wish
from bot.support.visits.requesting import WishForm
from tests.sample_contents import NOW, a_page, a_ticket, an_entry, contents

PLACE = Place(channel="C0NIMBUS", thread_ts="1.1")
HOSTILE = [
    "",
    " ",
    "\n" * 3_000,
    "a\n" * 5_000,
    "&" * 9_000,
    "<>&" * 4_000,
    "x" * 50_000,
    "令" * 50_000,
    "🎉" * 5_000,
    "<!channel> <!here> <!everyone> <@U0DEV01> <#C0NIMBUS> <!subteam^S0SUPPORT>",
    "&lt;!channel&gt; @channel @here",
    "*bold* _it_ ~no~ `code` ```block``` > quote\n# title\n- list\n| a | b |\n|---|---|",
    "[click](https://evil.example) <https://evil.example|bank>",
    "<!channel",
    "\u202eevil\u200b\x00\x07",
    "<" * 3_000 + "!channel>",
]
NOTIFYING = re.compile(r"<(?:!(?:channel|here|everyone|subteam)|@[UWS]|#C)")


def texts(value: object) -> Iterator[str]:
    """Every string in a tree of blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


_NOT_DRAWN = {"value", "initial_value", "private_metadata"}  # comes back, or is typed on


def drawn(value: object) -> Iterator[str]:
    """Every string of a view that Slack may take for mrkdwn."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in _NOT_DRAWN:
                yield from drawn(one)
    elif isinstance(value, list):
        for one in value:
            yield from drawn(one)
    elif isinstance(value, str):
        yield value


def assert_fits(content: Content) -> None:
    blocks, text = draw(content), fallback(content)
    check_message(text, blocks, text_limit=4_000)
    for one in [*texts(blocks), text]:
        if isinstance(content, StaffCard) and content.team_mentions:
            ours = re.sub(r"(?<=\* )(?:<@U0SUP01> <!subteam\^S0SUPPORT> ?){5}$", "", one)
            assert not NOTIFYING.search(ours)
        elif not isinstance(content, Reminder):
            assert not NOTIFYING.search(one)
        else:
            called = {"<@U0SUP01>", "<!subteam^S0SUPPORT>"}
            assert set(re.findall(r"<[!@#][^>]*>?", one)) <= called


@pytest.mark.parametrize("language", ["en", "zh", "fr"])
@pytest.mark.parametrize("settled", ["", "Marked as solved by Lin."])
def test_ordinary_messages_are_taken(language: str, settled: str) -> None:
    for content in contents("Hello", language, settled):
        assert_fits(content)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_messages_are_taken(text: str) -> None:
    for content in contents(text, "zh"):
        assert_fits(content)
    for content in contents("Hello", "en", settled=text):
        assert_fits(content)


anything = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("<>&@#!|*_`[]()\n")),
    max_size=400,
)


@settings(max_examples=25)
@given(anything, st.sampled_from([1, 60]), st.sampled_from(["en", "zh"]))
def test_any_messages_are_taken(text: str, times: int, language: str) -> None:
    for content in contents(text * times, language):
        assert_fits(content)


def buttons(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        element for block in blocks if block["type"] == "actions" for element in block["elements"]
    ]


def test_an_answer_carries_its_four_buttons_in_order() -> None:
    content = next(one for one in contents() if isinstance(one, AnswerReply))
    names = [one["action_id"] for one in buttons(draw(content))]
    assert names == [
        Button.SOLVED,
        Button.NOT_SOLVED,
        Button.OPEN_TICKET,
        Button.TALK_TO_PERSON,
    ]


STAYING = {"staff_card", "publish_offer", "entry_review", "entries_waiting"}  # drawn anew instead


def test_what_is_settled_leaves_no_dead_buttons() -> None:
    line = "Marked as solved by Lin."
    open_ones = {one.type for one in contents() if buttons(draw(one))}
    assert open_ones == {
        "answer",
        "no_answer",
        "details",
        "ticket_offer",
        "visit_declined",
        "staff_card",
        "publish_offer",
        "resolved",
        "joined_resolved",
        "rate_ticket",
        "entry_review",
        "entries_waiting",
        "visit",
    }
    for content in contents(settled=line):
        if content.type in open_ones - STAYING and not getattr(content, "ask_why", False):
            assert not buttons(draw(content))
            assert line in "".join(texts(draw(content)))


_WORK = [Button.REPLY, Button.ASK, Button.RESOLVE]
_REST = [Button.SEVERITY, Button.MORE]


@pytest.mark.parametrize(
    ("status", "names"),
    [
        *((one, [Button.CLAIM, *_WORK, *_REST]) for one in sorted(UNCLAIMED)),
        (TicketStatus.CLAIMED, [*_WORK, Button.TAKE_OVER, *_REST]),
        (TicketStatus.WAITING, [*_WORK, Button.TAKE_OVER, *_REST]),
        (TicketStatus.RESOLVED, []),
        (TicketStatus.CLOSED, []),
    ],
)
def test_the_card_offers_what_applies(status: TicketStatus, names: list[str]) -> None:
    for content in contents():
        if content.type == "staff_card" and content.ticket.status is status:
            assert [one["action_id"] for one in buttons(draw(content))] == names


def test_no_button_name_stands_twice_in_a_message() -> None:
    for content in contents():
        blocks = draw(content)
        for block in blocks if content.type == "entries_waiting" else [None]:
            names = [one["action_id"] for one in buttons([block] if block else blocks)]
            assert len(names) == len(set(names))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", ["Hello", *HOSTILE], ids=lambda text: repr(text[:12]))
def test_forms_are_taken(language: str, text: str) -> None:
    fields = TicketFields(**dict.fromkeys(TicketFields.model_fields, text))
    for severity in Severity:
        check_view(ticket_form(language, fields, severity, PLACE), ("modal",))
    for customer in (False, True):
        check_view(entry_form(2**31, an_entry(text).text, customer=customer), ("modal",))
    check_view(rating_form(2**31, language, text, "1.1"), ("modal",))


@pytest.mark.parametrize("text", ["Hello", *HOSTILE], ids=lambda text: repr(text[:12]))
def test_forms_of_staff_are_taken(text: str) -> None:
    ticket = a_ticket(text, id=2**31, claimed_by="U0SUP01")
    like = SimilarTicket(ticket_id=2**31, label=text, over=True, resolution=text, who=text)
    draft = ReplyDraft(
        ticket_id=2**31,
        customer=text,
        customer_language=text,
        text=text,
        pages=(a_page(text),) * 3,
        similar=(like,) * 3,
        problem=text,
    )
    for view in (
        staff_forms.reply_form(2**31, "en", text),
        staff_forms.reply_form(2**31, "zh", text, waits=True),
        staff_forms.drafting_form(2**31),
        staff_forms.drafted_reply_form(draft),
        staff_forms.drafted_reply_form(draft.model_copy(update={"text": "", "pages": ()})),
        staff_forms.resolution_form(2**31),
        staff_forms.assign_form(ticket),
        staff_forms.snooze_form(ticket),
        staff_forms.escalate_form(ticket),
        staff_forms.severity_form(ticket, Severity.CRITICAL),
        staff_forms.hand_back_form(ticket),
        staff_forms.amend_form(ticket, "view:V1", text),
    ):
        check_view(view, ("modal",))
        for one in drawn(view):
            assert not NOTIFYING.search(one)


@pytest.mark.parametrize("text", ["Hello", *HOSTILE], ids=lambda text: repr(text[:12]))
def test_homes_are_taken(text: str) -> None:
    tickets = [
        a_ticket(text, id=number, status=status, claimed_by="U0SUP01")
        for status in TicketStatus
        for number in range(30)
    ]
    for shown in (tickets, []):
        for view in (
            staff_home("U0SUP01", shown, Wanted(), NOW, lambda _: "https://x.example/a"),
            staff_home("U0SUP01", shown, Wanted(product=text[:75]), NOW, lambda _: ""),
            developer_home("zh", shown),
            developer_home("fr", shown),
        ):
            check_view(view, ("home",))
            for one in drawn(view):
                assert not NOTIFYING.search(one)


def test_the_metadata_of_a_message_is_taken() -> None:
    payload = {"event_type": "doorstep_message", "event_payload": {"key": "k" * 240}}
    check_metadata(payload)
    assert json.loads(json.dumps(payload)) == payload
    assert block_complaints([{"type": "no such block"}], "message")


@pytest.mark.parametrize(("mentions", "called"), [((), ""), (("U1", "S1"), " <@U1> <!subteam^S1>")])
def test_the_card_names_the_team_and_calls_it_only_where_it_is_due(
    mentions: tuple[str, ...], called: str
) -> None:
    card = StaffCard(
        ticket=a_ticket("x"),
        plan_name="Basic",
        reporter_name="Lin",
        question="?",
        team="voice & video",
        team_mentions=mentions,
    )
    assert [f"team *voice &amp; video*{called}" in one for one in texts(draw(card))].count(
        True
    ) == 1
    assert "".join(texts(draw(card))).count("<@U1>") == (1 if mentions else 0)
    assert "they write Chinese" in json.dumps(staff_forms.reply_form(1, "zh", "Nimbus Games"))
    assert "they write ja" in json.dumps(staff_forms.reply_form(1, "ja", "Nimbus Games"))


def test_staff_are_told_the_customers_language_by_its_name() -> None:
    assert "they write Chinese" in json.dumps(staff_forms.reply_form(1, "zh", "Nimbus Games"))
    assert "they write ja" in json.dumps(staff_forms.reply_form(1, "ja", "Nimbus Games"))


@pytest.mark.parametrize("text", ["Hello", *HOSTILE], ids=lambda text: repr(text[:12]))
@pytest.mark.parametrize("kind", VisitKind)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_forms_of_visits_are_taken(language: str, kind: VisitKind, text: str) -> None:
    form = WishForm(
        ticket_id=2**31,
        kind=kind,
        language=language,
        channel="C0NIMBUS",
        thread_ts="1.1",
        label=f"DS-{2**31}",
        subject=text,
        product=text[:100],
        grounds=(("emergency", text or "-"),),
        cities=(("shanghai", text or "-"),),
        city="shanghai",
        address=text,
        longest=5,
    )
    check_view(visits.visit_form(form, opener="1.2"), ("modal",))


def test_forms_about_a_visit_are_taken() -> None:
    wish = Wish(kind=VisitKind.ON_SITE, length=3)
    visit = Visit.model_construct(id=2**31, kind=wish.kind, wish=wish)
    check_view(visits.refusal_form(visit, PLACE), ("modal",))
    check_view(visits.report_form(visit, PLACE), ("modal",))
