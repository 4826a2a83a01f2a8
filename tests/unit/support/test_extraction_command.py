"""`doorstep extract`, as it is typed. Made-up reports."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.bootstrap.installation import SAMPLE_POLICY
from bot.cli import app
from bot.errors import ConfigError

EXPECTED: dict[str, Any] = {
    "sdk_version": ["4.2.0"],
    "platform": ["android"],
    "framework": [],
    "os_version": ["Android 13"],
    "device": [],
    "error_codes": ["-7"],
    "repro_steps_present": True,
    "logs_present": False,
    "severity": "critical",
}
TEXT = "Join fails\n\nSDK version: 4.2.0\nAndroid 13\nWhen I join, it returns error -7"


def lines(tmp_path: Path, *records: object) -> str:
    file = tmp_path / "reports.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return str(file)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["extract", *arguments])


def test_scores_each_field(tmp_path: Path) -> None:
    file = lines(tmp_path, {"id": "a", "text": TEXT, "expected": EXPECTED})
    result = run("--score", file, "--json", "--folds", "2")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["reports"] == 1
    assert told["fields"]["sdk_version"]["f1"] == 1.0
    assert told["accuracy"] == {
        "repro_steps_present": 1.0, "logs_present": 1.0, "severity": 0.0,
    }  # fmt: skip
    assert told["critical_below_high"] == 0  # rated high
    assert [miss["field"] for miss in told["misses"]] == ["severity"]
    assert len(told["folds"]) == 1


def test_lists_the_misses(tmp_path: Path) -> None:
    file = lines(tmp_path, {"text": TEXT, "expected": EXPECTED | {"device": ["Pixel 7"]}})
    result = run("--score", file, "--misses", "--folds", "3")
    assert result.exit_code == 0
    assert "Pixel 7" in result.stdout
    assert "Pixel 7" not in run("--score", file).stdout


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (({"id": "a", "text": TEXT},), "Record a of"),
        ((), "holds no records"),
        ((["a"],), "line 1 is not a JSON object"),
    ],
)
def test_says_what_cannot_be_scored(tmp_path: Path, records: tuple[object, ...], said: str) -> None:
    result = run("--score", lines(tmp_path, *records))
    assert isinstance(result.exception, ConfigError)
    assert said in result.exception.message


def test_takes_one_source_only(tmp_path: Path) -> None:
    file = lines(tmp_path, {"text": TEXT})
    assert isinstance(run("--score", file, "--batch", file).exception, ConfigError)


def test_batch_and_spans(tmp_path: Path) -> None:
    file = lines(tmp_path, {"id": 1, "text": TEXT})
    batch = json.loads(run("--batch", file).stdout)
    assert batch["fields"]["os_version"] == ["Android 13"]
    report = tmp_path / "report.md"
    report.write_text(TEXT, "utf-8")
    spans = json.loads(run(str(report), "--json").stdout)["spans"]
    version = next(span for span in spans if span["field"] == "sdk_version")
    assert TEXT[version["start"] : version["end"]] == "4.2.0"


def test_a_project_is_shown_with_its_place_and_is_no_key_of_a_batch(tmp_path: Path) -> None:
    text = f"{TEXT}\nProject: Tiny Paws"
    batch = json.loads(run("--batch", lines(tmp_path, {"id": 1, "text": text})).stdout)
    assert set(batch["fields"]) == {"sdk", *EXPECTED}
    report = tmp_path / "report.md"
    report.write_text(text, "utf-8")
    told = json.loads(run(str(report), "--json").stdout)
    assert told["fields"]["project"] == ["Tiny Paws"]
    (span,) = [one for one in told["spans"] if one["field"] == "project"]
    assert text[span["start"] : span["end"]] == "Tiny Paws"
    assert "Tiny Paws" in run(str(report)).stdout


def test_knows_the_products_of_a_policy(tmp_path: Path) -> None:
    sample = SAMPLE_POLICY.read_text("utf-8")
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"{sample}\nproducts:\n  Harbor Calls: [harbor-dial]\n", "utf-8")
    report = tmp_path / "report.md"
    report.write_text('Harbor Calls is silent\n\n"axios": "1.6.0", "harbor-dial": "4.3.1"', "utf-8")
    told = json.loads(run(str(report), "--json", "--policy", str(policy)).stdout)
    assert told["fields"]["sdk_version"] == ["4.3.1"]
    assert [one["value"] for one in told["spans"] if one["field"] == "product"] == ["Harbor Calls"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_report_in_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes("加入频道一直失败，错误码 1109，安卓 14，SDK 版本 4.3.1".encode(encoding))
    told = json.loads(run(str(file), "--json").stdout)["fields"]
    assert (told["error_codes"], told["severity"]) == (["1109"], "high")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "core.bin"
    file.write_bytes(bytes(range(256)) * 40)
    assert "is not a text" in str(run(str(file)).exception)


def test_the_severity_of_the_desk_is_scored_beside(tmp_path: Path) -> None:
    asked = {"text": "How do I fix a crash?", "expected": EXPECTED | {"severity": "low"}}
    file = lines(tmp_path, {"text": f"{TEXT}. It crashes.", "expected": EXPECTED}, asked)
    told = json.loads(run("--score", file, "--json").stdout)
    assert told["desk"] == {"severity": 1.0, "critical_below_high": 0}
    assert "As the desk rates them: severity 1.000" in run("--score", file).stdout
