"""A ticket that was offered, or asked about, and then left: a reminder, then its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.support.clock import Alarm, AlarmKind
from bot.support.desk import Desk, Muted
from bot.support.inbound import TicketLeft
from bot.support.messages import Notice
from bot.support.models import Holder, Place, Turn
from bot.support.phrases import say
from bot.support.ticketing import Ticketing


class Drafts:
    """Implements workflows.Timed for conversations with an unfiled ticket."""

    def __init__(self, desk: Desk, ticketing: Ticketing) -> None:
        self._desk = desk
        self._ticketing = ticketing

    def on_left(self, left: TicketLeft) -> str:
        """The form was closed: what stands in the thread is a draft from now on."""
        place = Place(channel=left.channel, thread_ts=left.thread_ts)
        conversation = self._desk.conversations.at(place)
        if conversation is None or not self.needs_clock(conversation.id):
            return "left"
        self._desk.jobs.watch_draft(conversation.id, origin=left.id)
        language = conversation.language
        notice = Notice(language=language, text=say(language, "draft_left"))
        self._desk.messenger.whisper(place, left.user, notice)
        return "draft_kept"

    def alarms(self, conversation_id: int, /) -> tuple[Alarm, ...]:
        """The reminder and the end, from now on."""
        del conversation_id  # every draft has the same
        now, life = self._desk.clock(), self._desk.policy.life
        return (
            Alarm(at=now + life.remind_draft.as_timedelta(), kind=AlarmKind.REMIND_DRAFT),
            Alarm(at=now + life.close_draft.as_timedelta(), kind=AlarmKind.CLOSE_DRAFT),
        )

    def needs_clock(self, conversation_id: int, /) -> bool:
        """Whether it is still a draft: nothing filed, joined or solved, no person has it."""
        conversation = self._desk.conversations.get(conversation_id)
        return (
            conversation.ticket_id is None
            and not self._desk.reporters.of_conversation(conversation_id)
            and not conversation.solved
            and conversation.holder is Holder.BOT
        )

    def ring(self, conversation_id: int, alarm: Alarm, /, *, key: str) -> bool:
        """True while another alarm may follow. Newer words have a newer clock.

        However many clocks a draft has, each thing is said once after the developer's last words.
        """
        del key
        conversation = self._desk.conversations.get(conversation_id)
        turns = self._desk.conversations.turns(conversation_id)
        if not self.needs_clock(conversation_id) or self._went_on(turns, alarm):
            return False
        once = f"{alarm.kind}:{conversation_id}:{turns[-1].id if turns else ''}"
        try:
            if alarm.kind is AlarmKind.REMIND_DRAFT:
                self._ticketing.remind(conversation, key=once)
                return True
            language = conversation.language
            notice = Notice(language=language, text=say(language, "draft_closed"))
            self._desk.speak(conversation, notice, key=f"{once}:draft")
        except Muted:
            return False
        # The next problem in this thread is asked about anew.
        self._desk.conversations.change(conversation.id, asked_details=False)
        return False

    def _went_on(self, turns: Sequence[Turn], alarm: Alarm) -> bool:
        life = self._desk.policy.life
        waited = life.remind_draft if alarm.kind is AlarmKind.REMIND_DRAFT else life.close_draft
        begun: datetime = alarm.at - waited.as_timedelta()
        return any(turn.at > begun for turn in turns)
