"""`doorstep redact` and `doorstep digest`, as people run them."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

SECRET = "AKIAIOSFODNN7EXAMPLE"
TEXT = f"key {SECRET}, mail lin@example.com, 手机13800138000\n"
LOG = (
    "06-29 10:42:00.118  8123  8123 I BrightSDK: Bright RTC Android 4.3.1 (build 3)\n"
    "06-29 10:42:07.377  8123  8123 E BrightSDK: join failed, error code 1109\n"
)


def test_redact_shows_what_would_be_stored(run: Run) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    outcome = run("redact", "a.txt")
    assert outcome.code == 0
    assert SECRET not in outcome.out
    assert outcome.out.startswith("key [redacted cloud key ")
    assert "手机[redacted phone " in outcome.out


def test_redact_names_spans_and_kinds(run: Run) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    found = run("redact", "a.txt", "--json").json()
    spans = [(one["kind"], TEXT[one["start"] : one["end"]]) for one in found["spans"]]
    assert spans == [
        ("cloud key", SECRET),
        ("e-mail", "lin@example.com"),
        ("phone", "13800138000"),
    ]
    assert SECRET not in str(found)


def test_redact_reads_what_is_piped_in(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO("密码：abc123456".encode("gb18030")))
    )
    assert run("redact").out.startswith("密码：[redacted password ")


def test_redact_follows_the_policy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = Path(__file__).resolve().parents[3] / "examples" / "support-policy.yaml"
    own = sample.read_text(encoding="utf-8").replace("emails: true", "emails: false")
    Path("policy.yaml").write_text(own, encoding="utf-8")
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("DOORSTEP_POLICY", "policy.yaml")
    assert "lin@example.com" in run("redact", "a.txt").out


def test_a_setting_that_is_no_truth_value_is_named_with_its_line(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = Path(__file__).resolve().parents[3] / "examples" / "support-policy.yaml"
    own = sample.read_text(encoding="utf-8").replace("phones: true", "phones: perhaps")
    line = own[: own.index("phones: perhaps")].count("\n") + 1
    Path("policy.yaml").write_text(own, encoding="utf-8")
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("DOORSTEP_POLICY", "policy.yaml")
    outcome = run("redact", "a.txt")
    assert outcome.code != 0
    assert f"line {line}: redaction.phones" in outcome.err


@pytest.mark.parametrize("command", ["redact", "digest"])
def test_a_missing_or_empty_file_is_named(run: Run, command: str) -> None:
    Path("empty.log").write_bytes(b"")
    assert "empty.log is empty" in run(command, "empty.log").err
    missing = run(command, "none.log")
    assert missing.code == 2
    assert "none.log" in missing.err


def test_redact_points_to_digest_for_an_archive(run: Run) -> None:
    Path("a.bin").write_bytes(bytes(range(256)) * 8)
    assert "is not a text" in run("redact", "a.bin").err


def test_digest_of_a_log_and_of_an_archive(run: Run) -> None:
    Path("call.log").write_text(LOG, encoding="utf-8")
    shown = run("digest", "call.log").out
    assert "I read your log (2 lines): SDK 4.3.1, Android, first error 1109 at 10:42:07." in shown
    with zipfile.ZipFile("logs.zip", "w") as archive:
        archive.writestr("in/call.log", LOG + SECRET)
        archive.writestr("shot.png", b"\x89PNG\r\n" + bytes(9))
    found = run("digest", "logs.zip", "--json").json()
    assert [one["name"] for one in found["logs"]] == ["in/call.log"]
    assert found["logs"][0]["digest"]["error_codes"] == [["1109", 1]]
    assert "shot.png: it is a picture" in found["problems"]["en"]
    assert found["read"]["zh"].startswith("已读取你的日志（3 行）")
    assert SECRET not in str(found)
    assert "shot.png: it is a picture" in run("digest", "logs.zip").out
