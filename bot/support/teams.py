"""Specialist groups, and the rules by which the policy gives them tickets. Plain values."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, field_validator
from pydantic import Field as Setting

from bot.support.models import Model, Severity

ON_CALL, TEAM = "on_call", "team"  # words of a rung that become people when it rings
_CALLABLE = re.compile(r"[SUW][A-Z0-9]{2,}")  # a Slack user group or user


class ProductLine(StrEnum):
    """What kind of product a ticket is about."""

    CONVERSATIONAL_AI = "conversational_ai"
    VOICE = "voice"
    VIDEO = "video"
    LIVE_STREAMING = "live_streaming"
    MESSAGING = "messaging"


# In the order in which they are looked for: a voice agent is no voice call, a live stream no video.
PRODUCT_WORDS: dict[ProductLine, tuple[str, ...]] = {
    ProductLine.CONVERSATIONAL_AI: (
        *("conversational ai", "voice agent", "ai agent", "voice bot", "agent sdk"),
        *("llm", "tts", "asr"),
        *("对话式 ai", "对话式ai", "智能体", "语音助手", "语音机器人", "大模型"),
    ),
    ProductLine.LIVE_STREAMING: (
        *("live streaming", "live stream", "livestream", "rtmp", "cdn", "co-host", "co-hosting"),
        *("直播", "推流", "拉流", "连麦", "旁路"),
    ),
    ProductLine.MESSAGING: (
        *("messaging", "instant messaging", "chat", "chat room", "signaling", "rtm"),
        *("消息", "聊天", "群聊", "私信", "即时通讯", "即时通信", "信令"),
    ),
    ProductLine.VIDEO: (
        *("video", "camera", "screen sharing", "black screen", "frame rate"),
        *("视频", "摄像头", "屏幕共享", "黑屏", "花屏", "绿屏"),
    ),
    ProductLine.VOICE: (
        *("voice", "audio", "microphone", "echo", "sound", "voice call", "calls"),
        *("语音", "音频", "麦克风", "回声", "杂音", "噪音", "声音", "无声", "通话"),
    ),
}  # fmt: skip

# As the name of a product they say enough; in a sentence ("we go live", "user agent") they do not.
SHORT_NAMES: dict[ProductLine, tuple[str, ...]] = {
    ProductLine.CONVERSATIONAL_AI: ("agent", "agents", "ai"),
    ProductLine.LIVE_STREAMING: ("live", "streaming"),
    ProductLine.MESSAGING: ("im", "push", "notifications"),
    ProductLine.VOICE: ("call", "calling"),
}


def _several(value: object) -> object:
    """One value stands for a list of one."""
    return [value] if isinstance(value, str) else value


class RoutingRule(Model):
    """A ticket that fits all that is said goes to the team; what is not said fits any ticket."""

    product: Annotated[tuple[ProductLine, ...], BeforeValidator(_several)] = ()
    language: Literal["", "en", "zh"] = ""
    plan: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    severity: Severity | None = None  # from this one on
    team: str


class Team(Model):
    """A specialist group. `members` are users (U…) and user groups (S…)."""

    members: tuple[str, ...] = Setting(min_length=1)
    ladder: str = ""  # of `escalation.ladders`; "" = escalation.ladder
    rota: str = ""  # of `rotas`; "" = escalation.rota

    @field_validator("members")
    @classmethod
    def _are_callable(cls, members: tuple[str, ...]) -> tuple[str, ...]:
        return callable_ids(members)


def callable_ids(names: tuple[str, ...], words: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names as they are. Raises ValueError for one that nobody can be called by."""
    for name in names:
        if name not in words and not _CALLABLE.fullmatch(name):
            also = "".join(f", or {word}" for word in words)
            msg = f"{name!r} is nobody: write a user id (U…) or a user group (S…){also}"
            raise ValueError(msg)
    return names


def product_named(
    text: str, words: dict[ProductLine, tuple[str, ...]]
) -> tuple[ProductLine, str] | None:
    """The first product line with a word in the text, and that word; None for none."""
    for line, pattern in _patterns(tuple(words.items())):
        found = pattern.search(text)
        if found is not None:
            return line, found[0].lower()
    return None


def line_of(
    product: str, words: dict[ProductLine, tuple[str, ...]]
) -> tuple[ProductLine, str] | None:
    """The product line of what somebody calls their product, and the word that says so."""
    return product_named(
        product, {line: (*names, *SHORT_NAMES.get(line, ())) for line, names in words.items()}
    )


@lru_cache(maxsize=8)
def _patterns(
    words: tuple[tuple[ProductLine, tuple[str, ...]], ...],
) -> tuple[tuple[ProductLine, re.Pattern[str]], ...]:
    """Latin words are found whole, Chinese ones anywhere."""
    return tuple(
        (
            line,
            re.compile("|".join(map(_whole, sorted(names, key=len, reverse=True))), re.IGNORECASE),
        )
        for line, names in words
        if names
    )


def _whole(word: str) -> str:
    before = r"(?<![A-Za-z0-9])" if word[:1].isascii() else ""
    after = r"(?![A-Za-z0-9])" if word[-1:].isascii() else ""
    return before + re.escape(word) + after
