"""`doorstep ingest` and `doorstep sources`, as a doc maintainer uses them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

# In a process of its own: the workflow engine keeps the stderr that it finds.
DESK = """
import sys
from bot.workflows import DurableJobs
jobs = DurableJobs(sys.argv[1], executor_id="test")
jobs.start(None)
jobs.stop()
"""
CATALOGUE = """
sources:
  guides:
    type: folder
    location: guides
    visibility: public
    link: https://docs.example/{path_without_ext}
    schedule: "30 2 * * *"
  notes:
    type: folder
    location: notes
    visibility: internal
"""
TOKEN = "# Token\n\nCall renewToken before the token expires, then join again.\n"
CALLS = "# Calls\n\nA call ends when the last person leaves the channel.\n"


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two declared sources beside each other; the bundled model embeds."""
    folder = Path("shelf").resolve()
    for name, text in (("guides/token.md", TOKEN), ("guides/calls.md", CALLS), ("notes/a.md", "x")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text * 3, encoding="utf-8")
    (folder / "sources.yaml").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setenv("DOORSTEP_SOURCES", str(folder / "sources.yaml"))
    return folder


def test_what_is_declared_is_ingested_listed_and_rolled_back(run: Run, shelf: Path) -> None:
    first = run("ingest", "--json").json()
    assert [(one["source"], one["pages"]) for one in first] == [("guides", 2), ("notes", 1)]
    (shelf / "guides" / "calls.md").unlink()
    dry = run("ingest", "--source", "guides", "--dry-run")
    assert "calls.md" in dry.out
    assert run("sources", "--json").json()[0]["pages"] == 2
    assert run("ingest", "--source", "guides").code == 0
    rows = {one["source"]: one for one in run("sources", "--json").json()}
    assert (rows["guides"]["pages"], rows["guides"]["generation"]) == (1, 2)
    assert rows["guides"]["schedule"] == "30 2 * * *"
    assert rows["notes"]["readers"] == "internal"
    assert "guides" in run("sources").out
    back = run("sources", "rollback", "guides")
    assert "2 pages" in back.out
    assert run("sources", "rollback", "guides").code == 2
    assert run("sources", "remove", "notes", "--yes").code == 0
    assert run("sources", "--json").json()[1]["pages"] == 0


def test_readers_who_are_declared_but_not_served_stand_out(run: Run, shelf: Path) -> None:
    run("ingest")
    assert {one["name"]: one["state"] for one in run("doctor", "--json").json()}["readers"] == "ok"
    catalogue = CATALOGUE.replace("visibility: public", "visibility: internal\n    product: rtc")
    (shelf / "sources.yaml").write_text(catalogue, encoding="utf-8")
    rows = {one["source"]: one for one in run("sources", "--json").json()}
    assert (rows["guides"]["readers"], rows["guides"]["served"]) == ("internal", "public")
    assert (rows["guides"]["product"], rows["guides"]["link"][:8]) == ("rtc", "https://")
    assert "declared" in run("sources").out
    shown = run("sources", "show", "guides").out
    assert "internal declared, public served" in shown
    assert "https://docs.example/{path_without_ext}" in shown
    assert run("sources", "show", "nothing").code == 2
    doctor = {one["name"]: one for one in run("doctor", "--json").json()}["readers"]
    assert doctor["state"] == "failed"
    assert "guides" in doctor["message"]
    run("ingest", "--source", "guides")
    assert "served" not in run("sources").out


def test_the_report_is_left_for_the_desk_unless_nothing_changed_or_it_is_not_wanted(
    run: Run, shelf: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shelf.exists()
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-" + "1" * 20)
    monkeypatch.setenv("DOORSTEP_MAINTAINERS_CHANNEL", "C0123456")
    first = run("ingest", "--source", "guides")
    assert first.code == 0
    assert "not posted in Slack" in first.err, "no desk has run here"
    command = [sys.executable, "-c", DESK, f"sqlite:///{home / 'workflows.db'}"]
    subprocess.run(command, check=True)  # noqa: S603 - our own
    for name, arguments in (("a", ["--no-post"]), ("b", []), ("b", []), ("c", ["--dry-run"])):
        (shelf / "guides" / f"{name}.md").write_text(f"# {name}\n\nText of {name}.")
        again = run("ingest", "--source", "guides", *arguments)
        assert (again.code, "not posted" in again.err) == (0, False)
    with sqlite3.connect(home / "workflows.db") as database:
        query = "SELECT workflow_uuid FROM workflow_status WHERE name = 'report_ingest'"
        left = [row[0] for row in database.execute(query)]
    database.close()
    assert len(left) == 1
    assert left[0].startswith("report:command:guides:")


def test_the_report_is_kept_as_a_page_and_as_json(run: Run, shelf: Path, home: Path) -> None:
    assert run("sources", "report", "guides").code == 2
    run("ingest", "--source", "guides", "--html", "mine.html")
    assert "guides" in Path("mine.html").read_text(encoding="utf-8")
    assert run("sources", "report", "guides").out.strip() == str(home / "reports" / "guides.html")
    assert run("sources", "report", "guides", "--json").json()["pages"] == 2
    assert shelf.exists()


def test_a_source_that_fails_keeps_no_other_from_its_turn(run: Run, shelf: Path) -> None:
    (shelf / "guides" / "token.md").unlink()
    (shelf / "guides" / "calls.md").unlink()
    outcome = run("ingest")
    assert outcome.code == 1
    assert "guides" in outcome.err
    assert "notes: 1 pages" in outcome.out


def test_a_refused_load_says_which_files_it_could_not_read(run: Run, shelf: Path) -> None:
    run("ingest", "--source", "guides")
    for name in ("token.md", "calls.md"):
        (shelf / "guides" / name).write_bytes(b"\x89PNG\0\0" * 40)
    plain = run("ingest", "--source", "guides")
    assert plain.code == 1
    assert "token.md" in plain.err
    refused = run("ingest", "--source", "guides", "--json")
    assert refused.code == 1
    assert refused.json()["refused"]
    assert {one["path"] for one in refused.json()["skipped"]} >= {"token.md", "calls.md"}
    assert run("sources", "report", "guides", "--json").json()["refused"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ingest", "--source", "nowhere"], "Declared are: guides, notes"),
        (["ingest", "guides", "--source", "a", "--source", "b"], "one name"),
        (["ingest", "--link", "https://x.example/{path}"], "--link goes with PATH"),
        (["ingest", "shelf/guides", "--link", "ftp://x"], "https://"),
        (["sources", "rollback", "nowhere"], "no source 'nowhere'"),
        (["sources", "remove", "nowhere", "--yes"], "no source 'nowhere'"),
    ],
)
def test_wrong_use_is_one_sentence(run: Run, shelf: Path, arguments: list[str], said: str) -> None:
    outcome = run(*arguments)
    assert outcome.code == 2
    assert said in outcome.err
    assert shelf.exists()


def test_a_catalogue_with_a_mistake_names_the_line(run: Run, shelf: Path) -> None:
    text = CATALOGUE.replace("type: folder", "type: cloud", 1)
    (shelf / "sources.yaml").write_text(text, encoding="utf-8")
    for command in (["sources"], ["ingest"]):
        outcome = run(*command)
        assert outcome.code == 1
        assert "sources.yaml, line 4" in outcome.err


def test_nothing_declared_says_what_to_do(run: Run) -> None:
    assert "ingest PATH" in run("ingest").err
    assert "doorstep ingest PATH" in run("sources").out
    assert json.loads(run("sources", "--json").out) == []


def test_one_file_and_an_api_description_are_sources_too(run: Run) -> None:
    Path("manual.md").write_text(TOKEN, encoding="utf-8")
    Path("api.yaml").write_text(
        "openapi: 3.0.0\ninfo: {title: Rooms, version: '1'}\npaths:\n  /rooms:\n    get:\n"
        "      summary: List the rooms\n      responses:\n        '200': {description: Rooms}\n",
        encoding="utf-8",
    )
    assert run("ingest", "manual.md", "--json").json()["source"] == "manual"
    assert run("ingest", "api.yaml", "--source", "rest", "--json").json()["pages"] == 1


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="no priorities here")
def test_an_ingest_gives_way_to_a_desk_on_the_same_machine(home: Path, shelf: Path) -> None:
    """Its process tells how far it gives way when it ends."""
    look = (
        "import atexit, os, sys\n"
        "atexit.register(lambda: print(os.getpriority(os.PRIO_PROCESS, 0), file=sys.stderr))\n"
        "sys.argv = ['doorstep', 'ingest', '--dry-run']\n"
        "from bot.cli import main\n"
        "main()\n"
    )
    assert shelf.exists()
    told = []
    for nice in ("3", "0"):
        environment = os.environ | {"DOORSTEP_HOME": str(home), "DOORSTEP_INGEST_NICE": nice}
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-c", look],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        told.append(int(done.stderr.splitlines()[-1]))
    assert told[0] == max(3, os.getpriority(os.PRIO_PROCESS, 0))
    assert told[1] == os.getpriority(os.PRIO_PROCESS, 0)
