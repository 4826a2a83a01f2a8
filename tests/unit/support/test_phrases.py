"""The desk's words: complete in both languages, and all of them in use."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.slack.views.labels import LABELS
from bot.support.models import Severity
from bot.support.phrases import LANGUAGES, say, say_severity, say_span, say_time, spoken
from bot.support.phrases.saying import FLOWS, PHRASES
from bot.support.spans import Span

BOT = Path(__file__).resolve().parents[3] / "bot"
ALL_WORDS = {f"phrase {key}": value for key, value in PHRASES.items()} | {
    f"label {key}": value for key, value in LABELS.items()
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("words", ALL_WORDS.values(), ids=list(ALL_WORDS))
def test_both_languages_say_the_same_facts(words: dict[str, str]) -> None:
    assert set(words) == set(LANGUAGES)
    assert placeholders(words["en"]) == placeholders(words["zh"])
    assert all(text.strip() for text in words.values())


@pytest.mark.parametrize("words", ALL_WORDS.values(), ids=list(ALL_WORDS))
def test_nobody_is_shouted_at(words: dict[str, str]) -> None:
    assert "!" not in words["en"] + words["zh"]
    assert "！" not in words["zh"]


def test_no_phrase_stands_in_two_flows() -> None:
    assert sum(len(flow) for flow in FLOWS) == len(PHRASES)


def source(but: str) -> str:
    """All code but the modules, and packages, of that name."""
    return "\n".join(
        file.read_text(encoding="utf-8")
        for file in BOT.rglob("*.py")
        if but not in (file.stem, file.parent.name)
    )


def unused(words: dict[str, dict[str, str]], text: str, spelled: tuple[str, ...]) -> set[str]:
    """Keys that no code names, not counting families that are put together from parts."""
    named = set(re.findall(r"""["']([a-z_0-9]+)["']""", text))
    return {key for key in words if key not in named and not key.startswith(spelled)}


def test_every_phrase_is_used() -> None:
    # searching_1, docs_en: say(language, f"searching_{one}")
    text = source("phrases")
    families = tuple(set(re.findall(r'say\([^()]*f"([a-z_]+_)\{', text)))
    kept_for_later = ("visit_no_", "fee_")  # chosen where a verdict is made, said elsewhere
    assert unused(PHRASES, text, (*families, *kept_for_later)) == set()


def test_every_label_is_used() -> None:
    text = source("labels")
    families = ("status_", "report_", "menu_", *(one.value for one in Severity))
    assert unused(LABELS, text, families) == set()


def test_unknown_languages_are_spoken_to_in_english() -> None:
    assert [spoken(one) for one in ("en", "zh", "fr", "")] == ["en", "zh", "en", "en"]
    assert say("fr", "ticket_filed_line", label="DS-1") == "Filed as DS-1."
    assert say("zh", "ticket_filed_line", label="DS-1") == "已提交工单 DS-1。"


def test_a_missing_fact_or_phrase_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        say("en", "ticket_filed_line")
    with pytest.raises(KeyError):
        say("en", "no such phrase")


@pytest.mark.parametrize(
    ("language", "amount", "unit", "said"),
    [
        ("en", 1, "h", "1 hour"),
        ("en", 30, "m", "30 minutes"),
        ("en", 2, "bd", "2 business days"),
        ("en", 45, "s", "45 seconds"),
        ("fr", 1, "d", "1 day"),
        ("zh", 1, "bd", "1 个工作日"),
        ("zh", 30, "m", "30 分钟"),
        ("zh", 4, "bh", "4 个工作小时"),
    ],
)
def test_spans(language: str, amount: int, unit: str, said: str) -> None:
    span = Span.model_validate({"amount": amount, "unit": unit})
    assert say_span(language, span) == said


@pytest.mark.parametrize("severity", Severity)
def test_severities_have_a_word_in_each_language(severity: Severity) -> None:
    assert say_severity("en", severity) == severity.value
    assert say_severity("zh", severity) != severity.value


NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "tz", "said"),
    [
        (4, "Asia/Shanghai", "12:00"),
        (17, "Asia/Shanghai", "2026-11-24 01:00"),
        (17, "America/New_York", "2026-11-23 12:00"),  # still the 22nd there
        (4, "Mars/Base", "04:00"),
        (4, "", "04:00"),
        (4, "../../etc/passwd", "04:00"),
    ],
)
def test_times_are_said_in_the_persons_zone(hour: int, tz: str, said: str) -> None:
    assert say_time(NOW.replace(hour=hour), tz, NOW) == said
