"""The support policy: thresholds, the service ladder, plans, customers, roles, escalation.

One validated file decides what Doorstep may do; `examples/support-policy.yaml` is the reference.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Self

from pydantic import Field as Setting
from pydantic import ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.support.accounts import Account, Targets, clash_of
from bot.support.business_time import BusinessHours
from bot.support.entries import LearningRules
from bot.support.extraction.vocabulary import Catalogue
from bot.support.intake import DEFAULT_KIND, Field, IntakeRules
from bot.support.models import Model, Role, Severity
from bot.support.models import Setting as UsualSetting
from bot.support.redaction import RedactionRules
from bot.support.references import unknown_names
from bot.support.releases import Release, is_named
from bot.support.rota import Rota
from bot.support.satisfaction import SatisfactionRules
from bot.support.signals import Symptom
from bot.support.spans import Duration, Span
from bot.support.teams import (
    ON_CALL,
    PRODUCT_WORDS,
    TEAM,
    ProductLine,
    RoutingRule,
    Team,
    callable_ids,
    line_of,
)
from bot.support.texts import Text
from bot.support.visits.rules import VisitRules

_PERSON_OR_GROUP = re.compile("[UWS][A-Z0-9]+")


class Mode(StrEnum):
    """The steps of the service ladder, lowest first."""

    SELF_SERVICE = "self_service"
    ONLINE_TICKET = "online_ticket"
    CHAT_PHONE = "chat_phone"
    REMOTE_ASSISTANCE = "remote_assistance"
    ON_SITE = "on_site"
    TECHNICAL_MANAGER = "technical_manager"


class Thresholds(Model):
    answer: float = Setting(ge=0, le=1)
    caveat: float = Setting(ge=0, le=1)
    unsolved_answers: int = Setting(ge=1)
    page_severity: Severity
    frustration: float = Setting(default=0.7, gt=0, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.caveat > self.answer:
            msg = "thresholds.caveat must not be above thresholds.answer"
            raise ValueError(msg)
        return self


class ServiceMode(Model):
    name: Text
    response: Text
    use: Text
    cost: Text


class FirstResponse(Model):
    critical: Duration
    high: Duration
    medium: Duration
    low: Duration

    def for_severity(self, severity: Severity) -> Span:
        span: Span = getattr(self, severity.value)
        return span


class Plan(Model):
    name: Text
    modes: tuple[Mode, ...] = Setting(min_length=1)
    pages: bool
    first_response: FirstResponse
    next_response: Targets = Targets()  # None: no promise
    resolution: Targets = Targets()
    hours: BusinessHours | None = None  # of its business targets; None = business_hours

    def includes(self, mode: Mode) -> bool:
        return mode in self.modes


class Life(Model):
    """How long a ticket waits for its customer, and how long a resolved one stays open."""

    remind_waiting: Duration = Span(amount=2, unit="d")
    close_waiting: Duration = Span(amount=7, unit="d")
    close_resolved: Duration = Span(amount=5, unit="d")
    remind_draft: Duration = Span(amount=1, unit="d")
    close_draft: Duration = Span(amount=4, unit="d")

    @model_validator(mode="after")
    def _reminds_before_it_closes(self) -> Self:
        if any(getattr(self, name).in_business_time for name in type(self).model_fields):
            msg = "write m, h or d: a customer's time is no business time"
            raise ValueError(msg)
        if self.remind_waiting.as_timedelta() >= self.close_waiting.as_timedelta():
            msg = "life.remind_waiting must be shorter than life.close_waiting"
            raise ValueError(msg)
        if self.remind_draft.as_timedelta() >= self.close_draft.as_timedelta():
            msg = "life.remind_draft must be shorter than life.close_draft"
            raise ValueError(msg)
        return self


class Similarity(Model):
    """When a report is taken for the same problem as a ticket, and how old that ticket may be."""

    likeness: float = Setting(default=0.4, gt=0, le=1)
    window: Duration = Span(amount=180, unit="d")

    @field_validator("window")
    @classmethod
    def _around_the_clock(cls, span: Span) -> Span:
        return _plain(span, "similar.window")


class IncidentRules(Model):
    """How many people must report the same symptom within which time to make an incident."""

    reports: int = Setting(default=3, ge=2)
    within: Duration = Span(amount=30, unit="m")
    likeness: float = Setting(default=0.3, gt=0, le=1)
    page: bool = True  # call a person when none of its tickets did

    @field_validator("within")
    @classmethod
    def _around_the_clock(cls, span: Span) -> Span:
        return _plain(span, "incident.within")


def _plain(span: Span, name: str) -> Span:
    if span.in_business_time:
        msg = f"{name} must be s, m, h or d"
        raise ValueError(msg)
    return span


class Roles(Model):
    support: tuple[str, ...] = ()
    manager: tuple[str, ...] = ()
    doc_maintainer: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()

    @field_validator("*")
    @classmethod
    def _are_ids(cls, named: tuple[str, ...]) -> tuple[str, ...]:
        for one in named:
            if not _PERSON_OR_GROUP.fullmatch(one):
                msg = f"{one!r} is neither the id of a person (U…) nor of a user group (S…)"
                raise ValueError(msg)
        return named

    def holders(self, role: Role) -> tuple[str, ...]:
        """User ids (U…) and user groups (S…) that have the role."""
        return () if role is Role.DEVELOPER else getattr(self, role.value)


class Rung(Model):
    """One step of the escalation ladder: whom to notify, and how long to wait for a claim."""

    name: str
    notify: tuple[str, ...] = Setting(min_length=1)
    wait: Duration

    @field_validator("notify")
    @classmethod
    def _are_callable(cls, notify: tuple[str, ...]) -> tuple[str, ...]:
        return callable_ids(notify, (ON_CALL, TEAM))


class EscalationRules(Model):
    on_site_after_ladder: bool = False
    warn_at: float = Setting(default=0.8, gt=0, lt=1)  # share of a target after which staff is told
    ladder: tuple[Rung, ...] = ()
    ladders: dict[str, tuple[Rung, ...]] = Setting(default_factory=dict)  # of teams, by name
    rota: str = ""  # who is `on_call` where the team has no rota of its own

    @field_validator("ladder")
    @classmethod
    def _waits_are_plain(cls, ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
        for rung in ladder:
            if rung.wait.in_business_time:
                msg = f"the wait of {rung.name!r} must be s, m, h or d: a page does not pause"
                raise ValueError(msg)
        return ladder

    @field_validator("ladders")
    @classmethod
    def _named_waits_are_plain(
        cls, ladders: dict[str, tuple[Rung, ...]]
    ) -> dict[str, tuple[Rung, ...]]:
        return {name: cls._waits_are_plain(ladder) for name, ladder in ladders.items()}


class TrackerRules(Model):
    """What the vendor's own issue tracker is told beyond the report itself; it may be public."""

    internal_notes: bool = False
    customer_name: bool = False


class Policy(Model):
    """The whole file. Raises pydantic.ValidationError when it contradicts itself."""

    version: str
    thresholds: Thresholds
    business_hours: BusinessHours
    service_modes: dict[Mode, ServiceMode]
    plans: dict[str, Plan]
    default_plan: str
    customers: tuple[Account, ...] = ()
    channels: dict[str, UsualSetting] = Setting(default_factory=dict)
    roles: Roles = Roles()
    people: dict[str, str] = Setting(default_factory=dict)  # names in rotas, and their Slack ids
    product_lines: dict[ProductLine, tuple[str, ...]] = Setting(default_factory=dict)
    products: dict[str, tuple[str, ...]] = Setting(default_factory=dict)  # names, with packages
    routing: tuple[RoutingRule, ...] = ()
    teams: dict[str, Team] = Setting(default_factory=dict)
    rotas: dict[str, Rota] = Setting(default_factory=dict)
    escalation: EscalationRules = EscalationRules()
    life: Life = Life()
    similar: Similarity = Similarity()
    incident: IncidentRules = IncidentRules()
    releases: tuple[Release, ...] = ()
    details: dict[str, tuple[Field, ...]]  # by symptom; of a product, in addition to those
    tracker: TrackerRules = TrackerRules()
    redaction: RedactionRules = RedactionRules()
    learning: LearningRules = LearningRules()
    satisfaction: SatisfactionRules = SatisfactionRules()
    visits: VisitRules = VisitRules()
    publish_prefix: str = Setting(default="reply:", min_length=2)

    @field_validator("version", mode="before")
    @classmethod
    def _version_is_text(cls, value: Any) -> Any:
        return str(value)

    @model_validator(mode="after")
    def _names_its_teams_and_rotas(self) -> Self:
        unknown = unknown_names(self)
        if unknown:  # with their places, so that the file's lines can be named
            raise ValidationError.from_exception_data("Policy", unknown)
        return self

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        named: dict[tuple[int | str, ...], str] = {("default_plan",): self.default_plan}
        named |= {("customers", n, "plan"): one.plan for n, one in enumerate(self.customers)}
        known = ", ".join(self.plans)
        unknown = [
            InitErrorDetails(
                type=PydanticCustomError(
                    "unknown_plan", f"unknown plan {name!r}; the plans are {known}"
                ),
                loc=place,
                input=name,
            )
            for place, name in named.items()
            if name not in self.plans
        ]
        if unknown:  # with their places, so that the file's lines can be named
            raise ValidationError.from_exception_data("Policy", unknown)
        missing = [mode.value for mode in Mode if mode not in self.service_modes]
        if missing:
            msg = f"service_modes lacks {', '.join(missing)}"
            raise ValueError(msg)
        if clash := clash_of(self.customers):
            msg = f"customers: {clash}"
            raise ValueError(msg)
        if DEFAULT_KIND not in self.details:
            msg = f"details needs an entry {DEFAULT_KIND!r}"
            raise ValueError(msg)
        return self

    def setting_of(self, channel: str, customer: Account | None) -> UsualSetting:
        """What is known before a word is said: of the customer, else of the channel."""
        usual = self.channels.get(channel, UsualSetting())
        if customer is None:
            return usual
        own = UsualSetting(
            platform=customer.platform, version=customer.version, product=customer.product
        )
        return own.completed_by(usual)

    def plan_name(self, name: str) -> str:
        """The plan's key; the default for "" or a plan that the policy no longer knows."""
        return name if name in self.plans else self.default_plan

    def plan(self, name: str) -> Plan:
        return self.plans[self.plan_name(name)]

    def words_of_products(self) -> dict[ProductLine, tuple[str, ...]]:
        """What each product line is known by: the policy's words, else ours."""
        return {line: self.product_lines.get(line, words) for line, words in PRODUCT_WORDS.items()}

    @property
    def catalogue(self) -> Catalogue:
        """The vendor's names by which reports are read; words such as "voice" name no product."""
        general = {word for words in PRODUCT_WORDS.values() for word in words} | {"sdk", "all", ""}
        named = self._named_products
        return Catalogue(
            products=tuple(name for name in named if name.casefold() not in general),
            sdks=tuple(name for names in self.products.values() for name in names if name),
        )

    def ladder_of(self, team: str) -> tuple[Rung, ...]:
        """The team's own ladder, else the one for all."""
        own = self.teams[team].ladder if team in self.teams else ""
        return self.escalation.ladders[own] if own else self.escalation.ladder

    def rota_of(self, team: str) -> Rota | None:
        """The team's own rota, else the one for all; None where nobody takes turns."""
        own = self.teams[team].rota if team in self.teams else ""
        rota = self.rotas.get(own or self.escalation.rota)
        return rota and rota.model_copy(update={"people": self.people | rota.people})

    def intake_of(self, product: str) -> IntakeRules:
        """Which details each kind of problem needs, with those of the product ("" = not told)."""
        found = line_of(product, self.words_of_products()) if product else None
        named = [found[0].value] if found else []
        named += [name for name in self._named_products if is_named(name, product)]
        added = [
            field for name, fields in self.details.items() if name in named for field in fields
        ]
        kinds = {name: fields for name, fields in self.details.items() if name in set(Symptom)}
        return IntakeRules(
            required={
                name: tuple(dict.fromkeys((*fields, *added))) for name, fields in kinds.items()
            }
        )

    @property
    def detailed(self) -> frozenset[str]:
        """What `details` may have entries for: symptoms, product lines, products with a name."""
        return frozenset({*map(str, Symptom), *map(str, ProductLine), *self._named_products})

    @property
    def _named_products(self) -> tuple[str, ...]:
        """Those of `products`, then those that only `releases` names."""
        named = dict.fromkeys([*self.products, *(one.product for one in self.releases)])
        return tuple(name for name in named if name)
