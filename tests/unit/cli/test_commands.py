"""What the commands print and how they end, with good input and bad."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from bot.bootstrap.demo import running_demo
from bot.bootstrap.models import open_budget
from bot.bootstrap.stores import open_stores
from bot.config import Settings, load_settings
from bot.errors import ConfigError
from bot.storage.conversations import SqlConversations
from bot.storage.database import migrate, open_database
from bot.storage.tickets import SqlTickets
from bot.support.models import Conversation, Place, TicketStatus
from knowledge.budget import Usage
from knowledge.embeddings import BundledEmbeddings
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page
from tests.desk_stage import CRASH_REPORT, POLICY_FILE
from tests.fakes import FakeClock
from tests.fakes_models import FakeEmbeddings
from tests.sample_contents import a_ticket
from tests.unit.cli.conftest import Run

COMMANDS = [
    [],
    ["ingest"],
    ["ask"],
    ["eval"],
    ["calibrate"],
    ["extract"],
    ["tickets"],
    ["tickets", "list"],
    ["tickets", "show"],
    ["tickets", "export"],
    ["run"],
    ["demo"],
    ["doctor"],
    ["migrate"],
]
BOT_TOKEN, APP_TOKEN = "xoxb-1-secretsecret", "xapp-1-secretsecret"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself(run: Run, command: list[str], flag: str) -> None:
    outcome = run(*command, flag)
    assert outcome.code == 0
    assert "Usage" in outcome.out
    assert len(outcome.out.splitlines()) > 5


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ask"],
        ["ask", "why?", "--batch", "x.jsonl"],
        ["ask", "why?", "--no-such-option"],
        ["ingest"],
        ["tickets", "list", "--status", "lost"],
        ["tickets", "export", "--format", "xml"],
        ["tickets", "show", "DS-1"],
        ["tickets", "show", "nonsense"],
        ["tickets", "show", "9" * 40],
        ["demo", "--port", "many"],
        ["extract", "nothing.txt"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_a_sentence(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.strip()


# Settings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-hunter2hunter2", "must start with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-hunter2hunter2", "must start with xapp-"),
        ("SLACK_API_URL", "slack.com/hunter2hunter2", "must start with http"),
        ("DOORSTEP_HTTP_PORT", "hunter2hunter2", "DOORSTEP_HTTP_PORT"),
        ("DOORSTEP_HTTP_PORT", "70000", "DOORSTEP_HTTP_PORT"),
        ("DOORSTEP_MODEL_TIMEOUT", "0", "DOORSTEP_MODEL_TIMEOUT"),
    ],
)
def test_a_malformed_setting_is_named_and_not_printed(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    outcome = run("tickets", "list")
    assert outcome.code == 2
    assert name in outcome.err
    assert expected in outcome.err
    assert ".env" in outcome.err
    assert "hunter2" not in outcome.err


def test_settings_left_empty_mean_the_defaults(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = load_settings()
    for field in Settings.model_fields.values():
        assert isinstance(field.validation_alias, str)
        if field.validation_alias != "DOORSTEP_HOME":
            monkeypatch.setenv(field.validation_alias, "")
    assert load_settings() == expected
    assert expected.home == home.resolve()


def test_settings_are_read_from_a_dotenv_file_too(home: Path) -> None:
    assert home.parent.is_dir()
    Path(".env").write_text("SLACK_BOT_TOKEN=nonsense\nOTHER=1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="SLACK_BOT_TOKEN"):
        load_settings()


def test_a_dotenv_file_that_is_no_text_is_named(run: Run) -> None:
    Path(".env").write_bytes(b"\xff\xfe\x00A")
    outcome = run("tickets", "list")
    assert outcome.code == 2
    assert ".env" in outcome.err


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_database_addresses_name_the_driver(given: str, used: str) -> None:
    assert load_settings(database_url=given).database == used
    assert load_settings(workflow_database_url=given).workflow_database == used


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("settings", "chat", "embeddings"),
    [
        ({}, "", "bundled"),
        ({"openai_api_key": "sk-x"}, "openai:gpt-5-mini", "openai:text-embedding-3-small"),
        ({"openai_api_key": "sk-x", "embedding_model": "bundled"}, "openai:gpt-5-mini", "bundled"),
        ({"chat_model": "gpt-x"}, "openai:gpt-x", "bundled"),
        ({"chat_model": "ollama:y"}, "ollama:y", "bundled"),
    ],
)
def test_which_models_are_used(settings: dict[str, str], chat: str, embeddings: str) -> None:
    found = load_settings(**settings)
    assert (found.chat, found.embeddings) == (chat, embeddings)


def test_a_home_that_cannot_be_made_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("DOORSTEP_HOME", str(tmp_path / "file" / "home"))
    outcome = run("tickets", "list")
    assert outcome.code == 1
    assert "DOORSTEP_HOME" in outcome.err


# Slack -------------------------------------------------------------------------------------------


def test_run_without_settings_says_what_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("SLACK_BOT_TOKEN", BOT_TOKEN),
        ("SLACK_APP_TOKEN", APP_TOKEN),
        ("DOORSTEP_STAFF_CHANNEL", "C0STAFF"),
    ):
        outcome = run("run")
        assert outcome.code == 2
        assert name in outcome.err
        monkeypatch.setenv(name, value)


def test_run_with_slack_out_of_reach_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    monkeypatch.setenv("DOORSTEP_STAFF_CHANNEL", "C0STAFF")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    outcome = run("run")
    assert outcome.code == 1
    assert "Slack cannot be reached" in outcome.err


# Policy ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("plan: enterprise\n", "plan: gold\n"), "unknown plan 'gold'"),
        (("caveat: 0.35", "caveat: many"), "thresholds.caveat"),
        (("thresholds:", "thresholds: ["), "line "),
    ],
)
def test_a_bad_policy_is_named_with_its_line(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    change: tuple[str, str],
    expected: str,
) -> None:
    text = POLICY_FILE.read_text(encoding="utf-8")
    assert change[0] in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(*change), encoding="utf-8")
    monkeypatch.setenv("DOORSTEP_POLICY", str(file))
    outcome = run("ask", "How do I renew the token?")
    assert outcome.code == 2
    assert "mine.yaml, line " in outcome.err
    assert expected in outcome.err


def test_a_policy_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_POLICY", "nowhere.yaml")
    outcome = run("ask", "why?")
    assert outcome.code == 2
    assert "nowhere.yaml" in outcome.err


# Index -------------------------------------------------------------------------------------------


def built_with(home: Path, identity: str) -> None:
    """An index of one page, by a model of this name."""
    folder = home / "index"
    folder.mkdir(parents=True)
    index = KnowledgeIndex(folder, FakeEmbeddings(identity), "")
    with index.build("docs") as build:
        build.put(Page(path="a.md", title="Token", chunks=(Chunk("Renew the token."),)))
        build.commit()
    index.close()


def test_without_an_index_ask_says_how_to_make_one(run: Run) -> None:
    outcome = run("ask", "How do I renew the token?")
    assert outcome.code == 1
    assert outcome.out == ""
    assert "doorstep ingest" in outcome.err


def test_an_index_of_another_model_is_refused_with_the_remedy(run: Run, home: Path) -> None:
    built_with(home, "another-model-64")
    outcome = run("ask", "How do I renew the token?")
    assert outcome.code == 1
    assert "another-model-64" in outcome.err
    assert "ngest" in outcome.err


@pytest.mark.parametrize("content", ["{bad json}\n", '"text"\n', "[1]\n", '{"id": 1}\nnonsense\n'])
@pytest.mark.parametrize("command", ["ask", "extract"])
def test_a_bad_line_of_a_batch_is_named(run: Run, command: str, content: str) -> None:
    Path("q.jsonl").write_text(content, encoding="utf-8")
    outcome = run(command, "--batch", "q.jsonl")
    assert outcome.code == 2
    assert f"q.jsonl, line {content.count(chr(10))}" in outcome.err


@pytest.mark.parametrize("command", ["ask", "extract"])
def test_a_batch_that_cannot_be_read_is_named(run: Run, command: str) -> None:
    Path("binary.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("nothing.jsonl", "binary.jsonl", "."):
        outcome = run(command, "--batch", name)
        assert outcome.code == 2
        assert f"{name} cannot be read" in outcome.err


def test_an_empty_batch_is_no_work(run: Run) -> None:
    Path("q.jsonl").write_text("\n", encoding="utf-8")
    outcome = run("ask", "--batch", "q.jsonl")
    assert (outcome.code, outcome.out) == (0, "")


def test_questions_without_words_need_no_index(run: Run) -> None:
    Path("q.jsonl").write_text('{"id": 7, "question": "🎉"}\n{"id": null}\n', encoding="utf-8")
    outcome = run("ask", "--batch", "q.jsonl")
    assert outcome.code == 0
    lines = [json.loads(line) for line in outcome.out.splitlines()]
    assert [(one["id"], one["decision"], one["citations"]) for one in lines] == [
        (7, "empty", []),
        (None, "empty", []),
    ]
    assert run("ask", "🎉", "--json").json()["decision"] == "empty"


@pytest.mark.parametrize("path", ["nowhere", "empty", "file.txt"])
def test_a_folder_that_cannot_be_ingested_is_named(run: Run, path: str) -> None:
    Path("empty").mkdir()
    Path("file.txt").write_text("x")
    outcome = run("ingest", path)
    assert outcome.code in {1, 2}
    assert outcome.out == ""
    assert path in outcome.err


# Extract -----------------------------------------------------------------------------------------


def test_extract_prints_json_alone(run: Run) -> None:
    Path("report.md").write_text(CRASH_REPORT, encoding="utf-8")
    found = run("extract", "report.md", "--json").json()
    assert set(found) == {"fields", "spans"}
    assert "4.3.1" in str(found["fields"])
    for span in found["spans"]:
        assert CRASH_REPORT[span["start"] : span["end"]]
    shown = run("extract", "report.md")
    assert shown.code == 0
    assert "4.3.1" in shown.out


def test_extract_a_batch(run: Run) -> None:
    Path("r.jsonl").write_text('{"id": "a", "text": "SDK 4.3.1"}\n{"id": "b"}\n', encoding="utf-8")
    outcome = run("extract", "--batch", "r.jsonl")
    lines = [json.loads(line) for line in outcome.out.splitlines()]
    assert [one["id"] for one in lines] == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"", "is empty"), (b" \n", "is empty"), (b"\x00\x01", "is not a text"), (None, "cannot be")],
)
def test_extract_names_a_file_that_it_cannot_read(
    run: Run, content: bytes | None, expected: str
) -> None:
    if content is None:
        Path("report.md").mkdir()
    else:
        Path("report.md").write_bytes(content)
    outcome = run("extract", "report.md")
    assert outcome.code == 2
    assert "report.md" in outcome.err
    if content is not None:
        assert expected in outcome.err


# Database and tickets ----------------------------------------------------------------------------


def filed(home: Path, *summaries: str) -> None:
    """Tickets in the home's database."""
    home.mkdir(exist_ok=True)
    engine = open_database(f"sqlite:///{home / 'doorstep.db'}")
    migrate(engine)
    clock = FakeClock()
    place = Place(channel="C", thread_ts="1.1")
    thread = SqlConversations(engine, clock).begin(
        Conversation(id=0, place=place, asker="U", started_at=clock())
    )
    tickets = SqlTickets(engine, clock)
    for summary in summaries:
        ticket = a_ticket(summary, conversation_id=thread.id)
        number = tickets.file(ticket, origin=summary).id
    tickets.move(number, TicketStatus.CLAIMED, actor="U0SUP01", origin="m")
    engine.dispose()


def test_a_new_home_has_no_tickets(run: Run) -> None:
    assert run("tickets", "list").out == "No tickets.\n"
    assert run("tickets", "list", "--json").json() == []
    assert run("tickets", "export").out == ""


def test_tickets_are_listed_shown_and_exported(run: Run, home: Path) -> None:
    filed(home, "令牌过期", "=cmd|' /C calc'!A0")
    listed = run("tickets", "list", "--json").json()
    assert [one["summary"] for one in listed] == ["令牌过期", "=cmd|' /C calc'!A0"]
    (claimed,) = run("tickets", "list", "--json", "--status", "claimed").json()
    assert claimed["claimed_by"] == "U0SUP01"
    assert "令牌过期" in run("tickets", "list").out
    told = run("tickets", "list").out  # a narrow terminal breaks the column between words
    assert "UTC" in told
    assert "first reply" in told
    for name in (claimed["ticket"], claimed["ticket"].lower(), str(claimed["id"])):
        shown = run("tickets", "show", name, "--json").json()
        assert [one["kind"] for one in shown["events"]] == ["filed", "claimed"]
    assert "claimed" in run("tickets", "show", claimed["ticket"]).out
    lines = [json.loads(line) for line in run("tickets", "export").out.splitlines()]
    assert [one["ticket"] for one in lines] == [one["ticket"] for one in listed]
    rows = list(csv.DictReader(io.StringIO(run("tickets", "export", "--format", "csv").out)))
    assert rows[0]["summary"] == "令牌过期"
    assert rows[1]["summary"].startswith("'="), "a spreadsheet must not run it"


def test_markup_in_a_summary_is_only_text(run: Run, home: Path) -> None:
    filed(home, "[bold]x[/wrong] [link=https://evil.example]y")
    outcome = run("tickets", "list")
    assert outcome.code == 0
    assert "[bold]x" in outcome.out


def test_a_database_behind_its_migrations_is_refused_and_can_be_upgraded(
    run: Run, home: Path
) -> None:
    home.mkdir()
    with sqlite3.connect(home / "doorstep.db") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
    connection.close()
    outcome = run("tickets", "list")
    assert outcome.code == 1
    assert "doorstep migrate" in outcome.err
    assert run("migrate").code == 0
    assert run("tickets", "list").code == 0


def test_a_database_that_cannot_be_used_is_refused(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    (home / "doorstep.db").write_text("not a database " * 100)
    assert "cannot be" in run("tickets", "list").err
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    outcome = run("tickets", "list")
    assert outcome.code == 1
    assert "DATABASE_URL" in outcome.err


# Doctor ------------------------------------------------------------------------------------------


def test_doctor_says_what_is_fine_and_what_to_fix(run: Run) -> None:
    outcome = run("doctor", "--json")
    assert outcome.code == 1, "there is no index yet"
    found = {one["name"]: one for one in outcome.json()}
    assert found["index"]["state"] == "failed"
    assert "doorstep ingest" in found["index"]["remedy"]
    for name in ("home", "policy", "database"):
        assert found[name]["state"] == "ok"
    for name in ("model", "slack", "socket", "staff channel"):
        assert found[name]["state"] == "skipped"
    shown = run("doctor")
    assert shown.code == 1
    assert "doorstep ingest" in shown.out


def test_doctor_misses_vectors_that_are_elsewhere(run: Run, home: Path) -> None:
    built_with(home, BundledEmbeddings.identity)
    shutil.rmtree(home / "index" / "chroma")
    found = {one["name"]: one for one in run("doctor", "--json").json()}
    assert found["index"]["state"] == "failed"
    assert "0 of 1" in found["index"]["message"]
    assert "CHROMA_URL" in found["index"]["remedy"]


def test_doctor_finds_bad_slack_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("DOORSTEP_CHAT_MODEL", "gpt-x")
    outcome = run("doctor", "--json")
    found = {one["name"]: one for one in outcome.json()}
    for name in ("slack", "socket", "staff channel", "model"):
        assert found[name]["state"] == "failed", name
        assert found[name]["remedy"]
    assert "secretsecret" not in outcome.out + outcome.err


def test_doctor_says_what_the_model_has_cost(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> dict[str, str]:
        outcome = run("doctor", "--json")
        return next(one for one in outcome.json() if one["name"] == "model budget")

    assert found()["state"] == "skipped"
    monkeypatch.setenv("DOORSTEP_CHAT_MODEL", "gpt-x")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert "DOORSTEP_MODEL_BUDGET is not set" in found()["message"]
    monkeypatch.setenv("DOORSTEP_MODEL_BUDGET", "5")
    monkeypatch.setenv("DOORSTEP_MODEL_PRICE_IN", "1")
    monkeypatch.setenv("DOORSTEP_MODEL_PRICE_OUT", "10")
    settings = load_settings()
    stores = open_stores(settings)
    budget = open_budget(settings, stores)
    assert budget is not None
    budget.reserve(Usage(read=0, written=123_000))
    stores.engine.dispose()
    assert found()["message"] == "1.2300 of 5.00 US dollars spent today (UTC)"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("prices", [{}, {"model_price_in": 1.0}, {"model_price_out": 1.0}])
def test_a_budget_without_prices_is_refused_at_the_start(prices: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="DOORSTEP_MODEL_PRICE_IN"):
        load_settings(model_budget=5.0, **prices)
    assert load_settings(model_price_in=0.0, model_price_out=0.0, model_budget=0.0)


@pytest.mark.usefixtures("home")
def test_demo_on_a_taken_port_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = load_settings(policy_file=POLICY_FILE)
        with pytest.raises(ConfigError, match=str(port)), running_demo(settings, port):
            pass
