"""A visit is held: reminders, the customer who was not there, the report, what follows."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.clock import Alarm, AlarmKind
from bot.support.desk import Desk
from bot.support.filing import Filing
from bot.support.inbound import Button, ButtonPressed, VisitReported
from bot.support.messages import Relayed
from bot.support.models import (
    Action,
    Conversation,
    Decision,
    Place,
    Severity,
    TicketFields,
)
from bot.support.phrases import say
from bot.support.reading import read
from bot.support.staff_side import STAFF
from bot.support.visits.clock import still_means
from bot.support.visits.models import Visit, VisitStatus
from bot.support.visits.telling import Telling
from bot.support.visits.words import name_of, say_slot

_ITSELF = "doorstep"


class Holding:
    """Use cases of the appointment itself, and of the clock; each effect happens once per id."""

    def __init__(self, desk: Desk, telling: Telling, filing: Filing) -> None:
        self._desk = desk
        self._telling = telling
        self._filing = filing

    # The clock ------------------------------------------------------------------------------------

    def ring(self, visit_id: int, alarm: Alarm, *, key: str) -> bool:
        """Speak of the visit, or end it; False when this clock may stop."""
        visit = self._desk.visits.get(visit_id)
        if visit is None or not still_means(alarm, visit):
            return False
        match alarm.kind:
            case AlarmKind.VISIT_REMIND:
                self._remind(visit, key)
                return True
            case AlarmKind.VISIT_REPORT:
                engineers = (visit.engineer,) if visit.engineer else ()
                self._telling.remind(visit, "report_wanted", engineers, key=f"{key}:report")
            case AlarmKind.VISIT_EXPIRE:
                self._end(visit, VisitStatus.EXPIRED, "visit_expired", key)
            case AlarmKind.VISIT_CLOSE:
                self._end(visit, VisitStatus.CLOSED, "visit_closed", key)
        return False

    def _remind(self, visit: Visit, key: str) -> None:
        if visit.slot is None:
            return
        zone = self._telling.zone(visit)
        language = self._telling.conversation(visit).language
        who = self._desk.person(visit.slot.engineer).name
        when = say_slot(visit.slot, zone, language)
        self._telling.notice(visit, "visit_reminder", key=f"{key}:customer", when=when, who=who)
        staff_when = say_slot(visit.slot, zone, STAFF)
        facts = {"when": staff_when, "who": who}
        notify = (visit.slot.engineer,)
        self._telling.remind(visit, "visit_reminder", notify, key=f"{key}:staff", **facts)

    def _end(self, visit: Visit, to: VisitStatus, phrase: str, key: str) -> None:
        if not self._desk.visits.move(visit.id, to, actor=_ITSELF, origin=key):
            return  # the customer was faster
        language = self._telling.conversation(visit).language
        line = say(language, phrase, name=name_of(visit, language))
        self._telling.settle(visit, line)
        self._telling.draw_card(visit)

    # What happened --------------------------------------------------------------------------------

    def on_no_show(self, press: ButtonPressed) -> str:
        """The engineer was there, the customer was not."""
        desk, telling = self._desk, self._telling
        desk.require_staff(press.user)
        visit = telling.visit(int(press.value))
        if visit.slot is None or desk.clock() < visit.slot.start:
            raise Refused("It has not begun yet.")
        moved = desk.visits.move(visit.id, VisitStatus.NO_SHOW, actor=press.user, origin=press.id)
        if not moved:
            raise telling.cannot(visit, STAFF)
        language = telling.conversation(visit).language
        who = desk.person(visit.engineer).name
        telling.show(
            visit,
            say(language, "visit_no_show", name=name_of(visit, language), who=who),
            key=f"{press.id}:no_show",
            choices=(telling.choice(visit, "b_reschedule", Button.RESCHEDULE_VISIT, primary=True),),
        )
        telling.draw_card(visit)
        return "no_show"

    def require_reportable(self, visit_id: int, user: str) -> Visit:
        """The visit whose report may be written. Raises Refused."""
        self._desk.require_staff(user)
        visit = self._telling.visit(visit_id)
        if visit.status is not VisitStatus.CONFIRMED:
            raise self._telling.cannot(visit, STAFF)
        return visit

    def on_report(self, form: VisitReported) -> str:
        """What was found: the customer reads it, and what follows becomes a ticket."""
        desk, telling = self._desk, self._telling
        desk.require_staff(form.user)
        visit = telling.visit(form.visit_id)
        moved = desk.visits.move(
            visit.id,
            VisitStatus.REPORTED,
            actor=form.user,
            note=form.report.findings,
            origin=form.id,
            report=form.report,
        )
        if not moved:
            raise telling.cannot(visit, STAFF)
        visit = telling.visit(visit.id)
        follow_up = self._follow_up(visit, form) if form.report.follow_up else ""
        self._show_report(visit, form, follow_up)
        desk.jobs.watch_visit(visit.id, origin=f"{visit.id}:reported")
        telling.draw_card(visit)
        return "reported"

    def _show_report(self, visit: Visit, form: VisitReported, follow_up: str) -> None:
        telling, report = self._telling, form.report
        language = telling.conversation(visit).language
        who = self._desk.person(form.user).name
        lines = [say(language, "report_findings", text=report.findings)]
        if report.advice:
            lines.append(say(language, "report_advice", text=report.advice))
        if report.follow_up:
            text = f"{report.follow_up} ({follow_up})"
            lines.append(say(language, "report_follow_up", text=text))
        telling.show(
            visit,
            say(language, "visit_reported", name=name_of(visit, language), who=who),
            key=f"visit:{visit.id}:report",
            lines=lines,
            choices=(telling.choice(visit, "b_close", Button.CLOSE_VISIT, primary=True),),
        )

    def _follow_up(self, visit: Visit, form: VisitReported) -> str:
        """File what is left to do as a ticket with a thread of its own; returns its label."""
        origin = f"{form.id}:follow_up"
        conversation = self._new_thread(visit, form, origin)
        ticket = self._telling.ticket(visit)
        decision = Decision(
            action=Action.TICKET,
            rule="visit_follow_up",
            reason=f"Follow-up of {visit.label} ({ticket.label}).",
            policy_version=self._desk.policy.version,
        )
        known = ticket.fields
        reading = read(conversation, [], form.report.follow_up, self._desk.policy)
        filed = self._filing.file(
            origin,
            conversation.asker,
            conversation.model_copy(update={"asked_details": True}),
            decision,
            reading.model_copy(update={"missing": ()}),
            fields=TicketFields(
                summary=form.report.follow_up,
                product=known.product,
                sdk_version=known.sdk_version,
                platform=known.platform,
                environment=known.environment,
                tried=form.report.findings,
            ),
            severity=min(ticket.severity, Severity.MEDIUM, key=lambda one: one.rank),
            severity_reason="A follow-up; change it where it is worse.",
        )
        self._desk.visits.amend(visit.id, follow_up_id=filed.id)
        return filed.label

    def _new_thread(self, visit: Visit, form: VisitReported, origin: str) -> Conversation:
        desk = self._desk
        before = self._telling.conversation(visit)
        language = before.language
        title = say(
            language,
            "follow_up_opening",
            name=name_of(visit, language),
            label=self._telling.ticket(visit).label,
        )
        opening = Relayed(
            language=language,
            author=title,
            text=form.report.follow_up,
            to_staff=False,
        )
        channel = before.place.channel
        ts = desk.messenger.open_thread(channel, opening, key=f"{origin}:root")
        place = Place(channel=channel, thread_ts=ts)
        return desk.conversations.begin(
            before.model_copy(
                update={
                    "id": 0,
                    "place": place,
                    "ticket_id": None,
                    "solved": False,
                    "started_at": desk.clock(),
                }
            )
        )

    def on_close(self, press: ButtonPressed) -> str:
        """The customer agrees with the report, or staff closes it."""
        desk, telling = self._desk, self._telling
        visit = telling.visit(int(press.value))
        conversation = telling.conversation(visit)
        telling.require_party_or_staff(press.user, conversation)
        moved = desk.visits.move(visit.id, VisitStatus.CLOSED, actor=press.user, origin=press.deed)
        if not moved:
            raise telling.cannot(visit, conversation.language)
        language = conversation.language
        telling.settle(visit, say(language, "visit_closed", name=name_of(visit, language)))
        telling.draw_card(visit)
        return "closed"
