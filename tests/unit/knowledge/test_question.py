from __future__ import annotations

from knowledge.models import Query
from knowledge.question import understand


def test_the_first_line_weighs_more_than_the_body() -> None:
    asked = understand(Query("Token invalid\n\nI also tried the console"))
    assert asked.weights["token"] > asked.weights["consol"] > 0


def test_links_times_and_template_headings_are_noise() -> None:
    asked = understand(
        Query("Black screen\n**Describe the bug**\nhttps://evil.example/xyzzy 2024-05-01 10:11:12")
    )
    assert not {"xyzzy", "evil", "describ", "bug", "2024"} & asked.weights.keys()


def test_the_platform_is_given_or_named_or_unknown() -> None:
    assert understand(Query("crash", platform="iOS")).platform == "ios"
    assert understand(Query("crash on Android 14")).platform == "android"
    assert understand(Query("Android and iOS differ")).platform == ""


def test_a_short_follow_up_takes_terms_from_the_message_before() -> None:
    asked = understand(Query("and on web?", history=("how to share the screen",)))
    assert asked.weights["screen"] < asked.weights["web"]


def test_names_are_told_from_words() -> None:
    asked = understand(Query("Can Twilio call joinChannel?"))
    assert {"twilio", "joinchannel"} <= asked.names
    assert "can" not in asked.names


def test_a_wordless_or_endless_question_is_no_trouble() -> None:
    assert not understand(Query("👍👍")).weights
    assert understand(Query("token " * 20_000)).weights
