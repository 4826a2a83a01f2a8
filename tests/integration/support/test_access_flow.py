"""Who may do what: every staff action, tried by people who are not staff, has no effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
from structlog.testing import capture_logs

from bot.errors import NotAllowed
from bot.support.access import Access
from bot.support.inbound import AnyInbound, Button, Deed
from bot.support.messages import Notice
from bot.support.models import IngestOrder, Role, Severity, Ticket
from bot.support.policy import Roles
from tests.desk_stage import Stage, fresh_database, sample_policy
from tests.fakes import ANA, INES, KENJI, LIN, MEI, OMAR, STAFF, STRANGER

BOSS = "U0ADMIN1"

# What each button is for. A new one belongs in one of the three, and its test with it.
STAFF_PRESSES = {Button.CLAIM, Button.PUBLISH, Button.TAKE_OVER}
# Opened by a listener; what the menus do is a StaffDeed: test_staff_flow.py.
STAFF_FORMS = {
    *(Button.REPLY, Button.ASK, Button.RESOLVE, Button.MORE, Button.REPLY_MENU),
    Button.SEVERITY,
}
CUSTOMER_PRESSES = {
    Button.SOLVED,
    Button.NOT_SOLVED,
    Button.OPEN_TICKET,
    Button.FILE_TICKET,
    Button.SAME_PROBLEM,
    Button.DIFFERENT,
    Button.JOINED_SOLVED,
    Button.JOINED_UNSOLVED,
    Button.TALK_TO_PERSON,
    Button.CONFIRM_SOLVED,
    Button.REOPEN,
    Button.WHY_NOT_SOLVED,
    *Button.RATE,
    Button.RATE_REASON,
}
# Knowledge entries: doc maintainers and managers; tested in test_learning_flow.py.
REVIEWER_PRESSES = {
    Button.PUBLISH_ENTRY,
    Button.REJECT_ENTRY,
    Button.WITHDRAW_ENTRY,
    Button.KEEP_ENTRY,
}
ENTRY_FORMS = {Button.MAKE_ENTRY, Button.EDIT_ENTRY}
# Visits: who may press what is tested in test_visit_flow.py.
VISIT_PRESSES = {
    Button.ACCEPT_TERMS,
    Button.WITHDRAW_VISIT,
    Button.APPROVE_VISIT,
    Button.ASSIGN_ENGINEER,
    Button.CHOOSE_SLOT,
    Button.OTHER_SLOTS,
    Button.RESCHEDULE_VISIT,
    Button.CANCEL_VISIT,
    Button.NO_SHOW,
    Button.CLOSE_VISIT,
}
VISIT_FORMS = {Button.ASK_SESSION, Button.ASK_VISIT, Button.REFUSE_VISIT, Button.REPORT_VISIT}

Try = Callable[[Stage, Ticket, str], AnyInbound]


def _publish(stage: Stage, ticket: Ticket, user: str) -> AnyInbound:
    note = stage.ask("a note", KENJI, channel=STAFF, thread=stage.card().ts, addressed=False)
    return stage.pressed(Button.PUBLISH, stage.card(), user, f"{ticket.id}:{note.ts}")


def _by_prefix(stage: Stage, ticket: Ticket, user: str) -> AnyInbound:
    del ticket
    thread = stage.card().ts
    return stage.message("reply: hello", user, channel=STAFF, thread=thread, addressed=False)


TRIES: dict[str, Try] = {
    Button.CLAIM: lambda s, t, user: s.pressed(Button.CLAIM, s.card(), user, str(t.id)),
    "staff_deed": lambda s, t, user: s.deed(
        Deed.RATE, t, user, severity=Severity.CRITICAL, text="It is down."
    ),
    Button.TAKE_OVER: lambda s, t, user: s.pressed(
        Button.TAKE_OVER, s.card(), user, f"{t.id}:{t.claimed_by}"
    ),
    Button.PUBLISH: _publish,
    "message": _by_prefix,
    "reply_form": lambda s, t, user: s.reply_form(t, "hello", user),
    "reply_form that waits": lambda s, t, user: s.reply_form(t, "hello", user, waits=True),
    "resolution_form": lambda s, t, user: s.resolution(t, user),
}


INBOUND = {
    "message",
    "button",
    "ticket_form",
    "ticket_left",
    "reply_form",
    "resolution_form",
    "entry_form",
    "rating_form",
    "message_edited",
    "message_withdrawn",
    "staff_deed",
    "draft_wished",
    "visit_form",
    "visit_refusal",
    "visit_report",
}


def everything(stage: Stage) -> list[Any]:
    """The state of the desk, but for the lines about refusals."""
    ticket = stage.only_ticket()
    trail = [one for one in stage.tickets.events(ticket.id) if one.kind != "refused"]
    posts = [(one.channel, one.thread_ts, one.key, one.content) for one in stage.messenger.posts]
    return [ticket, trail, posts, stage.conversations.get(ticket.conversation_id)]


def test_every_button_is_for_somebody() -> None:
    named = {value for name, value in vars(Button).items() if name.isupper()}
    buttons = {one for each in named for one in ((each,) if isinstance(each, str) else each)}
    known = STAFF_PRESSES | STAFF_FORMS | CUSTOMER_PRESSES
    assert buttons == known | REVIEWER_PRESSES | ENTRY_FORMS | VISIT_PRESSES | VISIT_FORMS
    assert set(TRIES) >= STAFF_PRESSES
    kinds = {one.model_fields["kind"].default for one in get_args(get_args(AnyInbound)[0])}
    assert kinds == INBOUND, "is the new form for staff? Then it belongs in TRIES"


@pytest.mark.parametrize("user", [STRANGER, LIN, MEI, INES])
@pytest.mark.parametrize("action", TRIES)
def test_a_staff_action_by_others_is_refused_and_noted(
    stage: Stage, action: str, user: str
) -> None:
    _, ticket = stage.filed()
    inbound = TRIES[action](stage, ticket, user)
    before = everything(stage)
    with capture_logs() as logs:
        stage.desk.accept(inbound)
    assert everything(stage) == before
    name = action.split(" ", maxsplit=1)[0]
    (told,) = [one for one in logs if one["event"] == "staff_action_refused"]
    assert told == {
        "event": "staff_action_refused",
        "log_level": "warning",
        "user": user,
        "action": name,
        "ticket": ticket.id,
    }
    _, who, content = stage.messenger.whispers[-1]
    assert (who, isinstance(content, Notice)) == (user, True)
    (line,) = [one for one in stage.tickets.events(ticket.id) if one.kind == "refused"]
    assert (line.actor, line.note) == (user, name)


@pytest.mark.parametrize("user", [KENJI, ANA, OMAR])
@pytest.mark.parametrize("action", TRIES)
def test_the_same_by_staff_takes_effect(stage: Stage, action: str, user: str) -> None:
    _, ticket = stage.filed() if action != "resolution_form" else stage.claimed()
    inbound = TRIES[action](stage, ticket, user)
    before = everything(stage)
    stage.desk.accept(inbound)
    assert everything(stage) != before
    assert not [one for one in stage.tickets.events(ticket.id) if one.kind == "refused"]


def test_trying_again_and_again_leaves_one_line(stage: Stage) -> None:
    _, ticket = stage.filed()
    for _ in range(3):
        stage.press(Button.CLAIM, stage.card(), LIN, str(ticket.id))
    stage.press(Button.CLAIM, stage.card(), MEI, str(ticket.id))
    trail = stage.tickets.events(ticket.id)
    assert [one.actor for one in trail if one.kind == "refused"] == [LIN, MEI]


def test_a_form_of_no_ticket_is_logged_alone(stage: Stage) -> None:
    _, ticket = stage.filed()
    lost = stage.resolution(ticket, LIN).model_copy(update={"ticket_id": 4711})
    with capture_logs() as logs:
        stage.desk.accept(lost)
    assert [one["ticket"] for one in logs if one["event"] == "staff_action_refused"] == [None]


def test_a_note_by_a_guest_is_neither_published_nor_a_try(stage: Stage) -> None:
    _, ticket = stage.filed()
    thread = stage.card().ts
    stage.ask("hello all", STRANGER, channel=STAFF, thread=thread, addressed=False)
    assert not [one for one in stage.tickets.events(ticket.id) if one.kind == "refused"]


@pytest.mark.parametrize("user", [STRANGER, LIN, KENJI, OMAR])
def test_an_ingest_is_for_doc_maintainers(stage: Stage, user: str) -> None:
    order = IngestOrder(source="guides", run="r", why="command", by=user)
    with pytest.raises(NotAllowed, match="Only doc maintainers"):
        stage.desk.maintaining.request(order, "en")
    assert stage.jobs.ingests == []


def test_an_administrator_may_do_everything() -> None:
    policy = sample_policy().model_copy(update={"roles": Roles(admin=(BOSS,))})
    stage = Stage(fresh_database(), policy)
    _, ticket = stage.filed()
    stage.desk.accept(stage.pressed(Button.CLAIM, stage.card(), BOSS, str(ticket.id)))
    assert stage.only_ticket().claimed_by == BOSS
    order = IngestOrder(source="guides", run="r", why="command", by=BOSS)
    assert "queued" in stage.desk.maintaining.request(order, "en")
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))  # nobody else is anything
    assert stage.only_ticket().claimed_by == BOSS


@pytest.mark.parametrize(
    ("held", "may"),
    [
        (None, {Role.DEVELOPER}),
        (Role.SUPPORT, {Role.DEVELOPER, Role.SUPPORT}),
        (Role.MANAGER, {Role.DEVELOPER, Role.SUPPORT, Role.MANAGER}),
        (Role.DOC_MAINTAINER, {Role.DEVELOPER, Role.DOC_MAINTAINER}),
        (Role.ADMIN, set(Role)),
    ],
)
@pytest.mark.parametrize("by_group", [True, False])
def test_which_role_includes_which(held: Role | None, may: set[Role], *, by_group: bool) -> None:
    named = {held.value: ("S0GROUP" if by_group else "U0ME",)} if held else {}
    access = Access(Roles.model_validate(named), lambda _: frozenset({"U0ME"}))
    assert {role for role in Role if access.has("U0ME", role)} == may
    for role in set(Role) - may:
        with pytest.raises(NotAllowed):
            access.require("U0ME", role, "zh")


def test_who_leaves_the_group_loses_the_right(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.messenger.groups["S0SUPPORT"] = frozenset({ANA})
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))
    assert stage.only_ticket().status.unclaimed
    stage.press(Button.CLAIM, stage.card(), ANA, str(ticket.id))
    assert stage.only_ticket().claimed_by == ANA
