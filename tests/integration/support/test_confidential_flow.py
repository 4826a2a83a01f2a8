"""What is internal, or for one customer, is quoted to nobody else: over the real index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.librarian import as_releases
from bot.support.inbound import MessageReceived
from bot.support.models import Person
from bot.support.ports.documentation import ReleaseNotes
from bot.support.releases import Release
from bot.support.service import SupportDesk
from knowledge.index import KnowledgeIndex
from knowledge.models import Audience, Chunk, Page, Visibility
from knowledge.quoting import QuotingWriter
from knowledge.retrieval import Retriever
from tests.desk_stage import Stage
from tests.fakes import DOCS, HELP, KENJI, LIN, MEI, NIMBUS, PAPER, STAFF, STRANGER
from tests.fakes_models import FakeEmbeddings

PUBLIC, INTERNAL, OURS = "for-everybody", "for-staff-only", "for-nimbus-only"
QUESTIONS = {
    "a question": "How do I renew the token before it expires?",
    "a problem": "Renewing the token fails with error 1109 on Android, SDK 4.2.0, it hangs. Known?",
    "a wish": "Renewing the token fails. Can I talk to a person?",
    "nothing that is documented": "What is the airspeed of a swallow with a token?",
    "the words of the secret": f"{INTERNAL} {OURS} token",
}


class Notes(ReleaseNotes):
    """The release notes of the index, as an audience may read them."""

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index

    def releases(self, audience: Audience) -> Sequence[Release]:
        return as_releases(self._index.releases(audience))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[KnowledgeIndex]:
    """The same page three times: for everybody, for Nimbus Games, for staff."""
    index = KnowledgeIndex(tmp_path, FakeEmbeddings())
    for name, visibility, customers in [
        (PUBLIC, Visibility.PUBLIC, ()),
        (INTERNAL, Visibility.INTERNAL, ()),
        (OURS, Visibility.CUSTOMER, ("nimbus games",)),
    ]:
        with index.build(name, visibility=visibility, customers=customers) as build:
            text = f"Renew the token before it expires: known issue, error 1109 ({name})."
            build.put(Page("token.md", "Renew the token", (Chunk(text, ("Renew the token",)),)))
            build.commit()
    yield index
    index.close()


@pytest.fixture
def stage(stage: Stage, index: KnowledgeIndex) -> Stage:
    desk = replace(
        stage.desk._desk,
        librarian=Retriever(index),
        writer=QuotingWriter(),
        release_notes=Notes(index),
    )
    stage.desk = SupportDesk(desk)
    stage.jobs.handler = stage.desk.handle
    stage.messenger.people[STRANGER] = Person(id=STRANGER, name="Sol")
    return stage


def seen(stage: Stage) -> str:
    """All that anybody but staff can have read."""
    posts = [one for one in stage.messenger.posts if one.channel not in {STAFF, DOCS}]
    shown = [one.content.model_dump_json() for one in posts]
    whispers = [content.model_dump_json() for _, _, content in stage.messenger.whispers]
    return "\n".join([*shown, *whispers, *stage.messenger.streamed])


def ask(stage: Stage, text: str, user: str, channel: str) -> MessageReceived:
    question = stage.ask(text, user, channel=channel, direct=channel.startswith("D"))
    stage.ask(
        "Always, after an hour.",
        user,
        channel=channel,
        thread=question.thread_ts,
        direct=channel.startswith("D"),
    )
    return question


PLACES = [
    (LIN, NIMBUS),
    (LIN, "D0DEV01"),
    (LIN, HELP),
    (LIN, PAPER),
    (MEI, PAPER),
    (MEI, "D0DEV02"),
    (MEI, HELP),
    (STRANGER, HELP),
    (STRANGER, "D0STRANGER"),
    (KENJI, HELP),  # staff, in a channel that customers read
    (KENJI, NIMBUS),
    (KENJI, PAPER),
    (KENJI, "D0SUP01"),
]
THEIRS = {(LIN, NIMBUS), (LIN, "D0DEV01"), (KENJI, NIMBUS)}


@pytest.mark.parametrize(("user", "channel"), PLACES)
def test_internal_pages_are_quoted_nowhere(stage: Stage, user: str, channel: str) -> None:
    for text in QUESTIONS.values():
        asked = QUESTIONS["a question"] if INTERNAL in text else text
        question = ask(stage, asked, user, channel)
        stage.desk.accept(stage.form(question, user))
    assert INTERNAL not in seen(stage)
    for row in stage.conversations.answers(1):
        assert not [page for page in (*row.pages, *row.cited) if page.path.startswith(INTERNAL)]


@pytest.mark.parametrize(("user", "channel"), PLACES)
def test_a_customers_own_pages_reach_that_customer_alone(
    stage: Stage, user: str, channel: str
) -> None:
    ask(stage, QUESTIONS["a question"], user, channel)
    assert (OURS in seen(stage)) is ((user, channel) in THEIRS)
    assert PUBLIC in seen(stage) or OURS in seen(stage)


def test_a_page_is_not_quoted_by_naming_its_source(stage: Stage) -> None:
    question = ask(stage, QUESTIONS["the words of the secret"], MEI, HELP)
    (answer, *_) = stage.conversations.answers(stage.conversation(question).id)
    assert {page.path.split("/")[0] for page in answer.pages} <= {PUBLIC}


def test_an_account_that_was_removed_reads_what_is_public(stage: Stage) -> None:
    policy = stage.policy.model_copy(update={"customers": ()})
    question = ask(stage, QUESTIONS["a question"], LIN, NIMBUS)
    assert OURS in seen(stage)
    stage.messenger.posts.clear()
    stage.messenger.streamed.clear()
    desk = replace(stage.desk._desk, policy=policy, accounts=stage.accounts)
    stage.desk = SupportDesk(desk)
    stage.jobs.handler = stage.desk.handle
    stage.ask("And how do I renew the token on iOS?", LIN, channel=NIMBUS, thread=question.ts)
    assert stage.messenger.posts
    assert OURS not in seen(stage)
