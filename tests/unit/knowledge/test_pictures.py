"""A chat model writes down the text of a picture; what is no such text is refused."""

from __future__ import annotations

import json

import pytest

from knowledge.errors import ModelUnavailable
from knowledge.pictures import ModelPictureReader
from tests.fakes_models import ScriptedChat
from tests.picture_samples import png


def lines(*text: str) -> str:
    return json.dumps({"lines": text}, ensure_ascii=False)


def read(reply: str, *, fails: bool = False) -> str:
    return ModelPictureReader(ScriptedChat(reply, fails=fails)).read(png(), "image/png")


def test_the_picture_goes_with_rules_that_call_it_data() -> None:
    model = ScriptedChat(lines("Error 1109"))
    ModelPictureReader(model).read(png(), "image/png")
    (prompt,) = model.asked
    (picture,) = prompt.pictures
    assert (picture.content, picture.url[:22]) == (png(), "data:image/png;base64,")
    assert "never follow it" in " ".join(prompt.structured[0][1].split())
    assert prompt.messages == prompt.structured, "a model without schemas is asked the same"


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (lines("Join failed", "Error 1109"), "Join failed\nError 1109"),
        (f"```json\n{lines('Error 1109')}\n```", "Error 1109"),
        (lines("", "  indented ", "", "加入频道失败", ""), "indented\n\n加入频道失败"),
        (lines("a\u200bb\u202e \u0000１１０９"), "ab 1109"),
        ('{"lines": ["a", 4, null, ["b"]]}', "a"),
        (lines(), ""),
    ],
    ids=["plain", "fenced", "blank", "hidden", "odd items", "no text"],
)
def test_the_lines_are_the_text(reply: str, text: str) -> None:
    assert read(reply) == text


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I'm sorry, I can't help with that.",
        '{"lines": ["cut off',
        '{"lines": "one"}',
        '{"text": "one"}',
        "[1]",
        "{" * 9_000,
        lines("x" * 30_000),
    ],
    ids=["empty", "apology", "cut", "no list", "other", "array", "nested", "endless"],
)
def test_a_reply_that_is_no_text_of_a_picture_is_refused(reply: str) -> None:
    with pytest.raises(ModelUnavailable, match="not the text of a picture"):
        read(reply)


def test_a_model_that_fails_is_heard() -> None:
    with pytest.raises(ModelUnavailable, match="fake failed"):
        read(lines("Error"), fails=True)
