"""Short ways through the life of a visit, on a whole desk."""

from __future__ import annotations

from typing import Any

from bot.support.inbound import (
    Button,
    ButtonPressed,
    VisitRefused,
    VisitReported,
    VisitSubmitted,
)
from bot.support.models import Severity
from bot.support.visits.messages import VisitMessage
from bot.support.visits.models import Ground, Report, Visit, VisitKind, VisitStatus, Wish
from tests.desk_stage import Stage
from tests.fakes import KENJI, LIN, OMAR, Post

SESSION = Wish(kind=VisitKind.REMOTE, length=1, subject="Messages are lost", product="messaging")
EMERGENCY = Wish(
    kind=VisitKind.ON_SITE,
    ground=Ground.EMERGENCY,
    city="shanghai",
    address="88 Century Avenue",
    length=1,
    subject="Messages are lost before the launch",
    product="messaging",
)
INTEGRATION = EMERGENCY.model_copy(
    update={"ground": Ground.INTEGRATION, "systems": "Our ERP and its message bus", "length": 2}
)


class Visits:
    """A stage with a claimed ticket, and what people do about a visit."""

    def __init__(self, stage: Stage, severity: Severity = Severity.CRITICAL) -> None:
        self.stage = stage
        self.question, self.ticket = stage.claimed()
        if severity is not self.ticket.severity:
            stage.rate(self.ticket, severity)
        self._number = 0

    # Inbound values -------------------------------------------------------------------------------

    def submitted(self, wish: Wish, user: str = LIN) -> VisitSubmitted:
        self._number += 1
        about = self.ticket
        return VisitSubmitted(
            id=f"view:visit:{self._number}",
            user=user,
            channel=about.place.channel,
            thread_ts=about.place.thread_ts,
            ticket_id=about.id,
            wish=wish,
        )

    def pressed(self, name: str, visit: Visit, user: str, value: str = "") -> ButtonPressed:
        """A press under the customer's latest message, or under the staff's card."""
        post = self.card(visit) if user in {KENJI, OMAR} else self.panel(visit)
        return self.stage.pressed(name, post, user, value or str(visit.id))

    def report(self, visit: Visit, user: str = KENJI, **told: Any) -> VisitReported:
        self._number += 1
        report = Report(**({"findings": "The proxy drops long polls."} | told))
        return VisitReported(
            id=f"view:report:{self._number}",
            user=user,
            channel=self.ticket.place.channel,
            thread_ts=self.ticket.place.thread_ts,
            visit_id=visit.id,
            report=report,
        )

    def refusal(self, visit: Visit, user: str = OMAR) -> VisitRefused:
        self._number += 1
        return VisitRefused(
            id=f"view:refusal:{self._number}",
            user=user,
            channel=self.ticket.place.channel,
            thread_ts=self.ticket.place.thread_ts,
            visit_id=visit.id,
            text="All engineers are bound that week.",
        )

    # The way --------------------------------------------------------------------------------------

    def offered(self, wish: Wish = SESSION, user: str = LIN) -> Visit:
        form = self.submitted(wish, user)
        self.stage.desk.accept(form)
        found = self.stage.visits.of_origin(form.id)
        assert found is not None
        return found

    def press(self, name: str, visit: Visit, user: str = LIN, value: str = "") -> Visit:
        self.stage.desk.accept(self.pressed(name, visit, user, value))
        return self.now(visit)

    def proposed(self, wish: Wish = SESSION) -> Visit:
        visit = self.press(Button.ACCEPT_TERMS, self.offered(wish))
        if visit.status is VisitStatus.ACCEPTED:
            visit = self.press(Button.APPROVE_VISIT, visit, OMAR)
        return visit

    def confirmed(self, wish: Wish = SESSION) -> Visit:
        visit = self.proposed(wish)
        return self.press(f"{Button.CHOOSE_SLOT}_0", visit, LIN, self.slot(visit))

    def held(self, wish: Wish = SESSION, **told: Any) -> Visit:
        visit = self.confirmed(wish)
        assert visit.slot is not None
        self.stage.clock.now = visit.slot.end
        self.stage.desk.accept(self.report(visit, **told))
        return self.now(visit)

    # Looking --------------------------------------------------------------------------------------

    def now(self, visit: Visit) -> Visit:
        found = self.stage.visits.get(visit.id)
        assert found is not None
        return found

    def slot(self, visit: Visit, number: int = 0) -> str:
        return f"{visit.id}:{visit.proposals[number].key}"

    def panel(self, visit: Visit) -> Post:
        """The customer's latest message about it."""
        ts = self.now(visit).panel_ts
        return next(one for one in self.stage.messenger.posts if one.ts == ts)

    def card(self, visit: Visit) -> Post:
        key = f"visit:{visit.id}:card"
        return next(one for one in self.stage.messenger.posts if one.key == key)

    def shown(self, visit: Visit) -> VisitMessage:
        content = self.panel(visit).content
        assert isinstance(content, VisitMessage)
        return content

    def on_card(self, visit: Visit) -> VisitMessage:
        content = self.card(visit).content
        assert isinstance(content, VisitMessage)
        return content

    def said(self) -> str:
        """Everything in the customer's thread."""
        return "\n".join(str(one.content) for one in self.stage.said(self.question))
