"""The support policy: thresholds, the service ladder, plans, customers, roles, escalation.

One validated file decides what Doorstep may do; `examples/support-policy.yaml` is the reference.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, ValidationError, field_validator, model_validator
from pydantic import Field as Setting
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.support.intake import DEFAULT_KIND, Field, IntakeRules
from bot.support.models import Model, Role, Severity
from bot.support.models import Setting as UsualSetting

_DURATION = re.compile(r"(\d+)\s*(s|m|h|d|bh|bd)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = 10_000  # units of a span; more would be a slip of the hand
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Mode(StrEnum):
    """The steps of the service ladder, lowest first."""

    SELF_SERVICE = "self_service"
    ONLINE_TICKET = "online_ticket"
    CHAT_PHONE = "chat_phone"
    REMOTE_ASSISTANCE = "remote_assistance"
    ON_SITE = "on_site"
    TECHNICAL_MANAGER = "technical_manager"


class Span(Model):
    """A length of time: around the clock (s, m, h, d) or in business time (bh, bd)."""

    amount: int = Setting(ge=0, le=_LONGEST)
    unit: Literal["s", "m", "h", "d", "bh", "bd"]

    @property
    def in_business_time(self) -> bool:
        return self.unit in {"bh", "bd"}

    def as_timedelta(self) -> timedelta:
        """Seconds around the clock. Business spans are counted by `BusinessHours.after`."""
        if self.in_business_time:
            raise ValueError(f"{self} is business time")
        return timedelta(seconds=self.amount * _UNITS[self.unit])

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def parse_span(value: object) -> object:
    """`30m` -> Span. Anything that is not such a text is left for pydantic to judge."""
    if not isinstance(value, str):
        return value
    match = _DURATION.fullmatch(value.strip())
    if match is None:
        msg = f"{value!r} is not a duration; write for example 30m, 4h, 2d, 4bh or 1bd"
        raise ValueError(msg)
    return {"amount": int(match[1]), "unit": match[2]}


Duration = Annotated[Span, BeforeValidator(parse_span)]


class Text(Model):
    """The same words in the languages that the desk speaks."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Thresholds(Model):
    answer: float = Setting(ge=0, le=1)
    caveat: float = Setting(ge=0, le=1)
    unsolved_answers: int = Setting(ge=1)
    page_severity: Severity

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.caveat > self.answer:
            msg = "thresholds.caveat must not be above thresholds.answer"
            raise ValueError(msg)
        return self


class BusinessHours(Model):
    """When business time passes. Public holidays are not known here yet."""

    time_zone: str
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Setting(
        min_length=1
    )
    start: time
    end: time

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            msg = f"{value!r} is not a time zone; write for example Asia/Shanghai"
            raise ValueError(msg) from None
        return value

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.start >= self.end:
            msg = "business_hours.start must be before business_hours.end"
            raise ValueError(msg)
        return self

    def after(self, start: datetime, span: Span) -> datetime:
        """The moment (UTC, aware) when `span` has passed since `start` (aware)."""
        if not span.in_business_time:
            return start + span.as_timedelta()
        zone = ZoneInfo(self.time_zone)
        left = timedelta(hours=span.amount) if span.unit == "bh" else span.amount * self._day_length
        day = start.astimezone(zone).date()
        while True:
            opens = datetime.combine(day, self.start, zone).astimezone(start.tzinfo)
            closes = datetime.combine(day, self.end, zone).astimezone(start.tzinfo)
            begin = max(opens, start)
            if _DAYS[day.weekday()] in self.days and begin < closes:
                if closes - begin >= left:
                    return begin + left
                left -= closes - begin
            day += timedelta(days=1)

    @property
    def _day_length(self) -> timedelta:
        day = date.min
        return datetime.combine(day, self.end) - datetime.combine(day, self.start)


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

    def includes(self, mode: Mode) -> bool:
        return mode in self.modes


class Customer(Model):
    """A company under contract, and how its people are recognised."""

    name: str
    plan: str
    channels: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    platform: str = ""
    version: str = ""
    product: str = ""


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


class Roles(Model):
    support: tuple[str, ...] = ()
    manager: tuple[str, ...] = ()
    doc_maintainer: tuple[str, ...] = ()

    def holders(self, role: Role) -> tuple[str, ...]:
        """User ids (U…) and user groups (S…) that have the role."""
        return () if role is Role.DEVELOPER else getattr(self, role.value)


class Rung(Model):
    """One step of the escalation ladder: whom to notify, and how long to wait for a claim."""

    name: str
    notify: tuple[str, ...] = Setting(min_length=1)
    wait: Duration


class EscalationRules(Model):
    on_site_after_ladder: bool = False
    ladder: tuple[Rung, ...] = ()

    @field_validator("ladder")
    @classmethod
    def _waits_are_plain(cls, ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
        for rung in ladder:
            if rung.wait.in_business_time:
                msg = f"the wait of {rung.name!r} must be s, m, h or d: a page does not pause"
                raise ValueError(msg)
        return ladder


class Policy(Model):
    """The whole file. Raises pydantic.ValidationError when it contradicts itself."""

    version: str
    thresholds: Thresholds
    business_hours: BusinessHours
    service_modes: dict[Mode, ServiceMode]
    plans: dict[str, Plan]
    default_plan: str
    customers: tuple[Customer, ...] = ()
    channels: dict[str, UsualSetting] = Setting(default_factory=dict)
    roles: Roles = Roles()
    escalation: EscalationRules = EscalationRules()
    life: Life = Life()
    details: dict[str, tuple[Field, ...]]
    publish_prefix: str = Setting(default="reply:", min_length=2)

    @field_validator("version", mode="before")
    @classmethod
    def _version_is_text(cls, value: Any) -> Any:
        return str(value)

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
        if DEFAULT_KIND not in self.details:
            msg = f"details needs an entry {DEFAULT_KIND!r}"
            raise ValueError(msg)
        return self

    def customer_of(self, channel: str, user: str) -> Customer | None:
        """By channel first, then by person; None for people without a contract."""
        by_channel = (one for one in self.customers if channel in one.channels)
        by_person = (one for one in self.customers if user in one.members)
        return next(by_channel, None) or next(by_person, None)

    def setting_of(self, channel: str, customer: Customer | None) -> UsualSetting:
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

    def first_reply_due(self, plan: str, severity: Severity, since: datetime) -> datetime:
        return self.business_hours.after(since, self.first_response(plan, severity))

    def first_response(self, plan: str, severity: Severity) -> Span:
        return self.plan(plan).first_response.for_severity(severity)

    @property
    def intake(self) -> IntakeRules:
        """Which details each kind of problem needs."""
        return IntakeRules(required=self.details)
