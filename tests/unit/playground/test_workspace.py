"""The workspace's state, its people, and what is written of it."""

import asyncio
from pathlib import Path

import pytest

from bot.playground import events
from bot.playground.people import BOT_USER
from bot.playground.profile import AppProfile
from bot.playground.shapes import SlackRefusalError
from bot.playground.snapshot import Snapshot
from bot.playground.workspace import StoredFile, Workspace

HELP = "C0HELP"


def test_timestamps_grow_even_when_the_clock_stands_still() -> None:
    workspace = Workspace(clock=lambda: 1000.0)
    assert [workspace.next_ts() for _ in range(3)] == ["1000.000000", "1000.000001", "1000.000002"]


def test_a_reply_is_counted_at_its_root_and_forgotten_when_it_goes() -> None:
    workspace = Workspace()
    root = workspace.post(HELP, {"user": "U0DEV01", "text": "q"})
    reply = workspace.post(HELP, {"user": BOT_USER, "text": "a"}, root["ts"])
    assert reply["parent_user_id"] == "U0DEV01"
    assert (root["reply_count"], root["latest_reply"]) == (1, reply["ts"])
    assert workspace.history(HELP) == [root]
    assert workspace.replies(HELP, root["ts"]) == [reply]
    workspace.delete(HELP, reply["ts"])
    assert "reply_count" not in root
    assert "thread_ts" not in root


def test_the_root_of_a_thread_leaves_a_tombstone() -> None:
    workspace = Workspace()
    root = workspace.post(HELP, {"user": "U0DEV01", "text": "q"})
    workspace.post(HELP, {"user": BOT_USER, "text": "a"}, root["ts"])
    workspace.delete(HELP, root["ts"])
    assert workspace.message(HELP, root["ts"])["subtype"] == "tombstone"


def test_nobody_replies_to_a_reply_or_to_nothing() -> None:
    workspace = Workspace()
    root = workspace.post(HELP, {"user": "U0DEV01", "text": "q"})
    reply = workspace.post(HELP, {"user": BOT_USER, "text": "a"}, root["ts"])
    with pytest.raises(SlackRefusalError, match="cannot_reply_to_message"):
        workspace.post(HELP, {"user": BOT_USER, "text": "b"}, reply["ts"])
    with pytest.raises(SlackRefusalError, match="thread_not_found"):
        workspace.post(HELP, {"user": BOT_USER, "text": "b"}, "1.000000")


def test_channels_are_found_by_id_name_and_person() -> None:
    workspace = Workspace()
    assert workspace.channel("#sdk-help").id == HELP
    assert workspace.channel("U0DEV01").id == "D0DEV01"
    with pytest.raises(SlackRefusalError, match="channel_not_found"):
        workspace.channel("C0NOWHERE")


def test_everybody_sees_only_their_channels() -> None:
    workspace = Workspace()
    assert [one.id for one in workspace.channels_of("U0DEV02")] == ["C0PAPER", HELP, "D0DEV02"]
    staff = {one.id for one in workspace.channels_of("U0SUP02")}
    assert staff == {"C0NIMBUS", "C0PAPER", HELP, "C0STAFF", "C0DOCS", "D0SUP02"}
    assert all(BOT_USER in one.members for one in workspace.channels.values())


def test_a_profile_has_what_a_support_desk_needs() -> None:
    profile = Workspace().person("U0DEV01").profile()
    assert profile["tz_offset"] == 8 * 3600
    assert profile["locale"] == "zh-CN"
    assert profile["profile"]["email"] == "lin.wei@nimbus-games.example"


def test_reactions() -> None:
    workspace = Workspace()
    message = workspace.post(HELP, {"user": "U0DEV01", "text": "q"})
    workspace.react(HELP, message["ts"], "U0DEV01", "eyes")
    assert message["reactions"] == [{"name": "eyes", "users": ["U0DEV01"], "count": 1}]
    with pytest.raises(SlackRefusalError, match="already_reacted"):
        workspace.react(HELP, message["ts"], "U0DEV01", "eyes")
    workspace.unreact(HELP, message["ts"], "U0DEV01", "eyes")
    assert "reactions" not in message
    with pytest.raises(SlackRefusalError, match="no_reaction"):
        workspace.unreact(HELP, message["ts"], "U0DEV01", "eyes")


def test_one_mention_makes_two_events_with_one_ts() -> None:
    workspace = Workspace()
    message = workspace.post(HELP, {"user": "U0DEV01", "text": f"<@{BOT_USER}> help"})
    first, second = events.message_posted(workspace.channels[HELP], message)
    assert (first["type"], second["type"]) == ("message", "app_mention")
    assert first["ts"] == second["ts"] == message["ts"]
    assert first["channel_type"] == "channel"
    direct = workspace.post("D0DEV01", {"user": "U0DEV01", "text": f"<@{BOT_USER}> help"})
    assert len(events.message_posted(workspace.channels["D0DEV01"], direct)) == 1


def test_the_profile_comes_from_the_manifest() -> None:
    profile = AppProfile.from_manifest(
        {
            "display_information": {"name": "Desk"},
            "features": {
                "agent_view": {
                    "agent_description": "Helps.",
                    "suggested_prompts": [{"title": "t", "message": "m"}],
                },
                "slash_commands": [{"command": "/desk", "description": "d"}],
                "shortcuts": [{"name": "n", "type": "message", "callback_id": "c", "x": 1}],
            },
            "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        }
    )
    assert (profile.name, profile.description) == ("Desk", "Helps.")
    assert profile.commands == ({"command": "/desk", "description": "d", "usage_hint": ""},)
    assert profile.shortcuts == ({"type": "message", "callback_id": "c", "name": "n"},)
    assert profile.events == {"app_mention"}
    assert profile.scopes == ("chat:write",)


def test_a_snapshot_brings_everything_back_at_a_new_address(tmp_path: Path) -> None:
    before = Workspace()
    first = Snapshot(tmp_path, "http://127.0.0.1:1111")
    first.restore(before)
    message = {"user": "U0DEV01", "text": "q", "streaming": True}
    message["files"] = [{"url_private": "http://127.0.0.1:1111/files-pri/F1/a.log"}]
    posted = dict(before.post("C0HELP", message))
    before.files["F1"] = StoredFile("F1", "a.log", 3, "text/plain", "U0DEV01", 1, content=b"log")
    before.homes["U0DEV01"] = {"id": "V1", "type": "home"}
    first.flush()

    after = Workspace()
    Snapshot(tmp_path, "http://127.0.0.1:2222").restore(after)
    found = after.message("C0HELP", posted["ts"])
    assert found["files"] == [{"url_private": "http://127.0.0.1:2222/files-pri/F1/a.log"}]
    assert "streaming" not in found
    assert after.files["F1"].content == b"log"
    assert after.homes == before.homes
    assert after.next_ts() > posted["ts"]


def test_a_broken_snapshot_is_moved_aside(tmp_path: Path) -> None:
    (tmp_path / "workspace.json").write_text('{"version": 1', encoding="utf-8")
    workspace = Workspace()
    Snapshot(tmp_path, "http://127.0.0.1:1").restore(workspace)
    assert workspace.history("C0HELP") == []
    assert (tmp_path / "workspace.broken").exists()


def test_a_change_is_written_a_moment_later_and_files_that_went_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.snapshot.DEBOUNCE_SECONDS", 0.01)

    async def live() -> None:
        snapshot = Snapshot(tmp_path, "http://127.0.0.1:1")
        workspace = Workspace(on_change=snapshot.changed)
        snapshot.restore(workspace)
        workspace.files["F1"] = StoredFile("F1", "a", 1, "text/plain", "U", 1, content=b"a")
        workspace.post("C0HELP", {"user": "U0DEV01", "text": "kept"})
        await asyncio.sleep(0.05)
        assert "kept" in (tmp_path / "workspace.json").read_text(encoding="utf-8")
        assert (tmp_path / "files" / "F1").exists()
        workspace.reset()
        snapshot.flush()
        assert not (tmp_path / "files" / "F1").exists()

    asyncio.run(live())
