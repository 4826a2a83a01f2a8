"""From a conversation to a filed ticket: the draft, the offer, the form, the filing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.support.desk import Desk
from bot.support.handoff import HandOff
from bot.support.inbound import ButtonPressed, MessageReceived, TicketSubmitted
from bot.support.messages import Notice, TicketFiled, TicketOffer, VisitDeclined
from bot.support.models import (
    Action,
    AnswerRecord,
    Attachment,
    Conversation,
    Decision,
    Model,
    Severity,
    Ticket,
    TicketEvent,
    TicketFields,
    TicketStatus,
    VisitRequest,
)
from bot.support.phrases import say, say_span, say_time
from bot.support.policy import Mode
from bot.support.reading import Reading, as_text, digest_line, extract_logs, read, with_logs
from bot.support.triage import Case, triage

_DIGESTED = 2 * 1024 * 1024  # bytes of a log that the digest looks at

_OFFER_PHRASES = {
    "person_by_ticket": "person_offer",
    "severe_by_ticket": "severe_offer",
    "unsolved_by_ticket": "unsolved_offer",
}


class Draft(Model):
    """What the ticket form is pre-filled with."""

    conversation: Conversation
    fields: TicketFields
    severity: Severity


class Ticketing:
    """Use cases: draft, offer and open_ticket."""

    def __init__(self, desk: Desk, handoff: HandOff) -> None:
        self._desk = desk
        self._handoff = handoff

    def draft(self, conversation: Conversation) -> Draft:
        """The form's values, from everything that was said in the thread."""
        reading = self._read(conversation)
        severity = reading.severity if reading.signals.is_problem else Severity.MEDIUM
        return Draft(conversation=conversation, fields=reading.fields, severity=severity)

    def follow(
        self,
        message: MessageReceived,
        conversation: Conversation,
        record: AnswerRecord,
        reading: Reading,
    ) -> None:
        """Do what triage decided beyond answering: offer a ticket, call a person, judge a visit."""
        decision = record.decision
        if decision.action is Action.DECLINE_VISIT:
            self._decline_visit(message.id, conversation)
        elif decision.action is Action.TICKET:
            self.offer(message.id, conversation, decision, reading, record)
        else:
            self._call_person(message.id, message.user, conversation, decision, reading)

    def offer(
        self,
        origin: str,
        conversation: Conversation,
        decision: Decision,
        reading: Reading,
        record: AnswerRecord | None = None,
    ) -> None:
        """Show the ticket as it would be filed; one press files it."""
        if self.tell_added(conversation, conversation.asker):
            return
        policy, language = self._desk.policy, conversation.language
        target = policy.first_response(conversation.plan, reading.severity)
        reason = say(
            language,
            _OFFER_PHRASES.get(decision.rule, "problem_offer"),
            plan=policy.plan(conversation.plan).name.in_language(language),
            target=say_span(language, target),
        )
        self._desk.speak(
            conversation,
            TicketOffer(
                language=language,
                conversation_id=conversation.id,
                reason=reason,
                fields=reading.fields,
                pages=record.pages[:3] if record else (),
            ),
            key=f"{origin}:reply",
        )

    def on_form(self, form: TicketSubmitted, conversation: Conversation) -> str:
        """The form was sent: amend the open case of this thread, or file a new one."""
        if self._open_case(conversation, form.id):
            self._amend(form, conversation)
            return "amended"
        reading = self._read(conversation)
        decision = self._judge_report(conversation, form.severity, reading)
        self._file(
            form.id,
            form.user,
            conversation,
            decision,
            reading,
            fields=form.fields,
            severity=form.severity,
            severity_reason="Chosen in the form.",
            attachments=form.attachments,
        )
        return "filed"

    def on_file_pressed(self, press: ButtonPressed, conversation: Conversation) -> str:
        """The offered ticket is filed as it was shown."""
        if not self._open_case(conversation, press.deed):
            reading = self._read(conversation)
            decision = self._judge_report(conversation, reading.severity, reading)
            self._file(press.deed, press.user, conversation, decision, reading)
        self._settle_filed(press, conversation)
        return "filed"

    def on_person_wished(self, press: ButtonPressed, conversation: Conversation) -> str:
        """The button "Talk to a person": the same judgement as the wish in words."""
        who = self._desk.person(press.user).name
        line = say(conversation.language, "person_called", who=who)
        self._desk.messenger.settle(press.channel, press.message_ts, line)
        reading = self._read(conversation)
        signals = reading.signals.model_copy(update={"wants_person": True, "wants_visit": False})
        self._judge_and_follow(press, conversation, reading.model_copy(update={"signals": signals}))
        return "person_wished"

    def on_not_solved(self, press: ButtonPressed, conversation: Conversation) -> str:
        """The answer did not help: the next step depends on how often, how bad and which plan."""
        who = self._desk.person(press.user).name
        line = say(conversation.language, "not_solved", who=who)
        self._desk.messenger.settle(press.channel, press.message_ts, line)
        self._judge_and_follow(press, conversation, self._read(conversation))
        return "not_solved"

    def tell_added(self, conversation: Conversation, user: str) -> bool:
        """Where people have the case already, say that they see the message; else False."""
        if conversation.ticket_id is None:
            return False
        self._handoff.tell_added(self._require(conversation.ticket_id), conversation, user)
        return True

    def _judge_and_follow(
        self, press: ButtonPressed, conversation: Conversation, reading: Reading
    ) -> None:
        case = self._case(conversation, reading.severity, reading)
        decision = triage(case.model_copy(update={"reports_problem": True}), self._desk.policy)
        if decision.action is Action.HUMAN:
            self._call_person(press.deed, press.user, conversation, decision, reading)
        else:
            rule = "unsolved_by_ticket" if decision.rule == "details_missing" else decision.rule
            shown = decision.model_copy(update={"rule": rule})
            self.offer(press.deed, conversation, shown, reading)

    def _judge_report(
        self, conversation: Conversation, severity: Severity, reading: Reading
    ) -> Decision:
        case = self._case(conversation, severity, reading)
        return triage(
            case.model_copy(update={"reports_problem": True, "asked_details": True}),
            self._desk.policy,
        )

    def _case(self, conversation: Conversation, severity: Severity, reading: Reading) -> Case:
        return Case(
            plan=conversation.plan,
            confidence=None,
            severity=severity,
            signals=reading.signals,
            missing=reading.missing,
            asked_details=conversation.asked_details,
            unsolved=self._desk.conversations.unsolved(conversation.id),
        )

    def _call_person(
        self,
        origin: str,
        user: str,
        conversation: Conversation,
        decision: Decision,
        reading: Reading,
    ) -> None:
        """File (or find) the case, hand it off, and note a wish for a visit."""
        ticket = self._open_case(conversation, origin)
        if ticket is None:
            ticket = self._file(origin, user, conversation, decision, reading)
        else:
            self._handoff.escalate(ticket, decision, origin=origin)
            if decision.action is Action.HUMAN:
                self._say_handed_off(ticket, conversation, origin)
        if decision.action is Action.ON_SITE:
            self._request_visit(origin, user, conversation, ticket, reading)

    def _open_case(self, conversation: Conversation, origin: str) -> Ticket | None:
        """The case of the conversation, unless it is `origin` that files it (or did, and died)."""
        if conversation.ticket_id is None or self._desk.tickets.of_origin(origin):
            return None
        return self._require(conversation.ticket_id)

    def _file(
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
        desk, now = self._desk, self._desk.clock()
        severity = severity or reading.severity
        said = [
            one for turn in desk.conversations.turns(conversation.id) for one in turn.attachments
        ]
        kept = desk.keep([*said, *attachments])
        logs = extract_logs(reading.text, self._texts(kept))
        ticket = desk.tickets.file(
            Ticket(
                id=0,
                conversation_id=conversation.id,
                place=conversation.place,
                reporter=user,
                customer=conversation.customer,
                plan=conversation.plan,
                language=conversation.language,
                fields=with_logs(fields or reading.fields, logs),
                severity=severity,
                severity_reason=severity_reason or reading.severity_reason,
                paged=decision.action in {Action.HUMAN, Action.ON_SITE},
                decision=decision,
                attachments=kept,
                log_digest=digest_line(logs),
                first_reply_due=desk.policy.first_reply_due(conversation.plan, severity, now),
                created_at=now,
                updated_at=now,
            ),
            origin=origin,
        )
        if ticket.status is TicketStatus.CLOSED:  # a late repetition; the story is over
            return ticket
        desk.conversations.change(conversation.id, ticket_id=ticket.id)
        self._say_filed(ticket, conversation, origin)
        self._handoff.announce(ticket, conversation, reading.missing, origin=origin)
        desk.jobs.watch(ticket.id, origin=origin)
        return ticket

    def _texts(self, attachments: Sequence[Attachment]) -> list[str]:
        """What the kept files say, as far as they are texts."""
        kept = (self._desk.files.read(one)[:_DIGESTED] for one in attachments if one.path)
        return [text for text in map(as_text, kept) if text]

    def _say_filed(self, ticket: Ticket, conversation: Conversation, origin: str) -> None:
        desk, language = self._desk, conversation.language
        target = desk.policy.first_response(ticket.plan, ticket.severity)
        content = TicketFiled(
            language=language,
            ticket=ticket,
            response_target=say_span(language, target),
            due_text=self._due(ticket, conversation),
            plan_name=desk.policy.plan(ticket.plan).name.in_language(language),
            handed_off=ticket.paged,
        )
        desk.messenger.post(conversation.place, content, key=f"{origin}:filed")

    def _say_handed_off(self, ticket: Ticket, conversation: Conversation, origin: str) -> None:
        """The case was with support already: say so, with the promise while it still stands."""
        desk, language = self._desk, conversation.language
        if ticket.first_replied_at or ticket.first_reply_due <= desk.clock():
            facts = {"label": ticket.label, "who": say(language, "support_team")}
            text = say(language, "added", **facts)
        else:
            target = desk.policy.first_response(ticket.plan, ticket.severity)
            text = say(
                language,
                "handed_off",
                label=ticket.label,
                plan=desk.policy.plan(ticket.plan).name.in_language(language),
                target=say_span(language, target),
                due=self._due(ticket, conversation),
            )
        desk.speak(conversation, Notice(language=language, text=text), key=f"{origin}:reply")

    def _due(self, ticket: Ticket, conversation: Conversation) -> str:
        """When the first reply is due, in the developer's zone."""
        zone = self._desk.person(conversation.asker).tz
        return say_time(ticket.first_reply_due, zone, self._desk.clock())

    def _amend(self, form: TicketSubmitted, conversation: Conversation) -> None:
        ticket = self._require(conversation.ticket_id)
        self._desk.tickets.attach(ticket.id, self._desk.keep(form.attachments))
        ticket = self._desk.tickets.amend(ticket.id, fields=form.fields)
        self._desk.tickets.note(
            TicketEvent(
                ticket_id=ticket.id,
                kind="amended",
                actor=form.user,
                at=self._desk.clock(),
                note="The form was sent again.",
            ),
            origin=form.id,
        )
        self._handoff.redraw(ticket)
        self._handoff.tell_added(ticket, conversation, form.user)

    def _settle_filed(self, press: ButtonPressed, conversation: Conversation) -> None:
        current = self._desk.conversations.get(conversation.id)
        label = self._require(current.ticket_id).label
        line = say(conversation.language, "ticket_filed_line", label=label)
        self._desk.messenger.settle(press.channel, press.message_ts, line)

    def _decline_visit(self, origin: str, conversation: Conversation) -> None:
        policy, language = self._desk.policy, conversation.language
        plan = policy.plan(conversation.plan)
        target = policy.first_response(conversation.plan, Severity.HIGH)
        alternatives = [
            say(
                language,
                "alternative_mode",
                name=policy.service_modes[mode].name.in_language(language),
                response=policy.service_modes[mode].response.in_language(language),
                cost=policy.service_modes[mode].cost.in_language(language),
            )
            for mode in (Mode.REMOTE_ASSISTANCE, Mode.CHAT_PHONE)
            if plan.includes(mode)
        ]
        alternatives.append(
            say(language, "plan_basic_alternative_ticket", target=say_span(language, target))
        )
        on_site = policy.service_modes[Mode.ON_SITE]
        self._desk.speak(
            conversation,
            VisitDeclined(
                language=language,
                conversation_id=conversation.id,
                plan_name=plan.name.in_language(language),
                alternatives=tuple(alternatives),
                terms=on_site.cost.in_language(language),
            ),
            key=f"{origin}:reply",
        )

    def _request_visit(
        self, origin: str, user: str, conversation: Conversation, ticket: Ticket, reading: Reading
    ) -> None:
        desk = self._desk
        desk.tickets.request_visit(
            VisitRequest(
                id=0,
                ticket_id=ticket.id,
                requester=user,
                reason=reading.fields.summary,
                at=desk.clock(),
            ),
            origin=origin,
        )
        desk.messenger.post(
            conversation.place,
            Notice(
                language=conversation.language,
                text=say(conversation.language, "visit_requested", label=ticket.label),
            ),
            key=f"{origin}:visit",
        )
        self._handoff.redraw(ticket)

    def _read(self, conversation: Conversation) -> Reading:
        turns = [
            turn
            for turn in self._desk.conversations.turns(conversation.id)
            if turn.author == conversation.asker
        ]
        latest = turns[-1].text if turns else ""
        return read(conversation, turns, latest, self._desk.policy)

    def _require(self, ticket_id: int | None) -> Ticket:
        ticket = None if ticket_id is None else self._desk.tickets.get(ticket_id)
        if ticket is None or ticket.status is TicketStatus.CLOSED:
            raise Refused("The ticket is closed.")
        return ticket
