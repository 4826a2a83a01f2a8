"""What reaches the desk from the messenger, in the desk's own words.

Each value is stored under `id` before it is acknowledged, so it must survive as JSON.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.support.entries import EntryText
from bot.support.models import Attachment, Category, Model, Severity, TicketFields
from bot.support.visits.models import Report, Wish


class Inbound(Model):
    """`id` is the messenger's own id of the event or interaction; handled once."""

    id: str
    user: str
    channel: str
    thread_ts: str  # root of the thread it belongs to

    @property
    def lane(self) -> str:
        """Work of one lane is done in the order in which it arrived."""
        return f"{self.channel}:{self.thread_ts}"


class MessageReceived(Inbound):
    """A message that a person wrote. `addressed`: it mentions the bot or is a direct message."""

    kind: Literal["message"] = "message"
    ts: str
    text: str
    addressed: bool
    direct: bool = False
    withdrawn: bool = False  # deleted by its author before or after we handled it
    attachments: tuple[Attachment, ...] = ()
    edited: str = ""  # when the words that stand here were written, as Slack counts; "" = at `ts`
    unmarked: bool = False  # an earlier wording was a private note: an edit publishes nothing

    @property
    def starts_thread(self) -> bool:
        return self.ts == self.thread_ts


class MessageEdited(Inbound):
    """The author changed a message; its new words stand in the stored message already.

    `addressed`: it mentions the bot, or did, or is a direct message.
    """

    kind: Literal["message_edited"] = "message_edited"
    ts: str
    addressed: bool = False


class MessageWithdrawn(Inbound):
    """A message was deleted; its words are forgotten already."""

    kind: Literal["message_withdrawn"] = "message_withdrawn"
    ts: str
    addressed: bool = False


class EarlyChange(Model):
    """What became of a message that has not reached us: its new words, or that it was deleted."""

    twin: str  # of the message
    edited: str = ""  # when the words were written, as Slack counts
    text: str = ""
    withdrawn: bool = False


class ButtonPressed(Inbound):
    """A button under one of our messages. `name` is the button's, `value` its payload."""

    kind: Literal["button"] = "button"
    name: str
    value: str
    message_ts: str

    @property
    def deed(self) -> str:
        """The same for every press of this button under this message: its effect happens once."""
        return f"press:{self.channel}:{self.message_ts}:{self.name}"


class TicketSubmitted(Inbound):
    """The ticket form, valid in shape."""

    kind: Literal["ticket_form"] = "ticket_form"
    fields: TicketFields
    severity: Severity
    attachments: tuple[Attachment, ...] = ()
    message_ts: str = ""  # of the message whose button opened the form


class TicketLeft(Inbound):
    """The ticket form was closed. Slack does not tell what had been typed into it."""

    kind: Literal["ticket_left"] = "ticket_left"


class ReplySubmitted(Inbound):
    """A staff member's words for the customer, written in the reply form."""

    kind: Literal["reply_form"] = "reply_form"
    ticket_id: int
    text: str
    waits: bool = False  # the ticket waits for the customer's answer from now on
    drafted: str = ""  # it began as our draft, and was sent "unchanged" or "edited"


class ResolutionSubmitted(Inbound):
    """A staff member closes the case with cause and fix.

    `text` is what the customer reads; "" = cause and fix as they stand here.
    """

    kind: Literal["resolution_form"] = "resolution_form"
    ticket_id: int
    text: str = ""
    cause: str = ""
    fix: str = ""
    category: Category | None = None


class Deed(StrEnum):
    """What staff do with a case beside speaking."""

    CLAIM = "claim"
    ASSIGN = "assign"  # to `person`, if `held_by` still has it
    TAKE_OVER = "take_over"  # from `held_by`
    RELEASE = "release"  # back to the queue
    HAND_BACK = "hand_back"  # to the bot; `closes`: the ticket ends with it
    OFFER_SESSION = "offer_session"  # the customer is invited to book one
    OFFER_VISIT = "offer_visit"
    SNOOZE = "snooze"  # until `until`
    WAKE = "wake"
    ESCALATE = "escalate"  # for the reason in `text`
    RATE = "rate"  # it is as bad as `severity`, for the reason in `text`
    AMEND = "amend"  # the reply `reply` to the customer now says `text`
    RETRACT = "retract"  # the reply `reply` is taken back


class StaffDeed(Inbound):
    """Something that a staff member does with a case, from the card, a form, home or a command.

    The place is where they are told what comes of it; `answer`: told also when it went well.
    """

    kind: Literal["staff_deed"] = "staff_deed"
    deed: Deed
    ticket_id: int
    person: str = ""
    held_by: str | None = None  # who had it when they saw it; None = they did not say
    until: datetime | None = None
    severity: Severity | None = None
    text: str = ""
    reply: str = ""
    closes: bool = False
    answer: bool = False


class DraftWished(Inbound):
    """A staff member wants a reply drafted, into the form that is open."""

    kind: Literal["draft_wished"] = "draft_wished"
    ticket_id: int
    form_id: str

    @property
    def lane(self) -> str:
        """Its own: a slow model holds up nobody."""
        return f"draft:{self.form_id}"


class EntrySubmitted(Inbound):
    """A knowledge entry as its author, or who edits it, wrote it."""

    kind: Literal["entry_form"] = "entry_form"
    ticket_id: int
    text: EntryText


class RatingReasonSubmitted(Inbound):
    """Why a customer rated their ticket as they did."""

    kind: Literal["rating_form"] = "rating_form"
    ticket_id: int
    text: str
    message_ts: str  # of the message whose button opened the form


class VisitSubmitted(Inbound):
    """The request form for a visit or a remote session, about a ticket."""

    kind: Literal["visit_form"] = "visit_form"
    ticket_id: int
    wish: Wish
    message_ts: str = ""  # of the message whose button opened the form


class VisitRefused(Inbound):
    """A manager's no to a visit, with its reason."""

    kind: Literal["visit_refusal"] = "visit_refusal"
    visit_id: int
    text: str


class VisitReported(Inbound):
    """What the engineer writes after a visit or a session."""

    kind: Literal["visit_report"] = "visit_report"
    visit_id: int
    report: Report


AnyInbound = Annotated[
    MessageReceived
    | MessageEdited
    | MessageWithdrawn
    | ButtonPressed
    | TicketSubmitted
    | TicketLeft
    | ReplySubmitted
    | ResolutionSubmitted
    | EntrySubmitted
    | RatingReasonSubmitted
    | VisitSubmitted
    | VisitRefused
    | VisitReported
    | StaffDeed
    | DraftWished,
    Field(discriminator="kind"),
]
INBOUND: TypeAdapter[AnyInbound] = TypeAdapter(AnyInbound)


class Button:
    """Names of the buttons that come back as ButtonPressed."""

    SOLVED = "answer_solved"
    NOT_SOLVED = "answer_not_solved"
    OPEN_TICKET = "ticket_open"  # opens the form; never stored
    FILE_TICKET = "ticket_file"
    SAME_PROBLEM = "ticket_join"
    DIFFERENT = "ticket_file_other"
    JOINED_SOLVED = "joined_solved"
    JOINED_UNSOLVED = "joined_unsolved"
    TALK_TO_PERSON = "person_request"
    CLAIM = "ticket_claim"
    REPLY = "ticket_reply"  # opens the form
    RESOLVE = "ticket_resolve"  # opens the form
    ASK = "ticket_ask"  # opens the form of a reply that waits for an answer
    SEVERITY = "ticket_severity"  # a choice; opens the form; value `ticket:severity`
    TAKE_OVER = "ticket_take_over"  # value `ticket:who has it`
    MORE = "ticket_more"  # a menu; value `ticket:what`, see `Menu`
    REPLY_MENU = "reply_menu"  # a menu; value `ticket:reply:what`
    PUBLISH = "note_publish"
    # Visits and remote sessions. Those that open a form are never stored.
    ASK_SESSION = "visit_ask_session"  # opens the form; value: ticket
    ASK_VISIT = "visit_ask_visit"
    ACCEPT_TERMS = "visit_accept"  # value of this and all below: visit
    WITHDRAW_VISIT = "visit_withdraw"
    APPROVE_VISIT = "visit_approve"
    REFUSE_VISIT = "visit_refuse"  # opens the form
    ASSIGN_ENGINEER = "visit_engineer"  # a choice; value `visit:user`
    CHOOSE_SLOT = "visit_slot"  # value `visit:slot`; one action id a slot, see `slot_button`
    OTHER_SLOTS = "visit_other_slots"
    RESCHEDULE_VISIT = "visit_reschedule"
    CANCEL_VISIT = "visit_cancel"
    NO_SHOW = "visit_no_show"
    REPORT_VISIT = "visit_report"  # opens the form
    CLOSE_VISIT = "visit_close"
    CONFIRM_SOLVED = "resolution_confirm"
    REOPEN = "resolution_reopen"
    WHY_NOT_SOLVED = "answer_why"  # a choice; value `answer's number:reason`
    RATE = tuple(f"ticket_rate_{score}" for score in range(1, 6))  # one for each score
    RATE_REASON = "ticket_rate_reason"  # opens the form
    MAKE_ENTRY = "entry_make"  # opens the form
    EDIT_ENTRY = "entry_edit"  # opens the form
    PUBLISH_ENTRY = "entry_publish"
    REJECT_ENTRY = "entry_reject"
    WITHDRAW_ENTRY = "entry_withdraw"
    KEEP_ENTRY = "entry_keep"


class Menu:
    """What the menus of the card and of a sent reply offer; most open a form."""

    SUGGEST = "suggest"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    WAKE = "wake"
    ESCALATE = "escalate"
    HAND_BACK = "hand_back"
    OFFER_SESSION = "offer_session"
    OFFER_VISIT = "offer_visit"
    EDIT = "edit"
    WITHDRAW = "withdraw"
