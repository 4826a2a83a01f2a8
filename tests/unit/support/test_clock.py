"""When a ticket's clock rings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.support.clock import AlarmKind, alarms
from bot.support.models import Ticket
from bot.support.policy import EscalationRules
from tests.desk_stage import sample_policy
from tests.sample_contents import a_ticket

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def times(ticket: Ticket) -> list[tuple[str, int, timedelta]]:
    return [
        (one.kind.value, one.rung, one.at - NOW) for one in alarms(ticket, sample_policy(), NOW)
    ]


def test_a_paged_ticket_climbs_the_ladder_at_once() -> None:
    ticket = a_ticket(paged=True, first_reply_due=NOW + timedelta(hours=2))
    assert times(ticket) == [
        ("page", 0, timedelta()),
        ("page", 1, timedelta(minutes=5)),
        ("page", 2, timedelta(minutes=15)),
        ("ladder_done", 0, timedelta(minutes=30)),
    ]


def test_another_ticket_gets_a_reminder_and_climbs_when_the_target_has_passed() -> None:
    ticket = a_ticket(paged=False, first_reply_due=NOW + timedelta(hours=10))
    assert times(ticket)[:3] == [
        ("due_soon", 0, timedelta(hours=8)),
        ("page", 0, timedelta(hours=10)),
        ("page", 1, timedelta(hours=10, minutes=5)),
    ]


def test_a_ticket_that_is_reopened_after_its_target_climbs_at_once() -> None:
    ticket = a_ticket(paged=False, first_reply_due=NOW - timedelta(days=3))
    assert times(ticket)[0] == ("page", 0, timedelta())
    assert "due_soon" not in {kind for kind, _, _ in times(ticket)}


def test_without_a_ladder_the_end_is_still_told() -> None:
    policy = sample_policy().model_copy(update={"escalation": EscalationRules()})
    ticket = a_ticket(paged=True, first_reply_due=NOW)
    (only,) = alarms(ticket, policy, NOW)
    assert (only.kind, only.at) == (AlarmKind.LADDER_DONE, NOW)


def test_alarms_are_in_order() -> None:
    for hours in range(-5, 50, 5):
        ticket = a_ticket(paged=False, first_reply_due=NOW + timedelta(hours=hours))
        planned = [one.at for one in alarms(ticket, sample_policy(), NOW)]
        assert planned == sorted(planned)
        assert planned[0] >= NOW
