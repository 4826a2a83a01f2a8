"""A question comes in; what goes out is decided by triage and said once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.support.advising import Advising
from bot.support.attachments import say_files, say_read
from bot.support.considering import SEARCHED, case_of, consider, platform_of, query_of
from bot.support.deciding import decide
from bot.support.desk import Desk, Muted
from bot.support.drafting import Drafting
from bot.support.extraction.models import LogDigest, LogLine
from bot.support.inbound import MessageReceived
from bot.support.intake import ask
from bot.support.messages import AnswerReply, DetailsRequest, NoAnswer, Notice
from bot.support.models import Action, AnswerRecord, CitedPage, Conversation, Setting, TicketFields
from bot.support.phrases import LANGUAGES, say
from bot.support.reading import Reading, has_words, read
from bot.support.scope import remarks, valid_for
from bot.support.ticketing import Ticketing
from knowledge.errors import KnowledgeError
from knowledge.language import language_of
from knowledge.models import Answer, Citation, Evidence, Passage, Query

_NEAREST = 3
_DIALOG = 3  # lines
_HISTORY = 3  # earlier messages of the thread that help to understand a follow-up


@dataclass(frozen=True, slots=True)
class _Turn:
    """All that is known of one question while it is answered."""

    message: MessageReceived
    conversation: Conversation
    reading: Reading
    query: Query
    evidence: Evidence
    record: AnswerRecord


class Answering:
    """Use case: answer_question."""

    def __init__(self, desk: Desk, ticketing: Ticketing, drafting: Drafting) -> None:
        self._desk = desk
        self._drafting = drafting
        self._ticketing = ticketing
        self._advising = Advising(desk)

    def answer(self, message: MessageReceived, conversation: Conversation) -> str:
        """Handle one addressed message; returns the outcome's name. Repeatable after a crash."""
        desk = self._desk
        if not has_words(message.text) and not message.attachments:
            self._notice(conversation, "empty", message.id)
            return "empty"
        desk.messenger.status(conversation.place, conversation.language, busy=True)
        try:
            return self._decide_and_act(message, conversation)
        except KnowledgeError:
            desk.speak(
                conversation,
                NoAnswer(
                    language=conversation.language, conversation_id=conversation.id, down=True
                ),
                key=f"{message.id}:reply",
            )
            raise
        except Muted:
            return "muted"
        finally:
            desk.messenger.status(conversation.place, conversation.language, busy=False)

    def _decide_and_act(self, message: MessageReceived, conversation: Conversation) -> str:
        desk = self._desk
        turns = desk.conversations.turns(conversation.id)
        said = [turn for turn in turns if turn.author == message.user]
        reading = read(conversation, said, message.text, desk.policy)
        conversation = self._drafting.remember(
            conversation,
            Setting(
                platform=platform_of(conversation, reading),
                version=reading.version,
                product=reading.extraction.first("product") or "",
                project=reading.extraction.first("project") or "",
            ),
        )
        history = tuple(turn.text for turn in said if turn.id != message.id)[-_HISTORY:]
        audience = desk.audience(conversation)
        asked = _asked(message, reading)
        query = query_of(asked, conversation, reading, history=history, audience=audience)
        evidence = desk.librarian.find(query)
        reading, record = self._decided(message, conversation, reading, evidence)
        turn = _Turn(message, conversation, reading, query, evidence, record)
        match record.decision.action:
            case Action.ANSWER | Action.ANSWER_WITH_CAVEAT:
                self._answer(turn)
            case Action.ASK_DETAILS:
                self._ask_details(turn)
            case Action.UNKNOWN:
                self._say_unknown(turn)
            case _:
                self._say_files(message, conversation)
                self._ticketing.follow(message, conversation, record, reading)
        return record.decision.action.value

    def _decided(
        self,
        message: MessageReceived,
        conversation: Conversation,
        reading: Reading,
        evidence: Evidence,
    ) -> tuple[Reading, AnswerRecord]:
        """The decision, and the reading that it is about.

        Before details are asked for, a model reads too. After a crash the decision stands as it was
        made: the person may have seen its effect.
        """
        desk = self._desk
        known = desk.conversations.answer(message.id)
        unsolved = desk.conversations.unsolved(conversation.id)
        decision = (
            known.decision
            if known
            else consider(conversation, reading, evidence, desk.policy, unsolved=unsolved)
        )
        if decision.action is Action.ASK_DETAILS:
            reading = self._drafting.read_further(reading, brief=True)
        if known is not None:
            return reading, known
        case = case_of(conversation, reading, evidence, unsolved=unsolved)
        record = AnswerRecord(
            id=message.id,
            conversation_id=conversation.id,
            question=message.text,
            decision=decide(desk, case, conversation, origin=message.id),
            confidence=evidence.confidence,
            pages=nearest(evidence),
            at=desk.clock(),
        )
        desk.conversations.add_answer(record)
        return reading, record

    def _answer(self, turn: _Turn) -> None:
        desk, conversation, message = self._desk, turn.conversation, turn.message
        key = f"{message.id}:reply"
        desk.require_speakable(conversation.id)
        with desk.messenger.stream(conversation.place, key=key, recipient=message.user) as stream:
            show = self._unless_muted(conversation, stream.append)
            answer = desk.writer.write(turn.query, turn.evidence, show)
            desk.require_speakable(conversation.id)
            version = self._advising.once(conversation, turn.reading, message.id)
            stream.finish(_reply(answer, turn).model_copy(update={"version": version}))
        cited = tuple(_cited(one) for one in answer.citations)
        desk.conversations.finish_answer(message.id, answer.text, cited)

    def _unless_muted(
        self, conversation: Conversation, append: Callable[[str], None]
    ) -> Callable[[str], None]:
        def append_if_ours(text: str) -> None:
            self._desk.require_speakable(conversation.id)
            append(text)

        return append_if_ours

    def _ask_details(self, turn: _Turn) -> None:
        conversation, reading = turn.conversation, turn.reading
        said = say_read(turn.message.attachments, reading.extraction, conversation.language)
        self._desk.speak(
            conversation,
            DetailsRequest(
                language=conversation.language,
                conversation_id=conversation.id,
                ask=" ".join(filter(None, [said, ask(reading.missing, conversation.language)])),
                understood="" if said else understood(reading.told),
                remembered=understood(reading.usual),
                pages=turn.record.pages[:_NEAREST],
            ),
            key=f"{turn.message.id}:reply",
        )
        self._desk.conversations.change(conversation.id, asked_details=True)
        self._desk.jobs.watch_draft(conversation.id, origin=turn.message.id)

    def _say_files(self, message: MessageReceived, conversation: Conversation) -> None:
        """Where the next message is a card, what was read stands on its own."""
        said = say_files(message.attachments, conversation.language)
        if said and conversation.ticket_id is None:
            notice = Notice(language=conversation.language, text=said)
            self._desk.speak(conversation, notice, key=f"{message.id}:files")

    def _say_unknown(self, turn: _Turn) -> None:
        conversation = turn.conversation
        if self._ticketing.tell_added(conversation, turn.message.user):
            return
        self._desk.speak(
            conversation,
            NoAnswer(
                language=conversation.language,
                conversation_id=conversation.id,
                pages=turn.record.pages[:_NEAREST],
                note=_remarks(conversation, turn.message),
                version=self._advising.once(conversation, turn.reading, turn.message.id),
            ),
            key=f"{turn.message.id}:reply",
        )

    def _notice(self, conversation: Conversation, phrase: str, origin: str) -> None:
        text = say(conversation.language, phrase)
        self._desk.speak(
            conversation,
            Notice(language=conversation.language, text=text),
            key=f"{origin}:reply",
        )


def _asked(message: MessageReceived, reading: Reading) -> str:
    """The words; where they and the logs name no error, with the one that a picture shows."""
    if reading.extraction.error_codes:
        return message.text
    shown = [
        line.text
        for one in message.attachments
        for picture in one.pictures
        for line in _failing(picture.digest)
    ]
    return "\n".join([message.text, *shown]).strip()


def _failing(digest: LogDigest) -> list[LogLine]:
    """A dialog has a title, and says below it what failed."""
    first = digest.first_error
    if first is None:
        return []
    return [one for one in digest.around if 0 <= one.number - first.number < _DIALOG]


def nearest(evidence: Evidence) -> tuple[CitedPage, ...]:
    """The pages of the evidence, best first, as they are stored and shown."""
    return tuple(_cited(passage) for passage in evidence.passages)


def understood(fields: TicketFields) -> str:
    """What is known, in one line: `MeetNow · SDK 4.3.1 · Android 14 · 1109`; "" for nothing."""
    version = f"SDK {fields.sdk_version}" if fields.sdk_version else ""
    parts = (fields.project, version, fields.platform, fields.environment, fields.error_codes)
    return " · ".join(part for part in parts if part)


def _cited(passage: Passage | Citation) -> CitedPage:
    return CitedPage(
        path=passage.path,
        title=passage.title,
        heading=passage.heading,
        url=passage.url,
        score=passage.score,
    )


def _reply(answer: Answer, turn: _Turn) -> AnswerReply:
    conversation, decision = turn.conversation, turn.record.decision
    paths = {one.path for one in answer.citations}
    shown = [one for one in turn.evidence.passages if one.path in paths]
    scope = remarks(turn.query, shown, turn.evidence.passages, conversation.language)
    return AnswerReply(
        language=conversation.language,
        conversation_id=conversation.id,
        answer_id=turn.record.id,
        text=answer.text,
        pages=tuple(_cited(one) for one in answer.citations),
        quoted=answer.mode.value == "quoted",
        caveat=decision.action is Action.ANSWER_WITH_CAVEAT,
        valid_for=valid_for(turn.query, shown, answer.version, conversation.language),
        note=" ".join(filter(None, [answer.note, *scope, _remarks(conversation, turn.message)])),
    )


def _remarks(conversation: Conversation, message: MessageReceived) -> str:
    """What the developer should know of how the question was read; "" for nothing."""
    question = message.text
    remarks = [say_files(message.attachments, conversation.language)]
    if len(question) > SEARCHED:
        facts = {"length": f"{len(question):,}", "used": f"{SEARCHED:,}"}
        remarks.append(say(conversation.language, "long", **facts))
    if language_of(question) not in LANGUAGES:
        remarks.append(say(conversation.language, "other_language"))
    return " ".join(filter(None, remarks))
