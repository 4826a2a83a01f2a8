"""From who asks to the account, its plan, and what it may read."""

from __future__ import annotations

from typing import Any

import pytest

from bot.support.accounts import Account
from bot.support.inbound import Button, MessageReceived
from bot.support.messages import JoinedResolved, TicketOffer
from bot.support.models import Conversation, Person
from tests.desk_stage import CRASH_REPORT, QUESTION, Stage
from tests.fakes import HELP, KENJI, LIN, MEI, NIMBUS, STRANGER, Post


def an_account(name: str, plan: str, **known_by: Any) -> Account:
    return Account.model_validate({"name": name, "plan": plan} | known_by)


def knows(stage: Stage, user: str, **values: str) -> None:
    stage.messenger.people[user] = Person(id=user, name="Sol", **values)


def asked(stage: Stage, user: str, channel: str = HELP) -> Conversation:
    return stage.conversation(stage.ask(QUESTION, user, channel=channel))


def test_unknown_people_get_the_default_plan(stage: Stage) -> None:
    knows(stage, STRANGER, team="T0ELSE", email="sol@gmail.com")
    found = asked(stage, STRANGER)
    assert (found.customer, found.plan) == ("", "basic")


def test_channel_beats_person_beats_team_beats_domain(stage: Stage) -> None:
    knows(stage, STRANGER, team="T0ORBIT", email="sol@quay.example")
    for name, plan, known_by in [
        ("By domain", "advanced", {"domains": ["quay.example"]}),
        ("By team", "enterprise", {"teams": ["T0ORBIT"]}),
        ("By person", "strategic", {"members": [STRANGER]}),
        ("By channel", "basic", {"channels": [HELP]}),
    ]:
        stage.accounts.change([an_account(name, plan, **known_by)])
        found = asked(stage, STRANGER)
        assert (found.customer, found.plan) == (name, plan)


def test_an_imported_account_takes_the_place_of_the_policys(stage: Stage) -> None:
    stage.accounts.change([an_account("NIMBUS games", "strategic", members=[LIN])])
    assert asked(stage, LIN).plan == "strategic"
    in_channel = asked(stage, STRANGER, NIMBUS)  # the import does not name the channel any more
    assert (in_channel.customer, in_channel.plan) == ("", "basic")


def test_a_plan_that_the_policy_lost_is_the_default_one(stage: Stage) -> None:
    stage.accounts.change([an_account("Quay", "platinum", members=[STRANGER])])
    found = asked(stage, STRANGER)
    assert (found.customer, found.plan) == ("Quay", "basic")


def test_an_address_is_kept_nowhere(stage: Stage) -> None:
    knows(stage, STRANGER, team="T0QUAY", email="sol.secretly@quay.example")
    stage.accounts.change([an_account("Quay", "enterprise", domains=["quay.example"])])
    question = stage.ask(CRASH_REPORT, STRANGER, channel=HELP)
    stage.desk.accept(stage.form(question, STRANGER))
    assert stage.only_ticket().customer == "Quay"
    with stage.engine.connect() as connection:
        kept = "\n".join(connection.connection.iterdump())
    assert "quay.example" in kept
    assert "sol.secretly" not in kept
    assert "sol.secretly" not in repr(stage.messenger.posts)


ECHO = (
    "Speakers hear an echo after switching to Bluetooth headsets, error 1109, Android, SDK 4.2.0."
)


def reported(stage: Stage, user: str, channel: str) -> tuple[MessageReceived, Post, TicketOffer]:
    """A report that ends in the offer of a ticket."""
    direct = channel.startswith("D")
    message = stage.ask(ECHO, user, channel=channel, direct=direct)
    if not isinstance(stage.last(message).content, TicketOffer):
        stage.ask("Join, then switch. Always.", user, channel=channel, thread=message.ts)
    post = stage.last(message)
    assert isinstance(post.content, TicketOffer)
    return message, post, post.content


@pytest.fixture
def colleagues(stage: Stage) -> Stage:
    """Lin has a ticket in her company's channel; Sol is her colleague."""
    stage.librarian.confidence = 0.1
    knows(stage, STRANGER)
    listed = stage.policy.customers[0]
    stage.accounts.change([listed.model_copy(update={"members": (LIN, STRANGER)})])
    _, post, offer = reported(stage, LIN, NIMBUS)
    stage.press(Button.FILE_TICKET, post, LIN, f"{offer.conversation_id}:0")
    return stage


@pytest.mark.parametrize(
    ("user", "channel", "sees"),
    [
        (STRANGER, NIMBUS, True),
        (STRANGER, "D0STRANGER", True),
        (STRANGER, HELP, False),  # others read along
        (LIN, "D0DEV01", True),
        (LIN, HELP, False),
        (LIN, "C0PAPER", False),  # another company's channel
        (MEI, HELP, False),
        (MEI, "C0PAPER", False),
        (MEI, "D0DEV02", False),
    ],
)
def test_a_ticket_is_shown_to_its_company_where_no_other_reads(
    colleagues: Stage, user: str, channel: str, *, sees: bool
) -> None:
    ticket = colleagues.only_ticket()
    _, _, offer = reported(colleagues, user, channel)
    (similar,) = offer.similar
    assert similar.label == ticket.label
    assert (similar.summary == ticket.fields.summary) is sees
    assert bool(similar.summary) is sees


def test_how_it_was_solved_is_told_to_the_company_where_no_other_reads(colleagues: Stage) -> None:
    stage = colleagues
    ticket = stage.only_ticket()
    joined = {}
    for channel in (HELP, NIMBUS):
        message, post, offer = reported(stage, STRANGER, channel)
        value = f"{offer.conversation_id}:{ticket.id}"
        stage.press(Button.SAME_PROBLEM, post, STRANGER, value)
        joined[channel] = message
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))
    stage.desk.accept(stage.resolution(ticket))
    told = {channel: stage.last(message).content for channel, message in joined.items()}
    assert {
        channel: one.text for channel, one in told.items() if isinstance(one, JoinedResolved)
    } == {HELP: "", NIMBUS: "Update to 4.3.2."}
