"""`doorstep accounts`, as people run it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import yaml

from bot.storage.database import open_database
from bot.support.inbound import Button
from tests.desk_stage import POLICY_FILE, Stage
from tests.fakes import LIN
from tests.unit.cli.conftest import Run

EXAMPLE = POLICY_FILE.parent / "accounts.yaml"
QUAY = "- name: Quay\n  plan: advanced\n  channels: [C0QUAY]\n  domains: [quay.example]\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "accounts.yaml"


@pytest.mark.parametrize(
    "command", ["", "list", "show", "import", "export", "remove", "who"], ids=str
)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    outcome = run("accounts", *command.split(), "--help")
    assert outcome.code == 0
    assert "Usage" in outcome.out


def test_the_policys_customers_are_accounts(run: Run) -> None:
    listed = {one["name"]: one for one in run("accounts", "list", "--json").json()}
    assert listed["Nimbus Games"]["plan"] == "enterprise"
    assert {one["source"] for one in listed.values()} == {"the policy"}
    assert "Nimbus Games" in run("accounts", "list").out


def test_an_import_says_what_changes_and_does_it_once(run: Run, file: Path) -> None:
    file.write_text(QUAY, encoding="utf-8")
    dry = run("accounts", "import", str(file), "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert "new        Quay (advanced)" in dry.out
    assert "Nothing was written" in dry.out
    assert "Quay" not in run("accounts", "list").out
    assert "Imported." in run("accounts", "import", str(file)).out
    assert "Nothing to change." in run("accounts", "import", str(file)).out
    file.write_text(QUAY.replace("advanced", "strategic"), encoding="utf-8")
    changed = run("accounts", "import", str(file)).out
    assert "changed    Quay\n             plan: advanced -> strategic\n" in changed
    shown = run("accounts", "show", "quay", "--json").json()
    assert (shown["plan"], shown["source"]) == ("strategic", "accounts.yaml")


def test_what_the_file_does_not_name_goes_with_replace_alone(run: Run, file: Path) -> None:
    file.write_text(QUAY, encoding="utf-8")
    run("accounts", "import", str(file))
    kept = run("accounts", "import", str(EXAMPLE), "--json").json()
    assert (kept["kept"], kept["removed"], len(kept["new"])) == (["Quay"], [], 3)
    gone = run("accounts", "import", str(EXAMPLE), "--replace")
    assert "removed    Quay\n" in gone.out
    names = [one["name"] for one in run("accounts", "list", "--json").json()]
    assert names == ["Harbour Classroom", "Nimbus Games", "Paper Kite"]


@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_what_was_exported_can_be_imported(run: Run, file: Path, form: str) -> None:
    run("accounts", "import", str(EXAMPLE))
    before = run("accounts", "list", "--json").json()
    exported = file.with_suffix(f".{form}")
    exported.write_bytes(run("accounts", "export", "--format", form).out.encode())
    outcome = run("accounts", "import", str(exported), "--json").json()
    assert (outcome["new"], outcome["changed"], len(outcome["unchanged"])) == ([], [], len(before))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            QUAY.replace("advanced", "gold"),
            "line 2: 0.plan: unknown plan 'gold'; the plans are bas",
        ),
        (QUAY.replace("[quay", "[gmail.com, quay"), "line 4: 0.domains.0: anybody can have an"),
        (QUAY + QUAY.replace("Quay", "Pier"), "line 5: 'Quay' and 'Pier' both have the channel"),
        (QUAY + QUAY.replace("Quay", "QUAY"), "line 5: 'Quay' and 'QUAY' have the same name"),
        (QUAY + "  colour: red\n", "line 5: 0.colour: Extra inputs are not permitted"),
        ("name: Quay", "line 1: a list of accounts is expected"),
        ("[]", "accounts.yaml names no account"),
        ("- [a", "line 1"),
        ("- {name: 1990-13-41, plan: basic}", "not valid YAML"),
    ],
)
def test_a_wrong_file_changes_nothing(
    run: Run, home: Path, file: Path, content: str, problem: str
) -> None:
    run("accounts", "list")
    file.write_text(content, encoding="utf-8")
    outcome = run("accounts", "import", str(file), "--replace")
    assert outcome.code == 2
    assert problem in outcome.err
    with sqlite3.connect(home / "doorstep.db") as database:
        assert database.execute("SELECT count(*) FROM accounts").fetchone() == (0,)
    database.close()


def test_a_clash_with_what_was_imported_names_both(run: Run, file: Path) -> None:
    file.write_text(QUAY, encoding="utf-8")
    run("accounts", "import", str(file))
    file.write_text(QUAY.replace("Quay", "Pier"), encoding="utf-8")
    for flags in ((), ("--dry-run",)):
        outcome = run("accounts", "import", str(file), *flags)
        assert outcome.code == 2
        assert "'Quay' and 'Pier' both have the channel C0QUAY." in outcome.err
    assert "removed    Quay" in run("accounts", "import", str(file), "--replace").out


HEADER = "name,plan,offices\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (f"{HEADER}云海教育,basic,上海|浦东新区世纪大道\n", "gbk"),
        (f"{HEADER}云海教育,basic,上海\n", "utf-8"),
        (f"{HEADER}云海教育,basic,上海\n", "utf-8-sig"),
        (f"{HEADER}云海教育,basic,上海\n".replace(",", "\t"), "utf-16"),
        (f"{HEADER}云海教育,basic,上海\n".replace(",", ";").replace("\n", "\r\n"), "gb18030"),
    ],
)
def test_excel_may_have_written_it(run: Run, tmp_path: Path, content: str, encoding: str) -> None:
    file = tmp_path / "客户.csv"
    file.write_bytes(content.encode(encoding))
    assert run("accounts", "import", str(file), "--json").json()["new"] == ["云海教育"]
    assert run("accounts", "show", "云海教育", "--json").json()["offices"][0]["city"] == "上海"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (f"{HEADER}Müller,basic,München\n".encode("cp1252"), "encoding that is not known"),
        (b"\xff\xfe\x00", "encoding that is not known"),
        (f"{HEADER}Kite,gold,\n".encode(), "kite.csv, line 2, column plan: unknown plan 'gold'"),
        (f"{HEADER}Kite,basic,\nkite,basic,\n".encode(), "kite.csv, line 3: 'Kite' and 'kite'"),
        (b"name,plan,teams\n" + b"a,basic,x\n" * 9, "And 4 more."),
        (HEADER.encode(), "kite.csv names no account"),
    ],
)
def test_a_wrong_spreadsheet_is_refused(
    run: Run, tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "kite.csv"
    file.write_bytes(content)
    outcome = run("accounts", "import", str(file))
    assert outcome.code == 2
    assert problem in outcome.err


def test_who_somebody_is(run: Run, file: Path) -> None:
    file.write_text(QUAY, encoding="utf-8")
    run("accounts", "import", str(file))
    told = run("accounts", "who", "--channel", "C0X", "--email", "Sol@QUAY.example")
    assert told.out == "Quay, by the domain quay.example; plan advanced.\n"
    assert run("accounts", "who", "--user", "U0X").out == "Nobody that is known; plan basic.\n"
    found = run("accounts", "who", "--channel", "C0QUAY", "--user", "U0DEV01", "--json").json()
    assert found["by"] == {"way": "channel", "value": "C0QUAY"}
    assert run("accounts", "who").code == 2


def test_removing(run: Run, file: Path) -> None:
    file.write_text(QUAY, encoding="utf-8")
    run("accounts", "import", str(file))
    assert run("accounts", "remove", "QUAY").out == "Removed Quay.\n"
    for name, problem in [("Quay", "There is no account"), ("nimbus games", "in the policy")]:
        outcome = run("accounts", "remove", name)
        assert outcome.code == 2
        assert problem in outcome.err
    assert run("accounts", "show", "Quay").code == 2


def test_what_is_missing_is_said(run: Run, tmp_path: Path) -> None:
    outcome = run("accounts", "import", str(tmp_path / "nothing.yaml"))
    assert outcome.code == 2
    assert "cannot be read: No such file" in outcome.err
    assert run("accounts", "import", str(tmp_path)).code == 2


def test_doctor_counts_them_and_finds_a_plan_that_the_policy_lost(
    run: Run, home: Path, file: Path
) -> None:
    def found() -> dict[str, str]:
        checks = run("doctor", "--json").json()
        (one,) = [one for one in checks if one["name"] == "accounts"]
        return dict(one)

    file.write_text(QUAY, encoding="utf-8")
    run("accounts", "import", str(file))
    assert found()["message"] == "4, 1 of them imported; 4 with e-mail domains"
    policy = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    del policy["plans"]["advanced"]
    (home / "support-policy.yaml").write_text(yaml.safe_dump(policy), encoding="utf-8")
    assert found()["state"] == "failed"
    assert "Quay has the plan 'advanced'" in found()["message"]
    policy["customers"] = []
    (home / "support-policy.yaml").write_text(yaml.safe_dump(policy), encoding="utf-8")
    run("accounts", "remove", "Quay")
    assert found()["state"] == "skipped"


def test_the_lines_around_a_failure_are_shown_with_the_ticket(run: Run, home: Path) -> None:
    run("accounts", "list")
    stage = Stage(open_database(f"sqlite:///{home / 'doorstep.db'}"))
    log = "10:42:01 I join\n10:42:07 E join failed, error code 1109\n10:42:08 I leave"
    question = stage.ask(f"The call drops.\n```\n{log}\n```")
    stage.desk.accept(stage.form(question))
    stage.engine.dispose()
    out = run("tickets", "show", "DS-1").out
    assert "Around the failure in the pasted log:" in out
    (failing,) = [one for one in out.splitlines() if one.startswith(">")]
    assert failing.endswith("  10:42:07 E join failed, error code 1109")
    (excerpt,) = run("tickets", "show", "1", "--json").json()["log_excerpts"]
    assert "1109" in excerpt["text"]


def test_a_refused_action_stands_in_the_ticket_that_is_shown(run: Run, home: Path) -> None:
    run("accounts", "list")
    stage = Stage(open_database(f"sqlite:///{home / 'doorstep.db'}"))
    _, ticket = stage.filed()
    stage.press(Button.CLAIM, stage.card(), LIN, str(ticket.id))
    stage.engine.dispose()
    lines = run("tickets", "show", ticket.label).out.splitlines()
    (line,) = [one for one in lines if "refused" in one]
    assert line.split()[1:] == ["refused", LIN, Button.CLAIM]


def test_the_example_says_what_the_format_can_say(run: Run) -> None:
    run("accounts", "import", str(EXAMPLE))
    shown = yaml.safe_load(run("accounts", "show", "Nimbus Games").out)
    assert shown == yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))[0]
