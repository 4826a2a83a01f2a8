"""What lists and cards say of the promise that breaks first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.slack.views.home import own_line, staff_line
from bot.slack.views.staff import staff_card
from bot.support.messages import ClockLine, StaffCard
from bot.support.models import TicketStatus
from bot.support.queue import first_to_break
from bot.support.targets import Target
from tests.sample_contents import NOW, a_ticket

HOUR = timedelta(hours=1)
CLAIMED: dict[str, Any] = {"status": TicketStatus.CLAIMED, "first_replied_at": NOW}


@pytest.mark.parametrize(
    ("changes", "target", "staff", "developer"),
    [
        ({}, Target.FIRST_REPLY, "reply due", "first reply by"),
        ({"resolve_due": NOW - HOUR}, Target.RESOLUTION, "resolution due", "first reply by"),
        (CLAIMED, None, "", ""),
        (CLAIMED | {"next_reply_due": NOW + HOUR}, Target.NEXT_REPLY, "reply due", "reply by"),
        (CLAIMED | {"resolve_due": NOW + HOUR}, Target.RESOLUTION, "resolution due", ""),
        (
            CLAIMED | {"resolve_due": NOW + HOUR, "next_reply_due": NOW + HOUR},
            Target.NEXT_REPLY,
            "reply due",
            "reply by",
        ),
        ({"status": TicketStatus.RESOLVED}, None, "", ""),
    ],
)
def test_a_line_names_what_breaks_first(
    changes: dict[str, Any], target: Target | None, staff: str, developer: str
) -> None:
    """Developers read when they hear from somebody, and nothing of the resolution."""
    ticket = a_ticket("x", **changes)
    assert first_to_break(ticket) is target
    for wanted, line in (
        (staff, staff_line(ticket, "Kenji", "https://x.example/a")),
        (developer, own_line(ticket, "en")),
    ):
        assert wanted in line
        assert ("<!date" in line) == bool(wanted)


@pytest.mark.parametrize(
    ("changes", "clocks", "line"),
    [
        ({}, [], "First reply due"),
        ({}, [ClockLine(target=Target.FIRST_REPLY, due=NOW)], "First reply due"),
        (
            CLAIMED,
            [ClockLine(target=Target.NEXT_REPLY, due=NOW, breached=True)],
            ":warning: Reply overdue since",
        ),
        (CLAIMED, [ClockLine(target=Target.RESOLUTION, due=NOW)], "Answered · Resolution due"),
        (
            CLAIMED | {"status": TicketStatus.WAITING},
            [ClockLine(target=Target.RESOLUTION, paused=True)],
            "\nResolution paused: waits for the customer",
        ),
        (CLAIMED | {"status": TicketStatus.WAITING}, [], "\nWaits for the customer"),
    ],
)
def test_the_card_tells_what_is_owed(
    changes: dict[str, Any], clocks: list[ClockLine], line: str
) -> None:
    card = StaffCard(
        ticket=a_ticket("x", **changes),
        plan_name="Basic",
        reporter_name="Lin",
        question="?",
        clocks=tuple(clocks),
    )
    assert line in staff_card(card)[1]["text"]["text"]
