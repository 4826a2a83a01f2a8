"""What a customer was promised: the account's contract over its plan, field by field."""

from __future__ import annotations

from bot.support.accounts import Account, Contract, Targets
from bot.support.business_time import BusinessHours
from bot.support.models import Model, Severity
from bot.support.policy import FirstResponse, Policy
from bot.support.spans import Span


class Terms(Model):
    """How soon a customer is answered and helped, and the hours in which business time passes."""

    first_response: FirstResponse
    next_response: Targets = Targets()  # None: no promise
    resolution: Targets = Targets()
    hours: BusinessHours


def terms_of(policy: Policy, plan: str, account: Account | None) -> Terms:
    """What holds for the account (None = a stranger) on the plan."""
    usual = policy.plan(plan)
    contract = account.contract if account else Contract()
    first = {
        one.value: contract.first_response.for_severity(one)
        or usual.first_response.for_severity(one)
        for one in Severity
    }
    return Terms(
        first_response=FirstResponse.model_validate(first),
        next_response=_over(contract.next_response, usual.next_response),
        resolution=_over(contract.resolution, usual.resolution),
        hours=contract.hours or usual.hours or policy.business_hours,
    )


def _over(contract: Targets, plan: Targets) -> Targets:
    merged: dict[str, Span | None] = {
        one.value: contract.for_severity(one) or plan.for_severity(one) for one in Severity
    }
    return Targets.model_validate(merged)
