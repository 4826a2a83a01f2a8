"""Accounts: the companies under contract, what the contract says, and how people are recognised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pydantic import Field as Setting

from bot.support.business_time import BusinessHours
from bot.support.models import Model, Severity
from bot.support.spans import Duration, Span


class Targets(Model):
    """How soon something happens, by severity. None = as the plan says (or, there, never)."""

    critical: Duration | None = None
    high: Duration | None = None
    medium: Duration | None = None
    low: Duration | None = None

    def for_severity(self, severity: Severity) -> Span | None:
        span: Span | None = getattr(self, severity.value)
        return span


class Office(Model):
    """Where an account's people sit, and where an engineer would go."""

    city: str
    address: str = ""
    time_zone: str = ""  # IANA; "" = the desk's own


class Contract(Model):
    """What an account agreed beyond its plan; what it does not say is as the plan says.

    `remote_hours` and `on_site_days` are included in each contract year, which begins on
    `year_starts` (any year's date; None = 1 January).
    """

    first_response: Targets = Targets()
    next_response: Targets = Targets()
    resolution: Targets = Targets()
    hours: BusinessHours | None = None  # service hours and time zone of their business targets
    remote_hours: float | None = Setting(default=None, ge=0)
    on_site_days: float | None = Setting(default=None, ge=0)
    year_starts: date | None = None
    technical_manager: str = ""  # user id of their dedicated technical manager
    products: tuple[str, ...] = ()  # covered; empty = all


class Account(Model):
    """A company, and how its people are recognised. The name identifies it."""

    name: str = Setting(min_length=1)
    plan: str
    strategic: bool = False  # a customer for whom the seller goes further than the plan
    contract: Contract = Contract()
    offices: tuple[Office, ...] = ()
    channels: tuple[str, ...] = ()  # Slack channels (C…)
    members: tuple[str, ...] = ()  # Slack people (U…)
    teams: tuple[str, ...] = ()  # Slack workspaces or Slack Connect teams (T…)
    domains: tuple[str, ...] = ()  # e-mail domains
    platform: str = ""
    version: str = ""
    product: str = ""


class PolicyAccounts(Model):
    """Implements support.ports.Accounts: those that the policy lists."""

    customers: tuple[Account, ...] = ()

    def named(self, name: str) -> Account | None:
        return next((one for one in self.customers if one.name == name), None)


class Identity(Model):
    """Who asks, as far as Slack tells; "" = not known."""

    channel: str
    user: str
    team: str = ""
    email: str = ""


def recognised(accounts: tuple[Account, ...], who: Identity) -> Account | None:
    """By channel first, then person, then team, then e-mail domain; None for a stranger."""
    domain = who.email.rpartition("@")[2].casefold()
    ways: tuple[Callable[[Account], bool], ...] = (
        lambda one: who.channel in one.channels,
        lambda one: who.user in one.members,
        lambda one: bool(who.team) and who.team in one.teams,
        lambda one: bool(domain) and domain in {each.casefold() for each in one.domains},
    )
    return next((one for way in ways for one in accounts if way(one)), None)
