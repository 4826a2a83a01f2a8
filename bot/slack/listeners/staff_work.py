"""What staff press on a card, and the forms that it opens. The work happens in the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.slack import parse
from bot.slack.listeners.context import Context, open_view, stored
from bot.slack.views import staff_forms as forms
from bot.slack.views.blocks import Block
from bot.support.inbound import Button, ButtonPressed, Deed, DraftWished, Menu, StaffDeed
from bot.support.messages import Relayed
from bot.support.models import Place, Severity, Ticket
from bot.support.phrases import say
from bot.support.snoozing import wake_time

Read = Callable[[dict[str, Any]], dict[str, Any]]
OnSubmit = Callable[[Ack, dict[str, Any], dict[str, Any]], None]

_FORMS: dict[str, Callable[[Ticket], Block]] = {
    Menu.ASSIGN: forms.assign_form,
    Menu.SNOOZE: forms.snooze_form,
    Menu.ESCALATE: forms.escalate_form,
    Menu.HAND_BACK: forms.hand_back_form,
}

_AT_ONCE = {
    Menu.WAKE: Deed.WAKE,
    Menu.OFFER_SESSION: Deed.OFFER_SESSION,
    Menu.OFFER_VISIT: Deed.OFFER_VISIT,
}


def register(app: App, context: Context) -> None:
    def on_menu(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        number, _, chosen = press.value.partition(":")
        with context.refusals_whispered(_place(press), press.user):
            context.desk.require_staff(press.user)
            ticket = context.desk.require_ticket(int(number))
            if chosen == Menu.SUGGEST:
                _draft(context, client, body["trigger_id"], press, ticket)
            elif chosen in _AT_ONCE:
                context.desk.accept(_deed(press, _AT_ONCE[chosen], ticket.id))
            elif chosen in _FORMS:
                open_view(client, body["trigger_id"], _FORMS[chosen](ticket))
        ack()

    def on_severity(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        number, _, chosen = press.value.partition(":")
        with context.refusals_whispered(_place(press), press.user, press):
            context.desk.require_staff(press.user)
            ticket = context.desk.require_ticket(int(number))
            view = forms.severity_form(ticket, Severity(chosen))
            open_view(client, body["trigger_id"], view)
        ack()

    def on_reply_menu(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        number, _, rest = press.value.partition(":")
        reply, _, chosen = rest.rpartition(":")
        with context.refusals_whispered(_place(press), press.user):
            context.desk.require_staff(press.user)
            ticket = context.desk.require_ticket(int(number))
            if chosen == Menu.WITHDRAW:
                deed = _deed(press, Deed.RETRACT, ticket.id)
                context.desk.accept(deed.model_copy(update={"reply": reply}))
            else:
                copy = context.messenger.posted(f"{reply}:copy")
                said = copy.text if isinstance(copy, Relayed) else ""
                open_view(client, body["trigger_id"], forms.amend_form(ticket, reply, said))
        ack()

    app.action(Button.MORE)(on_menu)
    app.action(Button.SEVERITY)(on_severity)
    app.action(Button.REPLY_MENU)(on_reply_menu)
    for form, deed, read in _READ:
        app.view(form)(_on_form(context, deed, read))
    app.view(forms.SNOOZE_FORM)(_on_snooze(context))
    app.view(forms.DRAFTING)(lambda ack: ack())


def _on_form(context: Context, deed: Deed, read: Read) -> OnSubmit:
    def on_submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        _submit(ack, context, body, view, {"deed": deed} | read(view))

    return on_submit


def _on_snooze(context: Context) -> OnSubmit:
    def on_submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        chosen = forms.choice_of(view, "until")
        wish = forms.choice_of(view, "date") if chosen == "date" else chosen
        tz = context.messenger.person(body["user"]["id"]).tz
        until = wake_time(wish, context.clock(), tz)
        if until is None:
            block = "date" if chosen == "date" else "until"
            ack(response_action="errors", errors={block: say("en", "snooze_when")})
            return
        _submit(ack, context, body, view, {"deed": Deed.SNOOZE, "until": until})

    return on_submit


def _submit(
    ack: Ack, context: Context, body: dict[str, Any], view: dict[str, Any], given: dict[str, Any]
) -> None:
    """Store what the form says; refusals are told in the staff thread, where it was opened."""
    seen = forms.metadata_of(view)
    ticket = context.desk.require_ticket(int(seen["ticket_id"]))
    place = context.desk.staff_place(ticket.id) or ticket.place
    form = StaffDeed.model_validate(
        {
            "id": f"view:{view['id']}",
            "user": body["user"]["id"],
            "channel": place.channel,
            "thread_ts": place.thread_ts,
            "ticket_id": ticket.id,
            "held_by": seen.get("held_by"),
        }
        | given
        | {"text": context.redacted(str(given.get("text", "")), ticket.place)}
    )
    stored(ack, context, form, str(view["blocks"][0].get("block_id", "text")))


def _draft(
    context: Context, client: WebClient, trigger: str, press: ButtonPressed, ticket: Ticket
) -> None:
    """Open at once, for a trigger lives three seconds; the queue fills the form in."""
    opened = client.views_open(trigger_id=trigger, view=forms.drafting_form(ticket.id))
    form_id = str((opened.get("view") or {}).get("id") or "")
    context.desk.accept(
        DraftWished(
            id=f"draft:{press.id}",
            user=press.user,
            channel=press.channel,
            thread_ts=press.thread_ts,
            ticket_id=ticket.id,
            form_id=form_id,
        )
    )


def _assignee(view: dict[str, Any]) -> dict[str, Any]:
    return {"person": forms.choice_of(view, "person")}


def _words(view: dict[str, Any]) -> dict[str, Any]:
    return {"text": forms.text_of(view)}


def _rated(view: dict[str, Any]) -> dict[str, Any]:
    return {"text": forms.text_of(view), "severity": forms.metadata_of(view)["severity"]}


def _reworded(view: dict[str, Any]) -> dict[str, Any]:
    return {"text": forms.text_of(view), "reply": forms.metadata_of(view)["reply"]}


def _handed_back(view: dict[str, Any]) -> dict[str, Any]:
    to = forms.choice_of(view, "to")
    if to == forms.QUEUE:
        return {"deed": Deed.RELEASE}
    return {"closes": to == forms.BOT_AND_CLOSE}


_READ: tuple[tuple[str, Deed, Read], ...] = (
    (forms.ASSIGN_FORM, Deed.ASSIGN, _assignee),
    (forms.ESCALATE_FORM, Deed.ESCALATE, _words),
    (forms.SEVERITY_FORM, Deed.RATE, _rated),
    (forms.HAND_BACK_FORM, Deed.HAND_BACK, _handed_back),
    (forms.AMEND_FORM, Deed.AMEND, _reworded),
)


def _deed(press: ButtonPressed, deed: Deed, ticket_id: int) -> StaffDeed:
    return StaffDeed(
        id=f"deed:{press.id}",
        user=press.user,
        channel=press.channel,
        thread_ts=press.thread_ts,
        deed=deed,
        ticket_id=ticket_id,
    )


def _place(press: ButtonPressed) -> Place:
    return Place(channel=press.channel, thread_ts=press.thread_ts)
