"""A visit is arranged: approved, an engineer found, a time agreed, changed or called off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.errors import Refused
from bot.support.desk import Desk
from bot.support.inbound import Button, ButtonPressed, VisitRefused
from bot.support.models import Role
from bot.support.phrases import say
from bot.support.staff_side import STAFF
from bot.support.visits.calendar_file import Appointment, calendar_file
from bot.support.visits.engineers import fitting, propose
from bot.support.visits.messages import Choice
from bot.support.visits.models import Slot, Visit, VisitKind, VisitStatus
from bot.support.visits.rules import Engineer
from bot.support.visits.telling import Telling
from bot.support.visits.words import late_fee, name_of, say_slot, terms_of

_ITSELF = "doorstep"  # who acts when nobody does
_TO_ARRANGE = (VisitStatus.APPROVED, VisitStatus.PROPOSED)
_PROPOSED = (VisitStatus.PROPOSED,)
_AGREED = (VisitStatus.CONFIRMED, VisitStatus.NO_SHOW)


class Arranging:
    """Use cases between the terms and the appointment; each effect happens once per id."""

    def __init__(self, desk: Desk, telling: Telling) -> None:
        self._desk = desk
        self._telling = telling

    # Approval -------------------------------------------------------------------------------------

    def on_approve(self, press: ButtonPressed) -> str:
        """A manager says yes; then an engineer is looked for."""
        desk, telling = self._desk, self._telling
        telling.require_manager(press.user)
        visit = telling.visit(int(press.value))
        moved = desk.visits.move(
            visit.id, VisitStatus.APPROVED, actor=press.user, origin=press.deed
        )
        if not moved:
            raise telling.cannot(visit, STAFF)
        self.arrange(visit.id, origin=press.deed)
        return "approved"

    def require_refusable(self, visit_id: int, user: str) -> Visit:
        """The visit that a manager may refuse. Raises Refused."""
        self._telling.require_manager(user)
        visit = self._telling.visit(visit_id)
        if visit.status is not VisitStatus.ACCEPTED:
            raise self._telling.cannot(visit, STAFF)
        return visit

    def on_refusal(self, form: VisitRefused) -> str:
        """A manager says no, and why: the customer reads it."""
        desk, telling = self._desk, self._telling
        telling.require_manager(form.user)
        visit = telling.visit(form.visit_id)
        moved = desk.visits.move(
            visit.id, VisitStatus.REFUSED, actor=form.user, note=form.text, origin=form.id
        )
        if not moved:
            raise telling.cannot(visit, STAFF)
        who = desk.person(form.user).name
        telling.notice(visit, "visit_refused", key=f"{form.id}:refused", who=who, text=form.text)
        telling.draw_card(visit)
        return "refused"

    # Engineer and times ---------------------------------------------------------------------------

    def arrange(self, visit_id: int, *, origin: str) -> None:
        """Offer times of the best engineer who is free; else ask staff, and tell the customer."""
        visit = self._telling.visit(visit_id)
        if visit.status not in _TO_ARRANGE:
            return  # withdrawn meanwhile
        slots = visit.proposals or self._free(visit, self._fitting(visit))
        if slots:
            self._propose(
                visit, slots, actor=_ITSELF, origin=origin, since=_TO_ARRANGE, settled=None
            )
            return
        name = name_of(visit, self._telling.conversation(visit).language)
        language = self._telling.conversation(visit).language
        self._telling.show(
            visit,
            say(language, "visit_matching", name=name),
            key=f"{origin}:matching",
            settled=None,
            choices=(self._telling.choice(visit, "b_withdraw", Button.WITHDRAW_VISIT),),
        )
        managers = self._desk.policy.roles.manager
        self._telling.remind(visit, "no_engineer", managers, key=f"{origin}:no_engineer")
        self._telling.draw_card(visit)

    def on_engineer(self, press: ButtonPressed) -> str:
        """Staff chooses who goes. Value: `visit:user`."""
        self._desk.require_staff(press.user)
        number, _, user = press.value.partition(":")
        visit = self._telling.visit(int(number))
        chosen = [one for one in self._fitting(visit) if one.user == user]
        slots = self._free(visit, chosen)
        if not slots:
            raise Refused(say(STAFF, "engineer_away"))
        self._propose(visit, slots, actor=press.user, origin=press.id, since=_TO_ARRANGE)
        return "proposed"

    def on_other_slots(self, press: ButtonPressed) -> str:
        """None of the times suits the customer: the next ones."""
        visit = self._telling.visit(int(press.value))
        conversation = self._telling.conversation(visit)
        self._telling.require_party_or_staff(press.user, conversation)
        slots = self._others(visit)
        self._propose(visit, slots, actor=press.user, origin=press.id, since=_PROPOSED)
        return "proposed"

    def _others(self, visit: Visit) -> tuple[Slot, ...]:
        """Times after those that were offered; from the beginning again when there are none."""
        fit = self._fitting(visit)
        latest = max((one.start for one in visit.proposals), default=None)
        if latest is not None:
            verdict = visit.verdict.model_copy(update={"earliest": latest})
            later = self._free(visit.model_copy(update={"verdict": verdict}), fit)
            new = tuple(one for one in later if one not in visit.proposals)
            if new:
                return new
        return self._free(visit.model_copy(update={"proposals": ()}), fit)

    def _propose(
        self,
        visit: Visit,
        slots: Sequence[Slot],
        *,
        actor: str,
        origin: str,
        since: Collection[VisitStatus],
        title: str = "",
        settled: str | None = "",
    ) -> None:
        """Offer the times. `since`: where the visit may stand before, or it is refused."""
        desk, telling = self._desk, self._telling
        moved = desk.visits.move(
            visit.id,
            VisitStatus.PROPOSED,
            actor=actor,
            origin=origin,
            since=since,
            proposals=tuple(slots),
            engineer=slots[0].engineer if slots else "",
            slot=None,
        )
        if not moved:
            raise telling.cannot(visit, desk.person(actor).language)
        visit = telling.visit(visit.id)
        self._show_slots(visit, origin=origin, title=title, settled=settled)
        desk.jobs.watch_visit(visit.id, origin=f"{origin}:proposed")
        telling.draw_card(visit)

    def _show_slots(self, visit: Visit, *, origin: str, title: str, settled: str | None) -> None:
        telling = self._telling
        language, zone = telling.conversation(visit).language, telling.zone(visit)
        who = self._desk.person(visit.engineer).name if visit.engineer else ""
        phrase = "visit_slots" if visit.kind is VisitKind.ON_SITE else "session_slots"
        heading = title or say(language, phrase, name=name_of(visit, language), who=who)
        choices = [
            Choice(
                text=say_slot(slot, zone, language).partition(" (")[0],
                name=f"{Button.CHOOSE_SLOT}_{number}",
                value=f"{visit.id}:{slot.key}",
                primary=number == 0,
            )
            for number, slot in enumerate(visit.proposals)
        ]
        choices.append(telling.choice(visit, "b_other_slots", Button.OTHER_SLOTS))
        choices.append(telling.choice(visit, "b_withdraw", Button.WITHDRAW_VISIT))
        telling.show(
            visit,
            heading,
            key=f"{origin}:slots",
            small=(zone,),
            choices=choices,
            settled=settled,
        )

    def on_slot(self, press: ButtonPressed) -> str:
        """The customer chose a time. Value: `visit:slot`."""
        desk, telling = self._desk, self._telling
        number, _, key = press.value.partition(":")
        visit = telling.visit(int(number))
        conversation = telling.conversation(visit)
        telling.require_party_or_staff(press.user, conversation)
        slot = next((one for one in visit.proposals if one.key == key), None)
        if visit.status is VisitStatus.CONFIRMED and visit.slot and visit.slot.key == key:
            self._confirmed(visit, visit.slot, press)  # the rest of what a crash cut off
            return "confirmed"
        if slot is None or visit.status is not VisitStatus.PROPOSED:
            raise telling.cannot(visit, conversation.language)
        if desk.visits.book(visit.id, slot, actor=press.user, origin=press.id):
            self._confirmed(telling.visit(visit.id), slot, press)
            return "confirmed"
        current = telling.visit(visit.id)
        if current.status is not VisitStatus.PROPOSED:
            raise telling.cannot(visit, conversation.language)
        # Somebody else was faster with this engineer's time: offer what is free now.
        slots = self._free(current.model_copy(update={"proposals": ()}), self._fitting(visit))
        title = say(conversation.language, "slot_taken")
        self._propose(
            current, slots, actor=press.user, origin=press.id, since=_PROPOSED, title=title
        )
        return "taken"

    def _confirmed(self, visit: Visit, slot: Slot, press: ButtonPressed) -> None:
        desk, telling = self._desk, self._telling
        conversation = telling.conversation(visit)
        language, zone = conversation.language, telling.zone(visit)
        when = say_slot(slot, zone, language)
        who = desk.person(slot.engineer).name
        lines, _ = telling.offer_lines(visit)
        lines = [
            say(language, "visit_when", when=when),
            say(language, "visit_engineer", who=who),
            *lines,
        ]
        chooser = desk.person(press.user).name
        key = f"visit:{visit.id}:{visit.bookings}"
        telling.show(
            visit,
            say(language, "visit_confirmed", name=name_of(visit, language)),
            key=f"{key}:confirmed",
            lines=lines,
            small=terms_of(visit, desk.policy, language),
            choices=(
                telling.choice(visit, "b_reschedule", Button.RESCHEDULE_VISIT),
                telling.choice(visit, "b_cancel", Button.CANCEL_VISIT),
            ),
            settled=say(language, "visit_chosen", who=chooser, when=when),
        )
        self._send_calendar(visit, slot, key=key)
        staff_when = say_slot(slot, zone, STAFF)
        telling.remind(visit, "engineer_told", (slot.engineer,), key=f"{key}:told", when=staff_when)
        desk.jobs.watch_visit(visit.id, origin=f"{visit.id}:confirmed:{visit.bookings}")
        telling.draw_card(visit)

    def _send_calendar(
        self, visit: Visit, slot: Slot, *, key: str, cancelled: bool = False
    ) -> None:
        """The .ics file into both threads, each in its language."""
        conversation = self._telling.conversation(visit)
        sides = [(conversation.place, conversation.language, "customer")]
        staff = self._desk.staff_place(visit.ticket_id)
        if staff is not None:
            sides.append((staff, STAFF, "staff"))
        for place, language, side in sides:
            engineer = self._desk.person(slot.engineer).name
            words = Appointment(
                summary=f"{name_of(visit, language)} · {visit.account or engineer}",
                description="\n".join(
                    (say(language, "visit_engineer", who=engineer), visit.wish.subject)
                ),
                place=self._telling.place(visit, language),
            )
            created = visit.updated_at
            content = calendar_file(visit, slot, words, created, cancelled=cancelled)
            version = "cancelled" if cancelled else str(visit.bookings)
            name = f"{visit.label}-{version}.ics"
            text = say(language, "calendar_note")
            self._desk.messenger.send_file(place, name, content, text, key=f"{key}:ics:{side}")

    # Changes --------------------------------------------------------------------------------------

    def on_reschedule(self, press: ButtonPressed) -> str:
        """Either side asks for another time; the agreed one is free again."""
        desk, telling = self._desk, self._telling
        visit = telling.visit(int(press.value))
        conversation = telling.conversation(visit)
        telling.require_party_or_staff(press.user, conversation)
        who = desk.person(press.user).name
        passed = () if visit.slot is None else (visit.slot,)
        slots = self._free(visit.model_copy(update={"proposals": passed}), self._fitting(visit))
        settled = say(conversation.language, "visit_rescheduled", who=who)
        self._propose(
            visit, slots, actor=press.user, origin=press.id, since=_AGREED, settled=settled
        )
        return "rescheduled"

    def on_cancel(self, press: ButtonPressed) -> str:
        """Either side calls it off; a late no of the customer's may cost."""
        desk, telling = self._desk, self._telling
        visit = telling.visit(int(press.value))
        conversation = telling.conversation(visit)
        language = conversation.language
        telling.require_party_or_staff(press.user, conversation)
        fee = late_fee(visit, desk.policy.visits, desk.clock()) if self._asks(press) else 0
        facts = {"currency": desk.policy.visits.currency, "amount": f"{fee:,}"}
        charged = say(STAFF, "visit_late_fee", **facts) if fee else ""
        moved = desk.visits.move(
            visit.id, VisitStatus.CANCELLED, actor=press.user, note=charged, origin=press.deed
        )
        if not moved:
            raise telling.cannot(visit, language)
        who = desk.person(press.user).name
        telling.show(
            visit,
            say(language, "visit_cancelled", name=name_of(visit, language), who=who),
            key=f"visit:{visit.id}:cancelled",
            lines=(say(language, "visit_late_fee", **facts),) if fee else (),
        )
        if visit.slot is not None:
            key = f"visit:{visit.id}:cancelled"
            self._send_calendar(visit, visit.slot, key=key, cancelled=True)
            telling.remind(
                visit, "visit_cancelled", (visit.slot.engineer,), key=f"{key}:told", who=who
            )
        telling.draw_card(visit)
        return "cancelled"

    def _asks(self, press: ButtonPressed) -> bool:
        """Whether it is the customer's side that presses."""
        return not self._desk.has_role(press.user, Role.SUPPORT)

    # Who is free ----------------------------------------------------------------------------------

    def _fitting(self, visit: Visit) -> tuple[Engineer, ...]:
        account = self._telling.account(visit)
        return fitting(visit.wish, visit.language, self._desk.policy.visits, account)

    def _free(self, visit: Visit, engineers: Sequence[Engineer]) -> tuple[Slot, ...]:
        desk = self._desk
        taken = desk.visits.taken([one.user for one in engineers])
        now: datetime = desk.clock()
        policy = desk.policy
        return propose(visit, engineers, taken, policy.visits, policy.business_hours, now)
