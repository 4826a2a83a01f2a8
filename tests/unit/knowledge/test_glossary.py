"""Words of one language lead to those of the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.glossary import Glossary, sdk_glossary
from knowledge.models import Query
from knowledge.question import understand

SMALL = Glossary(
    [
        "# a comment",
        "",
        "屏幕共享,屏幕分享\tscreen sharing,screen share",
        "屏幕\tscreen",
        "频道\tchannel",
    ]
)


def test_the_longest_words_win() -> None:
    found = SMALL.translated("频道里怎么屏幕共享", "zh")
    assert found["channel"] == 1.0
    assert found["screen"] == found["shar"] == pytest.approx(2**-0.5)
    found = SMALL.translated("Screen sharing in a channel", "en")
    assert {"频道", "共享", "分享"} <= found.keys()
    assert SMALL.translated("a small screen", "en").keys() == {"屏幕"}


@given(st.text(max_size=300), st.sampled_from(["en", "zh"]))
def test_any_text_is_taken(text: str, language: str) -> None:
    found = sdk_glossary().translated(text, language)
    assert all(0 < weight <= 1 for weight in found.values())


def test_an_empty_glossary_knows_nothing() -> None:
    assert Glossary([]).translated("频道 channel", "zh") == {}


def test_a_question_carries_its_translation_and_its_names() -> None:
    asked = understand(Query("屏幕共享报 ERR_X_12 怎么办\n\n用的麦克风", language="zh"))
    assert {"err_x_12", "screen", "mic"} <= asked.translated.keys()
    assert asked.translated["mic"] < asked.translated["screen"]
    assert "screen" in asked.translated_opening
    assert "mic" not in asked.translated_opening
    assert understand(Query("écran partagé", language="fr")).translated == {}
