"""What the bot offers beyond an answer: a ticket as it would be filed, other ways than a visit."""

from __future__ import annotations

from bot.support.advising import Advising
from bot.support.desk import Desk
from bot.support.drafting import Drafting
from bot.support.lookalikes import Lookalikes
from bot.support.messages import TicketOffer, VisitDeclined
from bot.support.models import AnswerRecord, Conversation, Decision, Severity
from bot.support.phrases import say, say_span
from bot.support.policy import Mode
from bot.support.reading import Reading

_OFFER_PHRASES = {
    "person_by_ticket": "person_offer",
    "severe_by_ticket": "severe_offer",
    "unsolved_by_ticket": "unsolved_offer",
    "answer_did_not_help": "unsolved_offer",
    "frustrated_by_ticket": "frustrated_offer",
}


class Offering:
    """Shown in the conversation; nothing is filed by it."""

    def __init__(self, desk: Desk, drafting: Drafting) -> None:
        self._desk = desk
        self._drafting = drafting
        self._advising = Advising(desk)
        self._lookalikes = Lookalikes(desk)

    def offer(
        self,
        origin: str,
        conversation: Conversation,
        decision: Decision,
        reading: Reading,
        record: AnswerRecord | None = None,
    ) -> None:
        """Show the ticket as it would be filed; one press files it."""
        policy, language = self._desk.policy, conversation.language
        terms = self._desk.terms(conversation.plan, conversation.customer)
        target = terms.first_response.for_severity(reading.severity)
        reason = say(
            language,
            _OFFER_PHRASES.get(decision.rule, "problem_offer"),
            plan=policy.plan(conversation.plan).name.in_language(language),
            target=say_span(language, target),
        )
        reading = self._drafting.read_further(reading)
        self._desk.speak(
            conversation,
            TicketOffer(
                language=language,
                conversation_id=conversation.id,
                reason=reason,
                fields=reading.fields,
                assumed=reading.assumed,
                suggestion=reading.suggestion,
                pages=record.pages[:3] if record else (),
                version=self._advising.once(conversation, reading, origin),
                similar=self._lookalikes.for_developer(conversation, reading),
                known=self._lookalikes.known_issues(conversation, reading),
            ),
            key=f"{origin}:reply",
        )
        self._desk.jobs.watch_draft(conversation.id, origin=origin)

    def remind(self, conversation: Conversation, reading: Reading, *, key: str) -> None:
        """Show the draft again, as it would be filed now."""
        language = conversation.language
        reading = self._drafting.read_further(reading)
        offer = TicketOffer(
            language=language,
            conversation_id=conversation.id,
            reason=say(language, "draft_reminder"),
            fields=reading.fields,
            assumed=reading.assumed,
            suggestion=reading.suggestion,
        )
        self._desk.speak(conversation, offer, key=f"{key}:draft")

    def decline_visit(self, origin: str, conversation: Conversation) -> None:
        """The plan has no visits: say what it has instead, and what a visit costs."""
        policy, language = self._desk.policy, conversation.language
        plan = policy.plan(conversation.plan)
        terms = self._desk.terms(conversation.plan, conversation.customer)
        target = terms.first_response.for_severity(Severity.HIGH)
        alternatives = [
            say(
                language,
                "alternative_mode",
                name=policy.service_modes[mode].name.in_language(language),
                response=policy.service_modes[mode].response.in_language(language),
                cost=policy.service_modes[mode].cost.in_language(language),
            )
            for mode in (Mode.REMOTE_ASSISTANCE, Mode.CHAT_PHONE)
            if plan.includes(mode)
        ]
        alternatives.append(
            say(language, "plan_basic_alternative_ticket", target=say_span(language, target))
        )
        on_site = policy.service_modes[Mode.ON_SITE]
        self._desk.speak(
            conversation,
            VisitDeclined(
                language=language,
                conversation_id=conversation.id,
                plan_name=plan.name.in_language(language),
                alternatives=tuple(alternatives),
                terms=on_site.cost.in_language(language),
            ),
            key=f"{origin}:reply",
        )
