"""One look at a question outside any conversation: for the command line and for evaluation."""

from __future__ import annotations

from datetime import datetime

from bot.support.models import Conversation, Decision, Place
from bot.support.phrases import spoken
from bot.support.policy import Policy
from bot.support.reading import Reading, read
from bot.support.triage import Case, triage
from knowledge.language import language_of
from knowledge.models import PUBLIC, Audience, Evidence, Query
from knowledge.platforms import normalise_platform, platform_used, platforms_in

SEARCHED = 6_000  # characters of a message that the search looks at


def stranger(
    text: str, now: datetime, policy: Policy, *, platform: str = "", version: str = ""
) -> Conversation:
    """A conversation with somebody of whom nothing is known but the words."""
    return Conversation(
        id=0,
        place=Place(channel="", thread_ts=""),
        asker="",
        language=spoken(language_of(text)),
        plan=policy.default_plan,
        platform=platform,
        version=version,
        started_at=now,
    )


def platform_of(conversation: Conversation, reading: Reading) -> str:
    """The platform whose SDK the asker uses, as far as it is known."""
    return platform_used(_platforms(reading), conversation.platform)


def query_of(
    text: str,
    conversation: Conversation,
    reading: Reading,
    *,
    history: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
    audience: Audience = PUBLIC,
) -> Query:
    """What the index is asked: the text's own setting wins over what was known before."""
    return Query(
        text=text[:SEARCHED],
        language=conversation.language,
        platform=platform_of(conversation, reading),
        version=_first(reading.version) or conversation.version,
        product=reading.extraction.first("product") or conversation.product,
        sources=sources,
        history=history,
        audience=audience,
    )


def case_of(
    conversation: Conversation, reading: Reading, evidence: Evidence, *, unsolved: int = 0
) -> Case:
    """What triage looks at in a message, with the evidence that was found for it."""
    return Case(
        plan=conversation.plan,
        confidence=evidence.confidence,
        severity=reading.severity,
        signals=reading.signals,
        missing=reading.missing,
        asked_details=conversation.asked_details,
        unsolved=unsolved,
    )


def consider(
    conversation: Conversation,
    reading: Reading,
    evidence: Evidence,
    policy: Policy,
    *,
    unsolved: int = 0,
) -> Decision:
    """What triage would decide; nothing is stored."""
    return triage(case_of(conversation, reading, evidence, unsolved=unsolved), policy)


def read_alone(conversation: Conversation, text: str, policy: Policy) -> Reading:
    """The reading of a text that nothing came before."""
    return read(conversation, (), text, policy)


def _platforms(reading: Reading) -> list[str]:
    """The platforms and frameworks that the text names, as documentation calls them."""
    found = reading.extraction.found
    told = (normalise_platform(one.value) for one in found("platform"))
    frameworks = (platforms_in(one.value) for one in found("framework"))
    return [*filter(None, told), *(name for names in frameworks for name in names)]


def _first(values: str) -> str:
    return values.split(",", maxsplit=1)[0].strip()
