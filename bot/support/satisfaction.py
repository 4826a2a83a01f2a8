"""Satisfaction: what people said of an answer or a ticket, in one click. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import Field as Setting
from pydantic import field_validator

from bot.support.models import Model
from bot.support.spans import Duration, Span

LEAST, MOST = 1, 5
_SATISFIED = 4  # from here on


class Subject(StrEnum):
    """What is rated."""

    ANSWER = "answer"  # Solved is 5, Not solved is 1
    TICKET = "ticket"


class Reason(StrEnum):
    """Why an answer did not help."""

    WRONG = "wrong"
    OUTDATED = "outdated"
    PLATFORM = "wrong_platform"
    UNCLEAR = "hard_to_understand"
    OTHER = "other"


class Opinion(Model):
    """One person's rating of one subject; `score` (1 to 5) is None while they were only asked.

    `team`: the user group of who had the ticket; "" = none or not known.
    """

    kind: Subject
    subject: str  # the answer's id, or the ticket's number
    person: str
    score: int | None = Setting(default=None, ge=LEAST, le=MOST)
    reason: str = ""  # a Reason, or their own words, redacted
    customer: str = ""
    plan: str = ""
    product: str = ""
    team: str = ""
    asked_at: datetime
    rated_at: datetime | None = None


class SatisfactionRules(Model):
    """The policy's `satisfaction`: how often a person is asked, and which score staff hear of."""

    quiet: Duration = Span(amount=7, unit="d")
    low: int = Setting(default=2, ge=0, le=MOST)

    @field_validator("quiet")
    @classmethod
    def _around_the_clock(cls, span: Span) -> Span:
        if span.in_business_time:
            msg = "satisfaction.quiet must be s, m, h or d"
            raise ValueError(msg)
        return span


class Share(Model):
    """The ratings of one group. `mean` is 1 to 5, `satisfied` the share of 4 and 5."""

    by: str  # kind, plan, team or product
    name: str
    count: int
    mean: float
    satisfied: float
    reasons: dict[str, int] = Setting(default_factory=dict)  # of answers: most frequent first


_GROUPS: dict[str, Callable[[Opinion], str]] = {
    "kind": lambda one: one.kind.value,
    "plan": lambda one: one.plan,
    "team": lambda one: one.team,
    "product": lambda one: one.product,
}


def shares(opinions: Sequence[Opinion]) -> tuple[Share, ...]:
    """The ratings by kind, plan, team and product, the largest group of each first."""
    found: list[Share] = []
    for by, name_of in _GROUPS.items():
        groups: dict[str, list[Opinion]] = defaultdict(list)
        for one in opinions:
            if one.score is not None and name_of(one):
                groups[name_of(one)].append(one)
        found += sorted(
            (_share(by, name, group) for name, group in groups.items()),
            key=lambda one: (-one.count, one.name),
        )
    return tuple(found)


def rated_line(opinions: Sequence[Opinion]) -> str:
    """`4: quick and to the point`, for the staff card; "" before anybody rated."""
    told = [one for one in opinions if one.score is not None]
    return "; ".join(f"{one.score}{': ' if one.reason else ''}{one.reason}" for one in told)


def _share(by: str, name: str, group: Sequence[Opinion]) -> Share:
    scores = [one.score for one in group if one.score is not None]
    reasons = Counter(
        one.reason for one in group if one.kind is Subject.ANSWER and one.reason in set(Reason)
    )
    return Share(
        by=by,
        name=name,
        count=len(scores),
        mean=round(sum(scores) / len(scores), 2),
        satisfied=round(sum(score >= _SATISFIED for score in scores) / len(scores), 3),
        reasons=dict(reasons.most_common()),
    )
