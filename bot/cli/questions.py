"""Asking labelled questions the way a message is asked: for `eval` and `calibrate`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.bootstrap.installation import now
from bot.errors import ConfigError
from bot.support.considering import consider, query_of, read_alone, stranger
from bot.support.policy import Policy
from bot.support.ports.documentation import Librarian
from knowledge.evaluation import LabelledQuestion, Outcome, outcome, read_questions
from knowledge.platforms import normalise_platform


def chosen_questions(file: Path, sources: Sequence[str]) -> list[LabelledQuestion]:
    """The questions of a file that `sources` could answer (empty = any). Raises DoorstepError."""
    chosen = [
        one for one in read_questions(file) if not (sources and one.corpus) or one.corpus in sources
    ]
    if not chosen:
        raise ConfigError("No question is left to ask.", "Check the file and --source.")
    return chosen


def ask_all(
    questions: Sequence[LabelledQuestion],
    librarian: Librarian,
    policy: Policy,
    sources: Sequence[str] = (),
    told: Callable[[int], None] = lambda _: None,
) -> list[Outcome]:
    """Ask one after the other; `told` hears how many are done."""
    ask(questions[0], librarian, policy, sources)  # loads index and models: no part of the figures
    outcomes = []
    for number, one in enumerate(questions, start=1):
        outcomes.append(ask(one, librarian, policy, sources))
        told(number)
    return outcomes


def ask(
    question: LabelledQuestion, librarian: Librarian, policy: Policy, sources: Sequence[str] = ()
) -> Outcome:
    """From the words to the evidence, which is timed, and what triage makes of it."""
    started = time.perf_counter()
    conversation = stranger(
        question.text,
        now(),
        policy,
        platform=normalise_platform(question.platform),
        version=question.version,
    )
    reading = read_alone(conversation, question.text, policy)
    query = query_of(question.text, conversation, reading, sources=tuple(sources))
    evidence = librarian.find(query)
    seconds = time.perf_counter() - started
    decision = consider(conversation, reading, evidence, policy)
    return outcome(question, evidence, seconds, decision.action.value)
