"""Learning: a resolved ticket becomes a knowledge entry, is reviewed, published and withdrawn."""

from __future__ import annotations

from datetime import datetime

from bot.errors import NotAllowed, Refused
from bot.support.desk import Desk
from bot.support.entries import Entry, EntryStatus, EntryText
from bot.support.entry_drafts import Known, draft_of, removed, told, without_people
from bot.support.extraction.projects import is_name
from bot.support.inbound import Button, ButtonPressed, EntrySubmitted
from bot.support.messages import EntriesWaiting, EntryReview
from bot.support.models import IngestOrder, Role, Ticket
from bot.support.phrases import say
from bot.support.staff_side import STAFF, StaffSide
from knowledge.errors import DoorstepError

ON_CHANGE = "page"  # where a button stands: on the message about a changed page
_ITSELF = "doorstep"  # who withdraws when the policy says `auto`
_WERE_PUBLISHED = (EntryStatus.PUBLISHED, EntryStatus.WITHDRAWN)


class Learning:
    """Use cases: draft, hand in, publish, reject, withdraw. Each effect happens once per id."""

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side

    # What listeners ask before they open a form -------------------------------------------------

    def draft(self, ticket_id: int, user: str) -> EntryText:
        """What the form begins with: the entry as it is, else the ticket without its people."""
        if not self._desk.has_role(user, Role.SUPPORT):
            self._require_reviewer(user)
        ticket = self._resolved(ticket_id)
        known = self._desk.entries.of_ticket(ticket.id)
        if known is None:
            return draft_of(ticket, self._known(ticket), self._desk.redactor)
        if known.status is EntryStatus.PUBLISHED:
            raise Refused(say(STAFF, "entry_published_already", label=known.label))
        return known.text

    def editable(self, entry_id: int, user: str) -> Entry:
        """The entry, for its author or a reviewer. Raises Refused."""
        entry = self._entry(entry_id)
        if user != entry.author:
            self._require_reviewer(user)
        if entry.status is EntryStatus.PUBLISHED:
            raise Refused(say(STAFF, "entry_published_already", label=entry.label))
        return entry

    def nearest_page(self, ticket_id: int) -> str:
        """The page that the ticket's last answer found first: perhaps the one to be fixed."""
        conversation = self._side.ticket(ticket_id).conversation_id
        answers = self._desk.conversations.answers(conversation)
        return next((one.pages[0].path for one in reversed(answers) if one.pages), "")

    def page_problem(self, page: str) -> str:
        """Why no ingest would ever name this page; "" = it may."""
        try:
            names = self._desk.documentation.names()
        except DoorstepError:  # told where it matters: at the ingest
            return ""
        if not page or not names or page.split("/", maxsplit=1)[0] in names:
            return ""
        return say(STAFF, "entry_page_unknown", known=", ".join(names))

    def on_button(self, press: ButtonPressed) -> str | None:
        """None when the button is not ours."""
        match press.name:
            case Button.PUBLISH_ENTRY:
                return self._on_publish(press)
            case Button.REJECT_ENTRY:
                return self._on_reject(press)
            case Button.WITHDRAW_ENTRY:
                return self._on_withdraw(press)
            case Button.KEEP_ENTRY:
                return self._on_keep(press)
        return None

    # From draft to page -------------------------------------------------------------------------

    def on_form(self, form: EntrySubmitted) -> str:
        """Keep the text, once more without the people, and hand it in for review."""
        desk = self._desk
        if not desk.has_role(form.user, Role.SUPPORT):
            self._require_reviewer(form.user)
        ticket = self._resolved(form.ticket_id)
        text = without_people(form.text, self._known(ticket), desk.redactor)
        entry = desk.entries.put(ticket, text, author=form.user, origin=form.id)
        if entry is None:
            known = desk.entries.of_ticket(ticket.id)
            label = known.label if known else ticket.label
            raise Refused(say(STAFF, "entry_published_already", label=label))
        desk.entries.move(
            entry.id, EntryStatus.IN_REVIEW, actor=form.user, origin=f"{form.id}:review"
        )
        self._show(entry.id)
        note = say(STAFF, "entry_in_review", label=entry.label, who=desk.person(form.user).name)
        self._side.remind(ticket, note, (), key=f"{form.id}:entry")
        return "entry_in_review"

    def _on_publish(self, press: ButtonPressed) -> str:
        """Value: `entry:revision`. What is published is the text that was shown."""
        desk = self._desk
        self._require_reviewer(press.user)
        number, _, revision = press.value.partition(":")
        entry = self._entry(int(number))
        if press.user == entry.author and not desk.policy.learning.review_by_author:
            raise Refused(say(STAFF, "entry_four_eyes", label=entry.label))
        source = self._shelf(entry)
        moved = desk.entries.move(
            entry.id,
            EntryStatus.PUBLISHED,
            actor=press.user,
            origin=press.id,
            revision=int(revision),
            source=source,
        )
        if not moved:
            self._show(entry.id)
            raise self._cannot(entry)
        self._ingest(self._entry(entry.id), press.id)
        self._show(entry.id)
        who = desk.person(press.user).name
        note = say(STAFF, "entry_published", label=entry.label, who=who)
        self._side.remind(self._side.ticket(entry.ticket_id), note, (), key=f"{press.id}:entry")
        return "entry_published"

    def _on_reject(self, press: ButtonPressed) -> str:
        """It is not published; its author may write it anew."""
        self._require_reviewer(press.user)
        number, _, revision = press.value.partition(":")
        entry = self._entry(int(number))
        moved = self._desk.entries.move(
            entry.id,
            EntryStatus.REJECTED,
            actor=press.user,
            origin=press.id,
            revision=int(revision),
        )
        self._show(entry.id)
        if not moved:
            raise self._cannot(entry)
        who = self._desk.person(press.user).name
        note = say(STAFF, "entry_rejected", label=entry.label, who=who)
        ticket = self._side.ticket(entry.ticket_id)
        self._side.remind(ticket, note, (entry.author,), key=f"{press.id}:entry")
        return "entry_rejected"

    # Out again ----------------------------------------------------------------------------------

    def _on_withdraw(self, press: ButtonPressed) -> str:
        """Value: `entry`, or `entry:page` on the message about a changed page.

        The next ingest of its source, which is asked for at once, leaves it out.
        """
        self._require_reviewer(press.user)
        number, _, where = press.value.partition(":")
        entry = self._entry(int(number))
        if not self.withdraw(entry, press.user, origin=press.id):
            raise self._cannot(entry)
        if where == ON_CHANGE:
            self._show_waiting(entry, press)
        return "entry_withdrawn"

    def _on_keep(self, press: ButtonPressed) -> str:
        """The changed page does not tell it yet."""
        self._require_reviewer(press.user)
        entry = self._entry(int(press.value.partition(":")[0]))
        self._show_waiting(entry, press, kept=True)
        self._desk.entries.keep(entry.id)
        return "entry_kept"

    def withdraw(self, entry: Entry, actor: str, *, origin: str, note: str = "") -> bool:
        """False when it is not published."""
        moved = self._desk.entries.move(
            entry.id, EntryStatus.WITHDRAWN, actor=actor, note=note, origin=origin
        )
        if moved:
            self._ingest(entry, origin)
            self._show(entry.id)
        return moved

    def after_ingest(self) -> None:
        """Tell of entries whose page changed, once for each change; withdraw them if so wished."""
        desk = self._desk
        for page, at in self._changes():
            key = f"entries:{page[-150:]}:{at.timestamp()}"
            content = EntriesWaiting(page=page, entries=self._waiting(page, at))
            ts = desk.messenger.open_thread(self._channel, content, key=key)
            if desk.policy.learning.withdraw == "auto":
                for one in content.entries:
                    self.withdraw(one, _ITSELF, origin=f"{key}:{one.id}", note=f"{page} changed")
                content = EntriesWaiting(page=page, entries=self._waiting(page, at))
                desk.messenger.redraw(self._channel, ts, content)

    # Shared -------------------------------------------------------------------------------------

    @property
    def _channel(self) -> str:
        return self._desk.maintainers_channel or self._desk.staff_channel

    def _show(self, entry_id: int) -> None:
        """The entry's message in the maintainers' channel, as the entry is now."""
        desk, entry = self._desk, self._entry(entry_id)
        place = desk.tickets.staff_thread(entry.ticket_id)
        content = EntryReview(
            language=STAFF,
            entry=entry,
            author_name=desk.person(entry.author).name,
            reviewer_name=desk.person(entry.reviewer).name if entry.reviewer else "",
            removed=removed(entry.text),
            ticket_link=desk.messenger.link(place.channel, place.thread_ts) if place else "",
        )
        ts = desk.messenger.open_thread(self._channel, content, key=f"entry:{entry.id}")
        desk.messenger.redraw(self._channel, ts, content)

    def _show_waiting(self, entry: Entry, press: ButtonPressed, *, kept: bool = False) -> None:
        """Redraw the message on a changed page, if the press came from one."""
        if entry.page_changed_at is None:
            return
        content = EntriesWaiting(
            page=entry.page,
            entries=self._waiting(entry.page, entry.page_changed_at),
            kept=(entry.id,) if kept else (),
        )
        self._desk.messenger.redraw(press.channel, press.message_ts, content)

    def _changes(self) -> list[tuple[str, datetime]]:
        """Pages that published entries wait for, and when an ingest changed them."""
        found = self._desk.entries.list([EntryStatus.PUBLISHED])
        told = ((one.page, one.page_changed_at) for one in found)
        return list(dict.fromkeys((page, at) for page, at in told if at is not None))

    def _waiting(self, page: str, at: datetime) -> tuple[Entry, ...]:
        found = self._desk.entries.list(_WERE_PUBLISHED)
        return tuple(one for one in found if (one.page, one.page_changed_at) == (page, at))

    def _shelf(self, entry: Entry) -> str:
        try:
            return self._desk.documentation.shelf(entry.visibility, entry.customer)
        except DoorstepError as error:  # sources.yaml cannot be read
            raise Refused(error.message) from error

    def _ingest(self, entry: Entry, origin: str) -> None:
        if entry.source:
            run = f"{entry.label}:{origin}"
            self._desk.jobs.ingest(IngestOrder(source=entry.source, run=run, why="learning"))

    def _resolved(self, ticket_id: int) -> Ticket:
        """Raise Refused for a ticket that says nothing yet of what solved it."""
        ticket = self._side.ticket(ticket_id)
        if not (ticket.status.over and told(ticket)):
            raise Refused(say(STAFF, "entry_needs_resolution", label=ticket.label))
        return ticket

    def _known(self, ticket: Ticket) -> Known:
        """Everybody who had to do with the ticket, by id and by name."""
        desk = self._desk
        place, conversation = desk.tickets.staff_thread(ticket.id), ticket.conversation_id
        thread = desk.conversations.get(conversation).place
        people = {ticket.reporter, ticket.claimed_by}
        people |= {one.actor for one in desk.tickets.events(ticket.id)}
        people |= {one.author for one in desk.conversations.turns(conversation)}
        people |= {one.reporter for one in desk.reporters.of_ticket(ticket.id)}
        people -= {"", _ITSELF}
        places = [one for one in (place, thread, ticket.place) if one is not None]
        account = desk.accounts.named(ticket.customer)
        offices = account.offices if account else ()
        return Known(
            customer=ticket.customer,
            people=tuple(sorted(desk.person(one).name for one in people)),
            ids=tuple(
                sorted(people | {x for one in places for x in (one.channel, one.thread_ts) if x})
            ),
            # What is no name may be a word that the entry needs: "Chat", "demo".
            project=ticket.fields.project if is_name(ticket.fields.project) else "",
            offices=tuple(x for one in offices for x in (one.city, one.address) if x),
        )

    def _entry(self, entry_id: int) -> Entry:
        entry = self._desk.entries.get(entry_id)
        if entry is None:
            raise Refused(say(STAFF, "no_such_entry"))
        return entry

    def _cannot(self, entry: Entry) -> Refused:
        now = self._entry(entry.id)
        if now.status is EntryStatus.IN_REVIEW:
            return Refused(say(STAFF, "entry_changed", label=now.label))
        status = now.status.value.replace("_", " ")
        return Refused(say(STAFF, "cannot_now", label=now.label, status=status))

    def _require_reviewer(self, user: str) -> None:
        """Doc maintainers and managers decide what is published."""
        if not any(self._desk.has_role(user, one) for one in (Role.DOC_MAINTAINER, Role.MANAGER)):
            raise NotAllowed(say(STAFF, "not_maintainer"))
