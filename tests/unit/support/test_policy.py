"""The support policy: every contradiction is found and named with its line; time is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import PolicyError
from bot.storage.policy_file import load_policy
from bot.support.business_time import BusinessHours
from bot.support.models import Role, Severity
from bot.support.policy import Mode, Policy
from bot.support.spans import Span
from bot.support.terms import terms_of
from tests.desk_stage import POLICY_FILE, sample_policy

Change = Callable[[dict[str, Any]], object]

INVALID: list[tuple[str, Change]] = [
    ("thresholds.answer", lambda p: p["thresholds"].update(answer=1.2)),
    ("thresholds.caveat", lambda p: p["thresholds"].update(caveat=-0.1)),
    ("must not be above", lambda p: p["thresholds"].update(caveat=0.7)),
    ("thresholds.unsolved_answers", lambda p: p["thresholds"].update(unsolved_answers=0)),
    ("thresholds.page_severity", lambda p: p["thresholds"].update(page_severity="awful")),
    ("thresholds.answers", lambda p: p["thresholds"].update(answers=0.5)),
    ("'Mars/Base' is not a time zone", lambda p: p["business_hours"].update(time_zone="Mars/Base")),
    ("must be before", lambda p: p["business_hours"].update(start="18:00", end="09:00")),
    ("business_hours.days", lambda p: p["business_hours"].update(days=[])),
    ("business_hours.days.0", lambda p: p["business_hours"].update(days=["funday"])),
    ("lacks on_site", lambda p: p["service_modes"].pop("on_site")),
    ("service_modes.taxi", lambda p: p["service_modes"].update(taxi={})),
    ("service_modes.on_site.cost.zh", lambda p: p["service_modes"]["on_site"]["cost"].pop("zh")),
    ("plans.basic.modes", lambda p: p["plans"]["basic"].update(modes=[])),
    ("is not a duration", lambda p: p["plans"]["basic"]["first_response"].update(low="soon")),
    ("first_response.low", lambda p: p["plans"]["basic"]["first_response"].update(low=5)),
    ("first_response.low", lambda p: p["plans"]["basic"]["first_response"].update(low="99999d")),
    ("unknown plan 'gold'", lambda p: p.update(default_plan="gold")),
    ("customers.1.plan: unknown plan 'gold'", lambda p: p["customers"][1].update(plan="gold")),
    ("both have the channel", lambda p: p["customers"][1].update(channels=["C0NIMBUS"])),
    ("is not the id of a channel", lambda p: p["customers"][1].update(channels=["#kite"])),
    ("identifies no company", lambda p: p["customers"][1].update(domains=["QQ.com"])),
    ("escalation.ladder.0.notify", lambda p: p["escalation"]["ladder"][0].update(notify=[])),
    ("a page does not pause", lambda p: p["escalation"]["ladder"][0].update(wait="1bh")),
    ("needs an entry 'default'", lambda p: p["details"].pop("default")),
    ("unknown symptom or product 'crsh'; there are", lambda p: p["details"].update(crsh=["steps"])),
    ("publish_prefix", lambda p: p.update(publish_prefix="r")),
    ("version", lambda p: p.pop("version")),
    ("surprise", lambda p: p.update(surprise=1)),
]


@pytest.mark.parametrize(("expected", "change"), INVALID)
def test_a_contradiction_is_named(tmp_path: Path, expected: str, change: Change) -> None:
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    change(content)
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(file)
    assert expected in raised.value.message
    assert "policy.yaml, line " in raised.value.message
    assert raised.value.remedy


LINES = [
    ("  answer: 0.60", "  answer: sixty"),
    ("default_plan: basic", "default_plan: gold"),
    ("    plan: basic", "    plan: gold"),
    ("      wait: 10m", "      wait: 10bh"),
    ("  time_zone: Asia/Shanghai", "  time_zone: Asia/Shanghai\n    start: 1"),
    ("    pages: false", "    pages: perhaps"),
]


@pytest.mark.parametrize(("good", "bad"), LINES)
def test_the_line_is_the_one_that_is_wrong(tmp_path: Path, good: str, bad: str) -> None:
    text = POLICY_FILE.read_text(encoding="utf-8")
    (good,) = [line for line in text.splitlines() if line.startswith(good)]
    number = text[: text.index(good)].count("\n") + 1 + bad.count("\n")
    file = tmp_path / "policy.yaml"
    file.write_text(text.replace(good + "\n", bad + "\n"), encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(file)
    if "wait" in bad:  # judged with the whole ladder
        assert "line " in raised.value.message
    else:
        assert f"line {number}:" in raised.value.message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "holds no policy"),
        (b"- a\n- b\n", "holds no policy"),
        (b"just words", "holds no policy"),
        (b"a: [1, 2\nb: 3\n", "line "),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_file_that_is_no_policy(tmp_path: Path, content: bytes, expected: str) -> None:
    file = tmp_path / "policy.yaml"
    file.write_bytes(content)
    with pytest.raises(PolicyError, match=expected):
        load_policy(file)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy file") as raised:
        load_policy(tmp_path / "nothing.yaml")
    assert "DOORSTEP_POLICY" in raised.value.remedy
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(tmp_path)


def test_only_some_of_many_problems_are_listed(tmp_path: Path) -> None:
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content |= {f"surprise_{number}": 1 for number in range(9)}
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(file)
    assert raised.value.message.endswith("And 4 more.")


def test_the_version_may_be_written_as_a_date_or_number() -> None:
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    assert Policy.model_validate(content | {"version": 7}).version == "7"


def test_who_holds_which_role() -> None:
    roles = sample_policy().roles
    assert roles.holders(Role.SUPPORT) == ("S0SUPPORT",)
    assert roles.holders(Role.MANAGER) == ("S0MGR",)
    assert roles.holders(Role.DOC_MAINTAINER) == ("S0DOCS",)
    assert roles.holders(Role.DEVELOPER) == ()


def test_an_unknown_plan_means_the_default_one() -> None:
    policy = sample_policy()
    assert policy.plan_name("gold") == policy.plan_name("") == "basic"
    assert policy.plan("gold") is policy.plans["basic"]
    assert not policy.plan("gold").includes(Mode.ON_SITE)


@pytest.mark.parametrize(
    ("plan", "severity", "due"),
    [
        ("enterprise", Severity.CRITICAL, "2026-11-27 17:30"),  # 30m, round the clock
        ("enterprise", Severity.MEDIUM, "2026-11-30 16:00"),  # 8bh from Friday 17:00
        ("basic", Severity.CRITICAL, "2026-11-30 17:00"),  # 1bd
        ("basic", Severity.LOW, "2026-12-01 17:00"),  # 2bd
    ],
)
def test_when_the_first_reply_is_due(plan: str, severity: Severity, due: str) -> None:
    friday_at_five = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    terms = terms_of(sample_policy(), plan, None)
    found = terms.hours.after(friday_at_five, terms.first_response.for_severity(severity))
    assert f"{found.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize(("unit", "seconds"), [("s", 3), ("m", 180), ("h", 10_800), ("d", 259_200)])
def test_spans_around_the_clock(unit: Any, seconds: int) -> None:
    span = Span(amount=3, unit=unit)
    assert span.as_timedelta() == timedelta(seconds=seconds)
    assert str(span) == f"3{unit}"


@pytest.mark.parametrize("unit", ["bh", "bd"])
def test_business_spans_have_no_fixed_length(unit: Any) -> None:
    with pytest.raises(ValueError, match="business time"):
        Span(amount=1, unit=unit).as_timedelta()


ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]
WEEK: Any = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
minutes = st.integers(0, 23 * 60).map(lambda number: time(number // 60, number % 60))
hours = st.builds(
    lambda zone, days, start, end: BusinessHours(
        time_zone=zone, days=tuple(days), start=min(start, end), end=max(start, end)
    ),
    st.sampled_from(ZONES),
    st.sets(st.sampled_from(WEEK), min_size=1).map(sorted),
    minutes,
    minutes.map(lambda one: one.replace(second=30)),
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001 - next line
    lambda naive: naive.replace(tzinfo=UTC)
)
spans = st.builds(
    Span, amount=st.integers(0, 40), unit=st.sampled_from(["s", "m", "h", "d", "bh", "bd"])
)


@settings(max_examples=50)
@given(hours, moments, st.timedeltas(timedelta(0), timedelta(days=9)), spans)
def test_later_starts_end_later_and_nothing_ends_before_it_starts(
    opening: BusinessHours, start: datetime, later: timedelta, span: Span
) -> None:
    first, second = opening.after(start, span), opening.after(start + later, span)
    assert start <= first <= second


@settings(max_examples=50)
@given(hours, moments, st.integers(0, 30), st.integers(0, 30), st.sampled_from(["bh", "bd", "h"]))
def test_longer_spans_end_later(
    opening: BusinessHours, start: datetime, one: int, other: int, unit: Any
) -> None:
    shorter, longer = sorted((one, other))
    first = opening.after(start, Span(amount=shorter, unit=unit))
    assert first <= opening.after(start, Span(amount=longer, unit=unit))


@settings(max_examples=50)
@given(hours, moments, st.integers(1, 30), st.sampled_from(["bh", "bd"]))
def test_business_time_ends_while_it_is_open(
    opening: BusinessHours, start: datetime, amount: int, unit: Any
) -> None:
    end = opening.after(start, Span(amount=amount, unit=unit))
    local = end.astimezone(ZoneInfo(opening.time_zone))
    assert WEEK[local.weekday()] in opening.days
    assert local.utcoffset() != start.utcoffset() or opening.start <= local.time() <= opening.end


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        # Berlin leaves summer time on 25 October 2026 at 3:00 and enters it on 28 March 2027
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 2, datetime(2026, 10, 25, 0, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), 5, datetime(2026, 10, 25, 3, 0, tzinfo=UTC)),
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), 3, datetime(2027, 3, 28, 2, 0, tzinfo=UTC)),
    ],
)
def test_hours_are_real_hours_when_the_clocks_change(
    start: datetime, amount: int, end: datetime
) -> None:
    opening = BusinessHours(time_zone="Europe/Berlin", days=WEEK, start=time(0, 0), end=time(5, 0))
    assert opening.after(start, Span(amount=amount, unit="bh")) == end


def with_releases(folder: Path, written: str, section: str = "releases") -> Path:
    """The sample policy, where `releases` (or another section) is what is written."""
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content[section] = yaml.safe_load(written)
    file = folder / "policy.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def test_releases_may_lie_in_a_file_beside_the_policy(tmp_path: Path) -> None:
    (tmp_path / "releases.yaml").write_text(
        "- {version: 4.3, end_of_life: 2027-01-01}\n- version: 4.2.1\n  broken: it crashes\n",
        encoding="utf-8",
    )
    first, second = load_policy(with_releases(tmp_path, "releases.yaml")).releases
    assert (first.version, str(first.end_of_life)) == ("4.3", "2027-01-01")
    assert second.broken == "it crashes"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("- version: 4.3.1\n- version: latest\n", "releases.yaml, line 2"),
        ("- version: [\n", "releases.yaml, line"),
        ("just words", "releases.yaml, line 1"),
    ],
)
def test_what_is_wrong_in_that_file_is_named(tmp_path: Path, written: str, expected: str) -> None:
    (tmp_path / "releases.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(PolicyError, match=expected):
        load_policy(with_releases(tmp_path, "releases.yaml"))


def test_a_file_of_releases_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read") as raised:
        load_policy(with_releases(tmp_path, "releases.yaml"))
    assert "releases" in raised.value.remedy


def test_roles_may_lie_in_a_file_beside_the_policy(tmp_path: Path) -> None:
    (tmp_path / "roles.yaml").write_text("support: [S0A]\nadmin: [U0BOSS]\n", encoding="utf-8")
    roles = load_policy(with_releases(tmp_path, "roles.yaml", "roles")).roles
    assert (roles.support, roles.manager, roles.admin) == (("S0A",), (), ("U0BOSS",))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("support: [S0A]\nadmin: ['@boss']\n", "roles.yaml, line 2: admin: '@boss' is neither"),
        ("support: [S0A]\nkings: [U0A]\n", "roles.yaml, line 2: kings: Extra"),
        ("", "roles.yaml, line 1"),
    ],
)
def test_what_is_wrong_in_the_roles_is_named(tmp_path: Path, written: str, expected: str) -> None:
    (tmp_path / "roles.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(PolicyError, match=expected):
        load_policy(with_releases(tmp_path, "roles.yaml", "roles"))


@pytest.mark.parametrize(
    ("section", "key"), [("incident", "within"), ("similar", "window"), ("incident", "reports")]
)
def test_times_of_incidents_run_around_the_clock(tmp_path: Path, section: str, key: str) -> None:
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content[section] = {key: 1 if key == "reports" else "4bh"}
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(PolicyError, match=f"{section}.{key}"):
        load_policy(file)


def test_a_product_needs_details_of_its_own() -> None:
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content["releases"].append({"version": "2.0.0", "product": "Harbor Map Kit"})
    content["details"] |= {"voice": ["frequency"], "Harbor Map Kit": ["impact"]}
    policy = Policy.model_validate(content)

    def needs(product: str) -> list[str]:
        return [one.value for one in policy.intake_of(product).for_kind("error")]

    assert needs("") == needs("Maps") == ["sdk_version", "platform", "steps"]
    assert needs("Bright Voice SDK") == [*needs(""), "frequency"]
    assert needs("harbor map kit") == [*needs(""), "impact"]
    assert "frequency" in [one.value for one in policy.intake_of("voice").for_kind("default")]
