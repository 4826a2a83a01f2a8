"""When a visit is spoken of by itself: reminders, what nobody answered, what was not reported."""

from __future__ import annotations

from datetime import datetime

from bot.support.clock import Alarm, AlarmKind
from bot.support.visits.models import Visit, VisitStatus
from bot.support.visits.rules import VisitRules


def visit_alarms(visit: Visit, rules: VisitRules) -> tuple[Alarm, ...]:
    """Every alarm of a visit as it stands, in order."""
    since = visit.updated_at

    def alarm(kind: AlarmKind, at: datetime) -> Alarm:
        return Alarm(at=at, kind=kind, since=since)

    match visit.status:
        case VisitStatus.OFFERED | VisitStatus.PROPOSED:
            return (alarm(AlarmKind.VISIT_EXPIRE, since + rules.offer_open.as_timedelta()),)
        case VisitStatus.CONFIRMED if visit.slot is not None:
            slot = visit.slot
            reminders = sorted({slot.start - one.as_timedelta() for one in rules.remind})
            ahead = [alarm(AlarmKind.VISIT_REMIND, at) for at in reminders if at > since]
            due = slot.end + rules.report_due.as_timedelta()
            return (*ahead, alarm(AlarmKind.VISIT_REPORT, due))
        case VisitStatus.REPORTED:
            return (alarm(AlarmKind.VISIT_CLOSE, since + rules.close_reported.as_timedelta()),)
    return ()


def still_means(alarm: Alarm, visit: Visit) -> bool:
    """Whether the visit has not moved since the alarm was planned.

    The policy may have: an alarm that was planned by another one is kept, or nobody would speak.
    """
    return alarm.since == visit.updated_at
