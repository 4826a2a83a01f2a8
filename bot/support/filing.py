"""Filing a case: the row, its files, the card in both threads, its clock."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.support.attachments import digest_for_staff
from bot.support.desk import Desk
from bot.support.drafting import Drafting
from bot.support.inbound import TicketSubmitted
from bot.support.intake import ask
from bot.support.messages import Notice, TicketFiled
from bot.support.models import (
    Action,
    Attachment,
    Conversation,
    Decision,
    Severity,
    Ticket,
    TicketFields,
    TicketStatus,
)
from bot.support.phrases import say, say_span, say_time
from bot.support.reading import (
    Reading,
    rated,
    seen_in,
    still_missing,
    with_files,
    with_logs,
)
from bot.support.relay import Relay
from bot.support.spans import Span
from bot.support.staff_side import StaffSide


class Filing:
    """File, amend and find tickets of a conversation."""

    def __init__(self, desk: Desk, side: StaffSide, relay: Relay, drafting: Drafting) -> None:
        self._desk = desk
        self._side = side
        self._relay = relay
        self._drafting = drafting

    def file(
        self,
        origin: str,
        user: str,
        conversation: Conversation,
        decision: Decision,
        reading: Reading,
        *,
        fields: TicketFields | None = None,
        severity: Severity | None = None,
        severity_reason: str = "",
        attachments: Sequence[Attachment] = (),
    ) -> Ticket:
        """Store the case, show it in both threads, start its clock; once per origin."""
        desk, now = self._desk, self._desk.clock()
        terms = desk.terms(conversation.plan, conversation.customer)
        said = [
            one for turn in desk.conversations.turns(conversation.id) for one in turn.attachments
        ]
        kept = desk.keep([*said, *attachments], conversation)
        if fields is None:  # nobody was shown what is filed
            reading = self._drafting.read_further(reading)
            fields = reading.fields
        logs = with_files(reading.extraction, kept)
        by_rules, why = rated(reading.extraction, reading.signals, kept)
        # A form, which comes with a severity, was seen and sent: all of it is said.
        assumed = () if severity else _unsaid(reading.assumed, reading, fields)
        pictured = () if severity else _unsaid(reading.pictured, reading, fields)
        # What was read before stood in the form: who left it out has corrected it.
        before = {one.id for one in said if one.pictures}
        new = [one for one in kept if one.id not in before]
        fields = with_logs(fields, logs)
        seen = seen_in(new, fields, (*assumed, *pictured))
        fields = fields.model_copy(update=seen)
        severity = severity or reading.severity
        missing = still_missing(reading, fields, kept)
        ticket = desk.tickets.file(
            Ticket(
                id=0,
                conversation_id=conversation.id,
                place=conversation.place,
                reporter=user,
                customer=conversation.customer,
                plan=conversation.plan,
                language=conversation.language,
                fields=fields,
                assumed=tuple(one for one in assumed if one not in seen),
                pictured=tuple(dict.fromkeys((*pictured, *seen))),
                severity=severity,
                severity_reason=severity_reason or reading.severity_reason,
                rule_severity=by_rules,
                rule_reason=why,
                status=TicketStatus.NEEDS_INFO if missing else TicketStatus.NEW,
                paged=decision.action in {Action.HUMAN, Action.ON_SITE},
                decision=decision,
                attachments=kept,
                log_digest=digest_for_staff(kept, pasted=logs.log_digest),
                first_reply_due=terms.hours.after(now, terms.first_response.for_severity(severity)),
                created_at=now,
                updated_at=now,
            ),
            origin=origin,
        )
        if ticket.status is TicketStatus.CLOSED:  # a late repetition; the story is over
            return ticket
        desk.conversations.change(conversation.id, ticket_id=ticket.id)
        self._say_filed(ticket, conversation, missing, origin)
        self._side.announce(ticket, conversation, missing, origin=origin)
        self._side.show_logs(ticket, kept, logs.log_digest, origin=origin)
        desk.jobs.watch(ticket.id, origin=origin)
        return ticket

    def case_of(self, conversation: Conversation) -> Ticket | None:
        """The case of the conversation; None where there is none that is not closed."""
        number = conversation.ticket_id
        ticket = None if number is None else self._desk.tickets.get(number)
        return None if ticket is None or ticket.status is TicketStatus.CLOSED else ticket

    def open_case(self, conversation: Conversation, origin: str) -> Ticket | None:
        """The case of the conversation, unless it is `origin` that files it (or did, and died)."""
        if conversation.ticket_id is None or self._desk.tickets.of_origin(origin):
            return None
        return self.require(conversation)

    def _say_filed(
        self, ticket: Ticket, conversation: Conversation, missing: tuple[str, ...], origin: str
    ) -> None:
        desk, language = self._desk, conversation.language
        target = self._first_response(ticket)
        content = TicketFiled(
            language=language,
            ticket=ticket.model_copy(
                update={"attachments": tuple(one.bare for one in ticket.attachments)}
            ),
            response_target=say_span(language, target),
            due_text=self._due(ticket, conversation),
            plan_name=desk.policy.plan(ticket.plan).name.in_language(language),
            handed_off=ticket.paged,
            # Asked once: a developer who was asked before and did not say it may not know it.
            ask="" if conversation.asked_details else ask(missing, language),
        )
        desk.messenger.post(conversation.place, content, key=f"{origin}:filed")

    def say_handed_off(self, ticket: Ticket, conversation: Conversation, origin: str) -> None:
        """The case was with support already: say so, with the promise while it still stands."""
        desk, language = self._desk, conversation.language
        if ticket.first_replied_at or ticket.first_reply_due <= desk.clock():
            facts = {"label": ticket.label, "who": say(language, "support_team")}
            text = say(language, "added", **facts)
        else:
            target = self._first_response(ticket)
            text = say(
                language,
                "handed_off",
                label=ticket.label,
                plan=desk.policy.plan(ticket.plan).name.in_language(language),
                target=say_span(language, target),
                due=self._due(ticket, conversation),
            )
        desk.speak(conversation, Notice(language=language, text=text), key=f"{origin}:reply")

    def _first_response(self, ticket: Ticket) -> Span:
        terms = self._desk.terms(ticket.plan, ticket.customer)
        return terms.first_response.for_severity(ticket.severity)

    def _due(self, ticket: Ticket, conversation: Conversation) -> str:
        """When the first reply is due, in the developer's zone."""
        zone = self._desk.person(conversation.asker).tz
        return say_time(ticket.first_reply_due, zone, self._desk.clock())

    def amend(self, form: TicketSubmitted, conversation: Conversation) -> None:
        """The form was sent again in a thread that has a case: its values replace the old ones."""
        self._relay.from_form(form, conversation, self.require(conversation))
        self._relay.tell_added(self.require(conversation), conversation, form.user)

    def require(self, conversation: Conversation) -> Ticket:
        """Its case. Raise Refused when there is none, or it is closed."""
        ticket = self.case_of(conversation)
        if ticket is None:
            raise Refused(say(conversation.language, "ticket_closed"))
        return ticket


def _unsaid(names: Sequence[str], reading: Reading, fields: TicketFields) -> tuple[str, ...]:
    """Those of the names whose values nothing has replaced since they were read."""
    return tuple(one for one in names if getattr(fields, one) == getattr(reading.fields, one))
