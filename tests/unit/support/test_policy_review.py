"""Errors and doubts of a policy with teams and rotas: each is told with its file and line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.errors import PolicyError
from bot.storage.policy_file import check_policy, load_policy
from bot.support.rota import on_call
from tests.desk_stage import POLICY_FILE
from tests.fakes import KENJI

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SAMPLE = POLICY_FILE.read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    file = folder / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def line_of(text: str, start: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def test_the_sample_leaves_no_doubt() -> None:
    found = check_policy(POLICY_FILE, NOW)
    assert (found.errors, found.warnings) == ((), ())


MESSAGING = "  - {product: messaging, team: messaging}"
ERRORS = [
    (MESSAGING, "team: messaging}", "team: chat}", "unknown team"),
    (MESSAGING, "product: messaging", "product: mail", "product"),
    (MESSAGING, "messaging, team", "messaging, plan: gold, team",
     "unknown plan 'gold'; there are advanced, basic, enterprise, strategic"),
    (MESSAGING, "messaging, team", "messaging, language: fr, team",
     "language"),
    ("  realtime: {members", "[S0SUPPORT]", "[Sam]", "'Sam' is nobody"),
    ("  realtime: {members", "[S0SUPPORT]", "[]", "members"),
    ("  conversational_ai: {members", "rota: conversational_ai", "rota: r2", "unknown rota 'r2'"),
    ("  conversational_ai: {members", "ladder: conversational_ai", "ladder: l2", "unknown ladder"),
    ("  rota: desk", "desk", "nobody", "unknown rota 'nobody'; there are conversational_ai, desk"),
    ("      notify: [on_call]", "on_call", "oncall", "'oncall' is nobody"),
    ("  frustration: 0.70", "0.70", "1.70", "thresholds.frustration"),
    ("      every: 1w", "1w", "1 month", "is no turn of a rotation"),
    ("      time_zone: Asia/Shanghai", "Asia/Shanghai", "Asia/Nowhere", "is not a time zone"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "good", "bad", "expected"), ERRORS)
def test_an_error_has_the_line_that_is_wrong(
    tmp_path: Path, line: str, good: str, bad: str, expected: str
) -> None:
    number = line_of(SAMPLE, line)
    lines = SAMPLE.splitlines()
    assert good in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(good, bad)
    (error,) = check_policy(written(tmp_path, "\n".join(lines)), NOW).errors
    assert error.startswith(f"policy.yaml, line {number}: ")
    assert expected in error


def test_a_check_tells_every_error(tmp_path: Path) -> None:
    text = SAMPLE + "".join(f"surprise_{number}: 1\n" for number in range(9))
    assert len(check_policy(written(tmp_path, text), NOW).errors) == 9


@pytest.mark.parametrize("text", ["a: [", "just words", ""])
def test_what_is_no_policy_has_one_error(tmp_path: Path, text: str) -> None:
    assert len(check_policy(written(tmp_path, text), NOW).errors) == 1


Change = Callable[[dict[str, Any]], object]
EMPTY_ROTA = {"shifts": [{"start": "2026-11-20T00:00:00Z", "end": "2026-12-01T00:00:00Z",
                          "people": ["Chen Yu"]}]}  # fmt: skip
DOUBTS: list[tuple[str, str, Change]] = [
    ("  desk:", "nobody on call from 2026-12-01 00:00 to 2026-12-25 00:00 UTC",
     lambda p: p["rotas"].update(desk=EMPTY_ROTA)),
    ("  desk:", "ends on 2026-12-01", lambda p: p["rotas"].update(desk=EMPTY_ROTA)),
    ("  desk:", "names 'Zoe', who is not in `people`",
     lambda p: p["rotas"]["desk"]["rotation"].update(people=["Zoe"])),
    ("  spare:", "no team uses the rota spare", lambda p: p["rotas"].update(spare=EMPTY_ROTA)),
    ("  spare:", "no routing rule gives tickets to the team spare",
     lambda p: p["teams"].update(spare={"members": ["U0SUP01"]})),
    ("- product: messaging", "no ticket reaches this rule for messaging",
     lambda p: p["routing"].insert(0, {"team": "realtime"})),
    ("  - name: On-call specialist", "calls on_call, and there is no rota for",
     lambda p: p["escalation"].pop("rota")),
    ("  - name: On-call specialist", "calls the team, and tickets of no team have none",
     lambda p: p["escalation"]["ladder"][0].update(notify=["team"])),
    ("    spare:", "no team climbs the ladder spare",
     lambda p: p["escalation"]["ladders"].update(
         spare=[{"name": "x", "notify": ["U0SUP01"], "wait": "1m"}])),
    ("    pages:", "pages, but escalation.ladder is empty",
     lambda p: p["escalation"].update(ladder=[])),
    ("    pages:", "without chat_phone",
     lambda p: p["plans"]["basic"].update(pages=True)),
    ("roles:", "nobody is support staff", lambda p: p.update(roles={})),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected", "change"), DOUBTS)
def test_a_doubt_has_its_line(tmp_path: Path, line: str, expected: str, change: Change) -> None:
    content = yaml.safe_load(SAMPLE)
    change(content)
    text = yaml.safe_dump(content, sort_keys=False)
    found = check_policy(written(tmp_path, text), NOW)
    assert found.errors == ()
    said = [one for one in found.warnings if expected in one]
    assert said
    number = int(said[0].split("line ")[1].split(":")[0])
    assert text.splitlines()[number - 1].startswith(line)


# Rotas in files -------------------------------------------------------------------------------

ICS = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//t//EN\nBEGIN:VEVENT\nUID:1\n"
    "DTSTART:20261101T000000Z\nDTEND:20261108T000000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2\n"
    "SUMMARY:Sam Okafor\nEND:VEVENT\nEND:VCALENDAR\n"
)
YAML = "rotation:\n  start: 2026-01-05\n  every: 1w\n  people: [Sam Okafor, Chen Yu]\n"


def with_rota(folder: Path, name: str, content: str) -> Path:
    policy = yaml.safe_load(SAMPLE)
    policy["rotas"]["desk"] = {"file": name}
    (folder / name).write_text(content, encoding="utf-8")
    return written(folder, yaml.safe_dump(policy, sort_keys=False))


def test_a_rota_may_lie_in_a_calendar(tmp_path: Path) -> None:
    file = with_rota(tmp_path, "rota.ics", ICS)
    rota = load_policy(file).rota_of("")
    assert rota is not None
    assert on_call(rota, datetime(2026, 11, 2, tzinfo=UTC)) == (KENJI,)
    assert on_call(rota, datetime(2026, 11, 9, tzinfo=UTC)) == ()
    warnings = check_policy(file, NOW).warnings
    assert any("desk (in rota.ics) has nobody on call" in one for one in warnings)


def test_a_rota_may_lie_in_yaml(tmp_path: Path) -> None:
    rota = load_policy(with_rota(tmp_path, "rota.yaml", YAML)).rota_of("")
    assert rota is not None
    assert on_call(rota, NOW) == (KENJI,)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("rota.ics", ICS.replace("20261101T000000Z", "soon"), "rota.ics, line 6: DTSTART"),
        ("rota.ics", "words\n", "rota.ics, line 1: the file holds no calendar"),
        ("rota.yaml", YAML.replace("1w", "often"), "rota.yaml, line 3: rotation.every"),
        ("rota.yaml", YAML + "surprise: 1\n", "rota.yaml, line 5: surprise"),
        ("rota.yaml", "- a\n", "rota.yaml, line 1: the file holds no rota"),
        ("rota.yaml", "a: [\n", "rota.yaml, line 2"),
    ],
)
def test_what_is_wrong_in_that_file_is_named(
    tmp_path: Path, name: str, content: str, expected: str
) -> None:
    with pytest.raises(PolicyError) as raised:
        load_policy(with_rota(tmp_path, name, content))
    assert expected in raised.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = with_rota(tmp_path, "rota.ics", ICS)
    (tmp_path / "rota.ics").unlink()
    with pytest.raises(PolicyError, match="for the rota desk, which cannot be read") as raised:
        load_policy(file)
    assert "rotas.desk.file" in raised.value.remedy
