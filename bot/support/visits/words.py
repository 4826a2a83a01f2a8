"""A visit in words: its name, fee, time and place, in its reader's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.support.phrases import say, say_span
from bot.support.policy import Policy
from bot.support.visits.models import Fee, Slot, Verdict, Visit, VisitKind, VisitStatus, Wish
from bot.support.visits.rules import VisitRules

_WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": tuple("一二三四五六日")}
_UNITS = {"days": "天", "hours": "小时"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def name_of(visit: Visit, language: str) -> str:
    """On-site visit V-12."""
    phrase = "visit_name" if visit.kind is VisitKind.ON_SITE else "session_name"
    return say(language, phrase, label=visit.label)


def status_of(status: VisitStatus, language: str) -> str:
    return say(language, f"status_word_{status.value}")


def length_of(wish: Wish, language: str) -> str:
    unit = "days" if wish.kind is VisitKind.ON_SITE else "hours"
    return say(language, f"count_{unit}", count=_counted(str(wish.length), unit, language))


def _counted(count: str, unit: str, language: str) -> str:
    """`1 day`, `2.5 hours`, `2 天`."""
    if language == "zh":
        return f"{count} {_UNITS[unit]}"
    return f"{count} {unit.removesuffix('s') if count == '1' else unit}"


def say_day(moment: datetime, language: str) -> str:
    """`Thu 26 Nov`, `11月26日（周四）`, of a local moment."""
    weekday = _WEEKDAYS["zh" if language == "zh" else "en"][moment.weekday()]
    if language == "zh":
        return f"{moment.month}月{moment.day}日（周{weekday}）"
    return f"{weekday} {moment.day} {_MONTHS[moment.month - 1]}"


def say_slot(slot: Slot, zone: str, language: str) -> str:
    """`Thu 26 Nov 15:00-16:00 (Asia/Shanghai)`; days in a row name the first and the last."""
    start, end = (_local(moment, zone) for moment in (slot.start, slot.end))
    if start.date() == end.date():
        when = f"{say_day(start, language)} {start:%H:%M}-{end:%H:%M}"
    else:
        until = f"{say_day(end, language)} {end:%H:%M}"
        when = f"{say_day(start, language)} {start:%H:%M} - {until}"
    return f"{when} ({_local(slot.start, zone).tzinfo})"


def say_moment(moment: datetime, zone: str, language: str) -> str:
    local = _local(moment, zone)
    return f"{say_day(local, language)} {local:%H:%M} ({local.tzinfo})"


def _local(moment: datetime, zone: str) -> datetime:
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(ZoneInfo("UTC"))


def zone_of(visit: Visit, policy: Policy, asker_zone: str) -> str:
    """Where its time is told: a visit in its city's zone, a session in the customer's."""
    if visit.kind is VisitKind.REMOTE:
        return asker_zone
    city = policy.visits.city(visit.wish.city)
    return (city.time_zone if city else "") or policy.business_hours.time_zone


def place_of(wish: Wish, rules: VisitRules, language: str) -> str:
    """`Shanghai, 88 Century Avenue`; "" for a session."""
    city = rules.city(wish.city)
    known = city is not None and bool(rules.city_key(wish.city))
    name = city.name.in_language(language) if city and known else wish.city
    return ", ".join(part for part in (name, wish.address) if part)


def fee_lines(fee: Fee, language: str) -> tuple[str, ...]:
    """A line for each item, and the total; one line when nothing is charged."""
    lines = []
    for item in fee.items:
        facts = _facts(item.facts, language)
        unit = "hours" if item.phrase.startswith("fee_hours") else "days"
        if "count" in facts:
            facts["count"] = _counted(facts["count"], unit, language)
        what = say(language, item.phrase, **facts)
        if not item.amount:
            lines.append(what)
            continue
        price = {"currency": fee.currency, "amount": f"{item.amount:,}"}
        lines.append(say(language, "fee_line", what=what, **price))
    if not fee.total:
        return (*lines, say(language, "fee_none"))
    total = say(language, "fee_total", currency=fee.currency, amount=f"{fee.total:,}")
    return (*lines, total)


def facts_of(visit: Visit, policy: Policy, language: str) -> tuple[str, ...]:
    """What it is about, how long, where."""
    wish = visit.wish
    place = place_of(wish, policy.visits, language)
    lines = [say(language, "visit_length", length=length_of(wish, language))]
    if wish.subject:
        lines.insert(0, say(language, "visit_subject", subject=wish.subject))
    if place:
        lines.append(say(language, "visit_place", place=place))
    return tuple(lines)


def terms_of(visit: Visit, policy: Policy, language: str) -> tuple[str, ...]:
    """The small print: what a visit does, and what a late no costs."""
    rules = policy.visits
    lines = [rules.terms.in_language(language)] if visit.kind is VisitKind.ON_SITE else []
    if rules.late_cancel and visit.verdict.fee and visit.verdict.fee.total:
        before = say_span(language, rules.free_cancel)
        facts = {"before": before, "percent": rules.late_cancel}
        lines.append(say(language, "fee_late_cancel", **facts))
    return tuple(lines)


def refusal_of(verdict: Verdict, language: str) -> str:
    """The friendly no."""
    return say(language, verdict.phrase, **_facts(verdict.facts, language))


def _facts(facts: Mapping[str, str], language: str) -> dict[str, str]:
    """The facts in the language: what has a name of its own in Chinese stands there as `x_zh`."""
    if language != "zh":
        return dict(facts)
    return dict(facts) | {
        name.removesuffix("_zh"): value for name, value in facts.items() if name.endswith("_zh")
    }


def late_fee(visit: Visit, rules: VisitRules, now: datetime) -> int:
    """What cancelling now costs, in the policy's currency."""
    if visit.slot is None or visit.verdict.fee is None:
        return 0
    if now < visit.slot.start - rules.free_cancel.as_timedelta():
        return 0
    return round(visit.verdict.fee.total * rules.late_cancel / 100)
