"""Passwords of plain words go by the grammar of the sentence; sentences about one stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.redaction import DEFAULT
from knowledge.privacy import find, replaced
from tests.field_look_alikes import ABOUT_PASSWORDS


def clean(text: str) -> str:
    return replaced(text, find(text), lambda kind, _: f"[{kind}]")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my password is correct horse battery", "my password is [password]"),
        ("my password is correct", None),
        ("password=correct horse battery staple", "password=[password]"),
        ("the password is swordfish and it fails", "the password is [password] and it fails"),
        ("the password is swordfish on every try", None),
        ("the password is wrong on Android", None),
        ("密码是 小猫咪123，登录失败", "密码是 [password]，登录失败"),
        ("我的密码是芝麻开门", "我的密码是[password]"),
        ("密码「芝麻开门」不对", None),
        ("密码是“芝麻开门”", "密码是“[password]”"),
        ("密码：错误1002", None),
        ("the login is bob / hunter2", "the login is bob / [password]"),
        ("the login is google / oauth2", None),
        ("the accounting is lobby / room8841", None),
    ],
)
def test_words_are_a_password_where_no_sentence_is_made_of_them(
    text: str, left: str | None
) -> None:
    assert clean(text) == (left or text)


@pytest.mark.parametrize("text", ABOUT_PASSWORDS)
def test_a_sentence_about_a_password_stays(text: str) -> None:
    assert clean(f"I see: {text}") == f"I see: {text}"


@given(
    st.sampled_from(("my password is ", "password: ", "密码是", "the login is ")),
    st.lists(
        st.sampled_from(["horse", "correct", "小猫咪", "123", "/", "hunter2", "and", ".", "\n"])
    ),
)
def test_telling_twice_tells_nothing_more(name: str, words: list[str]) -> None:
    once = DEFAULT.redact(name + " ".join(words))
    assert DEFAULT.redact(once) == once
