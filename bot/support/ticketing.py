"""From a conversation to a filed ticket: the draft, the offer, the form, the filing."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.deciding import decide
from bot.support.desk import Desk
from bot.support.drafting import Draft, Drafting, whole
from bot.support.filing import Filing
from bot.support.handoff import HandOff
from bot.support.inbound import Button, ButtonPressed, MessageReceived, TicketSubmitted
from bot.support.joining import Joining
from bot.support.judging import Judging
from bot.support.models import (
    Action,
    AnswerRecord,
    Conversation,
    Decision,
    Severity,
    TicketEvent,
    ticket_label,
)
from bot.support.offering import Offering
from bot.support.phrases import say
from bot.support.reading import Reading, has_words
from bot.support.relay import Relay
from bot.support.visits.visit_desk import VisitDesk


class Ticketing:
    """Use cases: draft, offer and open_ticket."""

    def __init__(
        self,
        desk: Desk,
        handoff: HandOff,
        relay: Relay,
        filing: Filing,
        joining: Joining,
        visits: VisitDesk,
        drafting: Drafting,
    ) -> None:
        self._desk = desk
        self._handoff = handoff
        self._relay = relay
        self._filing = filing
        self._joining = joining
        self._visits = visits
        self._drafting = drafting
        self._judging = Judging(desk)
        self._offering = Offering(desk, drafting)

    def draft(self, conversation: Conversation, opener: str = "") -> Draft:
        """The form's values: the open case's, else what was said in the thread and offered.

        `opener`: ts of the message whose button opens the form.
        """
        case = self._filing.case_of(conversation)
        if case is not None:
            return Draft(
                conversation=conversation,
                fields=case.fields,
                assumed=case.assumed,
                severity=case.severity,
            )
        reading = self._judging.read(conversation)
        severity = reading.severity if reading.signals.is_problem else Severity.MEDIUM
        shown = self._drafting.shown(reading, conversation.place.channel, opener)
        return Draft(
            conversation=conversation,
            fields=shown.fields,
            assumed=shown.assumed,
            severity=severity,
        )

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
            self._offering.decline_visit(message.id, conversation)
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
        self._offering.offer(origin, conversation, decision, reading, record)

    def on_form(self, form: TicketSubmitted, conversation: Conversation) -> str:
        """The form was sent: amend the open case of this thread, or file a new one."""
        known = self.draft(conversation, form.message_ts).fields
        fields = whole(form.fields, known).with_unasked(known)
        form = form.model_copy(update={"fields": fields})
        if form.user == conversation.asker:
            self._drafting.remember_form(conversation, form.fields)
        if self._filing.open_case(conversation, form.id):
            self._filing.amend(form, conversation)
            self._settle_filed(form, conversation)
            return "amended"
        reading = self._judging.read(conversation, form)
        # What reads as critical calls people, whatever the form was left at.
        worse = max(form.severity, reading.severity, key=lambda one: one.rank)
        decision = self._judging.report(conversation, worse, reading, form.id)
        self._filing.file(
            form.id,
            form.user,
            conversation,
            decision.model_copy(
                update={"figures": decision.figures | _both_severities(form.severity, reading)}
            ),
            reading,
            fields=form.fields.with_unasked(reading.fields),
            severity=form.severity,
            severity_reason=_why(form.severity, reading),
            attachments=form.attachments,
        )
        self._settle_filed(form, conversation)
        return "filed"

    def on_button(self, press: ButtonPressed, conversation: Conversation) -> str | None:
        """What a developer pressed under an offer or a resolved case; None for other buttons."""
        match press.name:
            case Button.TALK_TO_PERSON:
                return self.on_person_wished(press, conversation)
            case Button.FILE_TICKET:
                return self.on_file_pressed(press, conversation)
            case Button.SAME_PROBLEM:
                return self.on_same(press, conversation)
            case Button.DIFFERENT:
                return self.on_different(press, conversation)
            case Button.JOINED_SOLVED:
                return self.on_joined_verdict(press, conversation, solved=True)
            case Button.JOINED_UNSOLVED:
                return self.on_joined_verdict(press, conversation, solved=False)
        return None

    def on_file_pressed(self, press: ButtonPressed, conversation: Conversation) -> str:
        """The offered ticket is filed as it was shown."""
        if not self._filing.open_case(conversation, press.deed):
            reading = self._judging.read(conversation)
            self._require_report(conversation, reading)
            decision = self._judging.report(conversation, reading.severity, reading, press.deed)
            shown = self._drafting.shown(reading, press.channel, press.message_ts)
            self._filing.file(
                press.deed, press.user, conversation, decision, shown, fields=shown.fields
            )
        self._settle_filed(press, conversation)
        return "filed"

    def on_different(self, press: ButtonPressed, conversation: Conversation) -> str:
        """The ticket that looked the same is another problem. Value: `conversation:ticket`."""
        outcome = self.on_file_pressed(press, conversation)
        filed = self._desk.conversations.get(conversation.id).ticket_id
        other = int(press.value.rpartition(":")[2])
        if filed is not None:
            event = TicketEvent(
                ticket_id=filed,
                kind="different",
                actor=press.user,
                at=self._desk.clock(),
                note=f"The developer says that it is not {ticket_label(other)}.",
            )
            self._desk.tickets.note(event, origin=press.deed)
        return outcome

    def on_same(self, press: ButtonPressed, conversation: Conversation) -> str:
        """The developer joins the ticket that looks the same, with what they told."""
        fields = self._judging.read(conversation).told
        told = (fields.summary, fields.sdk_version, fields.platform, fields.environment)
        report = " · ".join(part for part in (*told, fields.error_codes) if part)
        return self._joining.join(press, conversation, report)

    def on_joined_verdict(
        self, press: ButtonPressed, conversation: Conversation, *, solved: bool
    ) -> str:
        """Solved for somebody who joined, or not: then they get a ticket of their own to file."""
        outcome = self._joining.on_verdict(press, conversation, solved=solved)
        if not solved:
            reading = self._judging.read(conversation)
            decision = self._judging.report(conversation, reading.severity, reading, press.deed)
            shown = decision.model_copy(update={"rule": "unsolved_by_ticket"})
            self.offer(press.deed, conversation, shown, reading)
        return outcome

    def on_person_wished(self, press: ButtonPressed, conversation: Conversation) -> str:
        """The button "Talk to a person": the same judgement as the wish in words."""
        who = self._desk.person(press.user).name
        line = say(conversation.language, "person_called", who=who)
        self._desk.messenger.settle(press.channel, press.message_ts, line)
        reading = self._judging.read(conversation)
        signals = reading.signals.model_copy(update={"wants_person": True, "wants_visit": False})
        self._judge_and_follow(press, conversation, reading.model_copy(update={"signals": signals}))
        return "person_wished"

    def on_not_solved(
        self, press: ButtonPressed, conversation: Conversation, *, ask_why: bool = False
    ) -> str:
        """The answer did not help: the next step depends on how often, how bad and which plan."""
        who = self._desk.person(press.user).name
        line = say(conversation.language, "not_solved", who=who)
        self._desk.messenger.settle(press.channel, press.message_ts, line, ask_why=ask_why)
        self._judge_and_follow(press, conversation, self._judging.read(conversation))
        return "not_solved"

    def tell_added(self, conversation: Conversation, user: str) -> bool:
        """Where people have the case already, say that they see the message; else False."""
        if conversation.ticket_id is None:
            return self._joining.tell_added(conversation, user)
        self._relay.tell_added(self._filing.require(conversation), conversation, user)
        return True

    def remind(self, conversation: Conversation, *, key: str) -> None:
        """Show the draft again, as it would be filed now."""
        self._offering.remind(conversation, self._judging.read(conversation), key=key)

    def _require_report(self, conversation: Conversation, reading: Reading) -> None:
        """Raise Refused when there is nothing left that could be filed."""
        turns = self._desk.conversations.turns(conversation.id)
        if not has_words(reading.text) and not any(one.attachments for one in turns):
            raise Refused(say(conversation.language, "nothing_to_file"))

    def _judge_and_follow(
        self, press: ButtonPressed, conversation: Conversation, reading: Reading
    ) -> None:
        case = self._judging.case(conversation, reading.severity, reading)
        reported = case.model_copy(update={"reports_problem": True})
        decision = decide(self._desk, reported, conversation, origin=press.deed)
        if decision.action is Action.HUMAN:
            self._call_person(press.deed, press.user, conversation, decision, reading)
        else:
            rule = "unsolved_by_ticket" if decision.rule == "details_missing" else decision.rule
            shown = decision.model_copy(update={"rule": rule})
            self.offer(press.deed, conversation, shown, reading)

    def _call_person(
        self,
        origin: str,
        user: str,
        conversation: Conversation,
        decision: Decision,
        reading: Reading,
    ) -> None:
        """File (or find) the case, hand it off, and note a wish for a visit."""
        ticket = self._filing.open_case(conversation, origin)
        if ticket is None:
            ticket = self._filing.file(origin, user, conversation, decision, reading)
        else:
            self._handoff.escalate(ticket, decision, origin=origin)
            if decision.action is Action.HUMAN:
                self._filing.say_handed_off(ticket, conversation, origin)
        if decision.action is Action.ON_SITE:
            self._visits.invite(ticket, origin=origin)

    def _settle_filed(
        self, press: ButtonPressed | TicketSubmitted, conversation: Conversation
    ) -> None:
        current = self._desk.conversations.get(conversation.id)
        label = self._filing.require(current).label
        line = say(conversation.language, "ticket_filed_line", label=label)
        self._desk.messenger.settle(press.channel, press.message_ts, line)


def _both_severities(chosen: Severity, reading: Reading) -> dict[str, str]:
    return {"severity_chosen": chosen.value, "severity_by_rules": reading.severity.value}


def _why(chosen: Severity, reading: Reading) -> str:
    """Why a ticket that came by form is as bad as it says, and what the rules read in it."""
    if chosen is reading.severity:
        return reading.severity_reason
    by_rules = f"By the rules {reading.severity.value}: {reading.severity_reason}"
    return f"{chosen.value.capitalize()} was chosen in the form. {by_rules}"
