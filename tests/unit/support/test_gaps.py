"""Gaps: alike questions together, by how many people asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.support.entries import LearningRules, may_stand_in
from bot.support.gaps import Failure, Unanswered, found_nothing, gaps
from bot.support.models import Action, AnswerRecord, Decision, Model
from bot.support.satisfaction import Opinion, SatisfactionRules, Subject, rated_line, shares
from knowledge.models import Visibility
from tests.sample_contents import NOW, a_page, an_entry


def asked(question: str, person: str = "U1", minutes: int = 0, **more: Any) -> Unanswered:
    values: dict[str, Any] = {"failure": Failure.NO_EVIDENCE, "customer": person} | more
    return Unanswered(
        question=question, person=person, at=NOW + timedelta(minutes=minutes), **values
    )


def test_alike_questions_are_one_gap_and_most_people_come_first() -> None:
    found = gaps(
        [
            asked("How do I record a call to our own S3 bucket?", "U1", 1),
            asked("Screen sharing with system audio on macOS", "U9", 2),
            asked("Can I record calls to my own S3 bucket?", "U2", 3, pages=(a_page(),)),
            asked("Record a call into an S3 bucket of our own", "U1", 4, platform="android, ios"),
            asked("Screen sharing with system audio on macOS", "U9", 5),
        ],
        0.35,
    )
    record, sharing = found
    assert (record.asked, record.people, record.customers) == (3, 2, 2)
    assert record.wordings[0] == "Record a call into an S3 bucket of our own", "the latest first"
    assert record.platforms == ("android", "ios")
    assert record.pages == (a_page(),)
    assert (sharing.asked, sharing.people, len(sharing.wordings)) == (2, 1, 1)
    assert gaps([asked("  ")], 0.35) == ()


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["error 1109", "record to S3", "录制到 S3", "?", "black screen iOS"]),
            st.sampled_from(["U1", "U2", "U3"]),
        ),
        max_size=25,
    )
)
def test_every_question_is_in_one_gap(told: list[tuple[str, str]]) -> None:
    found = gaps([asked(text, who, n) for n, (text, who) in enumerate(told)], 0.35)
    assert sum(one.asked for one in found) == len(told)
    assert len(found) <= len({text for text, _ in told})
    assert [one.people for one in found] == sorted((one.people for one in found), reverse=True)


@pytest.mark.parametrize(
    ("action", "confidence", "nothing"),
    [
        (Action.UNKNOWN, 0.9, True),
        (Action.TICKET, 0.1, True),
        (Action.TICKET, 0.5, False),
        (Action.ASK_DETAILS, 0.1, True),
        (Action.ANSWER, 0.1, False),
        (Action.HUMAN, 0.1, False),
    ],
)
def test_what_counts_as_nothing_found(action: Action, confidence: float, nothing: bool) -> None:
    decision = Decision(action=action, rule="r", reason="x")
    record = AnswerRecord(
        id="a", conversation_id=1, question="q", decision=decision, confidence=confidence, at=NOW
    )
    assert found_nothing(record, 0.35) is nothing


def said(score: int | None, **more: Any) -> Opinion:
    values: dict[str, Any] = {"kind": Subject.TICKET, "subject": "1", "person": "U"} | more
    return Opinion(score=score, asked_at=NOW, **values)


def test_shares_by_plan_team_and_product() -> None:
    found = shares(
        [
            said(5, plan="basic", team="S1", product="voice"),
            said(4, plan="basic"),
            said(1, plan="enterprise", kind=Subject.ANSWER, reason="outdated"),
            said(None, plan="basic"),
        ]
    )
    told = {(one.by, one.name): (one.count, one.mean, one.satisfied) for one in found}
    assert told == {
        ("kind", "ticket"): (2, 4.5, 1.0),
        ("kind", "answer"): (1, 1.0, 0.0),
        ("plan", "basic"): (2, 4.5, 1.0),
        ("plan", "enterprise"): (1, 1.0, 0.0),
        ("team", "S1"): (1, 5.0, 1.0),
        ("product", "voice"): (1, 5.0, 1.0),
    }
    assert next(one for one in found if one.name == "answer").reasons == {"outdated": 1}
    assert rated_line([said(4, reason="quick"), said(None)]) == "4: quick"
    assert rated_line([]) == ""


@pytest.mark.parametrize(
    ("mine", "visibility", "customers", "may"),
    [
        (Visibility.PUBLIC, Visibility.PUBLIC, (), True),
        (Visibility.PUBLIC, Visibility.CUSTOMER, ("Acme",), True),
        (Visibility.CUSTOMER, Visibility.PUBLIC, (), False),
        (Visibility.CUSTOMER, Visibility.CUSTOMER, ("acme ",), True),
        (Visibility.CUSTOMER, Visibility.CUSTOMER, ("Acme", "Bolt"), False),
        (Visibility.CUSTOMER, Visibility.INTERNAL, (), True),
        (Visibility.INTERNAL, Visibility.CUSTOMER, ("Acme",), False),
        (Visibility.INTERNAL, Visibility.INTERNAL, (), True),
    ],
)
def test_an_entry_stands_only_where_its_readers_are(
    mine: Visibility,
    visibility: Visibility,
    customers: tuple[str, ...],
    may: bool,
) -> None:
    assert may_stand_in(an_entry("Acme", visibility=mine), visibility, customers) is may


@pytest.mark.parametrize(
    "wrong",
    [
        (LearningRules, {"gaps": "every monday"}),
        (LearningRules, {"window": "3bd"}),
        (LearningRules, {"withdraw": "never"}),
        (SatisfactionRules, {"quiet": "1bh"}),
        (SatisfactionRules, {"low": 6}),
    ],
)
def test_rules_that_mean_nothing_are_refused(wrong: tuple[type[Model], dict[str, Any]]) -> None:
    model, values = wrong
    with pytest.raises(ValidationError):
        model.model_validate(values)
    assert LearningRules(gaps=" 0 9 * * mon ").gaps == "0 9 * * mon"
