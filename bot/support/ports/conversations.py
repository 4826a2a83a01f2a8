"""Threads with developers: what was said and sent there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.support.models import (
    AnswerRecord,
    Attachment,
    CitedPage,
    Conversation,
    Holder,
    Place,
    Setting,
    Turn,
)


class Conversations(Protocol):
    """Threads with developers."""

    def at(self, place: Place) -> Conversation | None: ...

    def get(self, conversation_id: int) -> Conversation: ...

    def begin(self, conversation: Conversation) -> Conversation:
        """Store and number it; an existing one at the same place wins."""
        ...

    def change(self, conversation_id: int, **values: object) -> Conversation: ...

    def hold(self, conversation_id: int, holder: Holder) -> None: ...

    def remember(self, user: str, setting: Setting) -> None:
        """What a developer uses; what `setting` does not say stays as it was."""
        ...

    def remembered(self, user: str) -> Setting: ...

    def projects(self, user: str) -> tuple[str, ...]:
        """The names of a developer's projects as they told them, the last one first."""
        ...

    def add_turn(self, turn: Turn) -> None:
        """Once per id."""
        ...

    def forget_turn(self, turn_id: str) -> None:
        """Its words go from the conversation, and from the answer that was given to it."""
        ...

    def reword_turn(self, turn_id: str, text: str) -> None:
        """Its new words stand in the conversation, and with the answer that was given to it."""
        ...

    def turns(self, conversation_id: int) -> Sequence[Turn]: ...

    def has_file(self, path: str, *, but: Collection[str]) -> bool:
        """Whether a ticket, or a turn `but` those, has a file that is stored there."""
        ...

    def add_feedback(self, inbound_id: str, conversation_id: int, *, solved: bool) -> None: ...

    def unsolved(self, conversation_id: int) -> int:
        """How often "not solved" was pressed."""
        ...

    def add_answer(self, record: AnswerRecord) -> None: ...

    def finish_answer(self, record_id: str, text: str, cited: Sequence[CitedPage]) -> None:
        """What was shown in the end."""
        ...

    def answer(self, record_id: str) -> AnswerRecord | None: ...

    def answers(self, conversation_id: int) -> Sequence[AnswerRecord]: ...


class Remarks(Protocol):
    """What is said in a thread once and not again."""

    def first(self, conversation_id: int, subject: str, origin: str) -> bool:
        """Whether it is this event that makes it be said: always the same answer for the same."""
        ...


class Files(Protocol):
    """Bytes that people attached."""

    def keep(self, attachment: Attachment, content: bytes) -> Attachment:
        """Store; the returned attachment knows its path."""
        ...

    def remove(self, attachment: Attachment) -> None:
        """Forget the bytes; equal bytes are stored once, see `Conversations.has_file`."""
        ...

    def read(self, attachment: Attachment) -> bytes: ...
