"""Accounts: the companies under contract, what the contract says, and how people are recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, StringConstraints
from pydantic import Field as Setting

from bot.support.business_time import BusinessHours
from bot.support.mail_domains import is_public
from bot.support.models import Model, Severity
from bot.support.spans import Duration, Span

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_LONGEST_DOMAIN = 253


def _a_domain(value: str) -> str:
    """`@Nimbus.Example` -> `nimbus.example`; a domain that everybody shares is refused."""
    domain = _comparable(value.strip().removeprefix("@"))
    if not _DOMAIN.fullmatch(domain) or len(domain) > _LONGEST_DOMAIN:
        msg = f"{value!r} is no e-mail domain; write for example nimbus-games.example"
        raise ValueError(msg)
    if is_public(domain):
        msg = f"anybody can have an address at {domain}: it identifies no company"
        raise ValueError(msg)
    return domain


def _comparable(domain: str) -> str:
    """In lower case and ASCII (punycode); "" for what is no domain."""
    try:
        return domain.casefold().encode("idna").decode()
    except UnicodeError:
        return ""


def _a_zone(value: str) -> str:
    try:
        return ZoneInfo(value).key if value else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = f"{value!r} is not a time zone; write for example Asia/Shanghai"
        raise ValueError(msg) from None


def _slack_id(first: str, what: str, example: str, *, needed: bool = True) -> AfterValidator:
    """An id as Slack shows it. A name in its place would never be found, without a word."""
    shape = re.compile(rf"[{first}][A-Z0-9]{{1,38}}")

    def check(value: str) -> str:
        if not shape.fullmatch(value) and (value or needed):
            msg = f"{value!r} is not the id of a {what}; Slack shows it as for example {example}"
            raise ValueError(msg)
        return value

    return AfterValidator(check)


Channel = Annotated[str, _slack_id("CG", "channel", "C0123ABCD")]
Member = Annotated[str, _slack_id("UW", "person", "U0123ABCD")]
Team = Annotated[str, _slack_id("TE", "workspace", "T0123ABCD")]
Domain = Annotated[str, AfterValidator(_a_domain)]
Words = Annotated[str, StringConstraints(strip_whitespace=True)]
Zone = Annotated[str, AfterValidator(_a_zone)]


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

    city: Words = Setting(min_length=1)
    address: Words = ""
    time_zone: Zone = ""  # IANA; "" = the desk's own


class Contract(Model):
    """What an account agreed beyond its plan; what it does not say is as the plan says.

    `remote_hours` and `on_site_days` are included in each contract year, which begins on
    `year_starts` (any year's date; None = 1 January). `technical_manager` is a user id.
    """

    first_response: Targets = Targets()
    next_response: Targets = Targets()
    resolution: Targets = Targets()
    hours: BusinessHours | None = None  # service hours and time zone of their business targets
    remote_hours: float | None = Setting(default=None, ge=0, allow_inf_nan=False)
    on_site_days: float | None = Setting(default=None, ge=0, allow_inf_nan=False)
    year_starts: date | None = None
    technical_manager: Annotated[str, _slack_id("UW", "person", "U0123ABCD", needed=False)] = ""
    products: tuple[Words, ...] = ()  # covered; empty = all


class Account(Model):
    """A company, and how its people are recognised. The name identifies it, whatever its case."""

    name: Words = Setting(min_length=1, max_length=200)
    plan: str
    strategic: bool = False  # a customer for whom the seller goes further than the plan
    contract: Contract = Contract()
    offices: tuple[Office, ...] = ()
    channels: tuple[Channel, ...] = ()  # Slack channels (C…)
    members: tuple[Member, ...] = ()  # Slack people (U…)
    teams: tuple[Team, ...] = ()  # Slack workspaces or Slack Connect teams (T…)
    domains: tuple[Domain, ...] = ()  # e-mail domains
    platform: str = ""
    version: str = ""
    product: str = ""

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return self.name.casefold()


class Way(StrEnum):
    """How people are recognised; what comes first wins."""

    CHANNEL = "channel"
    MEMBER = "member"
    TEAM = "team"
    DOMAIN = "domain"


class Claim(NamedTuple):
    """Something by which one account alone is recognised."""

    way: Way
    value: str


class Identity(Model):
    """Who asks, as far as Slack tells; "" = not known. The address is kept nowhere."""

    channel: str
    user: str
    team: str = ""
    email: str = Setting(default="", repr=False)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What an account may know them by, in the order in which it counts."""
        domain = _comparable(self.email.rpartition("@")[2].strip())
        known = (
            Claim(Way.CHANNEL, self.channel),
            Claim(Way.MEMBER, self.user),
            Claim(Way.TEAM, self.team),
            Claim(Way.DOMAIN, domain),
        )
        return tuple(one for one in known if one.value)


class Clash(NamedTuple):
    """Two accounts that would be recognised by the same thing, or have the same name."""

    first: str
    second: str
    claim: Claim | None  # None = the name

    def __str__(self) -> str:
        if self.claim is None:
            return f"{self.first!r} and {self.second!r} have the same name"
        way, value = self.claim
        return f"{self.first!r} and {self.second!r} both have the {way} {value}"


def claims_of(account: Account) -> tuple[Claim, ...]:
    """Everything that the account is recognised by, each once."""
    ways = {
        Way.CHANNEL: account.channels,
        Way.MEMBER: account.members,
        Way.TEAM: account.teams,
        Way.DOMAIN: account.domains,
    }
    return tuple(dict.fromkeys(Claim(way, one) for way, values in ways.items() for one in values))


def clash_of(accounts: Iterable[Account]) -> Clash | None:
    """The first two that cannot be told apart."""
    names: dict[str, str] = {}
    owners: dict[Claim, str] = {}
    for account in accounts:
        if account.key in names:
            return Clash(names[account.key], account.name, None)
        names[account.key] = account.name
        for claim in claims_of(account):
            owner = owners.setdefault(claim, account.name)
            if owner != account.name:
                return Clash(owner, account.name, claim)
    return None


def rank(account: Account, who: Identity) -> int | None:
    """How directly the account knows them: 0 is best; None for a stranger to it."""
    own = set(claims_of(account))
    return next((number for number, one in enumerate(who.claims) if one in own), None)


def recognised(accounts: Iterable[Account], who: Identity) -> Account | None:
    """By channel first, then person, then team, then e-mail domain; None for a stranger."""
    ranked = ((place, one) for one in accounts if (place := rank(one, who)) is not None)
    best = min(ranked, key=lambda one: one[0], default=None)
    return best[1] if best else None
