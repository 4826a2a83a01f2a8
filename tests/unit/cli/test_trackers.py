"""Trackers on the command line: the link of a ticket, the export, the check."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from bot.cli.tickets import _inert
from bot.storage.database import open_database
from bot.storage.mirrors import SqlMirrors
from bot.support.models import Ticket, TicketFields
from bot.support.tracking import TrackerLink
from tests.tracker_servers import TOKEN, GitHubServer, serving
from tests.unit.cli.conftest import Run
from tests.unit.cli.test_commands import filed

URL = "https://github.example/acme/support/issues/7"


def link(home: Path, problem: str = "") -> None:
    engine = open_database(f"sqlite:///{home / 'doorstep.db'}")
    mirrors = SqlMirrors(engine, "github:acme/support")
    mirrors.linked(1, TrackerLink(id="#7", url=URL))
    mirrors.failed(1, problem)
    engine.dispose()


def test_staff_find_the_issue_of_a_ticket(run: Run, home: Path) -> None:
    filed(home, "Calls drop")
    link(home, "GitHub refuses.")
    shown = run("tickets", "show", "DS-1")
    assert URL in shown.out
    assert "GitHub refuses." in shown.out
    (tracker,) = run("tickets", "show", "DS-1", "--json").json()["trackers"]
    assert (tracker["tracker"], tracker["link"]["url"]) == ("github:acme/support", URL)


def test_the_export_is_complete(run: Run, home: Path) -> None:
    """Every field of a ticket has a column, and both formats have the same ones."""
    filed(home, "Calls drop")
    link(home)
    (line,) = [json.loads(one) for one in run("tickets", "export").out.splitlines()]
    (row,) = csv.DictReader(io.StringIO(run("tickets", "export", "--format", "csv").out))
    nested = {"fields", "decision", "attachments", "place"}
    for name in (Ticket.model_fields.keys() - nested) | TicketFields.model_fields.keys():
        assert name in row
    assert set(line) == set(row)
    assert line["issues"] == row["issues"] == URL


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "|cmd",
        "%0A=1",
        "  =1",
        "＝1",
        "\ufeff=1",
    ],
)
def test_a_spreadsheet_runs_nothing(value: str) -> None:
    assert _inert(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "Calls drop", 7, None, True, "a=b", "令牌", "  spaced"])
def test_what_is_harmless_stays(value: object) -> None:
    assert _inert(value) == value


def test_doctor_checks_the_tracker(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> dict[str, str]:
        (found,) = [one for one in run("doctor", "--json").json() if one["name"] == "tracker"]
        return dict(found)

    assert said()["state"] == "skipped"
    monkeypatch.setenv("DOORSTEP_TRACKER", "github")
    assert "DOORSTEP_TRACKER_PROJECT" in said()["message"]
    monkeypatch.setenv("DOORSTEP_TRACKER_PROJECT", "acme/support")
    monkeypatch.setenv("DOORSTEP_TRACKER_TOKEN", TOKEN)
    server = GitHubServer()
    with serving(server):
        monkeypatch.setenv("DOORSTEP_TRACKER_URL", server.url)
        assert said()["state"] == "ok"
        assert "acme/support" in said()["message"]
        monkeypatch.setenv("DOORSTEP_TRACKER_TOKEN", "wrong")
        refused = said()
    assert (refused["state"], refused["remedy"]) == ("failed", "Correct DOORSTEP_TRACKER_TOKEN.")
    assert "wrong" not in refused["message"]
