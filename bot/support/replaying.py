"""Deciding again: what another policy would have decided over the stored inputs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from bot.support.calling import Ring, called
from bot.support.decisions import DecisionRecord, Kind
from bot.support.models import Decision
from bot.support.policy import Policy
from bot.support.routing import Facts, decided
from bot.support.triage import Case, triage


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stored decision beside what the policy decides now; None with the reason why not."""

    record: DecisionRecord
    now: Decision | None
    why_not: str = ""

    @property
    def changed(self) -> bool:
        """Whether something else would have happened, or the same for another reason."""
        return self.now is not None and self._before() != self._after()

    @property
    def change(self) -> str:
        """`answer -> human`; with the rules where only they differ."""
        before, after = self._before(), self._after()
        if self.record.kind == Kind.TRIAGE and before[0] == after[0]:
            return f"{before[0]} ({before[1]} -> {after[1]})"
        return f"{before[0] or 'none'} -> {after[0] or 'none'}"

    def _before(self) -> tuple[str, str]:
        return _told(self.record.kind, self.record.decision)

    def _after(self) -> tuple[str, str]:
        return _told(self.record.kind, self.now) if self.now else ("", "")


def _told(kind: str, decision: Decision) -> tuple[str, str]:
    """What makes two decisions of a kind differ, for people."""
    if kind == Kind.ROUTE:
        return str(decision.figures.get("team", "")), ""
    if kind == Kind.PAGE:
        return str(decision.figures.get("called", "")), ""
    return decision.action.value, decision.rule


def replay(records: Iterable[DecisionRecord], policy: Policy) -> Iterator[Replayed]:
    """One for each record, in their order; nothing is kept."""
    for record in records:
        yield replayed(record, policy)


def replayed(record: DecisionRecord, policy: Policy) -> Replayed:
    """Decide one again. What was stored by another version may not be readable any more."""
    again = _AGAIN.get(record.kind)
    if again is None:
        return Replayed(record, None, f"decisions of the kind {record.kind} are not replayed")
    try:
        return Replayed(record, again(record, policy))
    except ValidationError as error:
        first = ".".join(map(str, error.errors()[0]["loc"]))
        return Replayed(record, None, f"its inputs were stored by another version ({first})")


def _triaged(record: DecisionRecord, policy: Policy) -> Decision:
    return triage(Case.model_validate(record.inputs), policy)


def _routed(record: DecisionRecord, policy: Policy) -> Decision:
    return decided(Facts.model_validate(record.inputs), policy)


def _rung(record: DecisionRecord, policy: Policy) -> Decision:
    """The rung as the policy has it now, at the moment at which it rang."""
    ring = Ring.model_validate(record.inputs)
    ladder = policy.ladder_of(ring.team)
    if not ladder:
        return called(ring.model_copy(update={"notify": ()}), policy)
    rung = ladder[min(ring.rung, len(ladder) - 1)]
    return called(ring.model_copy(update={"name": rung.name, "notify": rung.notify}), policy)


_AGAIN: dict[str, Callable[[DecisionRecord, Policy], Decision]] = {
    Kind.TRIAGE: _triaged,
    Kind.ROUTE: _routed,
    Kind.PAGE: _rung,
}
