"""When a visit is spoken of by itself: reminders, what nobody answered, what was not reported."""

from __future__ import annotations

from datetime import datetime

from bot.support.clock import Alarm, AlarmKind
from bot.support.visits.models import Visit, VisitStatus
from bot.support.visits.rules import VisitRules


def visit_alarms(visit: Visit, rules: VisitRules, since: datetime) -> tuple[Alarm, ...]:
    """Every alarm of a visit as it stands, in order; `since`: when it came to stand so."""
    match visit.status:
        case VisitStatus.OFFERED | VisitStatus.PROPOSED:
            ends = since + rules.offer_open.as_timedelta()
            return (Alarm(at=ends, kind=AlarmKind.VISIT_EXPIRE),)
        case VisitStatus.CONFIRMED if visit.slot is not None:
            slot = visit.slot
            reminders = sorted({slot.start - one.as_timedelta() for one in rules.remind})
            alarms = [Alarm(at=at, kind=AlarmKind.VISIT_REMIND) for at in reminders if at > since]
            due = slot.end + rules.report_due.as_timedelta()
            return (*alarms, Alarm(at=due, kind=AlarmKind.VISIT_REPORT))
        case VisitStatus.REPORTED:
            closes = since + rules.close_reported.as_timedelta()
            return (Alarm(at=closes, kind=AlarmKind.VISIT_CLOSE),)
    return ()


def still_means(alarm: Alarm, visit: Visit, rules: VisitRules) -> bool:
    """Whether an alarm that was planned earlier is one of the visit as it stands now."""
    return alarm in visit_alarms(visit, rules, _since(visit))


def _since(visit: Visit) -> datetime:
    return visit.updated_at
