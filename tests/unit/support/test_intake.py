"""What is asked for, and how."""

import pytest
from pydantic import ValidationError

from bot.support.extraction.extract import extract
from bot.support.intake import Field, IntakeRules, ask, known_fields, missing_fields

RULES = IntakeRules(
    required={
        "default": (Field.SDK_VERSION, Field.PLATFORM, Field.STEPS),
        "crash": (Field.SDK_VERSION, Field.PLATFORM, Field.ENVIRONMENT, Field.LOGS),
        "how_to": (),
    }
)


def test_a_kind_needs_its_own_fields() -> None:
    known = known_fields(extract("App crashes on iOS 17.2, SDK 4.2.0"))
    assert missing_fields("crash", known, RULES) == (Field.LOGS,)


def test_an_unknown_kind_falls_back() -> None:
    assert missing_fields("odd", {"platform"}, RULES) == (Field.SDK_VERSION, Field.STEPS)


def test_a_question_needs_nothing() -> None:
    assert missing_fields("how_to", frozenset(), RULES) == ()


def test_rules_need_a_default() -> None:
    with pytest.raises(ValidationError, match="default"):
        IntakeRules(required={"crash": (Field.LOGS,)})
    with pytest.raises(ValidationError):
        IntakeRules.model_validate({"required": {"default": ["shoe_size"]}})


def test_asks_for_everything_in_one_message() -> None:
    said = ask((Field.SDK_VERSION, Field.LOGS), "en")
    assert said.count("•") == 2
    assert "SDK version" in said
    assert "log" in said
    assert "platform" not in said
    assert "!" not in said


def test_asks_in_chinese() -> None:
    said = ask(("sdk_version", "steps"), "zh-CN")
    assert "SDK 版本" in said
    assert "操作步骤" in said
    assert "！" not in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_missing_field_is_one_sentence(language: str) -> None:
    assert "\n" not in ask(["logs"], language)


def test_nothing_missing_says_nothing() -> None:
    assert ask((), "en") == ""


def test_never_asks_twice_for_the_same_thing() -> None:
    assert ask(["logs", "logs"], "en") == ask(["logs"], "en")


def test_a_field_of_a_newer_policy_is_named_plainly() -> None:
    assert "call id" in ask(["call_id"], "en")
