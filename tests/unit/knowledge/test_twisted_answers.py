"""Sentences that turn their page around or add to it in plain words; words alone show it of most.

What the check cannot see stays in the lists; the floors are what it catches.
docs/answers.md has the figures.
"""

from __future__ import annotations

import pytest

from knowledge.drafting import Draft
from tests.twisted_answers import (
    FORBIDDEN,
    HONEST,
    INVENTED,
    INVERTED,
    PARAPHRASED,
    page,
)


def is_kept(line: str) -> bool:
    name, _, sentence = line.partition("|")
    draft = Draft((page(name),))
    shown = draft.feed(f"{sentence.rstrip('.。')} [1].") + draft.finish()
    return draft.removed == 0 and shown.endswith("[1]")


@pytest.mark.parametrize("line", [*HONEST, *PARAPHRASED])
def test_an_honest_sentence_is_kept(line: str) -> None:
    assert is_kept(line)


@pytest.mark.parametrize(
    ("lines", "caught"),
    [(INVERTED, 27), (FORBIDDEN, 14), (INVENTED, 13)],
    ids=["inverted", "forbidden", "invented"],
)
def test_what_is_turned_around_or_made_up_is_removed(lines: list[str], caught: int) -> None:
    assert sum(not is_kept(line) for line in lines) >= caught


@pytest.mark.parametrize(
    "line",
    [
        "token|Do not call `renewToken`.",
        "token|Do not fetch a new token when `onTokenWillExpire` fires.",
        "token|Tokens can be revoked one by one.",
        "token|Restart the phone and clear all photos if the token has expired.",
        "start|Call `destroy()` from inside an engine callback.",
        "rooms|Send ordinary comments with `high`.",
        "bg|小米手机不要把省电策略设为无限制。",
        "ktv|歌词同步可以使用本地计时器。",
        "ztoken|服务器无需用 NTP 校时。",
        "ktv|请先卸载手机上的其他软件并恢复出厂设置，再开始合唱。",
    ],
)
def test_the_worst_are_removed(line: str) -> None:
    assert not is_kept(line)
