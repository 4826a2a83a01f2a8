"""The desk's own words in the languages it speaks. Facts are filled in; nothing else is said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.support.models import Severity
from bot.support.phrases import (
    answers,
    casework,
    escalation,
    files,
    filing,
    finding,
    joining,
    learning,
    refusals,
    releases,
    tickets,
)
from bot.support.spans import Span
from bot.support.visits.phrases import VISIT_PHRASES

LANGUAGES = ("en", "zh")

FLOWS: tuple[dict[str, dict[str, str]], ...] = (
    answers.PHRASES,
    files.PHRASES,
    releases.PHRASES,
    filing.PHRASES,
    joining.PHRASES,
    tickets.PHRASES,
    casework.PHRASES,
    escalation.PHRASES,
    finding.PHRASES,
    refusals.PHRASES,
    learning.PHRASES,
    VISIT_PHRASES,
)
PHRASES = {key: words for flow in FLOWS for key, words in flow.items()}

_UNITS = {
    "s": {"en": ("second", "seconds"), "zh": (" 秒", " 秒")},
    "m": {"en": ("minute", "minutes"), "zh": (" 分钟", " 分钟")},
    "h": {"en": ("hour", "hours"), "zh": (" 小时", " 小时")},
    "d": {"en": ("day", "days"), "zh": (" 天", " 天")},
    "bh": {"en": ("business hour", "business hours"), "zh": (" 个工作小时", " 个工作小时")},
    "bd": {"en": ("business day", "business days"), "zh": (" 个工作日", " 个工作日")},
}

_SEVERITIES = {
    Severity.LOW: {"en": "low", "zh": "低"},
    Severity.MEDIUM: {"en": "medium", "zh": "中"},
    Severity.HIGH: {"en": "high", "zh": "高"},
    Severity.CRITICAL: {"en": "critical", "zh": "紧急"},
}


def spoken(language: str) -> str:
    """The language to answer in: the asker's when the desk speaks it, else English."""
    return language if language in LANGUAGES else "en"


def say(language: str, key: str, **facts: object) -> str:
    """The phrase in the language, with the facts filled in. KeyError: no such phrase or fact."""
    return PHRASES[key][spoken(language)].format(**facts)


def say_span(language: str, span: Span) -> str:
    """`30 minutes`, `1 business day`, `1 个工作日`."""
    singular, plural = _UNITS[span.unit][spoken(language)]
    unit = singular if span.amount == 1 else plural
    return f"{span.amount}{unit}" if language == "zh" else f"{span.amount} {unit}"


def say_severity(language: str, severity: Severity) -> str:
    return _SEVERITIES[severity][spoken(language)]


def say_time(moment: datetime, tz: str, now: datetime) -> str:
    """`10:58`, or `Tue 24 Nov 10:58` when it is not today, in the person's zone."""
    try:
        zone = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
