from __future__ import annotations

import pytest

from knowledge.language import language_of
from knowledge.terms import identifiers, stem, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("setAudioProfile", ["setaudioprofile", "set", "audio", "profil"]),
        ("ERR_INVALID_TOKEN", ["err_invalid_token", "err", "invalid", "token"]),
        ("error -10012", ["error", "-10012", "10012"]),
        ("v4 4.3.81", ["v4", "4.3.81"]),
        ("the channels", ["channel"]),
        ("如何加入频道", ["加入", "频道"]),
        ("调用joinChannel方法", ["调用", "joinchannel", "join", "channel", "方法"]),
        ("👍 …", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [("publishes", "publish"), ("policies", "policy"), ("stopped", "stopping"), ("mute", "muted")],
)
def test_endings_meet(left: str, right: str) -> None:
    assert stem(left) == stem(right)


def test_identifiers_keep_their_case() -> None:
    assert identifiers("Call joinChannel with ERR_OK and code 109, not Hello") == {
        "joinChannel",
        "ERR_OK",
        "109",
    }


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how do I join a channel", "en"),
        ("怎么加入频道 joinChannel ERR_INVALID_TOKEN", "zh"),
        ("Wie kann ich einem Kanal mit einem Token beitreten?", "de"),
        ("チャンネルに参加する方法", "ja"),
        ("👍", "en"),
        ("", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
