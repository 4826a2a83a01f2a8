"""What is told after a case was filed joins it: fields, files, the digest of its logs.

What somebody said stays as it was said; only what is empty, or was merely assumed, is filled in.
Each change has its line in the trail, so that the tracker hears of it too. The line names what
changed and holds no words: they may be deleted later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bot.support.attachments import digest_for_staff
from bot.support.desk import Desk
from bot.support.extraction.extract import extract
from bot.support.extraction.models import Extraction, LogDigest
from bot.support.inbound import MessageReceived, TicketSubmitted
from bot.support.models import Attachment, Conversation, Ticket, TicketFields, Turn
from bot.support.reading import read, seen_in, with_files, with_logs
from bot.support.told import doubt
from bot.support.tracking import field_name


def filled(ticket: Ticket, told: TicketFields) -> Ticket:
    """The ticket with what was told since: said beats assumed, and what was said first stays."""
    new = {
        name: value
        for name, value in told
        if value and (name in ticket.unsaid or not getattr(ticket.fields, name))
    }
    assumed = tuple(name for name in ticket.assumed if name not in new)
    pictured = tuple(name for name in ticket.pictured if name not in new)
    fields = ticket.fields.model_copy(update=new)
    return ticket.model_copy(update={"fields": fields, "assumed": assumed, "pictured": pictured})


def with_more(ticket: Ticket, files: Sequence[Attachment]) -> Ticket:
    """The ticket with these files beside its own."""
    known = {one.id for one in ticket.attachments}
    added = tuple(one for one in files if one.id not in known)
    return ticket.model_copy(update={"attachments": (*ticket.attachments, *added)})


def with_pictures(ticket: Ticket, files: Sequence[Attachment]) -> Ticket:
    """What a model read in these pictures stands where nobody said anything, and says so."""
    seen = seen_in(files, ticket.fields, ticket.unsaid)
    told = filled(ticket, TicketFields(**seen))
    return told.model_copy(update={"pictured": (*told.pictured, *seen)})


def told_by_files(ticket: Ticket, files: Sequence[Attachment]) -> Ticket:
    """The ticket with these files, and what they tell: logs like words, pictures with a doubt."""
    told = filled(ticket, with_logs(TicketFields(), with_files(Extraction(), files)))
    return with_more(with_pictures(told, files), files)


def difference(before: Ticket, after: Ticket) -> str:
    """What changed, by name.

    `Told later: SDK version, Platform (was assumed); 1 file.`
    """
    names = [
        field_name(name) + _doubted(name, before, after)
        for name, value in after.fields
        if value != getattr(before.fields, name) or (name in before.unsaid) > (name in after.unsaid)
    ]
    parts = [", ".join(names)] if names else []
    count = len(after.attachments) - len(before.attachments)
    if count > 0:
        parts.append(f"{count} file{'s' if count > 1 else ''}")
    return f"Told later: {'; '.join(parts or ['a log'])}."


def _doubted(name: str, before: Ticket, after: Ticket) -> str:
    if now := doubt(after, name):
        return f" ({now})"
    return f" (was {was})" if (was := doubt(before, name)) else ""


class Amending:
    """Use cases: more words, more files, the form again, files that are taken back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def by_message(
        self, message: MessageReceived, conversation: Conversation, ticket: Ticket
    ) -> Ticket:
        """What the message adds. Of others than who asked only files are taken.

        So it is after the end: what is said then may be about something else.
        """
        told = TicketFields()
        if message.user == conversation.asker and not ticket.status.over:
            told = self._told_by(message, conversation)
        return self._revise(
            ticket,
            lambda now: told_by_files(filled(now, told), message.attachments),
            actor=message.user,
            origin=message.id,
        )

    def by_form(self, form: TicketSubmitted, conversation: Conversation, ticket: Ticket) -> Ticket:
        """The form was sent again: its values replace the old ones, and all of them are said."""
        kept = self._desk.keep(form.attachments, conversation)
        self._desk.tell_unread(kept, conversation, form.user)
        said = {"fields": form.fields, "assumed": (), "pictured": ()}
        return self._revise(
            ticket,
            lambda now: told_by_files(now.model_copy(update=said), kept),
            actor=form.user,
            origin=form.id,
            note="The form was sent again.",
        )

    def by_joiner(
        self, files: Sequence[Attachment], ticket: Ticket, *, actor: str, origin: str
    ) -> Ticket:
        """The files of somebody who has the same problem; what they tell is theirs alone."""
        return self._revise(
            ticket,
            lambda now: with_more(now, files),
            actor=actor,
            origin=origin,
            note=f"From somebody who joined: {len(files)} file(s).",
        )

    def without(self, ids: Collection[str], ticket: Ticket, *, actor: str, origin: str) -> Ticket:
        """A message was deleted: these files of it go, and what its logs told in the digest."""
        gone = sum(one.id in ids for one in ticket.attachments)
        note = "A message was deleted."
        if gone:
            note += f" Removed with it: {gone} file(s)"
            note += ", which staff had seen." if self._desk.staff_place(ticket.id) else "."
        return self._revise(
            ticket,
            lambda now: now.model_copy(
                update={"attachments": tuple(one for one in now.attachments if one.id not in ids)}
            ),
            actor=actor,
            origin=origin,
            note=note,
        )

    def _revise(
        self,
        ticket: Ticket,
        change: Callable[[Ticket], Ticket],
        *,
        actor: str,
        origin: str,
        note: str = "",
    ) -> Ticket:
        """The digest is made anew of all logs. No line is noted where nothing changes."""
        pasted = self._pasted(ticket, change(ticket).fields)

        def whole(now: Ticket) -> Ticket:
            changed = change(now)
            digest = digest_for_staff(changed.attachments, pasted=pasted)
            return changed.model_copy(update={"log_digest": digest})

        note = note or difference(ticket, whole(ticket))
        return self._desk.tickets.revise(ticket.id, whole, actor=actor, note=note, origin=origin)

    def _told_by(self, message: MessageReceived, conversation: Conversation) -> TicketFields:
        """What this message tells that nothing before it told, read in the light of all."""
        turns = self._turns(conversation)
        earlier = [turn for turn in turns if turn.id != message.id]
        policy = self._desk.policy
        now = read(conversation, turns, message.text, policy).told
        before = read(conversation, earlier, "", policy).told
        fresh = {name: value for name, value in now if value != getattr(before, name)}
        return TicketFields().model_copy(update=fresh)

    def _pasted(self, ticket: Ticket, fields: TicketFields) -> LogDigest | None:
        """The digest of logs that stand in the words themselves, in the thread or the form."""
        conversation = self._desk.conversations.get(ticket.conversation_id)
        texts = [turn.text for turn in self._turns(conversation)]
        return extract("\n\n".join([*texts, *(text for _, text in fields if text)])).log_digest

    def _turns(self, conversation: Conversation) -> list[Turn]:
        """What the person who asked has said."""
        turns = self._desk.conversations.turns(conversation.id)
        return [turn for turn in turns if turn.author == conversation.asker]
