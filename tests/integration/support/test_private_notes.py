"""Whatever staff does in whatever order: an unmarked note never reaches the customer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.support.inbound import Button, Deed, MessageReceived
from bot.support.models import TicketStatus
from tests.desk_stage import Stage, fresh_database
from tests.fakes import ANA, KENJI, LIN, OMAR, STAFF

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "note",
                "mark a note later",
                "reword a note",
                "delete a note",
                "reply",
                "reply by form",
                "ask by form",
                "claim",
                "release",
                "hand back",
                "escalate",
                "snooze",
                "resolve",
                "reopen",
                "the customer writes",
                "the customer asks the bot",
            ]
        ),
        st.sampled_from([KENJI, ANA, OMAR]),
    ),
    max_size=14,
)


class Desk:
    """A ticket, its staff, and everything that the customer could read."""

    def __init__(self) -> None:
        self.stage = Stage(fresh_database())
        self.question, self.ticket = self.stage.filed()
        self.notes: list[MessageReceived] = []

    def act(self, step: str, user: str) -> None:  # noqa: C901 - a table of acts
        stage, thread = self.stage, self.stage.card().ts
        match step:
            case "note":
                note = stage.ask(f"SECRET {len(self.notes)}", user, channel=STAFF, thread=thread)
                self.notes.append(note)
            case "mark a note later" if self.notes:
                stage.edit(self.notes[-1], "reply: SECRET after all")
            case "reword a note" if self.notes:
                stage.edit(self.notes[-1], "SECRET reworded")
            case "delete a note" if self.notes:
                stage.delete(self.notes.pop())
            case "reply":
                stage.ask("reply: Hello", user, channel=STAFF, thread=thread, addressed=False)
            case "reply by form" | "ask by form":
                waits = step == "ask by form"
                stage.desk.accept(stage.reply_form(self.ticket, "Hello", user, waits=waits))
            case "claim":
                stage.press(Button.CLAIM, stage.card(), user, str(self.ticket.id))
            case "release" | "hand back" | "escalate" | "snooze":
                deed = Deed(step.replace(" ", "_"))
                until = stage.clock().replace(year=2027)
                stage.do(deed, self.ticket, user, text="SECRET reason", until=until)
            case "resolve":
                stage.desk.accept(stage.resolution(self.ticket, user))
            case "reopen":
                post = stage.last(self.question)
                stage.press(Button.REOPEN, post, LIN, str(self.ticket.id))
            case "the customer writes":
                stage.ask("And now?", thread=self.question.thread_ts, addressed=False)
            case "the customer asks the bot":
                stage.ask("How do I renew the token?", thread=self.question.thread_ts)

    def readable(self) -> str:
        """Every post outside the staff channel, and what was whispered to the customer."""
        stage = self.stage
        posts = [str(one.content) for one in stage.messenger.posts if one.channel != STAFF]
        whispers = [str(what) for _, user, what in stage.messenger.whispers if user == LIN]
        return "\n".join([*posts, *whispers, *map(str, stage.messenger.streamed)])


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_an_unmarked_note_never_reaches_the_customer(steps: list[tuple[str, str]]) -> None:
    desk = Desk()
    for step, user in steps:
        desk.act(step, user)
    assert "SECRET" not in desk.readable()
    ticket = desk.stage.tickets.get(desk.ticket.id)
    assert ticket is not None
    assert ticket.status in TicketStatus


def test_the_property_would_see_what_is_published() -> None:
    desk = Desk()
    desk.stage.desk.accept(desk.stage.reply_form(desk.ticket, "SECRET told", KENJI))
    assert "SECRET" in desk.readable()
